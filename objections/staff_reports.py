"""公众纠错: what the public holds to be wrong; looked into, corrected at its source, answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from objections.choices import ReportState
from objections.forms import ReportAnswerForm
from objections.models import ErrorReport
from objections.services import reports
from objections.transitions import TAKE
from records.sources import papers


@staff_page("objections/reports/", name="objections_reports", title="公众纠错", perm=TAKE, group="修复与异议", order=42)
def reports_page(request: HttpRequest) -> HttpResponse:
    """Unanswered ones first."""
    rows = ErrorReport.objects.select_related("record", "taken_by")
    if request.GET.get("show") == "all":
        rows = rows.order_by("-id")
    else:
        rows = rows.exclude(state=ReportState.CLOSED).order_by("due_on", "id")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return TemplateResponse(request, "admin/objections/reports.html", {"page": page, "on": clock.today()})


@staff_page("objections/reports/<str:number>/", name="objections_report_page", title="公众纠错", perm=TAKE)
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    """One report; the contact is shown to whoever looks into it."""
    one = get_object_or_404(ErrorReport.objects.select_related("record", "taken_by", "answered_by"), number=number)
    answering = request.method == "POST" and request.POST.get("deed") == "answer"
    form = ReportAnswerForm(request.POST if answering else None)
    problems: list[Any] = []
    if request.method == "POST" and (not answering or form.is_valid()):
        try:
            if answering:
                reports.report_answer(actor=request.user, report=one, **form.cleaned_data)
            else:
                reports.report_take(actor=request.user, report=one)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, "已答复，提出的人凭编号和查询码可以看到。" if answering else "由您核实。")
            return HttpResponseRedirect(reverse("admin:objections_report_page", args=[one.number]))
    elif request.method == "GET":
        saw(actor=request.user, deed="view", obj=one, purpose="公众纠错办理", matter=one.number)
    found = papers(request.user, [one.record]) if one.record else {}
    context = {
        "title": one.number, "report": one, "form": form, "problems": problems, "on": clock.today(),
        "paper": next(iter(found.values()), ""), "mine": one.taken_by_id == request.user.pk,
        "crumbs": [Crumb("公众纠错", reverse("admin:objections_reports")), Crumb(one.number)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/objections/report.html", context)
