"""Pages of taking data out: say what for, wait for a large file, fetch it for a day, and the register of all exports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock, settings_store
from core.downloads import XLSX
from core.errors import DomainError, Forbidden
from core.pieces import Crumb, Row
from core.staff import staff_page
from exchange.exporting import export_titles, export_url
from exchange.models import Export, ExportPurpose, Job, JobState
from exchange.parameters import EXPORT_AT_ONCE, EXPORT_HOURS
from exchange.progress import progress_json
from exchange.services.big_exports import export_ask
from exchange.services.exports import MATTER_LONGEST, PERM, Expired, export_fetch, export_plan
from exchange.services.jobs import job_cancel

SEE = (PERM, "exchange.view_exports")
PAGE = 30
_REMEMBERED = timedelta(days=3)


class PurposeForm(forms.Form):
    """What the data are taken out for."""

    purpose = forms.ChoiceField(
        label="用途", choices=ExportPurpose.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择用途。没有用途的导出不能办理。", "invalid_choice": "请选择列出的用途。"},
    )  # fmt: skip
    matter = forms.CharField(
        label="用在什么事项上", max_length=MATTER_LONGEST,
        help_text="写清事项，以后查得到，例如通知文号、会议名称、受理号。不要写身份证号码。",
        error_messages={"required": "请写明用在什么事项上。"},
    )  # fmt: skip


@staff_page("exchange/exports/new/", name="exchange_export_new", title="导出", perm=PERM)
def export_new(request: HttpRequest) -> HttpResponse:
    """Before anything leaves: what it is, how much, what for."""
    asked = (request.POST if request.method == "POST" else request.GET).dict()
    code = asked.get("what", "")
    try:
        kind, extract, limit = export_plan(actor=request.user, kind=code, params=asked)
    except Forbidden as error:
        return _refused(request, error, 403)
    except DomainError as error:
        return _refused(request, error, 404)
    bound = request.POST if request.method == "POST" else None
    form = PurposeForm(bound, initial={"purpose": extract.purpose, "matter": extract.matter})
    problems: list[DomainError] = []
    if form.is_bound and form.is_valid():
        try:
            made = export_ask(actor=request.user, kind=code, params=asked, **form.cleaned_data)
        except DomainError as error:
            problems = [error]
        else:
            return HttpResponseRedirect(reverse("admin:exchange_export", args=[made]))
    hours, at_once = (int(settings_store.get(key)) for key in (EXPORT_HOURS, EXPORT_AT_ONCE))
    context = {
        "title": f"导出{kind.title}", "extract": extract, "limit": limit, "over": extract.count > limit, "form": form,
        "problems": problems, "hidden": [("what", code), *((name, asked[name]) for name in kind.params if asked.get(name))],
        "hours": hours, "later": extract.count > at_once, "facts": [
            Row("内容", extract.title), Row("条件", extract.conditions or "全部"),
            Row("行数", f"超过 {limit} 行" if extract.count > limit else f"{extract.count} 行", f"您一次最多导出 {limit} 行"),
        ],
        "crumbs": [Crumb("导出登记", reverse("admin:exchange_exports")), Crumb("导出")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/exchange/export_new.html", context)


@staff_page("exchange/exports/", name="exchange_exports", title="导出登记", perm=SEE, group="台账", order=80)
def exports_page(request: HttpRequest) -> HttpResponse:
    """Who took what out of the system, what for: one's own, or all for the auditor. `?use=` keeps one purpose."""
    rows = Export.objects.visible_to(request.user).select_related("actor", "section").newest()
    purpose = request.GET.get("use", "")
    if purpose in ExportPurpose.values:
        rows = rows.filter(purpose=purpose)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "purposes": ExportPurpose.choices, "titles": export_titles(), "on": clock.now(),
        "lines": [(one, _state(one)) for one in page], "waiting": _unfinished(request), "everybody": request.user.has_perm("exchange.view_exports"),
    }  # fmt: skip
    return TemplateResponse(request, "admin/exchange/exports.html", context)


@staff_page("exchange/exports/<str:public_id>/", name="exchange_export", title="导出", perm=SEE)
def export_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One export: its number, its digest, and for its maker the file while it is kept."""
    entry = (
        Export.objects.visible_to(request.user).select_related("actor", "section").filter(public_id=public_id).first()
    )
    if entry is None:
        return _wait(request, _own_job(request, public_id))
    context = {
        "title": entry.number, "subtitle": entry.title, "entry": entry, "state": _state(entry), "facts": _facts(entry),
        "mine": entry.actor_id == request.user.pk and not entry.official, "again": _again(entry),
        "crumbs": [Crumb("导出登记", reverse("admin:exchange_exports")), Crumb(entry.number)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/exchange/export.html", context)


def _wait(request: HttpRequest, job: Job) -> HttpResponse:
    """A large file that a worker writes: how far it is; or why there is none, and the way to a new one."""
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            job_cancel(actor=request.user, job=job)
        except DomainError as error:
            problems = [error]
            job.refresh_from_db()
        else:
            messages.success(request, "已取消，没有生成文件，没有数据离开系统。")
    if job.state == JobState.DONE or (
        request.method == "POST" and not problems
    ):  # finished under the person's hand, or cancelled
        return HttpResponseRedirect(reverse("admin:exchange_export", args=[job.public_id]))
    asked = job.params
    context = {
        "title": "正在生成导出文件" if job.is_running else "没有生成文件", "subtitle": job.filename, "job": job, "problems": problems,
        "poll": reverse("admin:exchange_export_progress", args=[job.public_id]), "again": export_url(asked["what"], asked["asked"]),
        "facts": [
            Row("内容", job.filename), Row("用途", ExportPurpose(asked["purpose"]).label, asked["matter"]), Row("行数", f"{job.total} 行"),
            Row("提交时间", _moment(job.created_at)),
        ],
        "crumbs": [Crumb("导出登记", reverse("admin:exchange_exports")), Crumb("导出")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/exchange/export_wait.html", context)


@staff_page("exchange/exports/<str:public_id>/progress/", name="exchange_export_progress", title="导出进度", perm=PERM)
def export_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the waiting page asks for every two seconds."""
    return JsonResponse(progress_json(_own_job(request, public_id), preparing="正在查找数据"))


@staff_page("exchange/exports/<str:public_id>/file/", name="exchange_export_file", title="下载导出文件", perm=PERM)
def export_file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The workbook, for its maker alone; 410 with the way to a new one when its time is over."""
    entry = get_object_or_404(Export.objects.made_by(request.user).select_related("actor"), public_id=public_id)
    try:
        stream = export_fetch(actor=request.user, export=entry)
    except Expired as error:
        context = {"title": "下载链接已失效", "entry": entry, "error": error, "again": _again(entry)}
        return TemplateResponse(request, "admin/exchange/export_gone.html", context, status=410)
    except Forbidden as error:
        raise Http404 from error
    answer = FileResponse(stream, as_attachment=True, filename=entry.filename, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer


def _refused(request: HttpRequest, error: DomainError, status: int) -> HttpResponse:
    context = {"title": "不能导出", "problems": [error]}
    return TemplateResponse(request, "admin/exchange/export_new.html", context, status=status)


def _own_job(request: HttpRequest, public_id: str) -> Job:
    """This person's own export in the background, or 404."""
    return get_object_or_404(Job.objects.exports_of(request.user), public_id=public_id)


def _unfinished(request: HttpRequest) -> list[tuple[Job, str]]:
    """The person's exports that a worker still writes, and those of the last days that came to nothing, with their state in words."""
    since = clock.now() - _REMEMBERED
    jobs = Job.objects.exports_of(request.user).exclude(state=JobState.DONE).filter(created_at__gte=since).newest()[:5]
    return [(job, "生成中" if job.is_running else job.get_state_display()) for job in jobs]


def _again(entry: Export) -> str:
    """The way to the same export anew."""
    return export_url(entry.kind, entry.params)


def _state(entry: Export) -> tuple[str, str]:
    """Word and tone of the chip."""
    if entry.official:
        return "报送文件", "blue"
    if entry.dropped_at or (entry.expires_at and entry.expires_at <= clock.now()):
        return "已失效", "grey"
    return ("已下载", "green") if entry.fetches else ("待下载", "orange")


def _facts(entry: Export) -> list[Row]:
    rows = [
        Row("内容", entry.title, entry.conditions), Row("用途", entry.get_purpose_display(), entry.matter),
        Row("行数", f"{entry.rows} 行"), Row("导出人", str(entry.actor), str(entry.section or "")),
        Row("导出时间", _moment(entry.made_at)),
        Row("数据摘要", entry.sha256, "SHA-256，写在文件的“用途与水印”表里，证明数据没有被改动"),
    ]  # fmt: skip
    if entry.expires_at:
        rows.append(Row("链接有效期至", _moment(entry.expires_at)))
    if entry.fetched_at:
        rows.append(Row("最近下载", _moment(entry.fetched_at), f"共 {entry.fetches} 次"))
    return rows


def _moment(value: Any) -> str:
    return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
