"""Document series: opened when their first number is met, and the gaps that point at decisions nobody entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F, Max, Min, Window
from django.db.models.functions import Lead

from audit.services import Actor, deed
from core import settings_store
from core.errors import DomainError, Duplicate, Forbidden
from publicity.choices import GapReason
from publicity.models import Decision, DocumentSeries, GapExplanation
from publicity.services.people import signer

#: A hole wider than this is one mistyped number, not so many missing decisions; it is told as one.
WIDE = 50


def ensure_series(kind: str, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], DocumentSeries]:
    """The series of a kind by (prefix, year), opened where missing. Runs inside the caller's deed."""
    keys = set(wanted)
    prefixes = tuple(settings_store.get("publicity.own_prefixes"))
    DocumentSeries.objects.bulk_create(
        [
            DocumentSeries(kind_id=kind, prefix=prefix, year=year, own=prefix.startswith(prefixes))
            for prefix, year in sorted(keys)
        ],
        ignore_conflicts=True,
    )
    found = DocumentSeries.objects.filter(kind_id=kind, year__in={year for _, year in keys})
    return {(series.prefix, series.year): series for series in found}


@dataclass(frozen=True)
class Gap:
    """One number of a series without a decision; `explanation` is set when a person has explained it.

    `after` and `before` are the days of decision of the neighbours: the missing decision was made between them; `after` is the
    first day of the year at the start of a series. `width` is more than 1 where a hole is too wide to be listed number by number.
    """

    series: DocumentSeries
    number: int
    explanation: GapExplanation | None
    after: date
    before: date
    width: int = 1

    @property
    def document_number(self) -> str:
        """The number as it would stand on the paper."""
        return f"{self.series.prefix}〔{self.series.year}〕{self.number}号"

    def touches(self, first: date, last: date) -> bool:
        """Whether the missing decision may have been made between two days (inclusive)."""
        return self.after <= last and first <= self.before


def gaps(
    *, kind: str = "", year: int | None = None, years: Iterable[int] | None = None, unexplained_only: bool = False
) -> list[Gap]:
    """Missing numbers of the bureau's own series, up to the highest number used; newest year first. Four queries.

    `year` or `years` keep to the series of those years, which keeps the search small in an old ledger.
    """
    series_set = DocumentSeries.objects.filter(own=True).select_related("kind", "section")
    if kind:
        series_set = series_set.filter(kind_id=kind)
    if year or years is not None:
        series_set = series_set.filter(year__in=[*([year] if year else ()), *(years or ())])
    by_id = {series.pk: series for series in series_set}
    explained = {(e.series_id, e.number): e for e in GapExplanation.objects.filter(series_id__in=by_id)}
    found = [gap for hole in _holes(by_id) for gap in _gaps_of(hole, explained)]
    if unexplained_only:
        found = [gap for gap in found if gap.explanation is None]
    return sorted(found, key=lambda gap: (-gap.series.year, gap.series.prefix, gap.number))


@dataclass(frozen=True)
class _Hole:
    series: DocumentSeries
    first: int
    last: int
    after: date
    before: date


def _holes(by_id: dict[int, DocumentSeries]) -> Iterator[_Hole]:
    """Found by the database beside the index (series, sequence): what comes next after each number."""
    used = Decision.objects.filter(series_id__in=by_id, sequence__isnull=False).exclude(state="void").order_by()
    order, partition = (F("sequence").asc(), F("id").asc()), F("series_id")
    rows = used.annotate(
        next_number=Window(Lead("sequence"), partition_by=partition, order_by=order),
        next_day=Window(Lead("decided_on"), partition_by=partition, order_by=order),
    ).filter(next_number__gt=F("sequence") + 1)
    for series_id, number, day, next_number, next_day in rows.values_list(
        "series_id", "sequence", "decided_on", "next_number", "next_day"
    ):
        assert number is not None  # filtered above
        yield _Hole(by_id[series_id], number + 1, next_number - 1, day, next_day)
    starts = used.values("series_id").annotate(low=Min("sequence"), day=Min("decided_on"))
    for series_id, low, day in starts.values_list("series_id", "low", "day"):
        series = by_id[series_id]
        if low > series.first_number:
            yield _Hole(series, series.first_number, low - 1, date(series.year, 1, 1), day)


def _gaps_of(hole: _Hole, explained: dict[tuple[int, int], GapExplanation]) -> Iterator[Gap]:
    if hole.last - hole.first >= WIDE:
        yield Gap(hole.series, hole.first, None, hole.after, hole.before, width=hole.last - hole.first + 1)
        return
    for number in range(hole.first, hole.last + 1):
        yield Gap(hole.series, number, explained.get((hole.series.pk, number)), hole.after, hole.before)


def next_number(series: DocumentSeries) -> int:
    """The number after the highest used: offered when a new decision is registered."""
    top = series.decisions.exclude(state="void").aggregate(top=Max("sequence"))["top"]
    return (top or series.first_number - 1) + 1


def gap_explain(*, actor: Actor, series: DocumentSeries, number: int, reason: str, note: str) -> GapExplanation:
    """Sign why a number has no decision. Refused when the number is used or beyond the series, or the reason is not in the
    closed list (GapReason); Duplicate when it has been explained already."""
    if not actor.has_perm("publicity.explain_gap"):
        raise Forbidden("说明断号须由审核员签署，您没有这项权限。")
    if reason not in GapReason.values:
        raise DomainError(
            "请选择断号的原因；确有决定而未登记的，请补登记，不能说明了事。", code="E-DOC-05", field="reason"
        )
    if len(note.strip()) < 5:
        raise DomainError("请写明断号的具体情况（至少 5 个字）。", code="E-DOC-05", field="note")
    with deed(actor=actor, code="publicity.gap.explained", reason=note) as draft:
        locked = DocumentSeries.objects.select_for_update().get(pk=series.pk)
        _check_is_gap(locked, number)
        entry = GapExplanation(
            series=locked, number=number, reason=reason, note=note.strip(), explained_by_id=signer(actor)
        )
        try:
            entry.full_clean(exclude=["explained_by"])
        except ValidationError as error:
            raise DomainError("说明太长，请压缩到 200 字以内。", code="E-DOC-05", field="note") from error
        entry.save()
        draft.obj = entry
    return entry


def _check_is_gap(series: DocumentSeries, number: int) -> None:
    used = series.decisions.exclude(state="void")
    if used.filter(sequence=number).exists():
        raise DomainError(f"{series}{number}号已经登记了决定，不是断号。", code="E-DOC-05", field="number")
    if not series.first_number <= number <= next_number(series) - 1:
        raise DomainError(f"{series}还没有用到 {number} 号，不需要说明。", code="E-DOC-05", field="number")
    if GapExplanation.objects.filter(series=series, number=number).exists():
        raise Duplicate(f"{series}{number}号已经说明过，不需要重复说明。", code="E-DOC-05", field="number")
