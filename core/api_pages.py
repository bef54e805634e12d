"""Pages of the sections' API by keyset: signed cursors that fit one list with one set of conditions; nothing is counted off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import DomainError

ROWS, MOST_ROWS = 50, 200
MOST_PIECES = 20
"""A person who may see hardly anything gets a short page after so many pieces, with the way on; no request walks a whole table."""

_SALT = "core.api_pages"
_NOT_CONDITIONS = ("cursor", "page_size", "purpose", "matter")


@dataclass(frozen=True)
class Found:
    """Rows of one page, and the id behind which the next one starts (None: there is none)."""

    rows: Sequence[Any]
    last: int | None


def page_of(request: Request, rows: QuerySet, *, keep: Callable[[list[Any]], list[Any]] | None = None) -> Found:
    """The page that `cursor` and `page_size` ask for, newest row first (by id).

    keep: what of a piece of rows this person may see; pieces are read until the page is full or
    MOST_PIECES are through. DomainError for a damaged cursor or size.
    """
    size, last = size_of(request), _read(request)
    kept: list[Any] = []
    for _ in range(MOST_PIECES):
        behind = rows.order_by("-id") if last is None else rows.filter(pk__lt=last).order_by("-id")
        piece = list(behind[: size + 1])
        more = len(piece) > size
        for row in keep(piece[:size]) if keep else piece[:size]:
            if len(kept) == size:
                return Found(kept, kept[-1].pk)
            kept.append(row)
        last = piece[size - 1].pk if more else None
        if last is None or len(kept) == size:
            break
    return Found(kept, last)


def answer(request: Request, found: Found, shown: Sequence[Any]) -> Response:
    """{next, results}; `next` is the whole address of the page behind, null on the last one."""
    return Response({"next": _address(request, found.last) if found.last else None, "results": shown})


def size_of(request: Request) -> int:
    """Rows of a page; DomainError for anything but a number from 1 to MOST_ROWS."""
    text = request.query_params.get("page_size", "")
    if not text:
        return ROWS
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MOST_ROWS):
        raise DomainError(f"每页条数不对，请写 1 至 {MOST_ROWS} 的整数。", code="bad_page_size", field="page_size")
    return int(text)


def _read(request: Request) -> int | None:
    text = request.query_params.get("cursor", "")
    if not text:
        return None
    try:
        return int(signing.loads(text, salt=_salt(request)))
    except (signing.BadSignature, ValueError, TypeError):
        raise DomainError(
            "翻页位置不对：没有复制完整，或者换了查询条件。请从第一页重新开始。", code="bad_cursor", field="cursor"
        ) from None


def _address(request: Request, last: int) -> str:
    kept = [(name, value) for name, value in request.query_params.items() if name != "cursor"]
    query = urlencode([*kept, ("cursor", signing.dumps(last, salt=_salt(request)))])
    return request.build_absolute_uri(f"{request.path}?{query}")


def _salt(request: Request) -> str:
    """One list with one set of conditions."""
    asked = sorted((name, value) for name, value in request.query_params.items() if name not in _NOT_CONDITIONS)
    return f"{_SALT}:{request.path}:{urlencode(asked)}"
