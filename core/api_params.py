"""Parameters of the API read from their text: unreadable ones are refused in words, with the parameter's name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.http import Http404
from rest_framework.request import Request

from core.errors import DomainError
from core.text import clean

LONGEST = 200


def text_of(request: Request, name: str) -> str:
    """A text without control characters; "" when it was not given. DomainError when it is longer than LONGEST."""
    text = clean(request.query_params.get(name, ""))
    if len(text) > LONGEST:
        raise DomainError(f"参数 {name} 太长，最多 {LONGEST} 个字。", code="too_long", field=name)
    return text


def choice_of(request: Request, name: str, choices: Iterable[str]) -> str:
    """One of the choices, or "" when it was not given."""
    text, known = text_of(request, name), list(choices)
    if text and text not in known:
        raise DomainError(f"参数 {name} 只能是：{'、'.join(known)}。", code="bad_choice", field=name)
    return text


def day_of(request: Request, name: str) -> date | None:
    """A day written 2026-03-09, or None when it was not given."""
    text = text_of(request, name)
    try:
        if text and len(text) != 10:
            raise ValueError
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise DomainError(
            f"参数 {name} 不是日期，请写成 2026-03-09 这样的年月日。", code="bad_date", field=name
        ) from None


def span_of(request: Request) -> tuple[date | None, date | None]:
    """`since` and `until`, both inclusive, in their order."""
    since, until = day_of(request, "since"), day_of(request, "until")
    if since and until and since > until:
        raise DomainError("起始日期晚于截止日期，请对调两个日期。", code="bad_dates", field="since")
    return since, until


def uuid_of(request: Request, name: str) -> UUID | None:
    """A number of the form 8-4-4-4-12, or None when it was not given."""
    text = text_of(request, name)
    try:
        return UUID(text) if text else None
    except ValueError:
        raise DomainError(
            f"参数 {name} 不是编号（UUID），请照接口给出的编号填写。", code="bad_id", field=name
        ) from None


def path_uuid(text: str) -> UUID:
    """The number in an address; what cannot be one is answered like one that is not known."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
