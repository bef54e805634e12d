"""Where the paper of a record lies: the app that owns a source tells which of its papers a person may see, and their address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from records.models import CreditRecord

# source(user, source_ids) -> {source_id: address} of those this person may see
Source = Callable[[Any, list[int]], Mapping[int, str]]
_sources: dict[str, Source] = {}


def record_source(source_type: str) -> Callable[[Source], Source]:
    """Register who knows the papers of records with this `source_type`."""

    def register(source: Source) -> Source:
        _sources[source_type] = source
        return source

    return register


def papers(user: Any, records: Iterable[Any]) -> dict[tuple[str, int], str]:
    """(source_type, source_id) → address ("" when there is no page) of each record whose paper this person may see.

    A source nobody registered is closed: only its public records are shown.
    """
    wanted: dict[str, list[int]] = {}
    for record in records:
        wanted.setdefault(record.source_type, []).append(record.source_id)
    found: dict[tuple[str, int], str] = {}
    for source_type, ids in wanted.items():
        source = _sources.get(source_type)
        if source:
            found |= {(source_type, source_id): url for source_id, url in source(user, ids).items()}
    return found


def sees_record(user: Any, record: CreditRecord, *, public: bool) -> bool:
    """Public records are seen by everybody with the file; others by those who may see the paper behind them."""
    return public or (record.source_type, record.source_id) in papers(user, [record])


def works_on(user: Any, record: CreditRecord) -> bool:
    """Only those who may see the paper behind a record may add papers to it or take them out, public or not."""
    return (record.source_type, record.source_id) in papers(user, [record])
