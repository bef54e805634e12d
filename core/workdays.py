"""Working days as Chinese law counts them: the day of the decision is day 0, Saturdays and Sundays and the State Council's holidays
do not count, make-up days (调休上班的周六、周日) do.

Pure: a Calendar knows only what it was given. A year it was not given is an error (CalendarYearMissing), never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import CalendarYearMissing

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """holidays: days off beyond the weekly rhythm (weekends inside a holiday may be among them); makeups: Saturdays and
    Sundays on which people work; years: the years that are complete."""

    holidays: frozenset[date]
    makeups: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, *, holidays: Iterable[date], makeups: Iterable[date], years: Iterable[int]) -> Calendar:
        """Build one from any iterables."""
        return cls(frozenset(holidays), frozenset(makeups), frozenset(years))

    def is_workday(self, day: date) -> bool:
        """True when offices work on that day. CalendarYearMissing when its year was not loaded."""
        if day.year not in self.years:
            raise CalendarYearMissing(day.year)
        if day in self.makeups:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is day 0, whether it is a working day or not.

        count ≥ 0; 0 gives `day` back. Basis: 行政处罚法 art. 85, 行政许可法 art. 82 (terms in working days).
        """
        if count < 0:
            raise ValueError("count must not be negative")
        while count:
            day += _DAY
            if self.is_workday(day):
                count -= 1
        return day

    def previous_or_same(self, day: date) -> date:
        """The last working day on or before `day`: where an internal deadline on a rest day is moved to."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def next_or_same(self, day: date) -> date:
        """The first working day on or after `day`."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`: `between(d, add(d, n)) == n`. Negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def weekdays_after(day: date, count: int) -> date:
    """The `count`-th day after `day` that is neither Saturday nor Sunday: for a term that reaches into a year whose holidays are not
    announced yet. Whoever shows it says that it is provisional."""
    while count:
        day += _DAY
        count -= day.weekday() < _SATURDAY
    return day
