"""Pages of the lists that are changed in a workbook and sent back: take it out, send it back, see the differences, confirm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.downloads import workbook_answer
from core.errors import DomainError, Forbidden
from core.pieces import Crumb, Row
from core.sheets.marking import marked_name
from core.staff import staff_page
from exchange.exporting import export_url
from exchange.models import Job, JobState
from exchange.roundtrip import Roundtrip, trip_of, trips_for
from exchange.services.exports import PERM as TAKE_OUT
from exchange.services.roundtrips import roundtrip_confirm, roundtrip_hand_in, roundtrip_look_again, roundtrip_put_aside

SEE = ("exchange.view_job", "core.change_rules")  # those who keep business lists, and who keeps the lists of the house
TITLE = "改好再传"
SHOWN = 200


class HandInForm(forms.Form):
    """Which list, and the changed workbook."""

    what = forms.ChoiceField(
        label="改的是哪一张", widget=forms.RadioSelect,
        error_messages={"required": "请选择改的是哪一张。", "invalid_choice": "请选择列出的一张。"},
    )  # fmt: skip
    file = forms.FileField(
        label="改好的表", help_text="从第一步导出、修改后保存的 .xlsx。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.ods,.et"}),
        error_messages={"required": "请选择改好的表。", "empty": "文件是空的，没有任何内容。请确认选对了文件后重新上传。"},
    )  # fmt: skip

    def __init__(self, *args: Any, trips: list[Roundtrip], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(trip.slug, trip.title) for trip in trips]  # type: ignore[attr-defined]
        if len(trips) == 1:
            self.initial.setdefault("what", trips[0].slug)


class ReasonForm(forms.Form):
    """Why the rows change."""

    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明依据，例如变更登记的文号（至少 5 个字）。理由会写入每一行的办理历史。不要写证件号码。",
        error_messages={"required": "请写明理由，它会写入办理历史。"},
    )  # fmt: skip


@staff_page("exchange/again/", name="exchange_again", title=TITLE, perm=SEE, group="决定登记", order=45)
def again_page(request: HttpRequest) -> HttpResponse:
    """First take the list out, then send it back; nothing is written before the differences were seen."""
    trips = trips_for(request.user)
    if not trips:
        context = {"title": TITLE, "problems": [Forbidden("您的账号没有可以修改的表。请联系科室负责人。")]}
        return TemplateResponse(request, "admin/exchange/again.html", context, status=403)
    form = HandInForm(*((request.POST, request.FILES) if request.method == "POST" else ()), trips=trips)
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            job = roundtrip_hand_in(
                actor=request.user, what=form.cleaned_data["what"], file=upload, filename=upload.name
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return HttpResponseRedirect(_url(job))
    out = request.user.has_perm(TAKE_OUT)
    context: dict[str, Any] = {
        "title": TITLE, "form": form, "may_take_out": out, "lists": [(trip, _ways(request, trip)) for trip in trips] if out else (),
        "waiting": [(job, _url(job)) for job in _jobs(request).filter(actor=request.user, state=JobState.CHECKED)[:5]],
    }  # fmt: skip
    return TemplateResponse(request, "admin/exchange/again.html", context)


@staff_page("exchange/again/<slug:public_id>/", name="exchange_again_job", title="核对差异", perm=SEE)
def again_job(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a changed workbook would change; confirm it with a reason, compare again, or put it aside."""
    job = get_object_or_404(_jobs(request), public_id=public_id)
    trip = trip_of(job.kind)
    form = ReasonForm(request.POST if "write" in request.POST else None)
    problems: list[DomainError] = []
    if request.method == "POST" and ("write" not in request.POST or form.is_valid()):
        try:
            return _act(request, job, form)
        except DomainError as error:
            problems = [error]
            job.refresh_from_db()
    mine = job.actor_id == request.user.pk
    waiting = job.state == JobState.CHECKED
    summary = job.summary
    context: dict[str, Any] = {
        "title": f"核对差异：{trip.title}", "job": job, "trip": trip, "form": form, "problems": problems, "facts": _facts(job),
        "mine": mine, "waiting": waiting, "done": job.state == JobState.DONE, "ready": mine and waiting and job.good,
        "changes": summary.get("changes", [])[:SHOWN] if mine else (), "count": len(summary.get("changes", [])),
        "stale": summary.get("stale", [])[:SHOWN] if mine else (), "rows": job.rows.order_by("row")[:SHOWN] if mine else (),
        "marked": reverse("admin:exchange_again_marked", args=[job.public_id]) if mine and job.report else "",
        "crumbs": [Crumb(TITLE, reverse("admin:exchange_again")), Crumb("核对差异")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/exchange/again_job.html", context)


@staff_page("exchange/again/<slug:public_id>/marked/", name="exchange_again_marked", title="下载标注的表", perm=SEE)
def again_marked(request: HttpRequest, public_id: str) -> HttpResponse:
    """The person's own workbook with the refused rows marked."""
    job = get_object_or_404(_jobs(request).filter(actor=request.user).exclude(report=""), public_id=public_id)
    with job.report.open("rb") as stream:
        return workbook_answer(stream.read(), marked_name(job.filename))


def _act(request: HttpRequest, job: Job, form: ReasonForm) -> HttpResponse:
    if "write" in request.POST:
        done = roundtrip_confirm(actor=request.user, job=job, reason=form.cleaned_data["reason"])
        if done.bad:
            messages.warning(request, f"已写入 {done.created} 行；{done.bad} 行没有写入，原因见下面。")
        else:
            messages.success(request, f"已写入 {done.created} 行。")
    elif "again" in request.POST:
        roundtrip_look_again(actor=request.user, job=job)
    else:
        roundtrip_put_aside(actor=request.user, job=job)
        messages.success(request, "已放弃这份表，没有改变任何数据。")
        return HttpResponseRedirect(reverse("admin:exchange_again"))
    return HttpResponseRedirect(request.path)


def _jobs(request: HttpRequest) -> QuerySet:
    """Jobs of lists this person may change."""
    kinds = [trip.kind for trip in trips_for(request.user)]
    return Job.objects.visible_to(request.user).filter(kind__in=kinds).select_related("actor").newest()


def _ways(request: HttpRequest, trip: Roundtrip) -> list[tuple[str, str]]:
    return [(words, export_url(trip.kind, params)) for words, params in trip.ways_out(request.user)]


def _url(job: Job) -> str:
    return reverse("admin:exchange_again_job", args=[job.public_id])


def _facts(job: Job) -> list[Row]:
    moment = job.created_at.astimezone(clock.SHANGHAI)
    word = "已写入" if job.state == JobState.DONE else "可以写入"
    count = job.created if job.state == JobState.DONE else job.good
    return [
        Row("表", trip_of(job.kind).title, job.filename), Row("上传", f"{job.actor} {moment:%Y-%m-%d %H:%M}"),
        Row("行数", f"共 {job.total} 行", f"{word} {count} 行，没有改动 {job.unchanged} 行，不写入 {job.bad} 行"),
    ]  # fmt: skip
