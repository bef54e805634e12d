"""Public answers kept for as long as the database would say exactly the same.

The key carries PostgreSQL's snapshot (`pg_current_snapshot()`): which transactions are over. As long as nothing was written anywhere in
the bureau, the snapshot stays the same and so does every answer; the first commit of anybody changes it and the next visitor gets a
fresh page. So nothing that was suspended, repaired or withdrawn is ever shown once more: there is no time during which it could be.
The day is in the key too, because midnight ends publicity without anybody writing.

Each process keeps a few hundred answers of visitors who carry no session; asking for the snapshot is the only query of a hit.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from core import clock
from core.context import ELDER_COOKIE

KEPT = 400
LARGEST = 200_000
"""Number of answers, and bytes of one answer, that a process keeps."""
_DROPPED = ("Set-Cookie", "Cache-Control", "ETag", "Vary")


@dataclass(frozen=True, slots=True)
class Kept:
    content: bytes
    headers: tuple[tuple[str, str], ...]

    def response(self) -> HttpResponse:
        answer = HttpResponse(self.content)
        for name, value in self.headers:
            answer[name] = value
        return answer


_store: OrderedDict[tuple, Kept] = OrderedDict()
_lock = Lock()


def key_of(request: HttpRequest) -> tuple | None:
    """What the answer depends on; None when it must not be kept: a session, a form's token, a message, an open transaction."""
    cookies = request.COOKIES
    personal = settings.SESSION_COOKIE_NAME in cookies or settings.CSRF_COOKIE_NAME in cookies or "messages" in cookies
    if personal or request.method not in ("GET", "HEAD") or connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database() || pg_current_snapshot()::text")
        snapshot = cursor.fetchone()[0]
    return (snapshot, clock.today(), request.get_full_path(), cookies.get(ELDER_COOKIE, ""), request.get_host())


def find(key: tuple | None) -> HttpResponse | None:
    """The kept answer of this very state of the database."""
    if key is None:
        return None
    with _lock:
        kept = _store.get(key)
        if kept is not None:
            _store.move_to_end(key)
    return kept.response() if kept else None


def keep(key: tuple | None, response: HttpResponse) -> None:
    """Remember a whole, plain answer; anything that sets a cookie belongs to one visitor."""
    plain = not response.streaming and response.status_code == 200 and not response.cookies
    if key is None or not plain or len(response.content) > LARGEST:
        return
    headers = tuple((name, value) for name, value in response.items() if name not in _DROPPED)
    with _lock:
        _store[key] = Kept(response.content, headers)
        while len(_store) > KEPT:
            _store.popitem(last=False)


def forget_all() -> None:
    """Empty this process's store."""
    with _lock:
        _store.clear()
