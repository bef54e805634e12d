"""The only source of "now" and "today": Asia/Shanghai, whatever the server's own zone is.

The day can be pinned: for a block of code by `override`, for a whole process by the environment variable WUSHAN_TODAY
(a demo day). A pinned *day* keeps the running time of day, so that events still follow one another; a pinned *moment* stands still.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_pinned: ContextVar[date | datetime | None] = ContextVar("wushan_clock", default=None)


@lru_cache(maxsize=8)
def _day_from_environment(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"环境变量 WUSHAN_TODAY 应写成 2026-03-31 这样的日期，现在是“{text}”。") from None


def now() -> datetime:
    """The present moment, aware, in Asia/Shanghai."""
    moment = datetime.now(SHANGHAI)
    pinned = _pinned.get()
    if pinned is None:
        text = os.environ.get("WUSHAN_TODAY", "")
        if not text:
            return moment
        pinned = _day_from_environment(text)
    if isinstance(pinned, datetime):
        return pinned
    return moment.replace(year=pinned.year, month=pinned.month, day=pinned.day)


def real_now() -> datetime:
    """The true moment, which nothing pins: sessions, one-time codes and lock-outs run by it even on a demonstration's day."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """The local date at Wushan (Asia/Shanghai). 23:59 and 00:01 local are two days, whatever UTC says."""
    return now().date()


def local_date(moment: datetime) -> date:
    """The Asia/Shanghai date of an aware moment. A naive one is refused: nobody knows where it was meant."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no local date")
    return moment.astimezone(SHANGHAI).date()


@contextmanager
def override(value: date | datetime) -> Iterator[None]:
    """Pin the day (date) or the moment (datetime; naive means Asia/Shanghai) inside the block. Blocks may be nested."""
    pinned = value
    if isinstance(value, datetime):
        pinned = value.replace(tzinfo=SHANGHAI) if value.tzinfo is None else value.astimezone(SHANGHAI)
    token = _pinned.set(pinned)
    try:
        yield
    finally:
        _pinned.reset(token)
