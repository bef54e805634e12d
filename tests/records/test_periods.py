"""How long a record may be public, under the regime of its day (发改委令第58号 until 2026-03-31, 第36号 from 2026-04-01)."""

from datetime import date

import pytest

from core.errors import DomainError, NotReady
from records.models import CreditRecord
from records.periods import ClassPeriod, Period, Regime, add_months, check_asked_until, period_for, regime_on
from records.services.records import regimes
from tests.factories import make_record

OLD = Regime(1, "R-58", date(2023, 5, 1), date(2026, 3, 31), {
    "general": ClassPeriod(True, 3, 36), "minor": ClassPeriod(False, 0, 0), "licence": ClassPeriod(True, 0, 60),
})  # fmt: skip
NEW = Regime(2, "R-36", date(2026, 4, 1), None, {
    "general": ClassPeriod(True, 3, 12), "serious": ClassPeriod(True, 12, 36), "minor": ClassPeriod(False, 0, 3),
    "licence": ClassPeriod(True, 0, 60),
})  # fmt: skip


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 5, 10), 12, date(2027, 5, 10)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 31), 3, date(2026, 3, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 1), 0, date(2026, 1, 1)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 31), "R-58"), (date(2026, 4, 1), "R-36"), (date(2023, 5, 1), "R-58"), (date(2030, 1, 1), "R-36")],
)
def test_the_regime_is_chosen_by_the_day_of_the_finding(day, code):
    assert regime_on([NEW, OLD], day).code == code


def test_a_day_without_any_regime_is_refused_in_words():
    with pytest.raises(NotReady, match="规则版本"):
        regime_on([NEW, OLD], date(2020, 1, 1))


def test_the_same_penalty_is_public_for_three_years_before_the_change_and_for_one_after():
    before = period_for(OLD, "general", date(2026, 3, 31), first_day=date(2026, 4, 2))
    after = period_for(NEW, "general", date(2026, 4, 1), first_day=date(2026, 4, 2))
    assert before == Period(date(2026, 4, 2), date(2029, 3, 31))
    assert after == Period(date(2026, 4, 2), date(2027, 4, 1))


def test_an_end_day_in_the_document_shortens_and_never_lengthens():
    day = date(2026, 5, 10)
    shorter = period_for(NEW, "general", day, first_day=day, asked_until=date(2026, 9, 10))
    longer = period_for(NEW, "general", day, first_day=day, asked_until=date(2099, 12, 31))
    assert shorter == Period(day, date(2026, 9, 10))
    assert longer == Period(day, date(2027, 5, 10))


def test_a_licence_leaves_the_public_with_its_own_end_and_long_term_is_no_end_of_publicity():
    day = date(2026, 5, 10)
    assert period_for(NEW, "licence", day, first_day=day, valid_until=date(2027, 1, 1)) == Period(day, date(2027, 1, 1))
    assert period_for(NEW, "licence", day, first_day=day, valid_until=date(2099, 12, 31)) == Period(
        day, date(2031, 5, 10)
    )


def test_minor_classes_are_not_published_and_a_period_that_is_over_does_not_begin():
    day = date(2026, 5, 10)
    assert period_for(NEW, "minor", day, first_day=day) is None
    assert period_for(NEW, "general", day, first_day=date(2027, 5, 11)) is None
    assert period_for(NEW, "general", day, first_day=date(2027, 5, 10)) == Period(date(2027, 5, 10), date(2027, 5, 10))


@pytest.mark.parametrize("asked", [date(2026, 8, 9), date(2027, 5, 11)])
def test_an_end_day_outside_minimum_and_maximum_is_refused(asked):
    with pytest.raises(DomainError) as refused:
        check_asked_until(NEW, "general", date(2026, 5, 10), asked)
    assert refused.value.code == "E-DT-04"
    assert "2026-08-10" in refused.value.message and "2027-05-10" in refused.value.message


@pytest.mark.parametrize("asked", [date(2026, 8, 10), date(2027, 5, 10)])
def test_both_ends_of_the_allowed_span_are_allowed(asked):
    check_asked_until(NEW, "general", date(2026, 5, 10), asked)
    assert True


@pytest.mark.django_db
def test_the_seeded_versions_leave_no_day_uncovered_since_2016_and_never_overlap():
    versions = sorted(regimes(), key=lambda regime: regime.effective_from)
    assert [regime.code for regime in versions] == ["R-2018", "R-58", "R-36"]
    for earlier, later in zip(versions, versions[1:], strict=False):
        assert (later.effective_from - earlier.effective_until).days == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "seen"),
    [(date(2026, 9, 7), False), (date(2026, 9, 8), True), (date(2027, 9, 7), True), (date(2027, 9, 8), False)],
)
def test_a_record_is_public_from_its_first_to_its_last_day_and_not_a_day_longer(on, seen):
    record = make_record(publish_from=date(2026, 9, 8), publish_until=date(2027, 9, 7))
    assert CreditRecord.objects.public(on).filter(pk=record.pk).exists() is seen
