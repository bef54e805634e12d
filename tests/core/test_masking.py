"""Private data is hidden wherever it may slip through; organisations' codes stay readable."""

from pathlib import Path

import pytest

from core import masking

ID = "11010519491231002X"
VALID = (Path(__file__).parents[1] / "data" / "uscc_valid.txt").read_text().split()


def test_an_identity_number_keeps_only_its_ends():
    assert masking.mask_id(ID) == "1101************2X"
    assert masking.mask_id(" 1234 ") == "****"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("张", "张*"),
        ("阿不力·买买提", "阿不力·**"),
        ("", ""),
    ],
)
def test_a_name_keeps_the_surname(name, masked):
    assert masking.mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138-1234-5678", "138-****-5678"),
        ("023-57681234", "023-****1234"),
        ("57681234", "5768****"),
        ("119", "***"),
    ],
)
def test_a_telephone_number_loses_its_middle_or_end(phone, masked):
    assert masking.mask_phone(phone) == masked


@pytest.mark.parametrize(
    "written",
    [
        ID,
        ID.lower(),
        "110105 19491231 002X",
        "110105-19491231-0021",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105194912310021",
        "110105491231002",
        "13812345678",
        "+86 138 1234 5678",
        "138-1234-5678",
        "023-57681234",
        "(023)57681234",
        "6222021234567890128",
    ],
)
def test_private_numbers_in_a_sentence_are_hidden(written):
    sentence = f"当事人联系方式为{written}，已告知。"
    scrubbed = masking.scrub(sentence)
    assert written not in scrubbed
    assert "*" in scrubbed
    assert scrubbed.startswith("当事人联系方式为")
    assert scrubbed.endswith("，已告知。")
    digits = [c for c in written if c.isdigit()]
    assert sum(c.isdigit() for c in scrubbed) <= len(digits) - 4


@pytest.mark.parametrize("code", VALID)
def test_social_credit_codes_stay_readable(code):
    assert masking.scrub(f"代码{code}。") == f"代码{code}。"


@pytest.mark.parametrize(
    "harmless",
    [
        "罚款2000元",
        "巫山司罚决字〔2026〕3号",
        "2026-03-09",
        "20180119",
        "13800元",
        "2018年至2026年",
        "15002201510123456",
        "00000000000000000000",
    ],
)
def test_ordinary_numbers_are_left_alone(harmless):
    assert masking.scrub(harmless) == harmless


def test_several_findings_are_all_hidden_and_named():
    text = f"甲{ID}电话13812345678乙{ID}"
    spans = masking.find_private(text)
    assert [s.label for s in spans] == ["身份证号", "电话号码", "身份证号"]
    assert ID not in masking.scrub(text)
    assert ID not in repr(spans)


def test_scrubbing_twice_changes_nothing_more():
    once = masking.scrub(f"身份证{ID}，电话13812345678")
    assert masking.scrub(once) == once
