"""The request that is being served, as far as the trail needs it: id, address, door, user."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class RequestContext:
    """`request_id` also appears in the log lines; `channel` is the door (admin, site, api, task, command)."""

    request_id: str = ""
    ip: str | None = None
    channel: str = ""
    user: User | None = None


_NOWHERE = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("audit_request", default=_NOWHERE)


def current() -> RequestContext:
    """The context in force here; an empty one outside any request or task."""
    return _current.get()


@contextmanager
def request_context(
    *, channel: str, request_id: str = "", ip: str | None = None, user: User | None = None
) -> Iterator[RequestContext]:
    """Set the context for the block."""
    value = RequestContext(request_id or uuid.uuid4().hex, ip, channel, user)
    token = _current.set(value)
    try:
        yield value
    finally:
        _current.reset(token)
