"""Unified social credit codes: real ones pass, real mistakes are refused with a reason and, where possible, a mend."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import uscc
from core.identifiers.uscc_arithmetic import ALPHABET, check_digit
from core.identifiers.uscc_kinds import check_prefix, party_category

DATA = Path(__file__).parents[1] / "data"
VALID = [line.strip() for line in (DATA / "uscc_valid.txt").read_text().splitlines() if line.strip()]
REFUSED = [
    tuple(line.split("\t"))
    for line in (DATA / "uscc_refused.tsv").read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    if line.strip()
]
LAW_FIRM, COMPANY = "31500000MD0123454L", "91500233322426880N"


def test_the_files_hold_what_their_readme_says():
    assert len(VALID) == 300
    assert len(REFUSED) > 190


@pytest.mark.parametrize("code", VALID)
def test_every_published_valid_code_passes(code):
    result = uscc.check(code)
    assert result.state == "ok"
    assert result.code == code
    assert result.message == ""
    assert uscc.is_valid(code)


@pytest.mark.parametrize(("value", "why"), REFUSED)
def test_every_published_wrong_value_is_refused_or_needs_a_reason(value, why):
    result = uscc.check(value)
    if why == "PASSES":
        assert result.ok
        return
    assert not result.ok
    assert result.message.endswith(("。", "？"))
    if not why.startswith("InvalidChecksum"):
        assert result.state == "malformed"
    if result.suggestion:
        assert uscc.is_valid(result.suggestion)


@pytest.mark.parametrize("value", [value for value, why in REFUSED if "right:" in why])
def test_pilot_codes_issued_with_a_wrong_digit_may_be_kept_with_a_reason(value):
    result = uscc.check(value)
    assert result.state == "check_digit"
    assert result.mistyped == "region"
    right = next(why for code, why in REFUSED if code == value)[-2]
    assert f"应为“{right}”" in result.message
    assert "写明理由" in result.message


@given(code=st.sampled_from(VALID), place=st.integers(0, 17), sign=st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    assert uscc.check(wrong).ok == (wrong == code)


@given(code=st.sampled_from(VALID), place=st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(code, place):
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert uscc.check(wrong).ok == (wrong == code)


def test_all_substitutions_and_swaps_of_one_code_are_caught():
    missed = [
        COMPANY[:i] + sign + COMPANY[i + 1 :]
        for i in range(18)
        for sign in ALPHABET
        if sign != COMPANY[i] and uscc.is_valid(COMPANY[:i] + sign + COMPANY[i + 1 :])
    ]
    assert missed == []


@given(st.text(max_size=40))
def test_no_text_whatever_breaks_the_check(value):
    result = uscc.check(value)
    assert result.ok or result.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("91410105674139084T（1-1）", "91410105674139084T"),
        ("92450100MA5L6HQ50H 1-1", "92450100MA5L6HQ50H"),
        ("92450100MA5L6HQ50H1-1", "92450100MA5L6HQ50H"),
        ("91500233322426880Ｎ", "91500233322426880N"),
        ("’91469002MA5RCB41X4", "91469002MA5RCB41X4"),
        ("'91469002MA5RCB41X4", "91469002MA5RCB41X4"),
        ("916331007105 4992X0", "9163310071054992X0"),
        ("91500233322426880n", "91500233322426880N"),
        ("91469002MA5RCB41X4。", "91469002MA5RCB41X4"),
        ("\ufeff91469002MA5RCB41X4", "91469002MA5RCB41X4"),
        ("31500000-MD012345-4L", None),
    ],
)
def test_a_different_writing_of_a_valid_code_is_mended_without_asking(written, meant):
    result = uscc.check(written)
    assert result.state == "malformed"
    assert result.suggestion == meant
    assert result.mend == ("form" if meant else "")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("92469003MA5RMYODX4", "92469003MA5RMY0DX4"),
        ("92469003MA5TITRE3D", "92469003MA5T1TRE3D"),
        ("91469036AM5RDT457G", "91469036MA5RDT457G"),
        ("91469003MA5RE12C0", "91469003MA5RE12C00"),
    ],
)
def test_a_likely_slip_is_proposed_but_needs_a_person(written, meant):
    result = uscc.check(written)
    assert not result.ok
    assert result.suggestion == meant
    assert result.mend == "guess"
    assert meant in result.message


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "没有填写"),
        ("92", "向下拖动"),
        ("330784000236906", "工商注册号"),
        ("9150010*******371X", "隐去"),
        ("15401252018000006106", "其他证照的编号"),
        ("3150000MD0123454L", "17 位"),
        ("00000000000000000X", "不是登记管理部门代码"),
        ("91S00233322426880N", "“S”"),
        ("9150023332242688N0", "第 17 位"),
    ],
)
def test_the_message_names_what_is_wrong(written, words):
    assert words in uscc.check(written).message


def test_the_inner_digit_tells_which_half_is_mistyped():
    region = uscc.check("91500234322426880N")
    organisation = uscc.check("91500233322426881N")
    assert (region.state, region.mistyped) == ("check_digit", "region")
    assert (organisation.state, organisation.mistyped) == ("check_digit", "organisation")


def test_letters_in_the_region_part_are_never_accepted():
    assert uscc.check("91A00233322426880N").state == "malformed"


def test_the_example_in_our_messages_is_itself_valid():
    example = uscc.check("x").message.split("如 ")[1].split(" ")[0]
    assert uscc.is_valid(example)


def test_abolished_regions_are_only_a_remark():
    code = next(c for c in VALID if c.startswith("91"))
    assert uscc.check(code).warnings == ()
    odd = "9199" + code[4:17]
    result = uscc.check(odd + check_digit(odd))
    assert result.ok
    assert "行政区划" in result.warnings[0]


@pytest.mark.parametrize(("prefix", "body"), [("31", "律师执业机构"), ("33", "基层法律服务所"), ("92", "个体工商户")])
def test_the_prefix_tells_the_kind_of_body(prefix, body):
    code = next(c for c in VALID if c.startswith(prefix))
    assert uscc.check(code).body_type == body


@pytest.mark.parametrize(
    ("kind", "prefix", "level"),
    [
        ("law_firm", "31", None),
        ("law_firm", "91", "error"),
        ("service_office", "33", None),
        ("service_office", "52", "error"),
        ("notary_office", "32", None),
        ("notary_office", "12", None),
        ("notary_office", "91", "warning"),
        ("forensic_institute", "34", None),
        ("forensic_institute", "12", None),
        ("forensic_institute", "52", None),
        ("forensic_institute", "91", None),
        ("forensic_institute", "31", "warning"),
        ("company", "31", None),
    ],
)
def test_only_law_firms_and_service_offices_have_a_hard_prefix(kind, prefix, level):
    finding = check_prefix(prefix + "5000000000000000", kind)
    assert (finding.level if finding else None) == level


def test_the_prefix_message_says_what_stands_there_and_what_belongs_there():
    finding = check_prefix(COMPANY, "law_firm")
    assert "前两位应为 31（律师执业机构），实际为 91（企业）" in finding.message


def test_sole_traders_have_a_category_of_their_own():
    assert party_category("92500233MA5UTCE89H") == "个体工商户"
    assert party_category(LAW_FIRM) == "法人及非法人组织"
