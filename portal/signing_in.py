"""Coming in and going out. Lock-out after failed attempts and the trail are those of the whole house (axes, accounts.signin)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import OwnPasswordForm
from accounts.signin import SIGN_IN
from members.selectors import current
from portal.doors import CHOSEN, account_page, private, staff_answer


class SignInForm(AuthenticationForm):
    """Says what to do, and never which of the two was wrong."""

    error_messages = {
        "invalid_login": "用户名或密码不对。请核对大小写和输入法后再试；连续输错几次，登录会暂停一段时间。",
        "inactive": "这个账号已停用。需要恢复时，请联系司法局窗口。",
        "staff": "这是工作人员的账号，不能在这里登录。请从“工作人员登录”进入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label, self.fields["password"].label = "用户名", "密码"
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["username"].help_text = "开通账号时自己设定的名字。"
        self.fields["username"].error_messages["required"] = "请填写用户名。"
        self.fields["password"].error_messages["required"] = "请填写密码。"

    def confirm_login_allowed(self, user: Any) -> None:
        """Staff have a door of their own; told only to somebody who knew the password."""
        super().confirm_login_allowed(user)
        if user.is_staff or user.is_superuser:
            raise ValidationError(self.error_messages["staff"], code="staff")


class SignIn(LoginView):
    """The portal's own sign-in page."""

    form_class = SignInForm
    template_name = "portal/sign_in.html"
    next_page = "portal:home"
    extra_context = {"title": "机构和从业人员登录"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            known = staff_answer(request) if request.user.is_staff else HttpResponseRedirect(self.get_success_url())
            return private(known)
        return private(super().dispatch(request, *args, **kwargs))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Go; the answer says what to do on a shared computer."""
    if not request.user.is_authenticated:
        return private(HttpResponseRedirect(reverse("portal:sign_in")))
    logout(request)
    return private(TemplateResponse(request, "portal/signed_out.html", {"title": "已退出登录"}))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@account_page
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password; other sessions of the person end."""
    form = OwnPasswordForm(
        request.user, request.POST if request.method == "POST" else None, keep=request.session.get(SIGN_IN, "")
    )
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "密码已修改。下次登录请使用新密码，其他电脑上的登录已退出。")
        return HttpResponseRedirect(reverse("portal:home"))
    return TemplateResponse(request, "portal/password.html", {"form": form, "title": "修改密码"})


@require_POST
@account_page
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's subjects from now on in this session."""
    wanted = request.POST.get("subject", "")
    row = next((row for row in current(request.user) if str(row.subject_id) == wanted), None)
    if row is None:
        messages.warning(request, "您没有这家机构的账号权限，仍按原来的机构办理。")
    else:
        request.session[CHOSEN] = row.subject_id
        messages.success(request, f"现在以“{row.subject.name}”的{row.get_role_display()}办理。")
    return HttpResponseRedirect(reverse("portal:home"))
