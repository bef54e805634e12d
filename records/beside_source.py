"""What other apps have to say on the page of the paper behind a record: lines and buttons, given by whoever registers here.

So the page of a penalty decision shows the repair notice that goes with it, and neither app knows the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.pieces import Row
from records.models import CreditRecord


@dataclass(frozen=True)
class Part:
    """Lines for the definition list about publicity, and buttons: {"title", "url", "main"}."""

    rows: list[Row] = field(default_factory=list)
    tools: list[dict[str, Any]] = field(default_factory=list)


Source = Callable[[Any, CreditRecord], Part | None]
_sources: list[Source] = []


def beside_source(source: Source) -> Source:
    """Register source(user, record): a Part, or None when it has nothing to say to this person."""
    if source not in _sources:
        _sources.append(source)
    return source


def parts_of(user: Any, record: CreditRecord) -> Part:
    """Everything registered, as one part."""
    found = [part for source in _sources if (part := source(user, record)) is not None]
    return Part([row for part in found for row in part.rows], [tool for part in found for tool in part.tools])
