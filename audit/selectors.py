"""Finding entries of the trail: by person, day and object, page by page along the key. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from core import clock
from core.text import clean

Entry = TypeVar("Entry", bound=Model)


@dataclass(frozen=True)
class Wanted:
    """What is looked for. `obj` is "<type>:<id>"; `words` looks in names and titles; both days are included."""

    since: date | None = None
    until: date | None = None
    person: int | None = None
    obj: str = ""
    words: str = ""
    code: str = ""


@dataclass(frozen=True)
class Page(Generic[Entry]):
    """Newest first. `older` and `newer` are the ids to go on from, None at either end."""

    rows: list[Entry]
    older: int | None
    newer: int | None


def find(entries: QuerySet[Any], wanted: Wanted, *, code_field: str) -> QuerySet[Any]:
    """The entries that fit, in no particular order."""
    if wanted.since:
        entries = entries.filter(at__gte=_midnight(wanted.since))
    if wanted.until and wanted.until < date.max:
        entries = entries.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.person is not None:
        entries = entries.filter(actor_id=wanted.person)
    if wanted.obj:
        kind, _, number = wanted.obj.partition(":")
        entries = entries.filter(object_type=kind, object_id=number)
    if wanted.code:
        entries = entries.filter(**{code_field: wanted.code})
    words = clean(wanted.words)
    if words:
        entries = entries.filter(Q(object_title__icontains=words) | Q(actor_name__icontains=words))
    return entries


def page_of(entries: QuerySet[Any], *, before: int | None, after: int | None, size: int) -> Page[Any]:
    """One page of at most `size` entries older than `before` or newer than `after` (ids); the newest without either."""
    if after is not None:
        rows = list(entries.filter(pk__gt=after).order_by("pk")[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
        return Page(rows, rows[-1].pk if rows else None, rows[0].pk if rows and more else None)
    if before is not None:
        entries = entries.filter(pk__lt=before)
    rows = list(entries.order_by("-pk")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    return Page(rows, rows[-1].pk if more else None, rows[0].pk if rows and before is not None else None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)
