"""Identity numbers (GB 11643). The numbers here are made up from the rule; none was taken from a person."""

from datetime import date

import pytest

from core import clock
from core.identifiers import idnumber


def made_up(region: str = "500237", birthday: str = "19900307", order: str = "101") -> str:
    body = region + birthday + order
    return body + idnumber.check_digit(body)


GOOD = made_up()


def test_a_number_made_by_the_rule_passes():
    result = idnumber.check(GOOD)
    assert result.ok
    assert result.birthday == date(1990, 3, 7)
    assert result.message == ""
    assert result.warnings == ()


def test_the_standards_own_example_passes():
    assert idnumber.check_digit("11010519491231002") == "X"
    assert idnumber.check("11010519491231002X").ok


@pytest.mark.parametrize("place", range(17))
def test_every_single_wrong_digit_is_caught(place):
    for digit in "0123456789":
        wrong = GOOD[:place] + digit + GOOD[place + 1 :]
        assert idnumber.check(wrong).ok == (wrong == GOOD)


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (made_up(birthday="19900230"), "bad_date"),
        (made_up(birthday="19901301"), "bad_date"),
        (made_up(birthday="20991231"), "bad_date"),
        (made_up(birthday="17991231"), "bad_date"),
        (GOOD[:17], "malformed"),
        (GOOD + "1", "malformed"),
        ("A" * 18, "malformed"),
        ("", "malformed"),
        ("500237900307101", "old15"),
        ("500237901307101", "bad_date"),
        ("5002371990030710１" + "A", "malformed"),
    ],
)
def test_other_faults_have_their_own_state_and_words(value, state):
    result = idnumber.check(value)
    assert result.state == state
    assert result.message.endswith("。")


def test_somebody_born_today_counts_and_tomorrow_does_not():
    with clock.override(date(2026, 3, 9)):
        assert idnumber.check(made_up(birthday="20260309")).ok
        assert idnumber.check(made_up(birthday="20260310")).state == "bad_date"


def test_writing_is_forgiven_and_said():
    with_x = next(n for n in (made_up(order=f"{i:03}") for i in range(1, 200)) if n.endswith("X"))
    result = idnumber.check(f" ’{with_x[:6]} {with_x[6:14]} {with_x[14:17]}ｘ\n")
    assert result.ok
    assert result.normalised
    assert result.code == with_x


def test_an_unknown_region_is_only_a_remark():
    result = idnumber.check(made_up(region="990101"))
    assert result.ok
    assert "行政区划" in result.warnings[0]


def test_a_fifteen_digit_number_is_carried_over():
    result = idnumber.check("500237900307101")
    assert result.full == GOOD
    assert idnumber.check(result.full).ok
    assert idnumber.check(GOOD).full == GOOD


def test_nothing_shows_the_number():
    for value in (GOOD, GOOD[:17] + ("1" if GOOD[17] != "1" else "2"), "500237900307101"):
        result = idnumber.check(value)
        for shown in (repr(result), str(result), result.message, *result.warnings):
            assert value[6:14] not in shown
            assert value[:6] not in shown
