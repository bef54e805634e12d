"""Pages of submissions: see what would go, make the file, download it, say when it was sent, take it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Crumb, Row, Step
from core.staff import staff_page
from core.words import count
from publicity.choices import RowState, SubmissionState
from publicity.models import DecisionKind, Submission
from publicity.services import submissions

PERM = submissions.PERM
HOME = Crumb("报送批次", "")
PAGE_SIZE = 30


class PeriodForm(forms.Form):
    """Which decisions go into the file."""

    kind = forms.ModelChoiceField(
        label="决定种类",
        queryset=DecisionKind.objects.filter(active=True),
        empty_label=None,
        error_messages={"required": "请选择决定种类。"},
    )
    since = forms.DateField(
        label="决定日期自",
        required=False,
        help_text="留空表示此前所有可报送的决定。",
        error_messages={"invalid": "日期写法不对，请写成 2026-03-02 这样。"},
    )
    until = forms.DateField(
        label="决定日期至",
        error_messages={"required": "请填写截止日期。", "invalid": "日期写法不对，请写成 2026-03-02 这样。"},
    )


class SentForm(forms.Form):
    """The day on which the file was handed to the platform."""

    sent_on = forms.DateField(
        label="上报日期",
        error_messages={"required": "请填写上报日期。", "invalid": "日期写法不对，请写成 2026-03-02 这样。"},
    )


class CancelForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(label="作废理由", max_length=300, error_messages={"required": "请写明作废的理由。"})


@staff_page(
    "publicity/submissions/", name="publicity_submissions", title="报送批次", perm="publicity.view_submission",
    group="双公示报送", order=10,
)  # fmt: skip
def submission_list(request: HttpRequest) -> HttpResponse:
    """Every file ever made, the newest first."""
    rows = submissions.submissions_visible_to(request.user).select_related("kind", "created_by").order_by("-pk")
    state = request.GET.get("state", "")
    if state in SubmissionState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "states": SubmissionState.choices, "may_make": request.user.has_perm(PERM)}
    return TemplateResponse(request, "admin/publicity/submissions.html", context)


@staff_page("publicity/submissions/new/", name="publicity_submission_new", title="生成报送文件", perm=PERM)
def submission_new(request: HttpRequest) -> HttpResponse:
    """Step one shows what would go and what stays behind; step two makes the file."""
    data = request.POST if request.method == "POST" else request.GET
    form = PeriodForm(data if "kind" in data else None, initial={"until": clock.today()})
    plan, problems = None, []
    if form.is_bound and form.is_valid():
        chosen = {"kind": form.cleaned_data["kind"].pk, **{k: form.cleaned_data[k] for k in ("since", "until")}}
        try:
            if request.method == "POST":
                made = submissions.submission_make(actor=request.user, **chosen)
                messages.success(
                    request, f"已生成 {made.submission}，共 {made.submission.row_count} 行。请下载后上报。"
                )
                return _to(made.submission)
            plan = submissions.submission_plan(actor=request.user, **chosen)
        except DomainError as error:
            problems = [error]
    context = {"form": form, "plan": plan, "problems": problems, "crumbs": _crumbs("生成报送文件")}
    return TemplateResponse(request, "admin/publicity/submission_new.html", context)


@staff_page(
    "publicity/submissions/<int:pk>/", name="publicity_submission", title="报送批次", perm="publicity.view_submission"
)
def submission_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One file on its way: steps, what is to do next, and every row with the platform's answer."""
    return _page(request, _visible(request, pk))


@staff_page("publicity/submissions/<int:pk>/sent/", name="publicity_submission_sent", title="标记已上报", perm=PERM)
def submission_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """The deed of marking; refused input comes back on the page of the submission."""
    found, form = _visible(request, pk), SentForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _to(found)
    if form.is_valid():
        try:
            submissions.submission_mark_sent(actor=request.user, submission=found, sent_on=form.cleaned_data["sent_on"])
        except DomainError as error:
            return _page(request, found, sent_form=form, problems=[error])
        messages.success(
            request, f"{found} 已标记为 {form.cleaned_data['sent_on']:%Y-%m-%d} 上报。收到平台回执后，请在这里登记。"
        )
        return _to(found)
    return _page(request, found, sent_form=form)


@staff_page("publicity/submissions/<int:pk>/cancel/", name="publicity_submission_cancel", title="作废批次", perm=PERM)
def submission_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file back that was never sent."""
    found, form, problems = _visible(request, pk), CancelForm(request.POST if request.method == "POST" else None), []
    if form.is_bound and form.is_valid():
        try:
            submissions.submission_cancel(actor=request.user, submission=found, reason=form.cleaned_data["reason"])
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, f"{found} 已作废，其中的决定恢复为“可报送”。")
            return _to(found)
    context = {"submission": found, "form": form, "problems": problems, "crumbs": _crumbs(found.number, "作废")}
    return TemplateResponse(request, "admin/publicity/submission_cancel.html", context)


@staff_page("publicity/submissions/<int:pk>/file/", name="publicity_submission_file", title="下载报送文件", perm=PERM)
def submission_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook, by POST only: the look at identity numbers is registered, and no link can fetch it by accident."""
    found = _visible(request, pk)
    if request.method != "POST":
        raise Http404
    try:
        content = submissions.submission_open(actor=request.user, submission=found, purpose="上报信用信息平台")
    except DomainError as error:
        return _page(request, found, problems=[error])
    answer = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer


# -- parts -----------------------------------------------------------------------------------------------------------
def _page(request: HttpRequest, found: Submission, *, sent_form: Any = None, problems: Any = ()) -> HttpResponse:
    user, rows = request.user, found.rows.select_related("decision").order_by("sheet", "row")
    state = request.GET.get("state", "")
    shown = rows.filter(state=state) if state in RowState.values else rows
    unsent = found.state == SubmissionState.MADE
    context = {
        "submission": found,
        "title": found.number,
        "steps": _steps(found),
        "facts": _facts(found),
        "page": Paginator(shown, 100).get_page(request.GET.get("page")),
        "filters": [(code, label, rows.filter(state=code).count()) for code, label in RowState.choices],
        "sent_form": sent_form or SentForm(initial={"sent_on": clock.today()}),
        "may_mark": unsent and user.has_perm(PERM),
        "may_download": user.has_perm(PERM),
        "may_answer": found.state != SubmissionState.CANCELLED and user.has_perm("publicity.take_receipt"),
        "may_edit": user.has_perm("publicity.enter_decision"),
        "amended": rows.exclude(sent_as={}).count(),
        "problems": list(problems),
        "crumbs": _crumbs(found.number),
    }
    return TemplateResponse(request, "admin/publicity/submission.html", context)


def _steps(found: Submission) -> list[Step]:
    """生成 → 上报 → 回执."""
    cancelled, sent = found.state == SubmissionState.CANCELLED, found.sent_on is not None
    answered = found.state == SubmissionState.ANSWERED
    now = "bad" if cancelled else "now"
    return [
        Step("生成文件", "done", f"{_made_on(found):%Y-%m-%d}"),
        Step("已作废" if cancelled else "上报平台", "done" if sent else now, f"{found.sent_on:%Y-%m-%d}" if sent else ""),
        Step("登记回执", "done" if answered else ("now" if sent else "todo"),
             f"{clock.local_date(found.answered_at):%Y-%m-%d}" if found.answered_at else ""),
    ]  # fmt: skip


def _made_on(found: Submission) -> date:
    """The day in the number."""
    return date.fromisoformat(found.number.split("-")[1])


def _facts(found: Submission) -> list[Row]:
    return [
        Row("种类", found.kind.name, str(found.edition)),
        Row("决定日期", f"{found.since:%Y-%m-%d} 至 {found.until:%Y-%m-%d}"),
        Row("行数", count(found.row_count, "行")),
        Row("生成人", str(found.created_by)),
        Row("上报人", str(found.sent_by) if found.sent_by_id else "尚未上报"),
        Row("文件摘要", found.sha256, "SHA-256，证明存档文件就是上报的文件"),
    ]


def _visible(request: HttpRequest, pk: int) -> Submission:
    rows = submissions.submissions_visible_to(request.user)
    return get_object_or_404(rows.select_related("kind", "edition", "created_by", "sent_by"), pk=pk)


def _crumbs(*titles: str) -> list[Crumb]:
    return [Crumb("报送批次", reverse("admin:publicity_submissions")), *(Crumb(title) for title in titles)]


def _to(found: Submission) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:publicity_submission", args=[found.pk]))
