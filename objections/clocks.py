"""The clock of objections: working days from the day after, with how long each answer may take as settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core import settings_store
from core.calendar_service import load_calendar
from core.errors import CalendarYearMissing
from core.workdays import weekdays_after

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """The last day, and whether it touches a year whose holidays nobody has announced yet (then weekends alone count)."""

    on: date
    provisional: bool = False


def due_after(day: date, setting: str) -> Due:
    """The n-th working day after a day; n is the declared parameter `setting`. The day itself is day 0."""
    count = int(settings_store.get(setting))
    calendar = load_calendar()
    try:
        return Due(calendar.add(day, count))
    except CalendarYearMissing:
        return Due(weekdays_after(day, count), provisional=True)


def workdays_left(on: date, due: date) -> int:
    """Working days from the day after `on` to `due`; 0 on the last day, and negative when it is over."""
    if due < on:
        return -workdays_left(due, on)
    calendar = load_calendar()
    days = ((on + _DAY * n) for n in range(1, (due - on).days + 1))
    return sum(_is_workday(day, calendar) for day in days)


def _is_workday(day: date, calendar: object) -> bool:
    try:
        return bool(calendar.is_workday(day))  # type: ignore[attr-defined]
    except CalendarYearMissing:
        return day.weekday() < 5
