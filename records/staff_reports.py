"""Credit reports in the staff site: issue one from the subject's file, hand it out, register its use, withdraw a wrong one."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from core import clock
from core.errors import DomainError
from core.pieces import Row
from core.staff import staff_page
from records.choices import ReportForm, ReportPurpose, ReportScene, ReportUsage
from records.models import CreditReport, Subject
from records.reporting.paper import paper
from records.services.reports import ISSUE, earliest, report_issue, report_use, report_withdraw

ON_A_PAGE = 30
_DAY = {"invalid": "日期写法不对，请写成 2025-06-30 这样。", "required": "请填写日期。"}


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, error_messages=_DAY)


class IssueForm(forms.Form):
    """What the report is for and which years it covers."""

    form = forms.ChoiceField(
        label="报告种类", choices=ReportForm.choices, widget=forms.RadioSelect, initial=ReportForm.CREDIT,
        help_text="查询期内有失信信息的，只能出具专项信用报告。", error_messages={"required": "请选择报告种类。"},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="用途", choices=[("", "请选择"), *ReportPurpose.choices], error_messages={"required": "请选择用途。"},
        help_text="自查和委托查询只含正在公示的信息；其他用途还含政务共享信息。",
    )  # fmt: skip
    matter = forms.CharField(
        label="事项编号",
        max_length=100,
        help_text="例如受理号、来函文号。",
        error_messages={"required": "请填写事项编号。"},
    )
    requested_by = forms.CharField(
        label="申请方", max_length=100, help_text="申请查询的单位。", error_messages={"required": "请填写申请方。"}
    )
    authority = forms.CharField(
        label="授权或者依据", max_length=200, required=False, help_text="查询自然人或者接受委托查询时必须填写授权书或者法定依据的名称、编号。"
    )  # fmt: skip
    since = _day("查询期开始", "最长 5 年。")
    until = _day("查询期截止")


class UseForm(forms.Form):
    """What became of a report."""

    scene = forms.ChoiceField(
        label="应用场景",
        choices=[("", "请选择"), *ReportScene.choices],
        error_messages={"required": "请选择应用场景。"},
    )
    matter = forms.CharField(label="事项", max_length=200, error_messages={"required": "请填写用在哪个事项上。"})
    usage = forms.ChoiceField(
        label="是否应用",
        choices=ReportUsage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否应用。"},
    )
    outcome = forms.CharField(
        label="应用情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="怎样应用、结果如何；应用未用的，写明原因。", error_messages={"required": "请写明应用情况。"},
    )  # fmt: skip
    used_on = _day("应用日期")


class WithdrawReportForm(forms.Form):
    """Why a report is taken out of use."""

    reason = forms.CharField(
        label="撤回理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤回的理由。"},
    )


@staff_page("records/subjects/<int:pk>/reports/new/", name="records_report_new", title="出具信用报告", perm=ISSUE)
def report_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Order a report; issued, its confirmation is shown."""
    subject = get_object_or_404(Subject.objects.defer("id_number"), pk=pk)
    today = clock.today()
    form = IssueForm(request.POST or None, initial={"since": earliest(today), "until": today})
    if request.method == "POST" and form.is_valid():
        try:
            report = report_issue(actor=request.user, subject=subject, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return HttpResponseRedirect(_address("records_report", report))
    return _deed(
        request, form, subject, "出具信用报告", "出具后内容不能改动，本次查询会登记；当事人可以看到哪个单位为了什么查询过。",
        reverse("admin:records_file", args=[pk]),
    )  # fmt: skip


@staff_page("records/reports/", name="records_reports", title="信用报告", perm=ISSUE, group="信用档案", order=40)
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports of this section (of all, for the credit office), and how many of each scene were used."""
    rows = _visible(request).annotate(use_count=Count("uses")).order_by("-issued_at", "-id")
    page = Paginator(rows.defer("snapshot").select_related("subject", "issued_by__section"), ON_A_PAGE)
    context = {
        "title": "信用报告",
        "page": page.get_page(request.GET.get("page")),
        "scenes": _rates(_visible(request)),
    }
    return TemplateResponse(request, "admin/records/reports.html", context)


@staff_page("records/reports/<str:number>/", name="records_report", title="信用报告", perm=ISSUE)
def report_page(request: HttpRequest, number: str) -> HttpResponse:
    """The confirmation of one report: number, download, print, and what it was used for."""
    report = _report(request, number)
    rows = [
        Row("种类", report.get_form_display()),
        Row("主体", report.subject.name),
        Row("用途", report.get_purpose_display()),
        Row("事项编号", report.matter),
        Row("申请方", report.requested_by),
        Row("授权或者依据", report.authority or "— —"),
        Row("查询期", f"{report.since} 至 {report.until}"),
        Row("出具人", f"{report.issued_by.section_name} {report.issued_by.display_name}"),
        Row("核验码", report.verify_code),
        Row("文件 SHA-256 摘要", report.pdf_sha256),
    ]
    context = {
        "title": f"信用报告 {report.number}",
        "report": report,
        "rows": rows,
        "uses": list(report.uses.select_related("entered_by")),
    }
    return TemplateResponse(request, "admin/records/report.html", context)


@staff_page("records/reports/<str:number>/pdf/", name="records_report_pdf", title="下载信用报告", perm=ISSUE)
def report_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The paper as it was issued; ?show=1 opens it in the browser for printing. Each time is registered."""
    report = _report(request, number)
    show = request.GET.get("show") == "1"
    try:
        content = paper(report)
    except DomainError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(_address("records_report", report))
    saw(
        actor=request.user, deed="print" if show else "download", obj=report.subject, title=f"{report.subject.name}：{report}",
        purpose=report.get_purpose_display(), matter=report.matter,
    )  # fmt: skip
    name = f"{report.get_form_display()}{report.number}.pdf"
    answer = FileResponse(BytesIO(content), as_attachment=not show, filename=name, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@staff_page("records/reports/<str:number>/uses/new/", name="records_report_use", title="登记报告应用", perm=ISSUE)
def use_new(request: HttpRequest, number: str) -> HttpResponse:
    """Register what a report was used for."""
    report = _report(request, number)
    scene = report.purpose if report.purpose in ReportScene.values else ""
    form = UseForm(request.POST or None, initial={"used_on": clock.today(), "scene": scene, "matter": report.matter})
    if request.method == "POST" and form.is_valid():
        try:
            report_use(actor=request.user, report=report, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "已登记报告的应用情况。")
            return HttpResponseRedirect(_address("records_report", report))
    return _deed(
        request,
        form,
        report,
        "登记报告应用",
        "登记后不能改动；写错的，再登记一条说明。",
        _address("records_report", report),
    )


@staff_page("records/reports/<str:number>/withdraw/", name="records_report_withdraw", title="撤回信用报告", perm=ISSUE)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a wrong report out of use."""
    report = _report(request, number)
    form = WithdrawReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report_withdraw(actor=request.user, report=report, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "已撤回。核验这份报告的人会看到“已撤回”。")
            return HttpResponseRedirect(_address("records_report", report))
    return _deed(
        request,
        form,
        report,
        "撤回信用报告",
        "撤回后不能恢复，核验页显示“已撤回”。",
        _address("records_report", report),
    )


def _visible(request: HttpRequest) -> QuerySet[CreditReport]:
    """Reports this person may see: those of the own section, or all with the right to see all sections."""
    user: Any = request.user
    reports = CreditReport.objects.all()
    return (
        reports if user.has_perm("publicity.view_all_sections") else reports.filter(issued_by__section=user.section_id)
    )


def _rates(reports: QuerySet[CreditReport]) -> list[dict[str, Any]]:
    """For each purpose that is a scene: reports, used, explained as not used, still open."""
    used, unused = (
        Count("pk", filter=Q(uses__usage=usage), distinct=True) for usage in (ReportUsage.USED, ReportUsage.UNUSED)
    )
    issued = reports.filter(purpose__in=ReportScene.values, withdrawn_at=None).order_by()
    found = {
        row["purpose"]: row
        for row in issued.values("purpose").annotate(total=Count("pk", distinct=True), used=used, unused=unused)
    }
    return [
        {"label": label, **found[value], "rate": f"{found[value]['used'] * 100 / found[value]['total']:.0f}%"}
        for value, label in ReportScene.choices
        if value in found
    ]


def _report(request: HttpRequest, number: str) -> CreditReport:
    reports = _visible(request).select_related("subject", "issued_by__section").defer("snapshot", "subject__id_number")
    return get_object_or_404(reports, number=number)


def _address(name: str, report: CreditReport) -> str:
    return reverse(f"admin:{name}", args=[report.number])


def _deed(request: HttpRequest, form: forms.Form, obj: Any, title: str, consequence: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "consequence": consequence, "object": obj, "back": back}
    return TemplateResponse(request, "admin/records/deed.html", context)
