"""Becoming the account of a firm or of oneself: find the firm, prove it or ask, choose an account. Works for visitors and for
people who are signed in; nothing needs a script.

Between the two steps of a visitor the session keeps what was proved (the number of the code's row) or asked, for half an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from audit.services import Visitor
from core import clock
from core.errors import DomainError
from core.pieces import Step
from members.choices import CodeUse
from members.models import BindingRequest, Membership, OneTimeCode
from members.services import codes
from members.services.registering import bind_by_code, register_and_ask, register_by_code
from members.services.requests import request_ask, request_withdraw
from portal.binding_forms import AccountForm, AskForm, FirmCodeForm, PersonCodeForm, role_label
from portal.doors import CHOSEN, account_page, open_page
from portal.limits import ACCOUNTS, ACCOUNTS_SECONDS, too_often, wait_answer
from records.models import Subject

BACKEND = "django.contrib.auth.backends.ModelBackend"
_KEPT = "portal.binding"
_LASTS = timedelta(minutes=30)
_GONE = "这一步放得太久或者已经办完，请从头再来，只要一分钟。"


@require_safe
@open_page
def bind(request: HttpRequest) -> HttpResponse:
    """The three ways, and what is under way for somebody who is signed in."""
    mine: list[BindingRequest] = []
    if request.user.is_authenticated:
        mine = list(BindingRequest.objects.filter(user=request.user).select_related("subject")[:10])
    return TemplateResponse(request, "portal/bind.html", {"title": "绑定机构或本人", "requests": mine})


@require_http_methods(["GET", "POST"])
@open_page
def firm(request: HttpRequest) -> HttpResponse:
    """An institution with a window code."""
    return _by_code(request, FirmCodeForm, "绑定机构（有查验码）")


@require_http_methods(["GET", "POST"])
@open_page
def person(request: HttpRequest) -> HttpResponse:
    """A practitioner with a window code."""
    return _by_code(request, PersonCodeForm, "从业人员绑定本人")


def _by_code(request: HttpRequest, kind: type[FirmCodeForm] | type[PersonCodeForm], title: str) -> HttpResponse:
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if too_often(request, "code"):
            return wait_answer(request)
        if form.is_valid() and form.subject is not None:
            try:
                code = _proved(request, form.subject, form.cleaned_data["code"])
                if request.user.is_authenticated:
                    return _arrived(request, bind_by_code(actor=request.user, code=code))
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                _keep(request, code=code.pk)
                return HttpResponseRedirect(reverse("portal:bind_account"))
    return _step(request, form, title, 0)


def _proved(request: HttpRequest, subject: Subject, plain: str) -> OneTimeCode:
    by = request.user if request.user.is_authenticated else Visitor("未登录的来访者")
    return codes.good_code(subject=subject, use=CodeUse.BINDING, plain=plain, by=by)


@require_http_methods(["GET", "POST"])
@open_page
def ask(request: HttpRequest) -> HttpResponse:
    """An institution without a code: its head or the bureau will answer."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if too_often(request, "code"):
            return wait_answer(request)
        if form.is_valid() and form.subject is not None:
            facts = {"role": form.cleaned_data["role"], "statement": form.cleaned_data["statement"]}
            if not request.user.is_authenticated:
                _keep(request, subject=form.subject.pk, **facts)
                return HttpResponseRedirect(reverse("portal:bind_account"))
            try:
                row = request_ask(actor=request.user, subject=form.subject, **facts)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                return HttpResponseRedirect(reverse("portal:bind_request", args=[row.public_id]))
    return _step(request, form, "绑定机构（没有查验码）", 0)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@open_page
def account(request: HttpRequest) -> HttpResponse:
    """A visitor's second step: name, user name, password."""
    kept = _kept(request)
    if kept is None or request.user.is_authenticated:
        messages.warning(request, _GONE)
        return HttpResponseRedirect(reverse("portal:bind"))
    subject, role, code = kept["subject"], kept["role"], kept["code"]
    form = AccountForm(
        request.POST if request.method == "POST" else None, known_name=subject.name if subject.is_person else ""
    )
    if request.method == "POST" and form.is_valid():
        if too_often(request, "account", tries=ACCOUNTS, seconds=ACCOUNTS_SECONDS):
            return wait_answer(request)
        try:
            return _opened(request, form, subject, role, code, kept["statement"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    return _step(request, form, "设置账号", 1, subject=subject, role=role_label(role))


def _opened(
    request: HttpRequest, form: AccountForm, subject: Subject, role: str, code: OneTimeCode | None, statement: str
) -> HttpResponse:
    if code is not None:
        user, row = register_by_code(account=form.account(), code=code)
        _come_in(request, user)
        return _arrived(request, row)
    user, asked = register_and_ask(account=form.account(), subject=subject, role=role, statement=statement)
    _come_in(request, user)
    return HttpResponseRedirect(reverse("portal:bind_request", args=[asked.public_id]))


def _come_in(request: HttpRequest, user: User) -> None:
    request.session.pop(_KEPT, None)
    login(request, user, backend=BACKEND)


def _arrived(request: HttpRequest, row: Membership) -> HttpResponse:
    request.session[CHOSEN] = row.subject_id
    return HttpResponseRedirect(reverse("portal:bound"))


@require_safe
@account_page
def bound(request: HttpRequest) -> HttpResponse:
    """The confirmation: as what, for whom, since when, and what to do next."""
    if not hasattr(request, "membership"):
        return HttpResponseRedirect(reverse("portal:bind"))
    return TemplateResponse(request, "portal/bound.html", {"title": "绑定成功", "row": request.membership})


@require_safe
@account_page
def bind_request(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The own request: number, where it stands, who answers by when."""
    row = _mine(request, public_id)
    return TemplateResponse(
        request, "portal/bind_request.html", {"title": "绑定申请", "row": row, "steps": _track(row)}
    )


@require_POST
@account_page
def bind_withdraw(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take the own request back."""
    row = _mine(request, public_id)
    try:
        request_withdraw(actor=request.user, request=row)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"申请 {row.number} 已撤回。")
    return HttpResponseRedirect(reverse("portal:bind_request", args=[row.public_id]))


def _mine(request: HttpRequest, public_id: Any) -> BindingRequest:
    row = BindingRequest.objects.filter(user=request.user, public_id=public_id).select_related("subject").first()
    if row is None:
        raise Http404
    return row


def _track(row: BindingRequest) -> list[Step]:
    asked = Step("提交申请", "done", f"{row.asked_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}")
    if row.decided_at is None:
        return [asked, Step("负责人或司法局核对", "now", "", "答复会发到消息里"), Step("开通")]
    when = f"{row.decided_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    good = row.state == "confirmed"
    return [
        asked,
        Step(row.get_state_display(), "done" if good else "bad", when),
        *([Step("开通", "done")] if good else []),
    ]


def _step(request: HttpRequest, form: forms.Form, title: str, number: int, **more: Any) -> HttpResponse:
    names = ["找到机构或本人", "设置账号", "完成"]
    if request.user.is_authenticated:
        names.remove("设置账号")
    steps = [
        Step(name, "done" if index < number else "now" if index == number else "todo")
        for index, name in enumerate(names)
    ]
    return TemplateResponse(request, "portal/bind_form.html", {"title": title, "form": form, "steps": steps, **more})


def _keep(request: HttpRequest, **facts: Any) -> None:
    request.session[_KEPT] = facts | {"until": (clock.now() + _LASTS).isoformat()}


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    """What the first step left, with its rows; None when there is nothing or it is too old."""
    facts = request.session.get(_KEPT)
    if facts is None or datetime.fromisoformat(facts["until"]) <= clock.now():
        return None
    if "code" in facts:
        code = OneTimeCode.objects.select_related("subject").get(pk=facts["code"])
        return {"subject": code.subject, "role": code.role, "code": code, "statement": ""}
    subject = Subject.objects.get(pk=facts["subject"])
    return {"subject": subject, "role": facts["role"], "code": None, "statement": facts["statement"]}
