"""From penalty kinds to the class that fixes the publicity period, under the rule version of the day of decision.

The mapping is data (`publicity/data/penalty-classes.json`): which kind is 轻微, 一般 or 严重 is the sector authority's standard and
mostly still to be confirmed, so every proposal says why, and a person decides.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from publicity.standard.spec import DATA

ORDER = ("minor", "general", "serious")
LABELS = {"minor": "轻微", "general": "一般", "serious": "严重"}


class Period(NamedTuple):
    """Between which days publicity may end, and under which rule. published: False where the class is in principle not shown."""

    earliest: date
    latest: date
    published: bool
    words: str


class Proposal(NamedTuple):
    """A class proposed for a decision: class, rule version, reasons in Chinese, whether a person must confirm it."""

    severity: str
    version: str
    published: bool
    min_months: int
    max_months: int
    reasons: tuple[str, ...]
    confirm: bool


@lru_cache(maxsize=1)
def table() -> tuple[Mapping[str, Any], ...]:
    """The rule versions as shipped, oldest first."""
    return tuple(json.loads((DATA / "penalty-classes.json").read_text(encoding="utf-8"))["versions"])


def version_on(day: date, versions: Iterable[Mapping[str, Any]] | None = None) -> Mapping[str, Any] | None:
    """The rule version in force on a day of decision, None before the first."""
    found = None
    for version in versions if versions is not None else table():
        until = version["until"]
        if version["since"] <= day.isoformat() and (until is None or day.isoformat() <= until):
            found = version
    return found


def propose(
    kinds: Iterable[str], decided_on: date, versions: Iterable[Mapping[str, Any]] | None = None
) -> Proposal | None:
    """The class of a penalty with these canonical kinds, decided on this day; several kinds → the strictest.

    None when no rule version covers the day or no kind is known. 其他-… is looked up by its first word.
    """
    version = version_on(decided_on, versions)
    if version is None:
        return None
    found = [(kind, version["kinds"][_plain(kind)]) for kind in kinds if _plain(kind) in version["kinds"]]
    if not found:
        return None
    strictest = max((entry["severity"] for _, entry in found), key=ORDER.index)
    chosen = [(kind, entry) for kind, entry in found if entry["severity"] == strictest]
    period = version["periods"][strictest]
    reasons = tuple(f"{kind}：{LABELS[strictest]}（{entry['basis']}）" for kind, entry in chosen)
    confirm = any(entry["certainty"] != "S" for _, entry in chosen) or period["certainty"] != "S"
    return Proposal(
        strictest, version["code"], all(entry.get("published", period["published"]) for _, entry in chosen),
        period["min_months"], period["max_months"], reasons, confirm,
    )  # fmt: skip


def period_of(kinds: tuple[str, ...], decided_on: date) -> Period | None:
    """The days between which publicity of a penalty must end, by the shipped rule versions; None when nobody can say."""
    proposal = propose(kinds, decided_on)
    if proposal is None:
        return None
    version = version_on(decided_on)
    name = version["name"] if version else ""
    words = f"按{name}，“{LABELS[proposal.severity]}”类公示期自决定之日起最长{proposal.max_months}个月"
    return Period(
        add_months(decided_on, proposal.min_months),
        add_months(decided_on, proposal.max_months),
        proposal.published,
        words,
    )


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where there is none (31 January + 1 month = 28 or 29 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _plain(kind: str) -> str:
    return kind.split("-", 1)[0]
