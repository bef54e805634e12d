"""What a check may know about the world around the row. Everything is optional: without a context the rules still stand.

The look-ups take many keys at once and answer with what they know, so that a chunk of rows costs one query each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from publicity.standard import classes
from publicity.standard.findings import Key, Verdict


class NameSpan(NamedTuple):
    """A name of a subject and the days it was in use (both inclusive, None = open)."""

    name: str
    since: date | None = None
    until: date | None = None


class SubjectFacts(NamedTuple):
    """What the house knows about the holder of a code: kind as in records, names in time, day of founding."""

    kind: str
    names: tuple[NameSpan, ...]
    founded: date | None = None

    def name_on(self, day: date | None) -> str:
        """The name on a day; the latest without a day."""
        for span in reversed(self.names):
            if day is None or ((span.since is None or span.since <= day) and (span.until is None or day <= span.until)):
                return span.name
        return self.names[-1].name if self.names else ""


KnownDecisions = Callable[[Collection[Key]], Mapping[Key, Mapping[str, str]]]
"""Keys → the ledger's decision as canonical texts by field code (see findings.texts). Codes left out are not compared."""

KnownSubjects = Callable[[Collection[str]], Mapping[str, SubjectFacts]]
"""Unified social credit codes → what is known about their holders."""

Holders = Callable[[Collection[str]], Mapping[str, str]]
"""Certificate numbers → name of the holder."""

PeriodRule = Callable[[tuple[str, ...], date], "classes.Period | None"]
"""(penalty kinds, day of decision) → the days between which publicity must end, or None when nobody can say."""

More = Callable[[Sequence[Verdict]], None]
"""Adds findings that only the house can make to a chunk of verdicts; called last, once per chunk."""


@dataclass(slots=True)
class Context:
    """today: None means core.clock.today() when the checker is made. overrides: reason by (row, field code) or by field code,
    lifts findings marked overridable. party: kind of party of the sheet where the template says so. money_sanity: in 万元, None
    takes the standard's own. series: marks of document numbers in use (机关代字), None = not checked. agencies: name by
    code of organs known to the house. rejections: field code → value → what the platform said when it refused that value."""

    today: date | None = None
    overrides: Mapping[object, str] = field(default_factory=dict)
    party: str = ""
    known: KnownDecisions | None = None
    subjects: KnownSubjects | None = None
    holders: Holders | None = None
    period_rule: PeriodRule | None = classes.period_of
    series: Collection[str] | None = None
    agencies: Mapping[str, str] = field(default_factory=dict)
    rejections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    money_sanity: Decimal | None = None
    more: More | None = None


Provider = Callable[[str], Context]

_provider: list[Provider] = []


def set_provider(provider: Provider) -> None:
    """Name the function (kind) → Context that knows ledger and subjects. Called once by the application when it is ready."""
    _provider[:] = [provider]


def context_for(kind: str) -> Context:
    """The context in which a kind is checked here: the application's, or a bare one where none was named."""
    return _provider[0](kind) if _provider else Context()
