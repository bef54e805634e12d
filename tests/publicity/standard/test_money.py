"""Money: the column is in 万元, the text says 元 (data quirk 9)."""

from decimal import Decimal

import pytest

from publicity.standard.money import han_number, read_wan, sums_in
from tests.publicity.standard.helpers import codes, judged, messages


@pytest.mark.parametrize(
    ("raw", "wan"),
    [
        ("0.2", "0.2"),
        ("0.21", "0.21"),
        (0.21, "0.21"),
        (0.1 + 0.2, "0.3"),
        (2, "2"),
        (Decimal("0.050000"), "0.05"),
        ("1,234.5", "1234.5"),
        ("０．２", "0.2"),
        ("0.000001", "0.000001"),
        ("0.2万元", "0.2"),
        ("0", "0"),
    ],
)
def test_amounts_are_exact_decimals_of_ten_thousand_yuan(raw, wan):
    assert read_wan(raw).value == Decimal(wan)


@pytest.mark.parametrize(
    ("raw", "proposal"),
    [
        ("2100元", "0.21"),
        ("贰仟元整", "0.2"),
        ("￥6000元", "0.6"),
        ("人民币壹万伍仟元", "1.5"),
        ("罚款2000元", "0.2"),
        ("500元", "0.05"),
    ],
)
def test_yuan_is_never_converted_silently(raw, proposal):
    read = read_wan(raw)
    assert read.value is None
    assert read.suggestion == proposal


@pytest.mark.parametrize("raw", ["-1", "0.1234567", "警告", "NaN", "1e5", float("nan"), float("inf"), 10**13, "无罚款"])
def test_what_is_no_amount_is_refused(raw):
    assert read_wan(raw).value is None
    assert read_wan(raw).problem


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("贰仟", 2000),
        ("壹万伍仟", 15000),
        ("一万五千", 15000),
        ("十二", 12),
        ("三十", 30),
        ("一百零五", 105),
        ("二十万", 200000),
        ("一亿", 10**8),
        ("甲", None),
        ("", None),
    ],
)
def test_chinese_numbers_are_understood(text, number):
    assert han_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "fine", "confiscated"),
    [
        ("罚款2100元", ["2100"], []),
        ("处罚款2100.00元", ["2100"], []),
        ("罚款：￥6000元", ["6000"], []),
        ("处以2000元的罚款", ["2000"], []),
        ("拟决定对你单位处以2000元罚款。", ["2000"], []),
        ("处罚2100元。", ["2100"], []),
        ("对你单位逾期未申报行为处以罚款2100元", ["2100"], []),
        ("罚款人民币壹仟元整（¥1000.00元）", ["1000"], []),
        ("罚款1.5万元", ["15000"], []),
        ("没收违法所得5000元，并处罚款10000元", ["10000"], ["5000"]),
        ("没收违法所得人民币伍仟元", [], ["5000"]),
        ("可以处2000元以下的罚款", [], []),
        ("给予警告", [], []),
    ],
)
def test_sums_are_found_in_the_text_of_a_decision(text, fine, confiscated):
    sums = sums_in(text)
    assert [Decimal(each) for each in fine] == list(sums.fine)
    assert [Decimal(each) for each in confiscated] == list(sums.confiscated)


def test_a_fine_in_the_right_unit_passes():
    assert codes(category="罚款", content="罚款2100元", fine="0.21") == []


def test_the_sum_in_the_text_becomes_the_proposal():
    verdict = judged(category="罚款", content="罚款2100元", fine="2100")
    [finding] = [finding for finding in verdict.findings if finding.level == "error"]
    assert (finding.code, finding.suggestion) == ("E-MNY-05", "0.21")


def test_a_missing_fine_is_proposed_from_the_text():
    verdict = judged(category="罚款", content="罚款壹仟元", fine="")
    [finding] = verdict.findings
    assert (finding.code, finding.suggestion) == ("E-CL-04", "0.1")


def test_a_fine_of_zero_is_no_fine():
    assert codes(category="罚款", content="处以罚款", fine="0") == ["E-CL-04"]


def test_blank_is_not_zero_where_nothing_is_fined():
    assert codes(category="警告", fine="") == []
    assert codes(category="警告", fine="0") == ["E-MNY-03"]


def test_fine_and_confiscation_are_two_columns():
    row = {"category": "罚款;没收违法所得", "content": "没收违法所得5000元，并处罚款10000元"}
    assert codes(**row, fine="1", confiscated="0.5") == []
    assert codes(**row, fine="1", confiscated="") == ["E-CL-04"]
    assert codes(**row, fine="0.5", confiscated="1") == ["E-MNY-05", "E-MNY-05"]


def test_a_large_amount_without_text_asks_about_the_unit():
    [message] = messages("E-MNY-04", category="罚款", content="处以罚款", fine="2100")
    assert "是否误填为元" in message
    assert codes(category="罚款", content="处以罚款", fine="10") == []


def test_a_large_amount_that_the_text_confirms_is_not_questioned():
    assert codes(category="罚款", content="罚款25万元", fine="25") == []


def test_several_fines_may_be_added_up():
    assert codes(category="罚款", content="对甲罚款1000元，对乙罚款2000元", fine="0.3") == []


def test_floating_noise_of_a_spreadsheet_is_rounded_away():
    assert judged(category="罚款", content="罚款3000元", fine=0.1 + 0.2).values["CF_NR_FK"] == Decimal("0.3")
