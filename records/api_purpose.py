"""The gate of the API before what is not public: a purpose of the closed list and the number of a matter, with every request.

A machine has no session in which a stated purpose could last; so each request says it, in its headers or behind its question mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from core.api_shapes import query
from core.errors import DomainError, Forbidden
from records import purposes

_HOW = "请在请求头 X-Purpose、X-Matter 中写明（中文按 UTF-8 作百分号编码），或者用参数 purpose、matter。"


@dataclass(frozen=True)
class Stated:
    """What a request said: the purpose in words and the matter's number."""

    label: str
    matter: str


def purpose_of(request: Request) -> Stated:
    """The purpose that the request states. Forbidden, with how to mend it, when it is missing or not complete."""
    code = _said(request, "purpose", "X-Purpose")
    matter = _said(request, "matter", "X-Matter")
    if not code and not matter:
        raise Forbidden(
            f"查阅非公开信息须先说明目的和事项编号。{_HOW}目的可选：{_choices()}。", code="E-AUD-02", field="purpose"
        )
    try:
        matter = purposes.checked_matter(code, matter)
    except DomainError as error:
        raise Forbidden(f"{error.message}{_HOW}目的可选：{_choices()}。", code=error.code, field=error.field) from error
    return Stated(purposes.PURPOSES[code], matter)


def _said(request: Request, parameter: str, header: str) -> str:
    return request.query_params.get(parameter, "") or unquote(request.headers.get(header, ""))


def _choices() -> str:
    return "、".join(f"{code}（{label}）" for code, label in purposes.PURPOSES.items())


PURPOSE = [
    query("purpose", f"查阅目的，也可以写在请求头 X-Purpose：{_choices()}。", enum=list(purposes.PURPOSES)),
    query("matter", "事项编号（2 至 100 个字），也可以写在请求头 X-Matter（百分号编码）。"),
    OpenApiParameter("X-Purpose", OpenApiTypes.STR, OpenApiParameter.HEADER, description="查阅目的代码，与参数 purpose 二选一。"),
    OpenApiParameter("X-Matter", OpenApiTypes.STR, OpenApiParameter.HEADER, description="事项编号，与参数 matter 二选一。"),
]  # fmt: skip
