"""我的账号: who I am here, how I am reached, how I prove who I am, where I am signed in, and all of it to take along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import second_factor_required
from accounts.models import User
from accounts.selectors import live_sign_ins
from accounts.services import sign_in_end
from accounts.services.second_factor import factor_of
from accounts.signin import SIGN_IN
from audit.codes import DEEDS
from audit.models import Access
from core import clock
from core.downloads import workbook_answer
from core.errors import DomainError
from core.pieces import Crumb, Row
from members.choices import Reach
from members.selectors import current
from members.services.channels import confirm, confirm_send, email_set, masked_email, ways_of, ways_on
from portal.account_forms import ConfirmForm, EmailForm, PickForm
from portal.account_workbook import account_workbook
from portal.doors import account_page
from portal.limits import too_often, wait_answer

SIGN_INS = ("login", "login_failed", "logout", "factor", "factor_failed")
RECENT = 10


@require_safe
@account_page
def account(request: HttpRequest) -> HttpResponse:
    """Everything about the own account on one page."""
    me = request.user
    factor = factor_of(me)
    recent = Access.objects.filter(actor_id=me.pk, deed__in=SIGN_INS).order_by("-id")[:RECENT]
    context = {
        "title": "我的账号", "rows": _rows(me), "memberships": current(me), "ways": ways_of(me),
        "email_on": Reach.EMAIL in ways_on(), "any_way": bool(ways_on()),
        "factor": factor, "factor_required": second_factor_required(me),
        "codes_left": me.recovery_codes.filter(used_at__isnull=True).count() if factor else 0,
        "sign_ins": live_sign_ins(me), "here": request.session.get(SIGN_IN, ""),
        "recent": [(one, DEEDS[one.deed]) for one in recent],
    }  # fmt: skip
    return TemplateResponse(request, "portal/account.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@account_page
def email_page(request: HttpRequest) -> HttpResponse:
    """Enter or change the address; a code goes there at once."""
    form = EmailForm(request.POST if request.method == "POST" else None, initial={"email": request.user.email})
    if request.method == "POST":
        if too_often(request, f"password:{request.user.pk}", tries=10):
            return wait_answer(request)
        if form.is_valid():
            try:
                email_set(actor=request.user, **form.cleaned_data)
                if Reach.EMAIL in ways_on():
                    return _send(request, Reach.EMAIL)
                messages.success(request, "邮箱已保存。本系统还没有开通邮件，开通后再确认。")
                return HttpResponseRedirect(reverse("portal:account"))
            except DomainError as error:
                _put(form, error)
    why = "期限和通知会同时发到邮箱；确认以后，忘记密码时可以自己重设。换邮箱以后，旧邮箱立即不再用于重设密码。"
    return _form(request, form, "填写邮箱" if not request.user.email else "修改邮箱", "保存并发送确认码", why)


@require_http_methods(["GET", "POST"])
@account_page
def confirm_page(request: HttpRequest, channel: str) -> HttpResponse:
    """POST `deed=send` sends a code; otherwise the code is typed here."""
    if channel not in Reach.values:
        raise Http404
    form = ConfirmForm(request.POST if request.method == "POST" and request.POST.get("deed") != "send" else None)
    if request.method == "POST":
        if too_often(request, f"confirm:{request.user.pk}"):
            return wait_answer(request)
        try:
            if not form.is_bound:
                return _send(request, channel)
            if form.is_valid():
                confirm(actor=request.user, channel=channel, plain=form.cleaned_data["code"])
                messages.success(request, "已确认。今后忘记密码，可以在登录页自己重设。")
                return HttpResponseRedirect(reverse("portal:account"))
        except DomainError as error:
            if not form.is_bound:
                messages.error(request, error.message)
                return HttpResponseRedirect(reverse("portal:account"))
            _put(form, error)
    where = masked_email(request.user.email) if channel == Reach.EMAIL else "您的手机"
    why = f"确认码已发到 {where}。几分钟内没有收到的，请看一看垃圾邮件，或者回到“我的账号”重新发送。"
    return _form(request, form, f"确认{Reach(channel).label}", "确认", why)


@require_POST
@account_page
def sign_in_end_page(request: HttpRequest) -> HttpResponse:
    """End one of one's own sign-ins elsewhere."""
    form = PickForm(request.POST)
    found = request.user.sign_ins.filter(pk=form.cleaned_data["sign_in"]).first() if form.is_valid() else None
    if found is None:
        messages.warning(request, "没有找到这个登录，可能已经结束。")
    else:
        try:
            sign_in_end(actor=request.user, sign_in=found)
            messages.success(request, "已结束那里的登录。如果不是您本人登录的，请立即修改密码。")
        except DomainError as error:
            messages.warning(request, error.message)
    return HttpResponseRedirect(reverse("portal:account"))


@require_safe
@account_page
def download(request: HttpRequest) -> HttpResponse:
    """What is kept about the account, as a workbook (个人信息保护法第四十五条)."""
    content = account_workbook(request.user, _rows(request.user))
    return workbook_answer(content, f"我的账号资料{clock.today():%Y%m%d}.xlsx")


def _rows(me: User) -> list[Row]:
    return [
        Row("姓名", me.display_name), Row("用户名", me.username), Row("电子邮箱", me.email or "没有填写"),
        Row("开通时间", f"{me.date_joined.astimezone(clock.SHANGHAI):%Y-%m-%d}"),
    ]  # fmt: skip


def _send(request: HttpRequest, channel: str) -> HttpResponse:
    confirm_send(actor=request.user, channel=channel)
    return HttpResponseRedirect(reverse("portal:account_confirm", args=[channel]))


def _put(form: forms.Form, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.message)


def _form(request: HttpRequest, form: forms.Form, title: str, verb: str, why: str) -> HttpResponse:
    context: dict[str, Any] = {
        "title": title, "form": form, "verb": verb, "why": why, "back": reverse("portal:account"),
        "crumbs": [Crumb("我的账号", reverse("portal:account")), Crumb(title)],
    }  # fmt: skip
    return TemplateResponse(request, "portal/simple_form.html", context)
