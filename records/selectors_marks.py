"""What stands beside records right now: their marks and the shown reply. One indexed query for a page; nothing is cached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value

from records.choices import MarkKind, ReplyState
from records.models import RecordMark, Reply

_REPLY = "reply"


@dataclass
class Beside:
    """`marks`: kinds in force (disputed, repairing), each once; `reply`: the subject's words, "" without."""

    marks: list[str] = field(default_factory=list)
    reply: str = ""

    @property
    def labels(self) -> list[str]:
        """异议处理中、修复办理中."""
        return [str(MarkKind(kind).label) for kind in self.marks]

    @property
    def in_words(self) -> str:
        return "、".join(self.labels)


def beside(record_ids: Iterable[int]) -> dict[int, Beside]:
    """Record id → what stands beside it; records with nothing are left out. One query, none without ids."""
    return _beside("record_id", list(record_ids))


def beside_public(public_ids: Iterable[str]) -> dict[str, Beside]:
    """The same by the public number as text, for snapshots that keep nothing else of a record."""
    return {str(key): place for key, place in _beside("record__public_id", list(public_ids)).items()}


def _beside(key: str, ids: list[Any]) -> dict[Any, Beside]:
    if not ids:
        return {}
    wanted = {f"{key}__in": ids}
    marks = RecordMark.objects.filter(until=None, **wanted).order_by()
    replies = Reply.objects.filter(state=ReplyState.SHOWN, **wanted).order_by()
    rows = marks.values_list(key, "kind", Value("")).union(replies.values_list(key, Value(_REPLY), "text"), all=True)
    found: dict[Any, Beside] = {}
    for record_id, kind, text in rows:
        place = found.setdefault(record_id, Beside())
        if kind == _REPLY:
            place.reply = text
        elif kind not in place.marks:
            place.marks.append(kind)
    for place in found.values():
        place.marks.sort()
    return found


def marks_of(record_ids: Iterable[int]) -> dict[int, list[str]]:
    """Record id → kinds of its open marks; one query."""
    return {pk: place.marks for pk, place in beside(record_ids).items() if place.marks}


def put_beside(records: Iterable[Any]) -> list[Any]:
    """The same records, each with `.beside`; one query for all of them."""
    rows = list(records)
    found = beside(row.pk for row in rows)
    for row in rows:
        row.beside = found.get(row.pk, Beside())
    return rows
