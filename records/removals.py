"""The removal feed: what left the public's sight since a moment, oldest first, for those who have copied the data.

Withdrawn, suspended, repaired and restricted records come from the tombstones that the database writes; what ended by its own date is
computed from the date, so nothing has to run for it to be told. An entry holds no name and no number.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from core.clock import SHANGHAI
from core.errors import DomainError
from records.choices import RemovalCause

MOST = 500
SETTLE = timedelta(seconds=60)
"""Two writers may commit in another order than their moments: the last minute is told again instead of being passed over."""

_SQL = """
SELECT at, public_id, cause FROM (
    (SELECT removed_at AS at, public_id, cause FROM records_tombstone
     WHERE was_public AND (removed_at, public_id) > (%(at)s, %(id)s) ORDER BY removed_at, public_id LIMIT %(limit)s)
    UNION ALL
    (SELECT (publish_until + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', public_id, 'expired' FROM records_creditrecord
     WHERE disclosure = 'public' AND suspended_at IS NULL AND withdrawn_at IS NULL AND repaired_at IS NULL
       AND publish_until < %(today)s AND (publish_until, public_id) > (%(day)s, %(day_id)s)
     ORDER BY publish_until, public_id LIMIT %(limit)s)
) gone WHERE (at, public_id) > (%(at)s, %(id)s) ORDER BY at, public_id LIMIT %(limit)s
"""
_FIRST = UUID(int=0)
_BEGINNING = datetime(2000, 1, 1, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Removal:
    """One line of the feed."""

    removed_at: datetime
    id: UUID
    cause: str

    @property
    def cause_name(self) -> str:
        return str(RemovalCause(self.cause).label)


@dataclass(frozen=True)
class Feed:
    """A page of the feed. `next` is to be kept and given the next time; `more` says that there is more already."""

    items: tuple[Removal, ...]
    next: str
    more: bool


def removals(*, now: datetime, after: str = "", limit: int = 100) -> Feed:
    """Removals behind the cursor `after` (DomainError bad_cursor when it cannot be read), oldest first, at most MOST."""
    limit = max(1, min(limit, MOST))
    at, key = _read(after) if after else (_BEGINNING, _FIRST)
    day, day_id = _day_before(at, key)
    params = {
        "at": at,
        "id": key,
        "day": day,
        "day_id": day_id,
        "today": now.astimezone(SHANGHAI).date(),
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, params)
        rows = [Removal(row[0].astimezone(SHANGHAI), row[1], row[2]) for row in cursor.fetchall()]
    items, more = tuple(rows[:limit]), len(rows) > limit
    kept = items if more else tuple(item for item in items if item.removed_at <= now - SETTLE)
    return Feed(items, _write(kept[-1]) if kept else after, more)


def latest(*, now: datetime, limit: int = 50) -> list[Removal]:
    """The newest removals, newest first, for people to read."""
    sql = _SQL.replace("ORDER BY removed_at, public_id", "ORDER BY removed_at DESC, public_id DESC")
    sql = sql.replace("ORDER BY publish_until, public_id", "ORDER BY publish_until DESC, public_id DESC")
    sql = sql.replace("ORDER BY at, public_id", "ORDER BY at DESC, public_id DESC")
    today = now.astimezone(SHANGHAI).date()
    params = {"at": _BEGINNING, "id": _FIRST, "day": date(2000, 1, 1), "day_id": _FIRST, "today": today, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Removal(row[0].astimezone(SHANGHAI), row[1], row[2]) for row in cursor.fetchall()]


def _day_before(at: datetime, key: UUID) -> tuple[date, UUID]:
    """The cursor in the terms of dates: an item that ended on a day is gone at the next midnight."""
    local = at.astimezone(SHANGHAI)
    midnight = local.hour == local.minute == local.second == local.microsecond == 0
    day = local.date() - timedelta(days=1)
    return (day, key) if midnight else (day, UUID(int=2**128 - 1))


def _write(item: Removal) -> str:
    return base64.urlsafe_b64encode(f"{item.removed_at.isoformat()}|{item.id}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, key = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or moment < _BEGINNING:
            raise ValueError
        return moment, UUID(key)
    except (ValueError, binascii.Error, UnicodeDecodeError):
        raise DomainError(
            "翻页位置不对，可能没有复制完整。请使用上一次返回的 next，或者去掉 after 从头开始。",
            code="bad_cursor",
            field="after",
        ) from None
