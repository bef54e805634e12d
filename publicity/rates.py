"""The three rates as pure arithmetic: counts in, rates with their formula out. See docs/algorithms/rates.md.

应报 D are the decisions of the ledger that must be reported; nobody can type it in. With D = 0 there is nothing to divide by: the
answer is 无应报事项, never 0% and never 100%.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_DOWN, Decimal

NOTHING_DUE = "无应报事项"
NOTHING_SENT = "尚无已报事项"


@dataclass(frozen=True)
class Counts:
    """Numbers of decisions of one period, each the length of a list (publicity.measures has the definitions).

    due 应报 · sent 已报 · accepted 入库 · waiting 已报待回执 · rejected 被退回待更正 · in_time_* 期限内首次上报 ·
    late_* 迟报: reported after the day, or still unreported after it · overdue_* 漏报且已过期限 · not_due 未报、未到期 · exempt 不报送.
    """

    due: int = 0
    sent: int = 0
    accepted: int = 0
    waiting: int = 0
    rejected: int = 0
    in_time_internal: int = 0
    in_time_official: int = 0
    late_internal: int = 0
    late_official: int = 0
    overdue_internal: int = 0
    overdue_official: int = 0
    not_due: int = 0
    exempt: int = 0

    @property
    def missing(self) -> int:
        """漏报 = 应报 − 已报; `not_due` of them still have time."""
        return self.due - self.sent

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True)
class Rate:
    """One rate: `part` of `whole`, the formula in words, and the measures whose lists the two numbers open."""

    code: str
    label: str
    formula: str
    part: int
    whole: int
    part_measure: str
    whole_measure: str
    when_nothing: str = NOTHING_DUE

    @property
    def value(self) -> Decimal | None:
        """Share of 1 with four decimals, rounded down so that only completeness shows as 1. None without denominator."""
        if not self.whole:
            return None
        return (Decimal(self.part) / Decimal(self.whole)).quantize(Decimal("0.0001"), rounding=ROUND_DOWN)

    @property
    def percent(self) -> Decimal | None:
        """The same in per cent with two decimals."""
        return None if self.value is None else self.value * 100

    @property
    def text(self) -> str:
        """What people read: 95.83%, 100%, or that there was nothing to report."""
        if self.percent is None:
            return self.when_nothing
        text = f"{self.percent:f}"
        return f"{text.rstrip('0').rstrip('.')}%"

    @property
    def complete(self) -> bool | None:
        """True at 100%, False below, None without denominator."""
        return None if not self.whole else self.part == self.whole


def rates_of(counts: Counts) -> tuple[Rate, ...]:
    """上报率, 合规率, 及时率 by both clocks, 迟报率, from the counts of one period."""
    return (
        Rate("reported", "上报率", "已报 ÷ 应报", counts.sent, counts.due, "sent", "due"),
        Rate("compliant", "合规率", "入库 ÷ 已报", counts.accepted, counts.sent, "accepted", "sent",
             when_nothing=NOTHING_SENT if counts.due else NOTHING_DUE),
        Rate("in_time_internal", "及时率（内控7日）", "7日内首次上报 ÷ 应报", counts.in_time_internal, counts.due,
             "in_time_internal", "due"),
        Rate("in_time_official", "及时率（国标7个工作日）", "7个工作日内首次上报 ÷ 应报", counts.in_time_official, counts.due,
             "in_time_official", "due"),
        Rate("late_internal", "迟报率（内控）", "超过7日才报或仍未报 ÷ 应报", counts.late_internal, counts.due,
             "late_internal", "due"),
        Rate("late_official", "迟报率（国标）", "超过7个工作日才报或仍未报 ÷ 应报", counts.late_official, counts.due,
             "late_official", "due"),
    )  # fmt: skip


#: What must be in order for a rate that is below 100% to be only unfinished, not missed.
_SPOILS = {
    "reported": ("overdue_internal",), "compliant": ("rejected",), "in_time_internal": ("late_internal",),
    "in_time_official": ("late_official",),
}  # fmt: skip


def rate_tone(rate: Rate, counts: Counts) -> str:
    """good at 100% (迟报率: at 0%); bad when something was missed; warn while everything can still be done in time; "" without denominator."""
    if rate.complete is None:
        return ""
    if rate.code.startswith("late_"):  # the one rate that is good at 0%
        return "bad" if rate.part else "good"
    if rate.complete:
        return "good"
    return "bad" if any(getattr(counts, name) for name in _SPOILS.get(rate.code, ())) else "warn"


def total(counts: Iterable[Counts]) -> Counts:
    """All added up."""
    whole = Counts()
    for one in counts:
        whole = whole + one
    return whole
