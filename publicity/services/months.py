"""Month close: a section signs that a kind's month (or quarter) is complete, or that there was nothing (零申报)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncMonth

from accounts.models import Section
from audit.services import Actor, deed
from core import clock
from core.cycles import Period, period_of, periods_between
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotReady
from publicity import measures
from publicity.choices import DecisionState
from publicity.models import Decision, DecisionKind, MonthClose
from publicity.services.people import own_section, signer
from publicity.services.series import Gap, gaps
from records.coverage import Cell
from records.services.coverage import missing_in

_ENTRY = (DecisionState.DRAFT, DecisionState.PENDING, DecisionState.RETURNED)
_LAST_DAY = Cast(KT("counts__last_day"), DateField())
MIN_REASON = 5


@dataclass(frozen=True)
class Tally:
    """What the ledger holds for one kind, section and period. `ledger` counts everything but void entries."""

    ledger: int = 0
    exempt: int = 0
    due: int = 0
    entry: int = 0
    unsent: int = 0
    rejected: int = 0
    late: int = 0
    sent: int = 0
    accepted: int = 0

    def __add__(self, other: Tally) -> Tally:
        pairs = asdict(other)
        return Tally(**{name: value + pairs[name] for name, value in asdict(self).items()})


@dataclass(frozen=True)
class Blocker:
    """Why a period cannot be closed: `code` names the work to do, `count` how much of it, `text` says it in words."""

    code: str
    text: str
    count: int = 1


@dataclass(frozen=True)
class MonthState:
    """Where one kind, section and period stands on a day."""

    kind: DecisionKind
    section: Section
    period: Period
    tally: Tally
    gaps: tuple[Gap, ...]
    close: MonthClose | None
    on: date
    uncovered: tuple[Cell, ...] = ()
    """Other gaps of the section in this time; looked for only where a single period is shown or signed."""

    @property
    def is_empty(self) -> bool:
        return self.tally.ledger == 0

    @property
    def open_gaps(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.explanation is None]

    @property
    def missing(self) -> int:
        """Entered or not, still owed to the platform."""
        return self.tally.entry + self.tally.unsent

    @property
    def changed_since(self) -> bool:
        """Closed, and then the ledger moved on: a decision came to light that the signature does not cover."""
        if self.close is None:
            return False
        return self.close.counts.get("ledger", 0) != self.tally.ledger

    @property
    def status(self) -> str:
        """closed | zero | changed | gap | open | running: the chip of the matrix."""
        if self.close is not None:
            return "changed" if self.changed_since else ("zero" if self.close.zero else "closed")
        if not self.period.is_over(self.on):
            return "running"
        return "gap" if self.open_gaps else "open"

    @property
    def blockers(self) -> list[Blocker]:
        """Everything that must be done before the period can be closed, in the order of doing it."""
        tally, found = self.tally, []
        if not self.period.is_over(self.on):
            found.append(
                Blocker("running", f"{self.period.label}还没有结束，{self.period.last:%Y-%m-%d} 之后才能月结。")
            )
        if self.open_gaps:
            numbers = "、".join(gap.document_number for gap in self.open_gaps[:5])
            more = " 等" if len(self.open_gaps) > 5 else ""
            text = f"文号断号未说明：{numbers}{more}。请补登记决定，或说明断号原因。"
            found.append(Blocker("gap", text, len(self.open_gaps)))
        if tally.entry:
            found.append(Blocker("entry", f"{tally.entry} 件决定还没有审核通过。", tally.entry))
        if tally.unsent:
            found.append(Blocker("unsent", f"{tally.unsent} 件决定还没有上报。", tally.unsent))
        if tally.rejected:
            found.append(Blocker("rejected", f"{tally.rejected} 件决定被退回或更正后，尚未重新上报。", tally.rejected))
        if self.uncovered and not self.is_empty:
            names = "、".join(f"{cell.line.name}（{cell.period.label}）" for cell in self.uncovered[:5])
            more = f" 等 {len(self.uncovered)} 项" if len(self.uncovered) > 5 else ""
            text = f"本科室的目录事项还有缺项：{names}{more}。请先归集，或签署零申报、零归集。"
            found.append(Blocker("uncovered", text, len(self.uncovered)))
        return found


def month_state(*, kind: DecisionKind, section: Section, month: date, on: date | None = None) -> MonthState:
    """The state of the period of `kind` that holds the day `month`, with everything that stands in the way of its close.

    应归尽归: a period with decisions is not closed while another item of the section is neither collected nor declared zero in
    that time. Declaring zero is never held up by other gaps, so that two empty kinds do not wait for each other.
    """
    period = period_of(kind.cycle, month)
    state = _states([kind], [section], period.first, period.last, on or clock.today())[0]
    gaps_left = missing_in(section=section.pk, first=period.first, last=period.last, on=state.on)
    return replace(state, uncovered=tuple(cell for cell in gaps_left if cell.line.ref != kind.pk))


def month_states(
    *, actor: Actor, since: date, until: date, on: date | None = None, cycles: Iterable[str] = ()
) -> list[MonthState]:
    """Every kind × section × period between two days that the actor may see; ten queries whatever the length.

    `cycles` keeps to the kinds reported by these cycles (each, month, quarter).
    """
    active = DecisionKind.objects.filter(active=True).prefetch_related("sections")
    kinds = list(active.filter(cycle__in=cycles) if cycles else active)
    sections = Section.objects.filter(active=True)
    if not actor.has_perm("publicity.view_all_sections"):
        sections = sections.filter(pk=own_section(actor))
    return _states(kinds, list(sections), since, until, on or clock.today())


def month_close(*, actor: Actor, kind: DecisionKind, section: Section, month: date) -> MonthClose:
    """Sign that a period with decisions is complete. NotReady with everything that is still to be done."""
    if not actor.has_perm("publicity.close_month"):
        raise Forbidden("月结须由审核员签署，您没有这项权限。")
    return _close(actor, kind, section, month, zero=False)


def zero_declare(*, actor: Actor, kind: DecisionKind, section: Section, month: date) -> MonthClose:
    """Sign that a period had no decision at all. Only over an empty ledger without number gaps (零申报)."""
    if not actor.has_perm("publicity.declare_zero"):
        raise Forbidden("您没有零申报的权限，请联系科室负责人。")
    return _close(actor, kind, section, month, zero=True)


def month_reopen(*, actor: Actor, close: MonthClose, reason: str) -> MonthClose:
    """Take a signature back, with the reason; a public zero statement disappears at once."""
    if not actor.has_perm("publicity.close_month"):
        raise Forbidden("重新打开月份须由审核员办理，您没有这项权限。")
    if len(reason.strip()) < MIN_REASON:
        raise DomainError("请写明重新打开的理由（至少 5 个字）。", code="E-STATE-02", field="reason")
    with deed(actor=actor, code="publicity.month.reopened", obj=close, reason=reason):
        locked = MonthClose.objects.select_for_update().select_related("section").get(pk=close.pk)
        _check_section(actor, locked.section)
        if locked.reopened_at:
            raise InvalidTransition("这次月结已经重新打开过。", code="E-STATE-01")
        locked.reopened_at, locked.reopened_reason = clock.now(), reason.strip()[:200]
        locked.save(update_fields=["reopened_at", "reopened_reason"])
    return locked


def public_zero_statements() -> QuerySet[MonthClose]:
    """Zero statements the public may read: signed, not taken back, and not overtaken by a decision found later."""
    overtaken = Decision.objects.filter(
        kind=OuterRef("kind"), section=OuterRef("section"), decided_on__gte=OuterRef("month"),
        decided_on__lte=OuterRef("last_day"),
    ).exclude(state=DecisionState.VOID)  # fmt: skip
    return (
        MonthClose.objects.filter(zero=True, reopened_at__isnull=True)
        .annotate(last_day=_LAST_DAY)
        .annotate(overtaken=Exists(overtaken))
        .filter(overtaken=False)
        .select_related("kind", "section")
    )


def overtaken_closes(actor: Actor, since: date) -> list[MonthClose]:
    """Signatures since a day after which a decision of their period was registered: the ledger says more than they do."""
    later = Decision.objects.filter(
        kind=OuterRef("kind"), section=OuterRef("section"), created_at__gt=OuterRef("signed_at"),
        decided_on__gte=OuterRef("month"), decided_on__lte=OuterRef("last_day"),
    ).exclude(state=DecisionState.VOID)  # fmt: skip
    closes = MonthClose.objects.filter(reopened_at__isnull=True, month__gte=since).annotate(last_day=_LAST_DAY)
    if not actor.has_perm("publicity.view_all_sections"):
        closes = closes.filter(section_id=own_section(actor))
    return list(closes.filter(Exists(later)).select_related("kind", "section").order_by("month"))


def book_opened() -> date | None:
    """The day of the first decision of the ledger: nobody owes a close for the time before. None for an empty ledger."""
    return (
        Decision.objects.exclude(state=DecisionState.VOID)
        .order_by("decided_on")
        .values_list("decided_on", flat=True)
        .first()
    )


def _close(actor: Actor, kind: DecisionKind, section: Section, month: date, *, zero: bool) -> MonthClose:
    _check_section(actor, section)
    with deed(actor=actor, code="publicity.month.closed") as draft:
        state = month_state(kind=kind, section=section, month=month)
        _check_closable(state, zero)
        entry = MonthClose(
            kind=kind, section=section, month=state.period.first, zero=zero, signed_by_id=signer(actor),
            counts=_counts(state), statement=_statement(state, zero),
        )  # fmt: skip
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError as error:
            raise _already(state) from error
        draft.obj = entry
    return entry


def _check_closable(state: MonthState, zero: bool) -> None:
    if state.close is not None:
        raise _already(state)
    if zero and not state.is_empty:
        raise DomainError(
            f"{state.period.label}台账里有 {state.tally.ledger} 件{state.kind.name}决定，不能零申报。请办理月结。",
            code="E-MON-02",
        )
    if state.blockers:
        raise NotReady("还不能签署：" + "".join(blocker.text for blocker in state.blockers), code="E-MON-01")
    if state.is_empty and not zero:
        raise DomainError(f"{state.period.label}没有{state.kind.name}决定，请签署零申报。", code="E-MON-02")


def _already(state: MonthState) -> Duplicate:
    return Duplicate(
        f"{state.section}的{state.kind.name}{state.period.label}已经签署过。如需修改，请先重新打开。", code="E-MON-03"
    )


def _check_section(actor: Actor, section: Section) -> None:
    if not actor.has_perm("publicity.view_all_sections") and own_section(actor) != section.pk:
        raise Forbidden(f"{section.name}的月份由该科室签署，您不能代办。")


def _counts(state: MonthState) -> dict[str, object]:
    explained = [gap.document_number for gap in state.gaps]
    return asdict(state.tally) | {"last_day": state.period.last.isoformat(), "explained_gaps": explained}


def _statement(state: MonthState, zero: bool) -> str:
    if zero:
        return f"{state.period.label}，巫山县司法局（{state.section.name}）{state.period.word}无{state.kind.name}决定。"
    tally = state.tally
    exempt = f"，依规定不报送 {tally.exempt} 件" if tally.exempt else ""
    return f"{state.period.label}，{state.kind.name}决定 {tally.ledger} 件，应报 {tally.due} 件，已报 {tally.sent} 件{exempt}。"


# -- gathering -------------------------------------------------------------------------------------------------------
def _states(kinds: list[DecisionKind], sections: list[Section], since: date, until: date, on: date) -> list[MonthState]:
    """States of all periods; a section answers for the kinds it is named for and for those it has decisions of."""
    alone = len(kinds) == len(sections) == 1
    spans = {kind.code: list(periods_between(kind.cycle, since, until)) for kind in kinds}
    first = min((period.first for periods in spans.values() for period in periods), default=since)
    last = max((period.last for periods in spans.values() for period in periods), default=until)
    tallies = _tallies(kinds, first, last, on)
    closes = {
        (c.kind_id, c.section_id, c.month): c
        for c in MonthClose.objects.filter(reopened_at__isnull=True, month__range=(first, last)).select_related(
            "signed_by"
        )
    }
    years = range(first.year - 1, last.year + 1)
    holes = [gap for gap in gaps(years=years) if gap.touches(first, last)]
    found = []
    for kind in kinds:
        named = set() if alone else {section.pk for section in kind.sections.all()}
        mine = [gap for gap in holes if gap.series.kind_id == kind.code]
        for section in sections:
            if not (alone or section.pk in named or (kind.code, section.pk) in tallies):
                continue
            months = tallies.get((kind.code, section.pk), {})
            for period in spans[kind.code]:
                close = closes.get((kind.code, section.pk, period.first))
                found.append(MonthState(
                    kind, section, period, _sum(months, period), _gaps_of(mine, section, period), close, on
                ))  # fmt: skip
    return found


def _tallies(
    kinds: Iterable[DecisionKind], first: date, last: date, on: date
) -> dict[tuple[str, int], dict[date, Tally]]:
    unsent = measures.MEASURES["missing"].condition(on)
    counted = {
        "ledger": Count("pk"),
        "exempt": Count("pk", filter=measures.MEASURES["exempt"].condition(on)),
        "due": Count("pk", filter=measures.MEASURES["due"].condition(on)),
        "entry": Count("pk", filter=Q(state__in=_ENTRY)),
        "unsent": Count("pk", filter=unsent & ~Q(state__in=_ENTRY)),
        "rejected": Count("pk", filter=measures.RESEND),
        "late": Count("pk", filter=measures.MEASURES["late_internal"].condition(on)),
        "sent": Count("pk", filter=measures.MEASURES["sent"].condition(on)),
        "accepted": Count("pk", filter=measures.MEASURES["accepted"].condition(on)),
    }
    rows = measures.in_period(first, last).filter(kind__in=kinds).exclude(state=DecisionState.VOID).order_by()
    found: dict[tuple[str, int], dict[date, Tally]] = {}
    grouped = rows.values("kind_id", "section_id", month=TruncMonth("decided_on")).annotate(**counted)
    for row in grouped:
        tally = Tally(**{name: row[name] for name in counted})
        found.setdefault((row["kind_id"], row["section_id"]), {})[row["month"]] = tally
    return found


def _sum(months: dict[date, Tally], period: Period) -> Tally:
    whole = Tally()
    for month, tally in months.items():
        if period.first <= month <= period.last:
            whole = whole + tally
    return whole


def _gaps_of(holes: list[Gap], section: Section, period: Period) -> tuple[Gap, ...]:
    """Holes that may hide a decision of this section and period; a series without a section concerns everybody."""
    return tuple(
        gap for gap in holes if gap.series.section_id in (None, section.pk) and gap.touches(period.first, period.last)
    )
