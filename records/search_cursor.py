"""Keyset cursors: where the next page starts, as an opaque piece of text. Nothing is counted off, however deep the page."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from core.errors import DomainError

NEWEST, ENDING = "newest", "ending"
"""Orders of a list: by day of the decision, newest first; by last public day, the next to end first."""

ORDERINGS = {NEWEST: ("-event_date", "-id"), ENDING: ("publish_until", "id")}


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: its sort day and its id."""

    day: date
    id: int

    def text(self) -> str:
        return base64.urlsafe_b64encode(f"{self.day.isoformat()}.{self.id}".encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> Cursor | None:
    """The cursor that a page handed out; DomainError for anything else."""
    if not text:
        return None
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        day, number = plain.split(".")
        if not number.isdecimal() or len(number) > 18:
            raise ValueError
        return Cursor(date.fromisoformat(day), int(number))
    except (ValueError, binascii.Error):
        raise DomainError(
            "翻页位置不对，可能是链接没有复制完整。请回到第一页重新翻页。", code="bad_cursor", field="after"
        ) from None


def condition(cursor: Cursor, order: str) -> Q:
    """Rows behind the cursor in this order."""
    if order == ENDING:
        return Q(publish_until__gte=cursor.day) & (
            Q(publish_until__gt=cursor.day) | Q(publish_until=cursor.day, id__gt=cursor.id)
        )
    return Q(event_date__lte=cursor.day) & (Q(event_date__lt=cursor.day) | Q(event_date=cursor.day, id__lt=cursor.id))


def sort_day(record: Any, order: str) -> date:
    """The day by which this order sorts the record."""
    return record.publish_until if order == ENDING else record.event_date


def cursor_of(record: Any, order: str) -> str:
    """The cursor that continues behind this record."""
    return Cursor(sort_day(record, order), record.pk).text()
