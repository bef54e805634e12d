"""When a decision must be reported: both clocks, through the ledger service and the calendar of the State Council's notices.

Expected days were counted by hand on the notices of 2020–2026. Day of decision = day 0; 内控 7 days, acted on no later than the
last workday before rest days; 国标 7 working days with make-up weekends.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from core import clock
from core.calendar_service import load_calendar
from core.cycles import period_of, periods_between, previous
from core.workdays import Calendar
from publicity import deadlines
from publicity.services.entry import decision_enter
from tests.factories import make_user
from tests.publicity.rows import row_of

CASES = [
    # decided, 内控期限, 最迟办理日, 国标期限, provisional
    # ordinary weeks: Monday, Friday, Saturday, Sunday
    ("2026-03-02", "2026-03-09", "2026-03-09", "2026-03-11", False),
    ("2026-03-06", "2026-03-13", "2026-03-13", "2026-03-17", False),
    ("2026-03-07", "2026-03-14", "2026-03-13", "2026-03-17", False),
    ("2026-03-08", "2026-03-15", "2026-03-13", "2026-03-17", False),
    # Spring Festival 2026: 15–23 February off, 14 and 28 February are make-up days
    ("2026-02-06", "2026-02-13", "2026-02-13", "2026-02-24", False),
    ("2026-02-09", "2026-02-16", "2026-02-14", "2026-02-25", False),
    ("2026-02-13", "2026-02-20", "2026-02-14", "2026-03-02", False),
    ("2026-02-14", "2026-02-21", "2026-02-14", "2026-03-03", False),
    ("2026-02-15", "2026-02-22", "2026-02-14", "2026-03-03", False),
    ("2026-02-23", "2026-03-02", "2026-03-02", "2026-03-03", False),
    ("2026-02-24", "2026-03-03", "2026-03-03", "2026-03-04", False),
    ("2026-02-27", "2026-03-06", "2026-03-06", "2026-03-09", False),
    # Spring Festival 2025: 28 January – 4 February off, 26 January and 8 February are make-up days
    ("2025-01-21", "2025-01-28", "2025-01-27", "2025-02-06", False),
    ("2025-01-24", "2025-01-31", "2025-01-27", "2025-02-10", False),
    ("2025-01-26", "2025-02-02", "2025-01-27", "2025-02-11", False),
    ("2025-01-27", "2025-02-03", "2025-01-27", "2025-02-12", False),
    ("2025-02-04", "2025-02-11", "2025-02-11", "2025-02-12", False),
    # Spring Festival 2024: 10–17 February off, 4 and 18 February are make-up days
    ("2024-02-02", "2024-02-09", "2024-02-09", "2024-02-18", False),
    ("2024-02-04", "2024-02-11", "2024-02-09", "2024-02-19", False),
    ("2024-02-09", "2024-02-16", "2024-02-09", "2024-02-26", False),
    ("2024-02-18", "2024-02-25", "2024-02-23", "2024-02-27", False),
    # Spring Festival 2020, lengthened to 2 February
    ("2020-01-20", "2020-01-27", "2020-01-23", "2020-02-06", False),
    ("2020-01-23", "2020-01-30", "2020-01-23", "2020-02-11", False),
    ("2020-02-02", "2020-02-09", "2020-02-07", "2020-02-11", False),
    # Mid-Autumn and National Day 2026: 25–27 September and 1–7 October off, 20 September and 10 October are make-up days
    ("2026-09-18", "2026-09-25", "2026-09-24", "2026-09-29", False),
    ("2026-09-20", "2026-09-27", "2026-09-24", "2026-09-30", False),
    ("2026-09-22", "2026-09-29", "2026-09-29", "2026-10-09", False),
    ("2026-09-23", "2026-09-30", "2026-09-30", "2026-10-10", False),
    ("2026-09-24", "2026-10-01", "2026-09-30", "2026-10-12", False),
    ("2026-09-29", "2026-10-06", "2026-09-30", "2026-10-14", False),
    ("2026-09-30", "2026-10-07", "2026-09-30", "2026-10-15", False),
    ("2026-10-01", "2026-10-08", "2026-10-08", "2026-10-15", False),
    ("2026-10-07", "2026-10-14", "2026-10-14", "2026-10-15", False),
    ("2026-10-09", "2026-10-16", "2026-10-16", "2026-10-19", False),
    # National Day 2025 together with Mid-Autumn: 1–8 October off, 28 September and 11 October are make-up days
    ("2025-09-26", "2025-10-03", "2025-09-30", "2025-10-13", False),
    ("2025-09-28", "2025-10-05", "2025-09-30", "2025-10-14", False),
    ("2025-09-30", "2025-10-07", "2025-09-30", "2025-10-16", False),
    ("2025-10-08", "2025-10-15", "2025-10-15", "2025-10-16", False),
    # Mid-Autumn and National Day 2023: 29 September – 6 October off, 7 and 8 October are make-up days
    ("2023-09-22", "2023-09-29", "2023-09-28", "2023-10-09", False),
    ("2023-09-28", "2023-10-05", "2023-09-28", "2023-10-13", False),
    # the eve of National Day in other years
    ("2021-09-30", "2021-10-07", "2021-09-30", "2021-10-15", False),
    ("2022-09-30", "2022-10-07", "2022-09-30", "2022-10-14", False),
    ("2020-09-30", "2020-10-07", "2020-09-30", "2020-10-16", False),
    # Tomb-Sweeping, Labour Day, Dragon Boat
    ("2026-04-03", "2026-04-10", "2026-04-10", "2026-04-15", False),
    ("2026-04-30", "2026-05-07", "2026-05-07", "2026-05-13", False),
    ("2026-05-08", "2026-05-15", "2026-05-15", "2026-05-18", False),
    ("2026-06-18", "2026-06-25", "2026-06-25", "2026-06-30", False),
    # Labour Day and Dragon Boat 2025
    ("2025-04-25", "2025-05-02", "2025-04-30", "2025-05-08", False),
    ("2025-05-30", "2025-06-06", "2025-06-06", "2025-06-11", False),
    # year ends
    ("2025-12-24", "2025-12-31", "2025-12-31", "2026-01-05", False),
    ("2025-12-26", "2026-01-02", "2025-12-31", "2026-01-07", False),
    ("2025-12-31", "2026-01-07", "2026-01-07", "2026-01-12", False),
    ("2024-12-31", "2025-01-07", "2025-01-07", "2025-01-10", False),
    ("2022-12-30", "2023-01-06", "2023-01-06", "2023-01-11", False),
    ("2025-12-25", "2026-01-01", "2025-12-31", "2026-01-06", False),
    # leap day and the end of an ordinary February
    ("2024-02-21", "2024-02-28", "2024-02-28", "2024-03-01", False),
    ("2024-02-22", "2024-02-29", "2024-02-29", "2024-03-04", False),
    ("2024-02-29", "2024-03-07", "2024-03-07", "2024-03-11", False),
    ("2020-02-28", "2020-03-06", "2020-03-06", "2020-03-10", False),
    ("2025-02-28", "2025-03-07", "2025-03-07", "2025-03-11", False),
    # an unknown year: 2027 counts weekends only, and says so
    ("2026-12-22", "2026-12-29", "2026-12-29", "2026-12-31", False),
    ("2026-12-23", "2026-12-30", "2026-12-30", "2027-01-01", True),
    ("2026-12-24", "2026-12-31", "2026-12-31", "2027-01-04", True),
    ("2026-12-31", "2027-01-07", "2027-01-07", "2027-01-11", True),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("decided", "internal", "act_by", "official", "provisional"), CASES)
def test_the_clocks_of_a_decision_follow_the_calendar(decided, internal, act_by, official, provisional):
    day = date.fromisoformat(decided)
    values = row_of(decided_on=decided, doc_number=f"巫山司罚决字〔{day.year}〕7号")
    with clock.override(day):
        decision = decision_enter(actor=make_user(), kind="penalty", raw_values=values)
    decision.refresh_from_db()
    found = (decision.due_internal, decision.act_by, decision.due_official)
    assert found == tuple(date.fromisoformat(text) for text in (internal, act_by, official))
    assert decision.due_provisional is provisional


def test_there_are_at_least_forty_cases():
    assert len(CASES) >= 40


@pytest.mark.django_db
def test_the_last_day_to_act_is_never_a_rest_day_and_never_after_the_promise():
    calendar = load_calendar()
    for n in range(0, 2100, 3):
        clocks = deadlines.clocks_for(
            date(2020, 3, 1) + timedelta(days=n), calendar, internal_days=7, official_workdays=7
        )
        assert clocks.act_by <= clocks.due_internal
        assert deadlines.is_workday(clocks.act_by, calendar)


@pytest.mark.django_db
def test_the_day_changes_at_midnight_in_wushan_not_in_greenwich():
    values = row_of(decided_on="2026-03-02", doc_number="巫山司罚决字〔2026〕8号")
    with clock.override(datetime(2026, 3, 9, 23, 59)):
        decision = decision_enter(actor=make_user(), kind="penalty", raw_values=values)
        assert not type(decision).objects.overdue(clock.today()).exists()
    with clock.override(datetime(2026, 3, 10, 0, 1)):
        assert type(decision).objects.overdue(clock.today()).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "spoken_until"),
    [
        ("2026-03-05", "2026-03-05"),  # Thursday before an ordinary Friday
        ("2026-03-06", "2026-03-08"),  # Friday: the weekend too
        ("2026-09-30", "2026-10-07"),  # the eve of National Day: the whole week
        ("2026-09-24", "2026-09-27"),  # Mid-Autumn
        ("2026-02-13", "2026-02-13"),  # Friday before a make-up Saturday
        ("2026-02-14", "2026-02-23"),  # that Saturday: all of Spring Festival
        ("2026-12-31", "2026-12-31"),  # 2027 is unknown: Friday 1 January counts as a workday
    ],
)
def test_what_falls_on_rest_days_is_spoken_of_before_them(on, spoken_until):
    assert deadlines.last_rest_day_after(date.fromisoformat(on), load_calendar()) == date.fromisoformat(spoken_until)


@pytest.mark.parametrize(
    ("cycle", "decided", "due"),
    [
        ("month", "2026-01-01", "2026-02-10"),
        ("month", "2026-01-31", "2026-02-10"),
        ("month", "2026-12-31", "2027-01-10"),
        ("month", "2024-02-29", "2024-03-10"),
        ("quarter", "2026-01-01", "2026-04-10"),
        ("quarter", "2026-05-20", "2026-07-10"),
        ("quarter", "2026-09-30", "2026-10-10"),
        ("quarter", "2026-10-01", "2027-01-10"),
    ],
)
def test_kinds_reported_by_month_or_quarter_are_due_after_its_end(cycle, decided, due):
    calendar = Calendar.of(holidays=(), makeups=(), years=(2024, 2026, 2027))
    clocks = deadlines.clocks_for_cycle(date.fromisoformat(decided), calendar, cycle=cycle, due_day=10)
    assert clocks.due_internal == clocks.due_official == date.fromisoformat(due)
    assert clocks.act_by <= clocks.due_internal
    assert clocks.act_by.weekday() < 5


def test_periods_have_names_follow_one_another_and_leave_no_day_out():
    assert period_of("quarter", date(2026, 8, 9)).label == "2026年第三季度"
    assert period_of("month", date(2026, 8, 9)).label == "2026年8月"
    assert previous(period_of("quarter", date(2026, 1, 5))).label == "2025年第四季度"
    assert previous(period_of("each", date(2026, 3, 31))).last == date(2026, 2, 28)
    for cycle, count in (("month", 12), ("quarter", 4)):
        periods = list(periods_between(cycle, date(2026, 1, 15), date(2026, 12, 15)))
        assert len(periods) == count
        assert all(a.last + timedelta(days=1) == b.first for a, b in zip(periods, periods[1:], strict=False))


class TestPureArithmetic:
    """Without the ledger: the first days of a known year, the days before a rest, the next workdays."""

    YEAR = Calendar.of(holidays=[date(2026, 1, 1), date(2026, 3, 9)], makeups=[], years=[2026])

    def test_only_days_after_the_decision_ask_for_a_year_s_notice(self):
        clocks = deadlines.clocks_for(date(2026, 1, 1), self.YEAR, internal_days=7, official_workdays=7)
        assert not clocks.provisional
        assert deadlines.clocks_for(date(2025, 12, 30), self.YEAR, internal_days=7, official_workdays=7).provisional, (
            "31 December lies in a year without a notice"
        )

    @pytest.mark.parametrize(
        ("on", "last"), [(date(2026, 3, 5), date(2026, 3, 5)), (date(2026, 3, 6), date(2026, 3, 9)), (date(2026, 3, 9), date(2026, 3, 9))]
    )  # fmt: skip
    def test_what_falls_on_the_rest_days_ahead_is_spoken_of_before_them(self, on, last):
        assert deadlines.last_rest_day_after(on, self.YEAR) == last

    def test_the_next_workdays_leave_out_rest_days_and_stop_in_time(self):
        days = list(deadlines.upcoming_workdays(date(2026, 3, 5), self.YEAR, 3))
        assert days == [date(2026, 3, 6), date(2026, 3, 10), date(2026, 3, 11)]
