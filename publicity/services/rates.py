"""The rates of a period from the ledger: one query with a FILTER per measure, grouped by kind, section and month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from accounts.models import Section
from audit.services import Actor
from core import clock
from core.errors import DomainError
from publicity.choices import ExemptReason
from publicity.measures import MEASURES, in_period
from publicity.models import DecisionKind, MonthClose
from publicity.rates import Counts, Rate, rates_of, total
from publicity.services.people import own_section

_COUNTED = tuple(f.name for f in fields(Counts))


@dataclass(frozen=True)
class Cell:
    """The counts of one kind, section and month."""

    kind: str
    section: int
    month: date
    counts: Counts


@dataclass(frozen=True)
class Group:
    """One line of a breakdown: key for the filter, name to read, its counts and rates."""

    key: str
    label: str
    counts: Counts

    @property
    def rates(self) -> tuple[Rate, ...]:
        return rates_of(self.counts)


@dataclass(frozen=True)
class RatesReport:
    """Everything the rates page and the command show of one period. Computed from the ledger, seen on the day `on`."""

    since: date
    until: date
    on: date
    cells: tuple[Cell, ...]
    kinds: dict[str, str]
    sections: dict[int, str]
    exempt: tuple[tuple[str, int], ...] = ()
    zero_months: int = 0
    counts: Counts = field(default_factory=Counts)

    @property
    def rates(self) -> tuple[Rate, ...]:
        return rates_of(self.counts)

    def by_kind(self) -> list[Group]:
        return self._by(lambda cell: cell.kind, lambda key: self.kinds[key])

    def by_section(self) -> list[Group]:
        return self._by(lambda cell: cell.section, lambda key: self.sections[key])

    def by_month(self) -> list[Group]:
        return self._by(lambda cell: cell.month, lambda key: f"{key:%Y-%m}")

    def _by(self, key: Callable[[Cell], Any], name: Callable[[Any], str]) -> list[Group]:
        """Lines in the order of their first cell, which the query has sorted."""
        grouped: dict[Any, list[Counts]] = {}
        for cell in self.cells:
            grouped.setdefault(key(cell), []).append(cell.counts)
        keys = sorted(grouped) if all(isinstance(k, date) for k in grouped) else list(grouped)
        return [Group(f"{k:%Y-%m}" if isinstance(k, date) else str(k), name(k), total(grouped[k])) for k in keys]


def rates_report(
    *, actor: Actor, since: date, until: date, kind: str = "", section: int | None = None, on: date | None = None
) -> RatesReport:
    """The rates of decisions made between two days (inclusive) that the actor may see; three queries.

    DomainError when the days are the wrong way round or no such kind is known: a mistyped kind must not look like a month
    without decisions.
    """
    kinds = dict(DecisionKind.objects.values_list("code", "name"))
    if kind and kind not in kinds:
        raise DomainError(f"没有“{kind[:20]}”这种决定，可用的有：{'、'.join(kinds)}。", code="E-CL-01", field="kind")
    if until < since:
        raise DomainError("结束日期早于开始日期，请交换两个日期。", code="E-DT-02", field="until")
    on = on or clock.today()
    rows = in_period(since, until).visible_to(actor)
    if kind:
        rows = rows.filter(kind_id=kind)
    if section:
        rows = rows.filter(section_id=section)
    cells = tuple(_cells(rows, on))
    exempt = rows.filter(MEASURES["exempt"].condition(on)).order_by().values_list("exempt_reason")
    return RatesReport(
        since=since,
        until=until,
        on=on,
        cells=cells,
        kinds=kinds,
        sections=dict(Section.objects.values_list("pk", "name")),
        exempt=tuple((str(ExemptReason(why).label), n) for why, n in exempt.annotate(n=Count("pk")).order_by("-n")),
        zero_months=_zero_months(actor, since, until, kind, section),
        counts=total(cell.counts for cell in cells),
    )


def _cells(rows: Any, on: date) -> list[Cell]:
    filters = {name: Count("pk", filter=MEASURES[name].condition(on)) for name in _COUNTED}
    grouped = (
        rows.order_by()
        .values("kind_id", "section_id", month=TruncMonth("decided_on"))
        .annotate(**filters)
        .order_by("kind__order", "section__order", "month")
    )
    return [
        Cell(row["kind_id"], row["section_id"], row["month"], Counts(**{name: row[name] for name in _COUNTED}))
        for row in grouped
    ]


def _zero_months(actor: Actor, since: date, until: date, kind: str, section: int | None) -> int:
    closes = MonthClose.objects.filter(zero=True, reopened_at__isnull=True, month__range=(since.replace(day=1), until))
    if kind:
        closes = closes.filter(kind_id=kind)
    if section:
        closes = closes.filter(section_id=section)
    if not actor.has_perm("publicity.view_all_sections"):
        closes = closes.filter(section_id=own_section(actor))
    return closes.count()


def rates_json(report: RatesReport) -> dict[str, Any]:
    """The report for machines: counts, rates as shares of 1 (null without denominator) and the breakdowns."""
    return {
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "on": report.on.isoformat(),
        **_numbers(report.counts),
        "zero_months": report.zero_months,
        "exempt_reasons": dict(report.exempt),
        "kinds": [{"kind": group.key, "label": group.label, **_numbers(group.counts)} for group in report.by_kind()],
        "sections": [{"label": group.label, **_numbers(group.counts)} for group in report.by_section()],
        "months": [{"month": group.key, **_numbers(group.counts)} for group in report.by_month()],
    }


def _numbers(counts: Counts) -> dict[str, Any]:
    rates = {rate.code: None if rate.value is None else float(rate.value) for rate in rates_of(counts)}
    return asdict(counts) | {
        "missing": counts.missing,
        "rates": rates,
        "text": {r.label: r.text for r in rates_of(counts)},
    }
