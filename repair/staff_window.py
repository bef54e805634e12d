"""At the window, or handed on by another site: staff type the application for the applicant."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.identifiers import docnumber
from core.pieces import Crumb
from core.staff import staff_page
from records.models import CreditRecord
from repair import filling
from repair.choices import PaperKind
from repair.facts import eligibility_of
from repair.models import Application
from repair.promise import promise_text
from repair.services import applying
from repair.services.letters import bureau
from repair.staff_case import visible
from repair.staff_cases import GROUP
from repair.staff_forms import FillForm, WindowForm

HANDLE = "repair.handle_repair"
_FILES = {"file": PaperKind.FULFILMENT, "promise": PaperKind.PROMISE, "court": PaperKind.COURT}


@staff_page("repair/window/", name="repair_window", title="窗口代办修复", perm=HANDLE, group=GROUP, order=20)
def window_page(request: HttpRequest) -> HttpResponse:
    """Find the record by its document number; then open or go on with its application."""
    form = WindowForm(request.POST or None)
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            row = _start(request, form)
        except DomainError as error:
            problems = [error]
        else:
            return HttpResponseRedirect(reverse("admin:repair_fill", args=[row.public_id]))
    context = {
        "form": form, "problems": problems, "title": "窗口代办修复", "crumbs": [Crumb("信用修复", reverse("admin:repair_cases")), Crumb("窗口代办")]
    }  # fmt: skip
    return TemplateResponse(request, "admin/repair/window.html", context)


def _start(request: HttpRequest, form: WindowForm) -> Application:
    data = form.cleaned_data
    number = docnumber.normalise(data["q"]).text
    rows = CreditRecord.objects.filter(document_number=number, nature="adverse").select_related(
        "item__section", "subject"
    )
    records = list(rows[:2])
    if not records:
        raise DomainError("没有这个文号的失信信息，请核对文号。", code="E-REP-19", field="q")
    if len(records) > 1:
        raise DomainError("这个文号有几个当事人，请从信用档案中打开当事人的记录办理。", code="E-REP-19", field="q")
    return applying.application_start(
        actor=request.user, record=records[0], channel=data["channel"], channel_number=data["channel_number"]
    )  # fmt: skip


@staff_page("repair/cases/<uuid:public_id>/fill/", name="repair_fill", title="填写修复申请", perm=HANDLE)
def fill_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Type and hand in; each button keeps what was typed first."""
    row = visible(request, public_id)
    form = FillForm(request.POST or None, request.FILES or None, initial=filling.initial_of(row))
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            where = _keep(request, row, form)
        except DomainError as error:
            problems = [error]
        else:
            return HttpResponseRedirect(where)
    context = {
        "row": row, "form": form, "problems": problems, "title": "填写修复申请", "subtitle": f"{row.number}　{row.subject.name}",
        "papers": row.papers.filter(removed_at=None), "answer": eligibility_of(row.record, application=row),
        "promise": promise_text(row.record, bureau(), clock.today()),
        "crumbs": [Crumb("信用修复", reverse("admin:repair_cases")), Crumb(row.number, reverse("admin:repair_case", args=[public_id]))],
    }  # fmt: skip
    return TemplateResponse(request, "admin/repair/fill.html", context)


def _keep(request: HttpRequest, row: Application, form: FillForm) -> str:
    filling.keep(request.user, row, form.cleaned_data, _FILES)
    if request.POST.get("then") == "submit":
        applying.application_submit(actor=request.user, application=get_object_or_404(Application, pk=row.pk))
        messages.success(request, f"{row.number} 已提交，等待受理。")
        return reverse("admin:repair_case", args=[row.public_id])
    messages.success(request, "已保存。")
    return reverse("admin:repair_fill", args=[row.public_id])
