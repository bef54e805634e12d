"""How long a record may be public: pure functions over the rule versions and their classes.

Both regimes count from the day the effective document made the finding (发改委令第58号; 信用修复管理办法, 发改委令第36号). Numbers of months
are rows of PeriodRule, not constants; what is not read in the official text carries 待确认.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.errors import DomainError, NotReady


@dataclass(frozen=True)
class ClassPeriod:
    """What one class may last, in months from the event date."""

    published: bool
    min_months: int
    max_months: int


@dataclass(frozen=True)
class Regime:
    """One rule version with its classes, as plain facts."""

    id: int
    code: str
    effective_from: date
    effective_until: date | None
    classes: dict[str, ClassPeriod]

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)


@dataclass(frozen=True)
class Period:
    """First and last public day, both inclusive."""

    first: date
    last: date


def regime_on(regimes: Iterable[Regime], day: date) -> Regime:
    """The rule version in force on the event date; NotReady when none is loaded for that day."""
    for regime in regimes:
        if regime.in_force(day):
            return regime
    raise NotReady(
        f"{day:%Y-%m-%d} 没有施行中的公示期规则版本，无法确定公示期。请信用办在“公示期规则版本”中补充该日适用的版本。",
        code="E-DT-04",
    )


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day (31 August + 6 months = 28 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def period_for(
    regime: Regime,
    severity: str,
    event_date: date,
    *,
    first_day: date,
    asked_until: date | None = None,
    valid_until: date | None = None,
) -> Period | None:
    """The publicity period, or None when the class is not published or the period is already over.

    `asked_until` is 公示截止期 from the document (may shorten, never lengthen); `valid_until` ends a licence's display
    with the licence itself; 2099-12-31 (长期) never lengthens anything.
    """
    rule = _class(regime, severity)
    if not rule.published:
        return None
    last = add_months(event_date, rule.max_months)
    last = min(day for day in (last, asked_until, valid_until) if day is not None)
    return Period(first_day, last) if last >= first_day else None


def check_asked_until(regime: Regime, severity: str, event_date: date, asked_until: date) -> None:
    """Refuse an end day outside the minimum and maximum of the class (E-DT-04)."""
    rule = _class(regime, severity)
    earliest, latest = add_months(event_date, rule.min_months), add_months(event_date, rule.max_months)
    if earliest <= asked_until <= latest:
        return
    raise DomainError(
        f"公示截止期 {asked_until:%Y-%m-%d} 超出本类别允许的范围（{earliest:%Y-%m-%d} 至 {latest:%Y-%m-%d}）。请改为范围内的日期，或留空按最长期限计算。",
        code="E-DT-04",
        field="asked_until",
    )


def _class(regime: Regime, severity: str) -> ClassPeriod:
    try:
        return regime.classes[severity]
    except KeyError:
        raise NotReady(
            f"规则版本 {regime.code} 没有为该类别设定公示期限，请信用办补充后再登记。", code="E-DT-04"
        ) from None
