"""Working days of promises; where the holidays of a year are not known yet, weekends alone are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.calendar_service import load_calendar
from core.errors import CalendarYearMissing


def workdays_later(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    calendar = load_calendar()
    try:
        return calendar.add(day, count)
    except CalendarYearMissing:
        return replace(calendar, years=frozenset(range(day.year, day.year + 3))).add(day, count)
