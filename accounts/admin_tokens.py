"""Keys of machines: who acts with them, how far, until when; stopped with one click. Issued on the person's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import services
from accounts.models import ApiToken
from accounts.scopes import SCOPES
from core.admin import ServiceAdmin, chip_column
from core.transitions import Move

REVOKE = Move(
    "revoke", "停用令牌", ("在用",), "已停用", "accounts.manage_tokens", "使用这个令牌的系统会立即连不上。停用后不能恢复，只能重新签发。",
    reason=True, danger=True,
)  # fmt: skip


@admin.register(ApiToken)
class TokenAdmin(ServiceAdmin):
    """To look at and to stop."""

    menu_group = "系统"
    menu_order = 14
    page_help = "接口令牌在“用户”页面签发，明文只显示一次。长期不用的请停用。"
    empty_text = "需要让其他系统对接时，打开一个用户，点“签发接口令牌”。"
    status_field = "state"
    list_display = (
        "name",
        "user",
        "scope_names",
        chip_column("state", "状态", sortable=False),
        "created_at",
        "expires_at",
        "last_used_at",
    )
    fields = readonly_fields = ("name", "user", "scope_names", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("accounts.manage_tokens"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="权限范围")
    def scope_names(self, token: ApiToken) -> str:
        return "、".join(SCOPES.get(code, code) for code in token.scopes)

    def get_moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        return [REVOKE] if obj.state in REVOKE.sources and request.user.has_perm(REVOKE.perm) else []

    def make_move(self, request: HttpRequest, obj: Any, move: Move, data: dict[str, Any]) -> None:
        services.token_revoke(actor=request.user, token=obj, **data)
