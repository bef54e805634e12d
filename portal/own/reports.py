"""The own credit report: what for, which years, and the paper is there."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from audit.services import saw
from core import clock
from core.errors import DomainError, Forbidden
from core.pieces import Crumb, Row
from members.services.own_reports import own_report, own_reports
from portal.doors import member_page
from records.choices import ReportForm, ReportPurpose
from records.models import CreditReport
from records.reporting.paper import paper
from records.selectors_looks import OWN_MATTER
from records.services.reports import earliest

ON_A_PAGE = 20
OWN_PURPOSES = [(value, label) for value, label in ReportPurpose.choices if value != ReportPurpose.ENTRUSTED]
_DAY = {"invalid": "日期写法不对，请写成 2025-06-30 这样。", "required": "请填写日期。"}


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, error_messages=_DAY)


class OwnReportForm(forms.Form):
    """What for, and over which years; sensible without touching anything but the button."""

    form = forms.ChoiceField(
        label="种类", choices=ReportForm.choices, widget=forms.RadioSelect, initial=ReportForm.CREDIT,
        help_text="查询期内没有失信信息的，可以出具核查单，代替盖章的无违法违规证明。", error_messages={"required": "请选择种类。"},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="用途", choices=OWN_PURPOSES, initial=ReportPurpose.SELF, error_messages={"required": "请选择用途。"},
        help_text="自查只含正在公示的信息；其他用途交给国家机关，还含机关之间共享的信息。",
    )  # fmt: skip
    since = _day("从哪一天", "最长 5 年。")
    until = _day("到哪一天", "不晚于今天。")


@require_http_methods(["GET", "POST"])
@member_page()
def reports(request: HttpRequest) -> HttpResponse:
    """Order a report, and below those one has already."""
    today = clock.today()
    form = OwnReportForm(
        request.POST if request.method == "POST" else None, initial={"since": earliest(today), "until": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = own_report(actor=request.user, subject=request.subject, **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return HttpResponseRedirect(reverse("portal:report", args=[report.number]))
    page = Paginator(own_reports(request.subject).defer("snapshot"), ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "portal/reports.html", {"title": "信用报告", "form": form, "page": page})


@require_safe
@member_page()
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    """The confirmation of one report: number, download, print, how others verify it."""
    report = _own(request, number)
    address = f"{reverse('website:verify')}?{urlencode({'n': report.number, 'c': report.verify_code})}"
    rows = [
        Row("种类", report.get_form_display()),
        Row("用途", report.get_purpose_display()),
        Row("查询期", f"{report.since} 至 {report.until}"),
        Row("出具时间", f"{report.issued_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"),
        Row("核验码", report.verify_code),
        Row("文件 SHA-256 摘要", report.pdf_sha256),
    ]
    crumbs = [Crumb("信用报告", reverse("portal:reports")), Crumb(report.number)]
    context = {"title": "信用报告", "report": report, "rows": rows, "verify_url": address, "crumbs": crumbs}
    return TemplateResponse(request, "portal/report.html", context)


@require_safe
@member_page()
def report_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The paper; ?show=1 opens it in the browser for printing."""
    report = _own(request, number)
    show = request.GET.get("show") == "1"
    try:
        content = paper(report)
    except DomainError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("portal:report", args=[report.number]))
    saw(
        actor=request.user, deed="print" if show else "download", obj=report.subject, title=f"{report.subject.name}：{report}",
        purpose=report.get_purpose_display(), matter=OWN_MATTER,
    )  # fmt: skip
    name = f"{report.get_form_display()}{report.number}.pdf"
    answer: Any = FileResponse(BytesIO(content), as_attachment=not show, filename=name, content_type="application/pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _own(request: HttpRequest, number: str) -> CreditReport:
    rows = own_reports(request.subject).select_related("subject").defer("snapshot")
    return get_object_or_404(rows, number=number)
