"""What can be done about a record, offered beside it in the subject's file: apps above register their links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from records.models import CreditRecord


@dataclass(frozen=True)
class RecordLink:
    """A verb and the page where it is done."""

    title: str
    url: str


Source = Callable[[Any, CreditRecord], RecordLink | None]
_sources: list[Source] = []


def record_link(source: Source) -> Source:
    """Register source(user, record): a link that this person may follow, or None. It asks the database nothing."""
    _sources.append(source)
    return source


def links_for(user: Any, record: CreditRecord) -> list[RecordLink]:
    """All links of one record for this person."""
    return [link for source in _sources if (link := source(user, record)) is not None]
