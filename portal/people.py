"""The accounts of one's firm: who there is, who asks, who is invited; ended and handed over by the head."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import DomainError, Forbidden
from core.pieces import Crumb
from members import selectors
from members.choices import Role
from members.models import BindingRequest, Invitation, Membership
from members.services import end, hand_over, leave
from members.services.invitations import invitation_accept, invitation_cancel, invite
from members.services.registering import invited, register_invited
from members.services.requests import request_decide
from portal.binding import BACKEND
from portal.binding_forms import AccountForm
from portal.doors import CHOSEN, member_page, open_page
from portal.limits import too_often, wait_answer

HEAD, FIRM = (Role.HEAD,), (Role.HEAD, Role.CLERK)
PAST_SHOWN = 20


class InviteForm(forms.Form):
    """Whom."""

    name = forms.CharField(
        label="被邀请人姓名", max_length=80, help_text="链接由您转发给本人，七天内有效，只能用一次。",
        error_messages={"required": "请填写被邀请人的姓名。"},
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why; the other person reads it."""

    reason = forms.CharField(
        label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text="对方会看到，也会留在记录中。",
        error_messages={"required": "请写明理由。"},
    )  # fmt: skip


class HandOverForm(forms.Form):
    """What becomes of the present head."""

    stays = forms.ChoiceField(
        label="移交以后，您自己", choices=[("yes", "留下来做经办人"), ("no", "退出本机构")], widget=forms.RadioSelect, initial="yes",
        error_messages={"required": "请选择移交以后您自己怎样。"},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The head's answer to somebody who asks."""

    answer = forms.ChoiceField(
        label="您的答复", choices=[("agree", "同意，是本机构的人"), ("refuse", "拒绝")], widget=forms.RadioSelect,
        error_messages={"required": "请选择同意或者拒绝。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="理由", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="拒绝时必须填写，申请人会看到。"
    )  # fmt: skip


@require_safe
@member_page(*FIRM)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who may act for the firm, those who may soon, and those who might."""
    subject, now = request.subject, clock.now()
    past = Membership.objects.filter(subject=subject, until__isnull=False).select_related("user").order_by("-id")
    context = {
        "title": "账号管理",
        "rows": selectors.people_of(subject),
        "past": past[:PAST_SHOWN],
        "requests": selectors.waiting_for(subject),
        "invitations": Invitation.objects.open(now).filter(subject=subject).order_by("-id"),
        "is_head": request.membership.role == Role.HEAD,
    }
    return TemplateResponse(request, "portal/people.html", context)


@require_http_methods(["GET", "POST"])
@member_page(*HEAD)
def invite_page(request: HttpRequest) -> HttpResponse:
    """Invite a clerk; the link is shown this once."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row, token = invite(actor=request.user, subject=request.subject, name=form.cleaned_data["name"])
        except DomainError as error:
            _put(form, error)
        else:
            link = request.build_absolute_uri(reverse("portal:join", args=[token]))
            context = {"title": "邀请已生成", "row": row, "link": link, "crumbs": _crumbs("邀请经办人")}
            return TemplateResponse(request, "portal/invited.html", context)
    return _form(
        request, form, "邀请经办人", "生成邀请链接", "对方打开链接、设置密码后，就能以经办人身份办理本机构的业务。"
    )


@require_POST
@member_page(*HEAD)
def invitation_cancel_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    row = get_object_or_404(Invitation, pk=pk, subject=request.subject)
    return _done(request, lambda: invitation_cancel(actor=request.user, invitation=row), f"给{row.name}的邀请已收回。")


@require_http_methods(["GET", "POST"])
@member_page(*HEAD)
def end_page(request: HttpRequest, pk: int) -> HttpResponse:
    """End a clerk's account in the firm."""
    row = get_object_or_404(_clerks(request), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            end(actor=request.user, membership=row, reason=form.cleaned_data["reason"])
        except Forbidden:
            raise
        except DomainError as error:
            _put(form, error)
        else:
            messages.success(request, f"{row.user.display_name}的账号权限已终止，立即生效。")
            return HttpResponseRedirect(reverse("portal:people"))
    why = f"终止以后，{row.user.display_name}立即不能再办理和查看本机构的业务；以前办过的事仍记在他的名下。"
    return _form(request, form, f"终止{row.user.display_name}的账号权限", "终止", why)


@require_http_methods(["GET", "POST"])
@member_page(*HEAD)
def hand_over_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a clerk the head."""
    row = get_object_or_404(_clerks(request), pk=pk)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(actor=request.user, membership=row, stays=form.cleaned_data["stays"] == "yes")
        except Forbidden:
            raise
        except DomainError as error:
            _put(form, error)
        else:
            messages.success(request, f"负责人账号已移交给{row.user.display_name}。")
            return HttpResponseRedirect(reverse("portal:home"))
    why = f"移交以后，由{row.user.display_name}邀请和终止账号、接收本机构的通知。移交立即生效，只能由对方再移交回来。"
    return _form(request, form, f"把负责人账号移交给{row.user.display_name}", "移交", why)


@require_http_methods(["GET", "POST"])
@member_page(*HEAD)
def answer_page(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Agree or refuse: is this one of ours?"""
    row = get_object_or_404(_asked(request), public_id=public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agree = form.cleaned_data["answer"] == "agree"
        try:
            request_decide(actor=request.user, request=row, agree=agree, reason=form.cleaned_data["reason"])
        except Forbidden:
            raise
        except DomainError as error:
            _put(form, error)
        else:
            messages.success(request, f"已{'同意' if agree else '拒绝'}{row.user.display_name}的申请，并通知了本人。")
            return HttpResponseRedirect(reverse("portal:people"))
    context = {"title": "答复绑定申请", "form": form, "row": row, "crumbs": _crumbs("答复绑定申请")}
    return TemplateResponse(request, "portal/answer.html", context)


@require_http_methods(["GET", "POST"])
@member_page(*FIRM)
def leave_page(request: HttpRequest) -> HttpResponse:
    """Stop acting for the firm."""
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            leave(actor=request.user, membership=request.membership)
        except DomainError as error:
            form.full_clean()
            form.add_error(None, error.message)
        else:
            messages.success(request, f"您已退出“{request.subject.name}”。")
            return HttpResponseRedirect(reverse("portal:home"))
    why = "退出以后，您立即不能再办理和查看本机构的业务；需要恢复的，由负责人重新邀请。"
    return _form(request, form, "退出本机构", "退出", why)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@open_page
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link: with the own account, or with a new one."""
    if too_often(request, "join"):
        return wait_answer(request)
    try:
        row = invited(token)
    except DomainError as error:
        return TemplateResponse(
            request, "portal/join_dead.html", {"title": "邀请不能使用", "why": error.message}, status=410
        )
    known = request.user.is_authenticated
    form: Any = (
        forms.Form(request.POST if request.method == "POST" else None)
        if known
        else AccountForm(request.POST if request.method == "POST" else None, initial={"display_name": row.name})
    )
    if request.method == "POST" and form.is_valid():
        try:
            if known:
                invitation_accept(actor=request.user, token=token)
            else:
                user, _ = register_invited(account=form.account(), token=token)
                login(request, user, backend=BACKEND)
        except DomainError as error:
            _put(form, error)
        else:
            request.session[CHOSEN] = row.subject_id
            return HttpResponseRedirect(reverse("portal:bound"))
    return TemplateResponse(
        request, "portal/join.html", {"title": "接受邀请", "form": form, "row": row, "known": known}
    )


def _clerks(request: HttpRequest) -> QuerySet[Membership]:
    rows = Membership.objects.in_force().filter(subject=request.subject, role=Role.CLERK)
    return rows.select_related("user", "subject")


def _asked(request: HttpRequest) -> QuerySet[BindingRequest]:
    rows = BindingRequest.objects.waiting().filter(subject=request.subject, role=Role.CLERK)
    return rows.select_related("user", "subject")


def _put(form: forms.Form, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.message)


def _done(request: HttpRequest, act: Any, words: str) -> HttpResponse:
    try:
        act()
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return HttpResponseRedirect(reverse("portal:people"))


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb("账号管理", reverse("portal:people")), Crumb(last)]


def _form(request: HttpRequest, form: forms.Form, title: str, verb: str, why: str) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "verb": verb,
        "why": why,
        "crumbs": _crumbs(title),
        "back": reverse("portal:people"),
    }
    return TemplateResponse(request, "portal/simple_form.html", context)
