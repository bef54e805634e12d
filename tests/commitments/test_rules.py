"""What the rules say, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments import rules
from commitments.choices import ON_THE_WORD, Kind
from commitments.rules import Former

DAY = date(2026, 9, 14)


@given(
    st.from_regex(r"[1-8][0-9]{5}", fullmatch=True).filter(str.isascii),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999_999),
)
def test_a_code_is_region_day_and_serial_in_twenty_digits(region, day, serial):
    code = rules.commitment_code(region, day, serial)
    assert len(code) == 20 and code.isdigit()
    assert rules.code_parts(code) == (region, day, serial)


@pytest.mark.parametrize("bad", ["", "32010020230217000000", "3201002023021700001", "32010020231317000011", "x" * 20])
def test_what_is_no_code_is_refused(bad):
    with pytest.raises(ValueError):
        rules.code_parts(bad)


def test_the_published_example_is_read():
    assert rules.code_parts("32010020230217000011") == ("320100", date(2023, 2, 17), 11)


@pytest.mark.parametrize("serial", [1, 999_999])
def test_the_first_and_the_last_serial_of_a_day_are_codes(serial):
    assert rules.code_parts(rules.commitment_code("500237", DAY, serial)) == ("500237", DAY, serial)


@pytest.mark.parametrize(
    ("kind", "other", "label"),
    [("other", "行业自律", "其他（行业自律）"), ("other", "", "其他"), ("proof", "行业自律", "证明事项型")],
)
def test_only_the_other_kind_says_which(kind, other, label):
    assert rules.kind_label(kind, other) == label


@pytest.mark.parametrize("serial", [0, 1_000_000])
def test_a_serial_beyond_six_digits_is_refused(serial):
    with pytest.raises(ValueError):
        rules.commitment_code("500237", DAY, serial)


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize(
    ("fault", "repaired", "stands"),
    [
        ("false", False, True),
        ("false", True, False),
        ("unfulfilled", False, False),
        ("", False, True),
        ("", True, False),
    ],
)
def test_only_an_unrepaired_false_promise_or_serious_record_bars_告知承诺(kind, fault, repaired, stands):
    bar = rules.bar(kind, [Former("某承诺", DAY, fault, repaired)])
    assert (bar is not None) == (stands and kind in ON_THE_WORD)
    if bar:
        assert "尚未修复" in bar.reasons[0] and "信用修复" in bar.way


def test_who_has_nothing_against_him_may_promise():
    assert rules.bar("proof", []) is None


@pytest.mark.parametrize(
    ("days", "stages"),
    [
        (-4, []),
        (-3, ["before"]),
        (-1, ["before"]),
        (0, ["before", "due"]),
        (1, ["before", "due", "late"]),
        (30, ["before", "due", "late"]),
    ],
)
def test_stages_of_a_missing_paper(days, stages):
    assert rules.stages_reached(DAY, DAY + timedelta(days=days), 3) == stages


@pytest.mark.parametrize(("risk", "days"), [("high", 30), ("medium", 90), ("low", 180)])
def test_the_check_is_due_by_risk(risk, days):
    due = rules.check_due(risk, DAY, {"high": 30, "medium": 90, "low": 180})
    assert due == DAY + timedelta(days=days)


def test_an_exempt_promise_has_no_day():
    assert rules.check_due("exempt", DAY, {}) is None


@pytest.mark.parametrize(("stated", "offset", "over"), [(False, 0, False), (False, 1, True), (True, -3, True)])
def test_the_window_ends_with_its_last_day_or_with_the_statement(stated, offset, over):
    assert rules.window_over(DAY, stated, DAY + timedelta(days=offset)) is over


def test_what_is_typed_is_never_read_as_a_wording_again():
    assert rules.fill("办理{a}，{b}", {"a": "{b}", "b": ""}) == "办理{b}，＿＿＿＿＿＿"


def test_only_printed_consequences_are_known():
    printed = "一、终止办理；\n2. 将不实承诺记入信用记录。\n"
    assert rules.printed_liabilities(printed) == ["终止办理", "将不实承诺记入信用记录"]
    assert rules.unprinted(["终止办理", "罚款"], printed) == ["罚款"]
