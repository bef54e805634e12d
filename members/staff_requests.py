"""Requests to act for a firm in the staff site: who asks, why, and the answer with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core.clock import SHANGHAI
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import staff_page
from members.choices import RequestState, Role
from members.models import BindingRequest
from members.querysets import DECIDE
from members.selectors import head_of
from members.services.requests import request_decide

ON_A_PAGE = 30


class DecideForm(forms.Form):
    """Agree or refuse, and what was checked."""

    answer = forms.ChoiceField(
        label="决定", choices=[("agree", "同意"), ("refuse", "拒绝")], widget=forms.RadioSelect,
        error_messages={"required": "请选择同意或者拒绝。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="核对情况或者拒绝理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="同意的，写明怎样核对的，例如“致电档案登记的电话核实”；拒绝的，写明理由。申请人会看到。",
        error_messages={"required": "请写明核对情况或者拒绝理由。"},
    )  # fmt: skip


@staff_page("members/requests/", name="members_requests", title="绑定申请", perm=DECIDE, group="信用档案", order=61)
def requests_page(request: HttpRequest) -> HttpResponse:
    """Requests, those that wait first the oldest first; ?show=all with the answered ones."""
    rows = BindingRequest.objects.select_related("user", "subject", "decided_by")
    everything = request.GET.get("show") == "all"
    rows = rows.order_by("-id") if everything else rows.waiting().order_by("id")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "admin/members/requests.html", {"page": page, "everything": everything})


@staff_page("members/requests/<uuid:public_id>/", name="members_request", title="绑定申请", perm=DECIDE)
def request_page(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One request: who, for whom, as what, why; then the answer."""
    row = get_object_or_404(BindingRequest.objects.select_related("user", "subject", "decided_by"), public_id=public_id)
    waiting = row.state == RequestState.WAITING
    form = DecideForm(request.POST if request.method == "POST" else None) if waiting else None
    if request.method == "POST" and form is not None and form.is_valid():
        agree = form.cleaned_data["answer"] == "agree"
        try:
            request_decide(actor=request.user, request=row, agree=agree, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"已{'同意' if agree else '拒绝'} {row.number}，并通知了申请人。")
            return HttpResponseRedirect(reverse("admin:members_requests"))
    held = head_of(row.subject)
    context = {
        "title": f"绑定申请 {row.number}",
        "row": row,
        "form": form,
        "rows": _rows(row),
        "held": held,
        "replaces": waiting and held is not None and row.role == Role.HEAD,
        "crumbs": [Crumb("绑定申请", reverse("admin:members_requests")), Crumb(row.number)],
    }
    return TemplateResponse(request, "admin/members/request.html", context)


def _rows(row: BindingRequest) -> list[Row]:
    found = [
        Row("申请人", f"{row.user.display_name}（用户名 {row.user.username}）"),
        Row("机构", row.subject.name),
        Row("统一社会信用代码", row.subject.uscc),
        Row("档案中的负责人", row.subject.legal_representative or "未登记"),
        Row("申请身份", row.get_role_display()),
        Row("申请说明", row.statement),
        Row("申请时间", f"{row.asked_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
    ]
    if row.decided_by is not None:
        found += [Row("办理人", row.decided_by.display_name), Row("办理说明", row.decision_reason)]
    return found
