"""Promises in the public API: the same content as the promise wall."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.choices import Kind
from core import clock
from core.errors import DomainError
from core.text import clean
from website import api_schema as schema
from website.api import PublicView
from website.shown_promises import STATUSES, find_promise, public_promises, shown_promises
from website.views.promising import TRADES

_TAGS = ["公开数据"]
_MOST = 100


class PromiseSerializer(serializers.Serializer):
    """一份承诺，与网页逐项相同。自然人没有选择公开全名的，只显示姓氏。"""

    id = serializers.UUIDField(help_text="公开编号，与网页地址中的相同。")
    code = serializers.CharField(help_text="承诺编码，20 位。")
    party = serializers.CharField()
    party_class = serializers.CharField(help_text="承诺人类别。")
    trade = serializers.CharField(help_text="机构或者人员的类型。")
    kind = serializers.ChoiceField(choices=Kind.choices)
    kind_name = serializers.CharField()
    title = serializers.CharField(help_text="承诺书名称。")
    reason = serializers.CharField(help_text="承诺事由。")
    content = serializers.CharField(help_text="承诺内容。")
    liabilities = serializers.ListField(child=serializers.CharField(), help_text="违诺责任，逐项。")
    signed_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True, help_text="空值表示到履行完毕为止。")
    lapsed = serializers.BooleanField(help_text="有效期是否已满。")
    status = serializers.ChoiceField(choices=list(STATUSES.items()))
    status_name = serializers.CharField()
    found_on = serializers.DateField(allow_null=True, help_text="履行状态认定日期。")
    accepted_by = serializers.CharField(help_text="承诺受理单位。")
    subject = serializers.UUIDField(allow_null=True, help_text="机构的公开编号；自然人为空。")
    marks = serializers.ListField(child=serializers.CharField(), help_text="异议处理中、修复办理中等标注。")
    digest = serializers.CharField(help_text="承诺书全文的 SHA-256 摘要。")


class PromisePageSerializer(serializers.Serializer):
    items = PromiseSerializer(many=True)
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    count = serializers.IntegerField()


def _query(name: str, text: str, known: object = None) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=text, enum=list(known) if known else None)


class PromisesView(PublicView):
    """公示中的承诺。"""

    @extend_schema(
        operation_id="public_commitments",
        summary="查询公示中的信用承诺",
        tags=_TAGS,
        parameters=[
            _query("q", "承诺人名称、承诺编码或者承诺书名称。"), _query("kind", "承诺类型。", Kind.values),
            _query("trade", "机构或者人员的类型。", dict(TRADES)), _query("status", "履行状态。", STATUSES),
            OpenApiParameter("page", OpenApiTypes.INT, description="第几页，从 1 起。"),
            OpenApiParameter("limit", OpenApiTypes.INT, description=f"每页条数，1 到 {_MOST}，默认 20。"),
        ],
        responses={200: PromisePageSerializer, **schema.BAD, **schema.BUSY},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        on, asked = clock.today(), request.query_params
        chosen = {
            name: _known(asked.get(name, ""), name, known)
            for name, known in (("kind", Kind.values), ("trade", dict(TRADES)), ("status", STATUSES))
        }
        rows = public_promises(on, q=clean(asked.get("q", ""))[:60], **chosen)
        pages = Paginator(rows, _number(asked.get("limit", ""), "limit", 20, _MOST))
        number = _number(asked.get("page", ""), "page", 1, max(pages.num_pages, 1))
        items = shown_promises(pages.page(number).object_list, on)
        answer = {"items": items, "page": number, "pages": pages.num_pages, "count": pages.count}
        return Response(PromisePageSerializer(answer).data)


class PromiseView(PublicView):
    """一份承诺。"""

    @extend_schema(
        operation_id="public_commitment",
        summary="一份公示中的信用承诺",
        tags=_TAGS,
        parameters=[schema.PUBLIC_ID],
        responses={200: PromiseSerializer, **schema.GONE, **schema.BUSY},
    )
    def get(self, request: Request, public_id: str) -> Response:
        try:
            found = find_promise(UUID(public_id), clock.today())
        except ValueError:
            found = None
        if found is None:
            raise Http404
        return Response(PromiseSerializer(found[1]).data)


def _known(value: str, name: str, known: object) -> str:
    if value and value not in known:  # type: ignore[operator]
        raise DomainError(f"参数 {name} 没有这个值。可用的值：{'、'.join(known)}。", code=f"bad_{name}", field=name)  # type: ignore[arg-type]
    return value


def _number(text: str, name: str, default: int, most: int) -> int:
    if not text:
        return default
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most:
        return int(text[:9])
    raise DomainError(f"参数 {name} 不对，请写 1 到 {most} 的整数。", code=f"bad_{name}", field=name)
