"""How the API describes itself: the one shape of every refusal, with an example for each, and the parameters of pages."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.api_pages import MOST_ROWS, ROWS


class ErrorItemShape(serializers.Serializer):
    """一处问题。填报数据的问题另有表头、级别和建议值。"""

    code = serializers.CharField(help_text="错误代码，供程序判断。")
    message = serializers.CharField(help_text="哪里不对、为什么、怎样改。")
    field = serializers.CharField(required=False, allow_blank=True, help_text="有问题的参数或者字段。")
    header = serializers.CharField(required=False, allow_blank=True, help_text="字段的表头。")
    level = serializers.ChoiceField(["error", "warning", "note"], required=False)
    suggestion = serializers.CharField(required=False, allow_null=True, help_text="建议值；证件号码打码。")
    overridable = serializers.BooleanField(required=False, help_text="可否写明理由后保留。")


class ErrorShape(serializers.Serializer):
    """所有的拒绝都是这个样子。"""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(required=False, allow_blank=True)
    errors = ErrorItemShape(many=True)


def refusal(description: str, code: str, message: str, field: str = "") -> OpenApiResponse:
    """A documented refusal with an example as the program gives it."""
    item = {"code": code, "message": message} | ({"field": field} if field else {})
    example = OpenApiExample(description, value=item | {"errors": [item]}, response_only=True)
    return OpenApiResponse(ErrorShape, description=description, examples=[example])


NO_PURPOSE = "查阅非公开信息须先说明目的和事项编号。请在请求头 X-Purpose、X-Matter 中写明，或者用参数 purpose、matter。"
BAD = {400: refusal("参数有误", "bad_cursor", "翻页位置不对，可能是没有复制完整。请从第一页重新开始。", "cursor")}
SIGNED_IN = {
    401: refusal("没有令牌，或者令牌无效", "token_refused", "接口令牌无效、已停用或已过期。请向系统管理员申请新的令牌。"),
    403: refusal(
        "令牌没有这项权限范围，用户没有权限，或者没有说明查阅目的", "E-AUD-02", NO_PURPOSE, "purpose"
    ),
    429: refusal("请求过于频繁", "throttled", "请求过于频繁。请在 30 秒后再试。"),
}  # fmt: skip
GONE = {
    404: refusal("没有这一项，或者不归您查阅", "not_found", "没有找到这项内容，可能已撤下，或者编号有误。请核对地址。")
}
UNCHANGED = {304: OpenApiResponse(description="内容与 If-None-Match 所写的 ETag 相同，没有变化")}


def query(name: str, description: str, kind: object = OpenApiTypes.STR, **more: object) -> OpenApiParameter:
    """A parameter behind the question mark."""
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description, **more)  # type: ignore[arg-type]


def public_id() -> OpenApiParameter:
    """The opaque number in an address."""
    return OpenApiParameter("public_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="编号（UUID）。")


CONDITIONAL = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="上次应答的 ETag；内容没有变化时返回 304，不再传送正文。",
)
PAGED = [
    query("cursor", "翻页位置，取自上一页的 next。"),
    query("page_size", f"每页条数，1 至 {MOST_ROWS}，默认 {ROWS}。", OpenApiTypes.INT),
]
