"""Document series: opened when their first number is met, and the gaps that point at decisions nobody entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Min

from audit.services import Actor, deed
from core import settings_store
from core.errors import DomainError, Forbidden
from publicity.models import Decision, DocumentSeries, GapExplanation


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
    """One number of a series without a decision; `explanation` is set when a person has explained it."""

    series: DocumentSeries
    number: int
    explanation: GapExplanation | None = None


def gaps(*, kind: str = "", year: int | None = None, unexplained_only: bool = False) -> list[Gap]:
    """Missing numbers of the bureau's own series, up to the highest number used. Three queries."""
    series_set = DocumentSeries.objects.filter(own=True).select_related("kind", "section")
    if kind:
        series_set = series_set.filter(kind_id=kind)
    if year:
        series_set = series_set.filter(year=year)
    by_id = {series.pk: series for series in series_set}
    used: dict[int, set[int]] = {}
    rows = Decision.objects.filter(series_id__in=by_id).exclude(state="void").values_list("series_id", "sequence")
    for series_id, sequence in rows:
        used.setdefault(series_id, set()).add(sequence)
    explained = {(e.series_id, e.number): e for e in GapExplanation.objects.filter(series_id__in=by_id)}
    found = []
    for series_id, numbers in used.items():
        series = by_id[series_id]
        for number in sorted(set(range(series.first_number, max(numbers) + 1)) - numbers):
            explanation = explained.get((series_id, number))
            if not (unexplained_only and explanation):
                found.append(Gap(series, number, explanation))
    return sorted(found, key=lambda gap: (-gap.series.year, gap.series.prefix, gap.number))


def next_number(series: DocumentSeries) -> int:
    """The number after the highest used: offered when a new decision is registered."""
    span = series.decisions.exclude(state="void").aggregate(top=Max("sequence"), low=Min("sequence"))
    return (span["top"] or series.first_number - 1) + 1


def gap_explain(*, actor: Actor, series: DocumentSeries, number: int, reason: str, note: str) -> GapExplanation:
    """Sign why a number has no decision. Refused when the number is used or the reason is not in the closed list."""
    if not actor.has_perm("publicity.explain_gap"):
        raise Forbidden("说明断号须由审核员签署，您没有这项权限。")
    if len(note.strip()) < 5:
        raise DomainError("请写明断号的具体情况（至少 5 个字）。", code="E-DOC-05", field="note")
    with deed(actor=actor, code="publicity.gap.explained", reason=note) as draft:
        locked = DocumentSeries.objects.select_for_update().get(pk=series.pk)
        if locked.decisions.filter(sequence=number).exclude(state="void").exists():
            raise DomainError(f"{locked}{number}号已经登记了决定，不是断号。", code="E-DOC-05", field="number")
        entry = GapExplanation(series=locked, number=number, reason=reason, note=note.strip(), explained_by_id=actor.pk)
        entry.full_clean(exclude=["explained_by"])
        entry.save()
        draft.obj = entry
    return entry
