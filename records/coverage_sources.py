"""Where collected information is kept outside the credit records: apps of higher floors tell what they collect for the catalogue.

A source answers for the catalogue codes of its lines; all other items are counted from the credit records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet

from records.coverage import Count, Signature


@dataclass(frozen=True)
class Kind:
    """A line of a source: under which item, which sections are named for it, how often it is closed."""

    ref: str
    code: str
    name: str
    cycle: str
    sections: frozenset[int]


@dataclass(frozen=True)
class Found:
    """One thing behind a number."""

    title: str
    url: str
    party: str
    day: date
    state: str


class Source(Protocol):
    """What an app has to answer. Keys are (ref, section, first day of the month or of the period)."""

    def opened(self) -> date | None:
        """The day of the first thing ever collected: nothing is owed for the time before."""

    def kinds(self) -> Sequence[Kind]:
        """Its lines in use."""

    def counts(self, first: date, last: date, section: int | None) -> Mapping[tuple[str, int, date], Count]:
        """What was collected between two days, of one section or of all."""

    def zeros(self, first: date, last: date) -> Mapping[tuple[str, int, date], Signature]:
        """Signed zeros in force whose period begins between two days."""

    def rows(self, user: Any, ref: str, section: int, first: date, last: date) -> QuerySet:
        """What this person may see of one cell, newest first."""

    def found(self, user: Any, rows: Iterable[Any]) -> list[Found]:
        """The rows of a page in words."""

    def sign_url(self, ref: str, section: int, first: date) -> str:
        """The page where the period is accounted for."""


_sources: dict[str, Source] = {}


def coverage_source(name: str, source: Source) -> None:
    """Register a source under its name; apps call this when their staff pages or desk are loaded."""
    _sources[name] = source


def sources() -> Mapping[str, Source]:
    """All of them, by name."""
    return _sources
