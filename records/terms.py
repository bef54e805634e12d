"""What the paper behind a record says beyond the record: the app that owns a source tells it, and other apps ask here.

Used where an app on the same floor must not be asked directly: repair asks for the penalties of a decision and how long they last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from records.models import CreditRecord


@dataclass(frozen=True)
class Told:
    """`severities`: the publicity class of each penalty in the document; `valid_until`: 处罚有效期 (2099-12-31 means 长期)."""

    severities: tuple[str, ...] = ()
    valid_until: date | None = None


# source(source_ids) -> {source_id: Told}
Source = Callable[[list[int]], Mapping[int, Told]]
_sources: dict[str, Source] = {}


def record_terms(source_type: str) -> Callable[[Source], Source]:
    """Register who knows the documents of records with this `source_type`."""

    def register(source: Source) -> Source:
        _sources[source_type] = source
        return source

    return register


def terms_of(records: Iterable[CreditRecord]) -> dict[int, Told]:
    """Record id → what its document says; records of sources nobody registered are left out."""
    wanted: dict[str, dict[int, int]] = {}
    for record in records:
        wanted.setdefault(record.source_type, {})[record.source_id] = record.pk
    found: dict[int, Told] = {}
    for source_type, ids in wanted.items():
        if source := _sources.get(source_type):
            found |= {ids[source_id]: told for source_id, told in source(list(ids)).items() if source_id in ids}
    return found
