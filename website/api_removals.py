"""The removal feed: what left the public's sight, for those who have copied public data. No names, only public numbers."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.errors import DomainError
from records.choices import RemovalCause
from records.removals import MOST, removals
from website import api_schema as schema
from website.api import PublicView

LIMIT = 100


class RemovalSerializer(serializers.Serializer):
    """一条撤下（或者恢复）。"""

    id = serializers.UUIDField(help_text="公开编号，与决定的 id 相同。")
    removed_at = serializers.DateTimeField(help_text="停止公示的时间。")
    cause = serializers.ChoiceField(
        choices=RemovalCause.choices,
        help_text="原因：repaired 信用修复，withdrawn 撤下，suspended 暂停，restricted 不再公示，expired 公示期满；resumed 表示恢复公示。",
    )
    cause_name = serializers.CharField()


class RemovalPageSerializer(serializers.Serializer):
    """一页撤下信息，先撤下的在前。"""

    items = RemovalSerializer(many=True)
    next = serializers.CharField(
        allow_blank=True,
        help_text="请保存，下次用作 after。最近一分钟的会重复给出，以免漏掉；按 id 和 removed_at 去重即可。",
    )
    more = serializers.BooleanField(help_text="是否还有下一页，可以接着取。")


class RemovalsView(PublicView):
    """撤下信息。"""

    @extend_schema(
        operation_id="public_removals",
        summary="已经停止公示的决定的公开编号：凡转载本站数据的，应当据此一并撤下",
        tags=["公开数据"],
        parameters=[
            OpenApiParameter("after", OpenApiTypes.STR, description="上一次答复中的 next；不写从头开始。"),
            OpenApiParameter("limit", OpenApiTypes.INT, description=f"每页条数，1 到 {MOST}，默认 {LIMIT}。"),
        ],
        responses={200: RemovalPageSerializer, **schema.BAD, **schema.BUSY},
    )
    def get(self, request: Request) -> Response:
        feed = removals(
            now=clock.now(),
            after=request.query_params.get("after", "")[:200],
            limit=_limit(request.query_params.get("limit", "")),
        )
        return Response(RemovalPageSerializer(feed).data)


def _limit(text: str) -> int:
    if not text:
        return LIMIT
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= MOST):
        raise DomainError(f"每页条数应当是 1 到 {MOST} 的整数。", code="bad_limit", field="limit")
    return int(text)
