"""应归尽归 as pure arithmetic: what a catalogue line owes for a period, and what stands in its cell.

A line is a catalogue item (or a kind of decision under it) that one section collects. Its periods follow its cycle: month, quarter,
year; what is collected as it happens is looked at by month. coverage = (collected + declared zero) ÷ due, over periods that are over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from core.cycles import Period, periods_between

COLLECTED, ZERO, MISSING, RUNNING, NOT_DUE = "collected", "zero", "missing", "running", "none"


@dataclass(frozen=True)
class Signature:
    """Who signed that a period had nothing, and when. `pk` is the signature's own row, of whatever table."""

    pk: int
    name: str
    at: datetime
    statement: str = ""


@dataclass(frozen=True)
class Count:
    """What a line holds for a month: `collected`, and `waiting` for a review before it is."""

    collected: int = 0
    waiting: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.collected + other.collected, self.waiting + other.waiting)


@dataclass(frozen=True)
class Line:
    """One row of the matrix. `ref` is the source's own name of it ("" for the item itself); `spans` are the days on which an
    item with this code is in force, both inclusive, None for no end."""

    code: str
    ref: str
    name: str
    cycle: str
    section: int
    section_name: str
    spans: tuple[tuple[date, date | None], ...]
    source: str = field(default="", compare=False)
    due_day: int = 10
    """Day of the month after a period by which it is to be accounted for."""

    def in_force(self, period: Period) -> bool:
        return any(first <= period.last and (last is None or last >= period.first) for first, last in self.spans)


@dataclass(frozen=True)
class Cell:
    """A line in one period, seen on a day. `since` is the first month that is owed at all; None for none."""

    line: Line
    period: Period
    count: Count
    zero: Signature | None
    on: date
    since: date | None

    @property
    def owed(self) -> bool:
        """Whether anybody has to account for the period, over or not."""
        return self.since is not None and self.period.last >= self.since and self.line.in_force(self.period)

    @property
    def due(self) -> bool:
        return self.owed and self.period.is_over(self.on)

    @property
    def ahead(self) -> bool:
        """Owed some day, but not begun yet."""
        return self.state == RUNNING and self.period.first > self.on

    @property
    def due_on(self) -> date:
        return self.period.due_on(self.line.due_day)

    @property
    def state(self) -> str:
        """collected | zero | missing | running | none. A zero over which something came to light no longer counts."""
        if self.count.collected:
            return COLLECTED
        if self.zero and not self.count.waiting:
            return ZERO
        if not self.owed:
            return NOT_DUE
        return MISSING if self.period.is_over(self.on) else RUNNING


@dataclass(frozen=True)
class Totals:
    """Numbers of due cells, each the length of a list."""

    due: int = 0
    collected: int = 0
    zero: int = 0
    missing: int = 0

    @property
    def percent(self) -> str:
        """Cut, never rounded up: only everything is 100%. "—" where nothing is due."""
        if not self.due:
            return "—"
        share = Decimal(100 * (self.collected + self.zero)) / self.due
        text = f"{share.quantize(Decimal('0.1'), rounding=ROUND_DOWN)}"
        return f"{text.removesuffix('.0')}%"


def cells_of(
    lines: Iterable[Line],
    counts: Mapping[tuple[str, int, date], Count],
    zeros: Mapping[tuple[str, int, date], Signature],
    *,
    first: date,
    last: date,
    on: date,
    since: date | None,
) -> Iterator[Cell]:
    """Every cell of the lines between two days. `counts` by (key, section, first day of month), `zeros` by the period's first day."""
    for line in lines:
        for period in periods_between(line.cycle, first, last):
            whole = Count()
            for month in months_of(period):
                whole += counts.get((key_of(line), line.section, month), _NOTHING)
            yield Cell(line, period, whole, zeros.get((key_of(line), line.section, period.first)), on, since)


def key_of(line: Line) -> str:
    """The name under which counts and zeros are kept: the source's, or the item's code."""
    return line.ref or line.code


def months_of(period: Period) -> Iterator[date]:
    """First days of the months of a period."""
    for month in range(period.first.month, period.last.month + 1):
        yield period.first.replace(month=month)


def totals(cells: Iterable[Cell]) -> Totals:
    """Due cells by state."""
    states = [cell.state for cell in cells if cell.due]
    return Totals(len(states), states.count(COLLECTED), states.count(ZERO), states.count(MISSING))


_NOTHING = Count()
