"""The two clocks of a decision, as pure functions of dates and the calendar.

内控: 7 calendar days (巫山司发〔2022〕20号, task 2). 国标: 7 working days (发改办财金〔2018〕424号). Both start from the day of the
decision, which is day 0, not from service or closing of the case. Both lengths are settings; nothing here is a constant of law.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.cycles import period_of
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
    due_official = workdays_later(decided_on, official_workdays, calendar)
    provisional = _touches_unknown_year(decided_on + ONE_DAY, max(due_internal, due_official), calendar)
    return Clocks(due_internal, workday_on_or_before(due_internal, calendar), due_official, provisional)


def clocks_for_cycle(decided_on: date, calendar: Calendar, *, cycle: str, due_day: int) -> Clocks:
    """Due days of a kind reported by month or quarter: the `due_day` of the month after the period's end."""
    due = period_of(cycle, decided_on).due_on(due_day)
    return Clocks(due, workday_on_or_before(due, calendar), due, _touches_unknown_year(due, due, calendar))


def last_rest_day_after(on: date, calendar: Calendar) -> date:
    """The last day before the next workday after `on`: what falls due on these days must be spoken of on `on`.

    A reminder that would fall into a holiday is thereby given before it. In an unknown year weekends count.
    """
    day = on
    while not is_workday(day + ONE_DAY, calendar):
        day += ONE_DAY
    return day


def workday_on_or_before(day: date, calendar: Calendar) -> date:
    """The last workday on or before a day on which something falls due. In an unknown year weekends alone count."""
    while not is_workday(day, calendar):
        day -= ONE_DAY
    return day


def workdays_later(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th workday after a day. In an unknown year weekends alone count."""
    while count:
        day += ONE_DAY
        count -= is_workday(day, calendar)
    return day


def upcoming_workdays(on: date, calendar: Calendar, count: int) -> Iterator[date]:
    """The next `count` workdays after `on`, for the forecast of deadlines."""
    day = on
    while count:
        day += ONE_DAY
        if is_workday(day, calendar):
            count -= 1
            yield day


def is_workday(day: date, calendar: Calendar) -> bool:
    """Whether offices work on a day; in a year whose holidays nobody has announced yet, Monday to Friday."""
    try:
        return calendar.is_workday(day)
    except CalendarYearMissing:
        return day.weekday() < 5


def _touches_unknown_year(first: date, last: date, calendar: Calendar) -> bool:
    return any(year not in calendar.years for year in range(first.year, last.year + 1))
