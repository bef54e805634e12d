"""Who looked at a subject's file: what the subject itself is told, and the staff with it (day, unit, purpose; no clerk's name)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from audit.codes import DEEDS
from audit.models import Access
from core import clock, settings_store
from core.clock import SHANGHAI
from records.models import Subject
from records.parameters import DELAY_DAYS, DELAYED_PURPOSES

UNIT_UNKNOWN = "本局"
OWN_MATTER, OWN_UNIT = "本人自助", "本人"
"""Looks by the subject itself (its own report) carry this matter and are told as its own."""


@dataclass(frozen=True)
class Look:
    """Looks of one unit on one day for one purpose: what was done, how often, and when last."""

    day: date
    last: datetime
    unit: str
    deed: str
    purpose: str
    times: int
    delayed: bool = False
    """The subject learned of it only after the delay of the law."""


def looks_at(subject: Subject, *, limit: int = 500) -> list[Look]:
    """Looks at the file, its papers and its print, newest first; at most `limit` entries of the register are read."""
    rows = Access.objects.filter(object_type=subject._meta.label_lower, object_id=str(subject.pk))
    return _grouped(rows[:limit])


def looks_told(subject: Subject, *, limit: int = 500) -> list[Look]:
    """The same as the subject itself is told it: looks for a purpose that the law lets wait appear when their delay is over."""
    purposes = [str(one) for one in settings_store.get(DELAYED_PURPOSES)]
    rows = Access.objects.filter(object_type=subject._meta.label_lower, object_id=str(subject.pk))
    if purposes:
        told_from = clock.now() - timedelta(days=int(settings_store.get(DELAY_DAYS)))
        rows = rows.exclude(purpose__in=purposes, at__gt=told_from)
    return [replace(look, delayed=look.purpose in purposes) for look in _grouped(rows[:limit])]


def _grouped(rows: Iterable[Access]) -> list[Look]:
    found: dict[tuple[date, str, str, str], list[datetime]] = {}
    for row in rows:
        when = row.at.astimezone(SHANGHAI)
        key = (when.date(), _unit(row), DEEDS.get(row.deed, row.deed), row.purpose or "未说明")
        found.setdefault(key, []).append(when)
    return [Look(key[0], max(times), *key[1:], len(times)) for key, times in found.items()]


def _unit(row: Access) -> str:
    if row.matter.startswith(OWN_MATTER):
        return OWN_UNIT
    return row.section_name or UNIT_UNKNOWN
