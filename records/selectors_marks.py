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
    ids = list(record_ids)
    if not ids:
        return {}
    marks = RecordMark.objects.filter(record_id__in=ids, until=None).order_by()
    replies = Reply.objects.filter(record_id__in=ids, state=ReplyState.SHOWN).order_by()
    rows = marks.values_list("record_id", "kind", Value("")).union(
        replies.values_list("record_id", Value(_REPLY), "text"), all=True
    )
    found: dict[int, Beside] = {}
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
