"""Accounts of firms and practitioners in the staff site: who acts for whom, a window code on a slip, an account ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from core.text import clean
from members.choices import FIRM_ROLES, CodeUse, Role
from members.models import BindingRequest, Membership, OneTimeCode
from members.querysets import DECIDE, ISSUE
from members.selectors import people_of
from members.services import end
from members.services.codes import code_cancel, code_issue, spaced
from records.choices import REGISTER_KINDS
from records.models import Subject

ON_A_PAGE, CODES_SHOWN, PAST_SHOWN = 30, 10, 20


class CodeForm(forms.Form):
    """As what, and which papers were seen."""

    role = forms.ChoiceField(label="绑定身份", widget=forms.RadioSelect, error_messages={"required": "请选择身份。"})
    seen = forms.CharField(
        label="查验了什么证件", max_length=120, help_text="例如：执业许可证副本、负责人身份证原件。不要填写证件号码。",
        error_messages={"required": "请写明查验了什么证件。"},
    )  # fmt: skip

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = (Role.PRACTITIONER,) if subject.is_person else FIRM_ROLES
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["role"].initial = roles[0].value


class WhyForm(forms.Form):
    """Why; the person concerned reads it."""

    reason = forms.CharField(
        label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text="当事人会看到，也会留在记录中。",
        error_messages={"required": "请写明理由。"},
    )  # fmt: skip


@staff_page("members/", name="members_accounts", title="机构账号", perm=(ISSUE, DECIDE), group="信用档案", order=60)
def accounts_page(request: HttpRequest) -> HttpResponse:
    """The register of institutions and practitioners with their accounts; ?q= name or code, ?show=none those without."""
    words = clean(request.GET.get("q", ""))[:60]
    rows = Subject.objects.filter(kind__in=REGISTER_KINDS).defer("id_number")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(uscc__iexact=words) | Q(licence_number=words))
    open_ones = Q(memberships__until__isnull=True, memberships__isnull=False)
    rows = rows.annotate(accounts=Count("memberships", filter=open_ones))
    show = request.GET.get("show", "")
    if show == "none":
        rows = rows.filter(accounts=0)
    elif show == "some":
        rows = rows.filter(accounts__gt=0)
    page = Paginator(rows.order_by("-accounts", "pinyin", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "show": show, "waiting": BindingRequest.objects.waiting().count()}
    return TemplateResponse(request, "admin/members/accounts.html", context)


@staff_page("members/<int:pk>/", name="members_subject", title="机构账号", perm=(ISSUE, DECIDE))
def subject_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The accounts of one subject, its codes and requests."""
    subject = _subject(pk)
    past = Membership.objects.filter(subject=subject, until__isnull=False).select_related("user").order_by("-id")
    codes = OneTimeCode.objects.filter(subject=subject, use=CodeUse.BINDING).select_related("issued_by", "used_by")
    context = {
        "title": f"机构账号：{subject.name}",
        "subject": subject,
        "rows": people_of(subject),
        "past": past[:PAST_SHOWN],
        "codes": [(code, _state(code)) for code in codes[:CODES_SHOWN]],
        "requests": BindingRequest.objects.filter(subject=subject).select_related("user")[:CODES_SHOWN],
        "may_issue": request.user.has_perm(ISSUE),
        "may_decide": request.user.has_perm(DECIDE),
        "crumbs": _crumbs(subject.name),
    }
    return TemplateResponse(request, "admin/members/subject.html", context)


@staff_page("members/<int:pk>/code/", name="members_code_new", title="开具查验码", perm=ISSUE)
def code_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a window code; the slip is shown and printed this once."""
    subject = _subject(pk)
    form = CodeForm(request.POST if request.method == "POST" else None, subject=subject)
    if request.method == "POST" and form.is_valid():
        try:
            code, plain = code_issue(actor=request.user, subject=subject, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            address = request.build_absolute_uri(
                reverse("portal:bind_person" if subject.is_person else "portal:bind_firm")
            )
            context = {
                "title": "查验码", "subject": subject, "code": code, "plain": spaced(plain), "address": address,
                "crumbs": _crumbs(subject.name, subject, "查验码"),
            }  # fmt: skip
            answer = TemplateResponse(request, "admin/members/slip.html", context)
            answer["Cache-Control"] = "no-store, private"
            return answer
    why = "当面查验证件、确认是本人以后再开具。新码开出后，以前没有用的码作废。查验码等于钥匙，只交给本人。"
    return _form(request, form, subject, "开具查验码", why, "开具")


@staff_page("members/codes/<int:pk>/cancel/", name="members_code_cancel", title="作废查验码", perm=ISSUE)
def code_cancel_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a code that is lost or went to the wrong person."""
    code = get_object_or_404(OneTimeCode.objects.filter(use=CodeUse.BINDING).select_related("subject"), pk=pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            code_cancel(actor=request.user, code=code, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "查验码已作废。")
            return HttpResponseRedirect(reverse("admin:members_subject", args=[code.subject_id]))
    return _form(request, form, code.subject, "作废查验码", "作废后，拿着纸条的人不能再用它绑定。", "作废")


@staff_page("members/accounts/<int:pk>/end/", name="members_end", title="终止账号权限", perm=DECIDE)
def end_page(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's right to act for the subject."""
    row = get_object_or_404(Membership.objects.in_force().select_related("user", "subject"), pk=pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            end(actor=request.user, membership=row, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"{row.user.display_name}的账号权限已终止，立即生效。")
            return HttpResponseRedirect(reverse("admin:members_subject", args=[row.subject_id]))
    why = f"{row.user.display_name}（{row.get_role_display()}）立即不能再为“{row.subject.name}”办理；以前办过的事仍记在其名下。"
    return _form(request, form, row.subject, "终止账号权限", why, "终止")


def _state(code: OneTimeCode) -> str:
    if code.used_at:
        return "已使用"
    if code.cancelled_at:
        return "已作废"
    return "有效" if code.expires_at > clock.now() else "已过期"


def _subject(pk: int) -> Subject:
    return get_object_or_404(Subject.objects.defer("id_number"), pk=pk, kind__in=REGISTER_KINDS)


def _crumbs(name: str, subject: Subject | None = None, last: str = "") -> list[Crumb]:
    address = reverse("admin:members_subject", args=[subject.pk]) if subject else ""
    crumbs = [Crumb("机构账号", reverse("admin:members_accounts")), Crumb(name, address)]
    return [*crumbs, Crumb(last)] if last else crumbs


def _form(request: HttpRequest, form: forms.Form, subject: Subject, title: str, why: str, verb: str) -> HttpResponse:
    context = {
        "form": form, "subject": subject, "title": title, "why": why, "verb": verb,
        "back": reverse("admin:members_subject", args=[subject.pk]), "crumbs": _crumbs(subject.name, subject, title),
    }  # fmt: skip
    return TemplateResponse(request, "admin/members/form.html", context)
