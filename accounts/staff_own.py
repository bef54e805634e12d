"""我的账号 and 角色与权限."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.access_matrix import matrix
from accounts.forms import LeaveForm
from accounts.limits import second_factor_required
from accounts.models import User
from accounts.roles import ROLES
from accounts.selectors import live_sign_ins
from accounts.services.second_factor import factor_of
from accounts.signin import SIGN_IN
from audit.codes import DEEDS
from audit.models import Access
from core.errors import DomainError
from core.pieces import Row
from core.staff import staff_page

_SIGN_INS = ("login", "login_failed", "logout", "factor", "factor_failed")


@staff_page("me/", name="own_account", title="我的账号", perm="notices.view_notice", group="我的待办", order=90)
@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest) -> HttpResponse:
    """Who I am here, my leave and deputy, and the last sign-ins with my account."""
    form = LeaveForm(request.POST or None, person=request.user)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.leave_set(actor=request.user, user=request.user, **form.cleaned_data)
            messages.success(request, "请假与代理已登记。" if form.cleaned_data["away_from"] else "已销假。")
            return HttpResponseRedirect(reverse("admin:own_account"))
        except DomainError as error:
            problems.append(error)
    me = request.user
    rows = [
        Row("姓名", me.display_name), Row("用户名", me.username), Row("科室", me.section_name or "未分科室"),
        Row("角色", "、".join(me.role_names) or "没有角色", "由安全管理员授予"), Row("电子邮件", me.email or "没有登记，收不到邮件提醒"),
    ]  # fmt: skip
    recent = Access.objects.filter(actor_id=me.pk, deed__in=_SIGN_INS).order_by("-id")[:10]
    context = {
        "form": form, "problems": problems, "rows": rows, "recent": [(a, DEEDS[a.deed]) for a in recent],
        "sign_ins": live_sign_ins(me), "here": request.session.get(SIGN_IN, ""), **_factor(me),
    }  # fmt: skip
    return TemplateResponse(request, "admin/accounts/own.html", context)


def _factor(me: User) -> dict[str, Any]:
    factor = factor_of(me)
    left = me.recovery_codes.filter(used_at__isnull=True).count() if factor else 0
    return {"factor": factor, "codes_left": left, "factor_required": second_factor_required(me)}


@staff_page(
    "accounts/roles/", name="accounts_roles", title="角色与权限", group="系统", order=11,
    perm=("accounts.view_user", "audit.view_action"),
)  # fmt: skip
@require_safe
def roles_page(request: HttpRequest) -> HttpResponse:
    """Which role may do what, on one page."""
    return TemplateResponse(request, "admin/accounts/roles.html", {"roles": ROLES, "groups": matrix()})
