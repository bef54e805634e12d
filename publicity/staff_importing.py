"""Pages of the import: hand in a workbook, watch its check, read what is wrong, decide, fetch the marked workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.sheets.marking import marked_name
from core.staff import staff_page
from exchange.models import Job
from exchange.progress import progress_json
from exchange.services.jobs import job_cancel
from publicity.importing import confirming
from publicity.importing.template import write_template
from publicity.job_page import job_context
from publicity.models import DecisionKind
from publicity.services.standards import edition_for

PERM = "publicity.import_decisions"
SEE = "exchange.view_job"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """Which kind of decision, and the file."""

    kind = forms.ModelChoiceField(
        DecisionKind.objects.none(), label="决定种类", widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": "请选择决定种类。", "invalid_choice": "请在列出的种类中选择。"},
    )  # fmt: skip
    file = forms.FileField(
        label="表格文件", help_text="把文件拖到这里，或点击选择。.xlsx、.xls、.csv 都可以，保留表头。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.ods,.et,.xml"}),
        error_messages={"required": "请选择要导入的表格文件。", "empty": "文件是空的，没有任何内容。请确认选对了文件后重新上传。"},
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = DecisionKind.objects.filter(active=True)  # type: ignore[attr-defined]
        own = DecisionKind.objects.filter(active=True, sections=user.section_id).first() if user.section_id else None
        self.fields["kind"].initial = own.pk if own else "licence"


@staff_page("exchange/import/", name="exchange_import", title="导入决定", perm=PERM, group="决定登记", order=30)
def import_page(request: HttpRequest) -> HttpResponse:
    """Choose the kind and the file; the check begins at once, nothing is written before the confirmation."""
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()), user=request.user)
    problems: list[DomainError] = []
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            job = confirming.start_check(
                actor=request.user, kind=form.cleaned_data["kind"].pk, file=upload, filename=upload.name
            )
        except DomainError as error:
            problems = [error]
        else:
            return HttpResponseRedirect(_url(job))
    recent = Job.objects.visible_to(request.user).filter(kind=confirming.KIND.code).newest()[:5]
    context = {
        "form": form, "problems": problems, "recent": recent, "max_mb": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
        "kinds": DecisionKind.objects.filter(active=True),
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/import_upload.html", context)


@staff_page("exchange/import/template/<slug:kind>/", name="exchange_import_template", title="下载导入模板", perm=PERM)
def template_download(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty workbook of one kind."""
    chosen = get_object_or_404(DecisionKind, pk=kind, active=True)
    content = write_template(chosen, edition_for(chosen.pk, on=clock.today()))
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = _attachment(f"{chosen.name}导入模板.xlsx")
    return answer


@staff_page("exchange/jobs/<slug:public_id>/", name="exchange_job", title="导入任务", perm=SEE)
def job_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One job: progress, findings by what mends the most, and what to do about them."""
    job = _visible(request, public_id)
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            done = _act(request, job)
        except DomainError as error:
            problems = [error]
            job.refresh_from_db()
        else:
            messages.success(request, done)
            return HttpResponseRedirect(_url(job))
    context = job_context(job, request.user, problems, request.GET.get("page"))
    crumbs = [Crumb("导入任务", reverse("admin:exchange_jobs")), Crumb(str(job))]
    return TemplateResponse(request, "admin/publicity/import_job.html", {**context, "crumbs": crumbs})


@staff_page("exchange/jobs/<slug:public_id>/progress/", name="exchange_job_progress", title="进度", perm=SEE)
def job_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the page asks for every two seconds."""
    return JsonResponse(progress_json(_visible(request, public_id)))


@staff_page("exchange/jobs/<slug:public_id>/report/", name="exchange_job_report", title="下载检查结果", perm=SEE)
def report_download(request: HttpRequest, public_id: str) -> HttpResponse:
    """The clerk's own workbook with the wrong cells marked."""
    job = _visible(request, public_id)
    return _download(request, job, job.report, marked_name(job.filename))


@staff_page("exchange/jobs/<slug:public_id>/source/", name="exchange_job_source", title="下载原始文件", perm=SEE)
def source_download(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file as it was handed in."""
    job = _visible(request, public_id)
    return _download(request, job, job.file, job.filename)


def _visible(request: HttpRequest, public_id: str) -> Job:
    """The job, or 404 when it is not there for this person."""
    jobs = Job.objects.visible_to(request.user).filter(kind=confirming.KIND.code)
    return get_object_or_404(jobs.select_related("actor", "section"), public_id=public_id)


def _act(request: HttpRequest, job: Job) -> str:
    """What a button on the job's page does; returns what to say afterwards."""
    actor, data = request.user, request.POST
    if "confirm" in data:
        confirming.import_confirm(actor=actor, job=job, mode=data["confirm"], signed="signed" in data)
        return "已确认，正在写入台账。"
    if "cancel" in data:
        job_cancel(actor=actor, job=job)
        return "已取消，没有写入任何数据。"
    if "columns" in data:
        confirming.leave_out_columns(actor=actor, job=job, headers=data.getlist("header"))
        return "这些列不导入，正在重新检查。"
    if "keep" in data:
        row = data.get("row", "")
        confirming.keep_value(
            actor=actor,
            job=job,
            row=int(row) if row.isdecimal() else 0,
            field=data.get("field", ""),
            reason=data.get("reason", ""),
        )
        return "已记下理由，正在重新检查。"
    raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-JOB-02")


def _download(request: HttpRequest, job: Job, kept: Any, filename: str) -> HttpResponse:
    if not kept:
        raise Http404
    saw(actor=request.user, deed="export", obj=job, purpose="下载导入文件")
    return FileResponse(kept.open("rb"), as_attachment=True, filename=filename, content_type="application/octet-stream")


def _attachment(filename: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(filename)}"


def _url(job: Job) -> str:
    return reverse("admin:exchange_job", args=[job.public_id])
