"""The legal days of an application: pure, over a calendar of working days. The day of the event is day 0.

Days on which the clock stood still are added at the end: a pause from Monday until Wednesday adds two working days. A year without
its holidays is counted by weekends, and the date is marked as provisional.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import CalendarYearMissing
from core.workdays import Calendar, weekdays_after


@dataclass(frozen=True)
class Due:
    """The last day, and whether a year's holidays were missing."""

    on: date
    provisional: bool = False


def due(calendar: Calendar, start: date, workdays: int, pauses: Iterable[tuple[date, date]] = ()) -> Due:
    """`workdays` after `start`, lengthened by the working days of the pauses (first day, day of going on)."""
    stopped, unsure = 0, False
    for since, until in pauses:
        days, missing = between(calendar, since, until)
        stopped, unsure = stopped + days, unsure or missing
    try:
        return Due(calendar.add(start, workdays + stopped), unsure)
    except CalendarYearMissing:
        return Due(weekdays_after(start, workdays + stopped), True)


def between(calendar: Calendar, since: date, until: date) -> tuple[int, bool]:
    """Working days of a pause: those after its first day up to the day of going on."""
    days, missing, day = 0, False, since
    while day < until:
        day += timedelta(days=1)
        try:
            days += calendar.is_workday(day)
        except CalendarYearMissing:
            days, missing = days + (day.weekday() < 5), True
    return days, missing
