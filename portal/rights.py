"""What a subject may do about a record (object, repair, reply): the parts of the portal register their links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.models import CreditRecord, Subject


@dataclass(frozen=True)
class Right:
    """A link beside a record; without an address it is only said (`note`: why not yet, and from when)."""

    title: str
    url: str = ""
    note: str = ""


Source = Callable[["Subject", "list[CreditRecord]", date], Mapping[int, Iterable[Right]]]
_sources: list[Source] = []


def record_rights(source: Source) -> Source:
    """Register a source: source(subject, records, on) → record pk → Rights. A bounded number of queries for all records."""
    if source not in _sources:
        _sources.append(source)
    return source


def rights_for(subject: Subject, records: list[CreditRecord], on: date) -> dict[int, list[Right]]:
    """All rights beside each record, in the order of registration."""
    found: dict[int, list[Right]] = {}
    for source in _sources:
        for pk, rights in source(subject, records, on).items():
            found.setdefault(pk, []).extend(rights)
    return found
