"""Deadline weather: which coming workdays carry how much, and where a holiday squeezes the days to act. Pure.

A decision made tomorrow may have only two workdays left when a long holiday lies ahead. That is known weeks before, from the
calendar alone: the forecast says it before anybody has made the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.words import WEEKDAYS
from core.workdays import Calendar
from publicity import deadlines

ONE_DAY = timedelta(days=1)
LONG_REST = 3
"""Rest days in a row that make more than a weekend."""


@dataclass(frozen=True)
class Day:
    """A coming workday: decisions that must be acted on by then, and how much time a decision made on it would have."""

    day: date
    due: int
    act_by: date
    workdays_left: int
    squeezed: bool


@dataclass(frozen=True)
class Squeeze:
    """Decisions made from `first` to `last` must all be reported by `act_by`, because of the rest from `rest_from` to `rest_to`."""

    first: date
    last: date
    act_by: date
    rest_from: date
    rest_to: date
    due: int

    @property
    def rest_days(self) -> int:
        return (self.rest_to - self.rest_from).days + 1

    @property
    def text(self) -> str:
        """The warning in a sentence."""
        made = _short(self.first) if self.first == self.last else f"{_short(self.first)}至{_short(self.last)}"
        already = f"目前已有 {self.due} 件。" if self.due else ""
        return (
            f"{_short(self.rest_from)}至{_short(self.rest_to)}连休 {self.rest_days} 天：{made}作出的决定，"
            f"都须在{_short(self.act_by)}（周{WEEKDAYS[self.act_by.weekday()]}）下班前上报。{already}"
        )


def forecast(
    on: date, calendar: Calendar, due: Mapping[date, int], *, internal_days: int, count: int = 20
) -> list[Day]:
    """The next `count` workdays after `on`. `due` says how many unreported decisions must be acted on by which day."""
    usual = sum((on + ONE_DAY * n).weekday() < 5 for n in range(1, internal_days + 1))
    days = []
    for day in deadlines.upcoming_workdays(on, calendar, count):
        act_by = deadlines.workday_on_or_before(day + timedelta(days=internal_days), calendar)
        left = sum(deadlines.is_workday(day + ONE_DAY * n, calendar) for n in range(1, (act_by - day).days + 1))
        days.append(Day(day, due.get(day, 0), act_by, left, left < usual))
    return days


def squeezes(
    on: date, calendar: Calendar, due: Mapping[date, int], *, internal_days: int, count: int = 20
) -> list[Squeeze]:
    """Long rests in sight, each with the days of decision that all end on the last workday before it."""
    found: dict[date, list[date]] = {}
    for day in [on, *(d.day for d in forecast(on, calendar, due, internal_days=internal_days, count=count))]:
        act_by = deadlines.workday_on_or_before(day + timedelta(days=internal_days), calendar)
        found.setdefault(act_by, []).append(day)
    squeezed = []
    for act_by, made in sorted(found.items()):
        rest_to = deadlines.last_rest_day_after(act_by, calendar)
        if (rest_to - act_by).days >= LONG_REST and len(made) > 1:
            squeezed.append(Squeeze(min(made), max(made), act_by, act_by + ONE_DAY, rest_to, due.get(act_by, 0)))
    return squeezed


def rest_days(first: date, last: date, calendar: Calendar) -> Iterable[date]:
    """Days on which offices rest, for the heat calendar."""
    return [
        first + ONE_DAY * n
        for n in range((last - first).days + 1)
        if not deadlines.is_workday(first + ONE_DAY * n, calendar)
    ]


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
