"""The sentences beside the answer: said when they hold, and not said when they do not."""

from datetime import date

import pytest

from repair.eligibility import Facts, Terms, check
from tests.repair.test_eligibility import RULES

MADE = date(2026, 5, 10)
LATER = date(2026, 9, 1)
GENERAL = ("general",)


def answer(on: date = LATER, terms: Terms | None = None, **facts):
    return check(
        Facts(MADE, facts.pop("severities", GENERAL), duties_done=facts.pop("done", True), **facts),
        RULES,
        terms or Terms(),
        on,
    )


def said(word: str, **how) -> bool:
    return any(word in note for note in answer(**how).notes)


@pytest.mark.parametrize(
    ("severities", "spoken"), [(("general",), False), (("general", "general"), False), (("minor", "serious"), True)]
)
def test_several_penalties_are_spoken_of_only_where_their_classes_differ(severities, spoken):
    assert ("几种处罚" in answer(severities=severities).own.words) is spoken


@pytest.mark.parametrize(
    ("severities", "unconfirmed", "sure"),
    [
        (("general",), {"several_longest"}, True), (("minor", "serious"), {"several_longest"}, False),
        (("minor", "serious"), {"fraud_bar_months"}, True), (("minor", "serious"), set(), True),
    ],
)  # fmt: skip
def test_an_answer_is_unsure_only_where_the_unconfirmed_rule_was_used(severities, unconfirmed, sure):
    assert answer(severities=severities, terms=Terms(unconfirmed=frozenset(unconfirmed))).own.confirmed is sure


@pytest.mark.parametrize(
    ("court_on", "waives", "spoken"), [(MADE, True, True), (MADE, False, False), (None, True, False)]
)
def test_a_reorganisation_is_spoken_of_where_it_opens_the_door(court_on, waives, spoken):
    assert said("重整", court_on=court_on, terms=Terms(court_waives_minimum=waives)) is spoken


@pytest.mark.parametrize(
    ("on", "done", "ends_itself", "by_a_person"),
    [
        (date(2027, 5, 10), True, True, False), (date(2027, 5, 11), True, False, False),
        (date(2027, 5, 10), None, True, False), (date(2027, 5, 10), False, False, True),
    ],
)  # fmt: skip
def test_the_end_of_publicity_is_promised_up_to_its_last_day_and_never_to_who_has_not_done_his_duties(
    on, done, ends_itself, by_a_person
):
    assert said("公示到 2027-05-10 自动停止", on=on, done=done) is ends_itself
    assert said("须由人逐件决定", on=on, done=done) is by_a_person


@pytest.mark.parametrize(
    ("fraud_on", "unconfirmed", "spoken"),
    [(MADE, {"fraud_bar_months"}, True), (MADE, set(), False), (None, {"fraud_bar_months"}, False)],
)
def test_the_bar_after_fraud_is_marked_where_it_is_used_and_not_confirmed(fraud_on, unconfirmed, spoken):
    assert said("年限尚未", fraud_on=fraud_on, terms=Terms(unconfirmed=frozenset(unconfirmed))) is spoken


def test_who_fulfilled_later_than_the_minimum_is_not_told_that_the_minimum_still_runs():
    """On the first day after the minimum only the day of fulfilment is waited for."""
    [missing] = answer(on=date(2026, 8, 11), duties_on=date(2026, 8, 20)).missing
    assert missing.code == "time"
    assert "2026-08-20" in missing.text
    assert "最短公示期" not in missing.text
