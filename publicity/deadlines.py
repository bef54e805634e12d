"""The two clocks of a decision, as pure functions of dates and the calendar.

内控: 7 calendar days (巫山司发〔2022〕20号, task 2). 国标: 7 working days (发改办财金〔2018〕424号). Both start from the day of the
decision, which is day 0, not from service or closing of the case. Both lengths are settings; nothing here is a constant of law.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import CalendarYearMissing
from core.workdays import Calendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clocks:
    """`act_by` is the last workday on or before `due_internal`; `provisional` marks a year without a holiday notice."""

    due_internal: date
    act_by: date
    due_official: date
    provisional: bool = False


def clocks_for(decided_on: date, calendar: Calendar, *, internal_days: int, official_workdays: int) -> Clocks:
    """Both due days of a decision that is reported one by one.

    In a year whose holidays nobody has announced yet, weekends alone count as rest days. That gives the earliest day
    that is possible (apart from make-up weekends), so the promise is kept either way; the result is marked provisional.
    """
    due_internal = decided_on + timedelta(days=internal_days)
    try:
        return Clocks(
            due_internal,
            calendar.previous_or_same(due_internal),
            calendar.add(decided_on, official_workdays),
        )
    except CalendarYearMissing:
        return Clocks(
            due_internal,
            _weekday_on_or_before(due_internal),
            _add_weekdays(decided_on, official_workdays),
            provisional=True,
        )


def clocks_for_cycle(decided_on: date, calendar: Calendar, *, cycle: str, due_day: int) -> Clocks:
    """Due days of a kind reported by month or quarter: the `due_day` of the month after the period's end."""
    month = decided_on.month if cycle == "month" else (decided_on.month - 1) // 3 * 3 + 3
    year, month = (decided_on.year + 1, 1) if month == 12 else (decided_on.year, month + 1)
    due = date(year, month, due_day)
    try:
        return Clocks(due, calendar.previous_or_same(due), due)
    except CalendarYearMissing:
        return Clocks(due, _weekday_on_or_before(due), due, provisional=True)


def last_rest_day_after(on: date, calendar: Calendar) -> date:
    """The last day before the next workday after `on`: what falls due on these days must be spoken of on `on`.

    A reminder that would fall into a holiday is thereby given before it. In an unknown year weekends count.
    """
    day = on
    while not _is_workday(day + ONE_DAY, calendar):
        day += ONE_DAY
    return day


def upcoming_workdays(on: date, calendar: Calendar, count: int) -> Iterator[date]:
    """The next `count` workdays after `on`, for the forecast of deadlines."""
    day = on
    while count:
        day += ONE_DAY
        if _is_workday(day, calendar):
            count -= 1
            yield day


def _is_workday(day: date, calendar: Calendar) -> bool:
    try:
        return calendar.is_workday(day)
    except CalendarYearMissing:
        return day.weekday() < 5


def _weekday_on_or_before(day: date) -> date:
    while day.weekday() >= 5:
        day -= ONE_DAY
    return day


def _add_weekdays(day: date, count: int) -> date:
    while count:
        day += ONE_DAY
        if day.weekday() < 5:
            count -= 1
    return day
