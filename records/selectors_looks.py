"""Who looked at a subject's file: what the subject itself is told, and the staff with it (day, unit, purpose; no clerk's name)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from audit.codes import DEEDS
from audit.models import Access
from core.clock import SHANGHAI
from records.models import Subject

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


def looks_at(subject: Subject, *, limit: int = 500) -> list[Look]:
    """Looks at the file, its papers and its print, newest first; at most `limit` entries of the register are read."""
    rows = Access.objects.filter(object_type=subject._meta.label_lower, object_id=str(subject.pk))
    found: dict[tuple[date, str, str, str], list[datetime]] = {}
    for row in rows[:limit]:
        when = row.at.astimezone(SHANGHAI)
        key = (when.date(), _unit(row), DEEDS.get(row.deed, row.deed), row.purpose or "未说明")
        found.setdefault(key, []).append(when)
    return [Look(key[0], max(times), *key[1:], len(times)) for key, times in found.items()]


def _unit(row: Access) -> str:
    if row.matter.startswith(OWN_MATTER):
        return OWN_UNIT
    return row.section_name or UNIT_UNKNOWN
