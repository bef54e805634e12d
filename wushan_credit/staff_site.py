"""The staff's door: one admin site for all apps. Its index is the work desk, its menu goes by task."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.options import ModelAdmin
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.module_loading import autodiscover_modules

from accounts.forms import OwnPasswordForm
from accounts.signin import SIGN_IN
from core import staff
from core.clock import today

LEVEL_LOOKS = (
    ("late", "已经逾期", "red", "warning"),
    ("today", "今天到期", "orange", "clock"),
    ("soon", "两天之内", "orange", "clock"),
    ("info", "其他待办", "blue", "inbox"),
)


class StaffLoginForm(AdminAuthenticationForm):
    """Says what went wrong and what to do, and never which of the two was wrong."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "用户名或密码不对。请核对大小写和输入法后再试；连续输错多次，登录会暂停一段时间。",
        "inactive": "这个账号已停用。需要恢复时，请联系本局系统管理员。",
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Firms' users may sign in here by mistake; the site then leads them to their own door."""
        AuthenticationForm.confirm_login_allowed(self, user)


class StaffSite(AdminSite):
    """Django's admin under the bureau's name: work desk, menu by task, pages of the apps, nothing open by default."""

    site_header = "巫山县法律服务行业信用信息系统"
    site_title = "信用信息系统"
    index_title = "今天要办"
    login_form = StaffLoginForm
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    # -- addresses ----------------------------------------------------------------------------------------------------
    def get_urls(self) -> list[URLResolver | URLPattern]:
        autodiscover_modules("staff")
        pages = [path(page.path, self._page_view(page), name=page.name) for page in staff.pages()]
        return [*pages, *super().get_urls()]

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Nobody logged in: the log-in page. Logged in without the right to this site: 403 in words."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request) and view.__name__ != "logout":
                raise PermissionDenied("这里是本局工作人员的办公页面，您的账号不能进入。请从公示网站办理。")
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def _page_view(self, page: staff.StaffPage) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not page.allowed(request.user):
                raise PermissionDenied(f"“{page.title}”只对承担这项工作的人员开放，您的角色里没有这项权限。")
            response = page.view(request, *args, **kwargs)
            if isinstance(response, TemplateResponse) and not response.is_rendered:
                response.context_data = {
                    **self.each_context(request),
                    "title": page.title,
                    **(response.context_data or {}),
                }
            return response

        return self.admin_view(update_wrapper(view, page.view))

    # -- what every page shows ----------------------------------------------------------------------------------------
    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = {**super().each_context(request), "desk_url": reverse("admin:index")}
        if not context["has_permission"]:
            return context
        groups = staff.menu([*staff.page_entries(request.user), *self._model_entries(request)])
        return {
            **context,
            "staff_menu": groups,
            "staff_here": staff.current_url(groups, request),
            "staff_badges": staff.badges_for(request.user),
            "staff_search": staff.search_for(request.user),
            "staff_tools": _tools(request),
            "staff_roles": "、".join(request.user.role_names)
            or ("超级用户" if request.user.is_superuser else "无角色"),
        }

    def _model_entries(self, request: HttpRequest) -> list[tuple[str, staff.MenuEntry]]:
        """Lists whose admin names a menu group and which this person may see; everything else stays hidden."""
        return [
            (group, _entry(model_admin))
            for model_admin in self._registry.values()
            if (group := getattr(model_admin, "menu_group", "")) and model_admin.has_view_or_change_permission(request)
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Only what has a place in the menu; third-party tables are no work of anybody here."""
        if app_label is None:
            return []  # the menu and the desk do not ask; building it for every page would cost
        return super().get_app_list(request, app_label)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever turns out to be a firm's user or a practitioner goes on to the portal."""
        answer = super().login(request, extra_context)
        outsider = request.user.is_authenticated and not request.user.is_staff
        return HttpResponseRedirect(reverse("portal:home")) if outsider else answer

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One's own password, changed by the service of accounts, so that the trail has it."""
        view = PasswordChangeView.as_view(
            form_class=partial(OwnPasswordForm, keep=request.session.get(SIGN_IN, "")),
            success_url=reverse("admin:password_change_done"),
            template_name=self.password_change_template or "registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        request.current_app = self.name  # type: ignore[attr-defined]
        return view(request)

    # -- the desk -----------------------------------------------------------------------------------------------------
    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        on = today()
        tasks = staff.desk_for(request.user, on)
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "on": on,
            "tasks": tasks,
            "levels": _levels(tasks, on),
            "figures": staff.figures_for(request.user, on),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.index_template or "admin/index.html", context)


def _entry(model_admin: ModelAdmin) -> staff.MenuEntry:
    opts = model_admin.model._meta
    title = getattr(model_admin, "menu_title", "") or str(opts.verbose_name_plural)
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return staff.MenuEntry(title, url, getattr(model_admin, "menu_order", 100))


def _levels(tasks: list[staff.DeskItem], on: Any) -> list[dict[str, Any]]:
    found = []
    for code, title, tone, icon in LEVEL_LOOKS:
        mine = [task for task in tasks if task.level_on(on) == code]
        found.append(
            {
                "code": code,
                "title": title,
                "tone": tone,
                "icon": icon,
                "tasks": mine,
                "count": sum(t.count for t in mine),
            }
        )
    return found


def _tools(request: HttpRequest) -> list[staff.Tool]:
    match = request.resolver_match
    return staff.tools_for(request.user, match.url_name or "", request.GET.dict()) if match else []
