"""A new edition, handed in as a workbook, waits until somebody reads the difference and adopts it: the pages of catalogue and data standards share this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.downloads import workbook_answer
from core.errors import DomainError
from core.pieces import Row
from core.sheets.marking import marked_name
from exchange.models import Job, JobState
from exchange.services.jobs import job_cancel


class ReasonForm(forms.Form):
    """Why something is changed."""

    reason = forms.CharField(
        label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="写明依据，例如文号和通知日期。理由会写入办理历史。",
        error_messages={"required": "请写明理由，它会写入办理历史。"},
    )  # fmt: skip


@dataclass(frozen=True)
class EditionReview:
    """One kind of edition: the code of its jobs, its pages and the services behind the three buttons.

    `adopted` gives the sentence and the address after an adoption. `noun` is what the workbook's rows are, `consequence` what an
    adoption brings about.
    """

    kind: str
    home: str
    home_title: str
    marked_page: str
    noun: str
    consequence: str
    put_aside: str
    adopt: Callable[..., Any]
    look_again: Callable[..., Any]
    adopted: Callable[[Any], tuple[str, str]]
    template: str = "admin/records/edition_job.html"

    def jobs(self, request: HttpRequest) -> Any:
        """The workbooks of this kind that the person may see."""
        return Job.objects.visible_to(request.user).filter(kind=self.kind).select_related("actor").newest()

    def waiting(self, request: HttpRequest) -> Any:
        """The newest ones that nobody has decided on."""
        return self.jobs(request).filter(state=JobState.CHECKED)[:5]

    def page(self, request: HttpRequest, public_id: str, describe: Callable[[Job], dict[str, Any]]) -> HttpResponse:
        """The difference, and the three buttons; `describe` gives what is particular to the kind."""
        job = get_object_or_404(self.jobs(request), public_id=public_id)
        form = ReasonForm(request.POST if "adopt" in request.POST else None)
        problems: list[DomainError] = []
        if request.method == "POST" and ("adopt" not in request.POST or form.is_valid()):
            try:
                return self._act(request, job, form)
            except DomainError as error:
                problems = [error]
                job.refresh_from_db()
        waiting = job.state == JobState.CHECKED
        context = {
            "job": job, "form": form, "problems": problems, "summary": job.summary, "diff": job.summary.get("diff"),
            "waiting": waiting, "ready": waiting and not job.bad and not job.summary.get("problems"),
            "rows": job.rows.order_by("row")[:200], "noun": self.noun, "consequence": self.consequence,
            "home_url": reverse(self.home), "home_title": self.home_title, "marked_url": reverse(self.marked_page, args=[job.public_id]),
        }  # fmt: skip
        return TemplateResponse(request, self.template, context | describe(job))

    def marked(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """The person's own workbook with the wrong cells marked."""
        job = get_object_or_404(self.jobs(request).exclude(report=""), public_id=public_id)
        with job.report.open("rb") as stream:
            return workbook_answer(stream.read(), marked_name(job.filename))

    def fact_rows(self, job: Job, *, confirmed: bool) -> list[Row]:
        """What every kind says last: compared with what, checked against the official text or not, whose file."""
        base = job.summary.get("base", "")
        none = "没有，这是第一个版本" if "diff" in job.summary else "改正表格后比较"
        return [
            Row("比较的版本", base or none),
            Row("正式文本", "已核对" if confirmed else "待核对"),
            Row("文件", f"{job.filename}，{job.total} 个{self.noun}", f"{job.actor} {clock.local_date(job.created_at)} 上传"),
        ]  # fmt: skip

    def _act(self, request: HttpRequest, job: Job, form: ReasonForm) -> HttpResponse:
        if "adopt" in request.POST:
            words, address = self.adopted(self.adopt(actor=request.user, job=job, reason=form.cleaned_data["reason"]))
            messages.success(request, words)
            return HttpResponseRedirect(address)
        if "again" in request.POST:
            self.look_again(actor=request.user, job=job)
            return HttpResponseRedirect(request.path)
        job_cancel(actor=request.user, job=job)
        messages.success(request, self.put_aside)
        return HttpResponseRedirect(reverse(self.home))


def period_state(
    valid_from: date, valid_until: date | None, *, coming: str, running: str, over: str
) -> tuple[str, str]:
    """Word and tone of something that has a first and perhaps a last day."""
    on = clock.today()
    if valid_from > on:
        return coming, "orange"
    if valid_until is not None and valid_until < on:
        return over, "grey"
    return running, "green"
