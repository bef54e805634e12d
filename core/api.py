"""Errors of the API: always the same shape, in Chinese, with a code a machine can act on.

    {"code": "E-ID-05", "message": "…", "field": "party_code", "errors": [{"code": …, "message": …, "field": …}, …]}

`field` stands for the whole answer's first error and is left out where no field is to blame; `errors` lists all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotReady, Stale

_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (Forbidden, status.HTTP_403_FORBIDDEN),
    (InvalidTransition, status.HTTP_409_CONFLICT),
    (Stale, status.HTTP_409_CONFLICT),
    (Duplicate, status.HTTP_409_CONFLICT),
    (NotReady, status.HTTP_409_CONFLICT),
    (DomainError, status.HTTP_400_BAD_REQUEST),
)
# What REST framework says by itself, in our words: what, why, how to mend it.
_WORDS = {
    "not_authenticated": "没有登录或没有带接口令牌。请在请求头写明“Authorization: Token 令牌”。",
    "permission_denied": "您没有这项权限。请联系系统管理员。",
    "not_found": "没有找到这项内容，可能已撤下，或者编号有误。请核对地址。",
    "method_not_allowed": "这个地址不支持该请求方法。请对照接口说明。",
    "not_acceptable": "不能按要求的格式应答，只提供 JSON。请删除或修改 Accept 请求头。",
    "unsupported_media_type": "不支持这种内容格式。请用 application/json 发送。",
    "parse_error": "请求内容不是正确的 JSON。请检查引号、逗号和编码（UTF-8）。",
    "required": "缺少这一项。请补上。",
    "null": "这一项是空的（null）。请填写，或者删去这一项。",
    "blank": "这一项是空的。请填写。",
    "null_characters_not_allowed": "内容里有不可见的控制字符。请删去。",
    "not_a_dict": "这一项应当是 JSON 对象，即 {名称: 值}。请对照接口说明。",
}


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn refusals into answers of one shape; anything else is a fault of the program and is left to become a 500."""
    if isinstance(exc, DomainError):
        return _answer(_status_of(exc), list(_domain_errors(exc)))
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied(str(exc) or None)
    if not isinstance(exc, exceptions.APIException) or exc.status_code >= status.HTTP_500_INTERNAL_SERVER_ERROR:
        return None
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header
    if isinstance(exc, exceptions.Throttled):
        wait = int(exc.wait or 1)
        headers["Retry-After"] = str(wait)
        return _answer(exc.status_code, [_error("throttled", f"请求过于频繁。请在 {wait} 秒后再试。")], headers)
    return _answer(exc.status_code, list(_framework_errors(exc.detail)), headers)


def _status_of(error: DomainError) -> int:
    return next(number for kind, number in _STATUS if isinstance(error, kind))


def _domain_errors(error: DomainError) -> Iterator[dict[str, str]]:
    """The error itself, or all those it carries in `errors` (items with message, code and field)."""
    carried = getattr(error, "errors", ()) or (error,)
    for item in carried:
        yield _error(item.code, item.message, item.field or "")


def _framework_errors(detail: Any, field: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            if name == "non_field_errors":
                yield from _framework_errors(inner, field)
            else:
                yield from _framework_errors(inner, f"{field}.{name}" if field else str(name))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            yield from _framework_errors(inner, f"{field}[{number}]" if nested and field else field)
    else:
        code = getattr(detail, "code", "invalid")
        yield _error(code, _said(code, str(detail)), field)


def _said(code: str, text: str) -> str:
    """Keep a message somebody wrote in Chinese; replace the framework's own short ones."""
    own = any("一" <= char <= "鿿" for char in text)
    default = {str(exceptions.NotAuthenticated.default_detail), str(exceptions.PermissionDenied.default_detail),
               str(exceptions.NotFound.default_detail)}  # fmt: skip
    return text if code not in _WORDS or (own and text not in default and code == "permission_denied") else _WORDS[code]


def _error(code: str, message: str, field: str = "") -> dict[str, str]:
    return {"code": code, "message": message} | ({"field": field} if field else {})


def _answer(number: int, errors: list[dict[str, str]], headers: dict[str, str] | None = None) -> Response:
    set_rollback()
    if not errors:
        errors = [_error("invalid", "请求内容不符合要求。请对照接口说明。")]
    return Response({**errors[0], "errors": errors}, status=number, headers=headers)
