"""Periods of collecting and reporting: months, quarters and years. Pure functions of dates."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

EACH, MONTH, QUARTER, YEAR = "each", "month", "quarter", "year"
_QUARTERS = "一二三四"
_LENGTHS = {QUARTER: 3, YEAR: 12}


@dataclass(frozen=True, order=True)
class Period:
    """A month, a quarter or a year, first and last day inclusive. `first` is the day under which its close is kept."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """2026年10月, 2026年第三季度 or 2026年."""
        if self.months == 12:
            return f"{self.first.year}年"
        if self.is_quarter:
            return f"{self.first.year}年第{_QUARTERS[(self.first.month - 1) // 3]}季度"
        return f"{self.first.year}年{self.first.month}月"

    @property
    def months(self) -> int:
        """How many months it lasts: 1, 3 or 12."""
        return self.last.month - self.first.month + 1

    @property
    def is_quarter(self) -> bool:
        return self.months == 3

    @property
    def word(self) -> str:
        """本月, 本季度 or 本年度."""
        return {3: "本季度", 12: "本年度"}.get(self.months, "本月")

    def due_on(self, due_day: int) -> date:
        """The last day for closing and reporting the period: `due_day` of the month after its end."""
        return self.last + timedelta(days=due_day)

    def is_over(self, on: date) -> bool:
        return on > self.last


def period_of(cycle: str, day: date) -> Period:
    """The period of this cycle that holds `day`; what is collected one by one (each) is looked at by month."""
    length = _LENGTHS.get(cycle, 1)
    return _period(day.year, (day.month - 1) // length * length + 1, length)


def previous(period: Period) -> Period:
    """The period before, of the same length."""
    cycle = {3: QUARTER, 12: YEAR}.get(period.months, MONTH)
    return period_of(cycle, period.first - timedelta(days=1))


def periods_between(cycle: str, since: date, until: date) -> Iterator[Period]:
    """Every period from the one that holds `since` to the one that holds `until`."""
    period = period_of(cycle, since)
    while period.first <= until:
        yield period
        period = period_of(cycle, period.last + timedelta(days=1))


def month_last(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _period(year: int, month: int, length: int) -> Period:
    first = date(year, month, 1)
    return Period(first, month_last(date(year, month + length - 1, 1)))
