"""Periods of reporting: months, and quarters for kinds that are reported by quarter. Pure functions of dates."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

QUARTER = "quarter"
_QUARTERS = "一二三四"


@dataclass(frozen=True, order=True)
class Period:
    """A month or a quarter, first and last day inclusive. `first` is the day under which its close is kept."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """2026年10月, or 2026年第三季度."""
        if self.is_quarter:
            return f"{self.first.year}年第{_QUARTERS[(self.first.month - 1) // 3]}季度"
        return f"{self.first.year}年{self.first.month}月"

    @property
    def is_quarter(self) -> bool:
        return self.first.month != self.last.month

    @property
    def word(self) -> str:
        """本月 or 本季度."""
        return "本季度" if self.is_quarter else "本月"

    def due_on(self, due_day: int) -> date:
        """The last day for closing and reporting the period: `due_day` of the month after its end."""
        return self.last + timedelta(days=due_day)

    def is_over(self, on: date) -> bool:
        return on > self.last


def period_of(cycle: str, day: date) -> Period:
    """The period of a kind with this cycle that holds `day`; kinds reported one by one are closed by month."""
    month = (day.month - 1) // 3 * 3 + 1 if cycle == QUARTER else day.month
    return _period(day.year, month, 3 if cycle == QUARTER else 1)


def previous(period: Period) -> Period:
    """The period before."""
    cycle = QUARTER if period.is_quarter else "month"
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
