"""People with a log-in: opened and changed by the system administrator, given roles by the security administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts import services
from accounts.forms import LeaveForm, RolesForm, TokenForm
from accounts.models import Section, User
from accounts.roles import ROLES
from accounts.selectors import locked_usernames
from core.admin import ReasonForm, ServiceAdmin, chip_column
from core.transitions import Move

ACTIVE, CLOSED = "在用", "已停用"
MOVES = (
    Move("roles", "调整角色", (ACTIVE,), ACTIVE, "accounts.grant_roles", "新的权限从下一次打开页面起生效。"),
    Move("unlock", "解除登录锁定", (ACTIVE,), ACTIVE, "accounts.unlock_user", "连续输错密码的记录会清零，可以马上重新登录。", reason=True),
    Move(
        "factor", "重置第二重验证", (ACTIVE,), ACTIVE, "accounts.reset_factor",
        "手机和恢复码都丢失时使用，须先当面核对本人身份。本人的登录立即全部退出，以后只凭密码登录，须重新设置。", reason=True,
    ),
    Move("leave", "登记请假", (ACTIVE,), ACTIVE, "accounts.change_user", "请假期间，到期提醒同时发给代理人。三项都清空即为销假。"),
    Move(
        "password", "重置密码", (ACTIVE,), ACTIVE, "accounts.change_user",
        "会生成一个新的初始密码，只显示这一次；本人下次登录时必须修改。", reason=True,
    ),
    Move("token", "签发接口令牌", (ACTIVE,), ACTIVE, "accounts.manage_tokens", "令牌以这个账号的权限工作，只显示这一次，请当面交给对接人。"),
    Move(
        "close", "停用账号", (ACTIVE,), CLOSED, "accounts.change_user",
        "本人立即不能使用系统，名下的接口令牌全部停用；办过的事仍然可查。", reason=True, danger=True,
    ),
    Move("open", "恢复账号", (CLOSED,), ACTIVE, "accounts.change_user", "恢复后仍是原来的角色；接口令牌须重新签发。", reason=True),
)  # fmt: skip


class StateFilter(admin.SimpleListFilter):
    """In use or closed."""

    title, parameter_name = "状态", "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", ACTIVE), ("0", CLOSED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(is_active=self.value() == "1") if self.value() in ("0", "1") else queryset


class RoleFilter(admin.SimpleListFilter):
    """Who holds a role, and who holds none."""

    title, parameter_name = "角色", "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((role.name, role.name) for role in ROLES), ("none", "没有角色")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "none":
            return queryset.filter(groups__isnull=True)
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class UserAdmin(ServiceAdmin):
    """Roles, state and passwords are moves, never fields."""

    menu_group = "系统"
    menu_order = 10
    page_help = "账号由系统管理员开立和停用，角色由安全管理员授予；任何人不能给自己授权。"
    empty_text = "从“新建用户”开始。新账号没有任何权限，须由安全管理员授予角色。"
    add_title = "新建用户"
    status_field = "account_state"
    list_display = (
        "display_name",
        "username",
        "section",
        "roles",
        chip_column("account_state", "状态", sortable=False),
        "locked",
        "last_login",
    )
    list_filter = (StateFilter, RoleFilter, "section")
    search_fields = ("display_name", "username")
    search_help_text = "按姓名或用户名搜索"
    ordering = ("section__order", "display_name", "pk")
    readonly_fields = ("roles", "leave", "live_tokens", "last_login", "locked", "factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        people = super().get_queryset(request).select_related("section", "deputy").prefetch_related("groups")
        return people.annotate(
            is_locked=ExpressionWrapper(Q(username__in=locked_usernames()), BooleanField()),
            has_factor=ExpressionWrapper(Q(second_factor__confirmed_at__isnull=False), BooleanField()),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        account = ("username", "display_name", "section", "email")
        if obj is None:
            return ((None, {"fields": account, "description": "保存后显示初始密码，只显示一次，请当面告知本人。"}),)
        return ((None, {"fields": ("login_name", *account[1:])}), ("权限与状态", {"fields": self.readonly_fields}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "login_name") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs |= {"queryset": Section.objects.filter(active=True), "empty_label": "未分科室"}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "section":
            for what in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{what}_related", False)
        return field

    # -- what the list and the page show ------------------------------------------------------------------------------
    @admin.display(description="用户名")
    def login_name(self, user: User) -> str:
        return user.username

    @admin.display(description="角色")
    def roles(self, user: User) -> str:
        return "、".join(user.role_names) or ("超级用户" if user.is_superuser else "没有角色")

    @admin.display(description="登录锁定")
    def locked(self, user: User) -> str:
        return "已锁定，等待自动解除" if user.is_locked else "没有锁定"

    @admin.display(description="第二重验证")
    def factor(self, user: User) -> str:
        return "已启用" if user.has_factor else "没有启用"

    @admin.display(description="请假与代理")
    def leave(self, user: User) -> str:
        if not user.away_from:
            return "没有请假"
        until = f"至 {user.away_until:%Y-%m-%d}" if user.away_until else "起，未定销假日期"
        return f"{user.away_from:%Y-%m-%d} {until}，代理人：{user.deputy or '未指定'}"

    @admin.display(description="有效的接口令牌")
    def live_tokens(self, user: User) -> str:
        live = [token.name for token in user.api_tokens.all() if token.is_live]
        return "、".join(live) or "没有"

    # -- services -----------------------------------------------------------------------------------------------------
    def save_by_service(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> User:
        facts = {name: form.cleaned_data[name] for name in ("display_name", "section", "email")}
        if change:
            return services.user_change(actor=request.user, user=obj, **facts)
        user, password = services.user_create(actor=request.user, username=form.cleaned_data["username"], **facts)
        _show_once(request, "初始密码", password, f"“{user}”的账号已开立，还没有任何角色。请由安全管理员授予角色。")
        return user

    def get_moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        moves = [move for move in MOVES if obj.account_state in move.sources and request.user.has_perm(move.perm)]
        hidden = {"unlock": not obj.is_locked, "factor": not obj.has_factor}
        return [move for move in moves if not hidden.get(move.code)]

    def move_form(self, request: HttpRequest, obj: Any, move: Move) -> type[forms.Form]:
        known: dict[str, Any] = {
            "roles": lambda *args: RolesForm(*args, held=obj.role_names),
            "leave": lambda *args: LeaveForm(*args, person=obj),
            "token": TokenForm,
        }
        return known.get(move.code, ReasonForm)

    def make_move(self, request: HttpRequest, obj: Any, move: Move, data: dict[str, Any]) -> None:
        facts = {"actor": request.user, "user": obj} | data
        if move.code == "password":
            _show_once(
                request, "新的初始密码", services.password_reset(**facts), f"“{obj}”的密码已重置，下次登录时必须修改。"
            )
        elif move.code == "token":
            token, plain = services.token_issue(**facts)
            _show_once(
                request, "接口令牌", plain, f"“{token.name}”的令牌已签发，有效期至 {token.expires_at:%Y-%m-%d}。"
            )
        else:
            deeds = {
                "roles": services.roles_grant, "unlock": services.user_unlock, "leave": services.leave_set,
                "factor": services.factor_reset, "close": services.user_deactivate, "open": services.user_reactivate,
            }  # fmt: skip
            deeds[move.code](**facts)

    # -- a secret is part of one answer, never of a message that would travel in a cookie -------------------------------
    def move_view(self, request: HttpRequest, object_id: str, code: str) -> HttpResponse:
        return self._once(request, super().move_view(request, object_id, code))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._once(request, super().changeform_view(request, *args, **kwargs))

    def _once(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        secret = getattr(request, "shown_once", None)
        if secret is None or response.status_code != 302:
            return response
        context = {
            **self.admin_site.each_context(request),
            **secret,
            "title": secret["label"],
            "back": response["Location"],
        }
        return TemplateResponse(request, "admin/accounts/shown_once.html", context)


def _show_once(request: HttpRequest, label: str, secret: str, text: str) -> None:
    request.shown_once = {"label": label, "secret": secret, "text": text}  # type: ignore[attr-defined]
