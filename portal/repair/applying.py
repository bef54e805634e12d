"""Apply: one page to fill, one to check, one that says it is in. Everything typed is kept, complete or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import DomainError
from core.pieces import Crumb, Step
from portal.doors import member_page
from portal.repair.forms import FillForm
from portal.repair.views import EDITABLE, HOME, own, own_record
from repair import filling, track
from repair.choices import PaperKind, State
from repair.models import Application
from repair.promise import promise_text
from repair.services import applying
from repair.services.letters import bureau


@require_POST
@member_page()
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the draft of this record, or go on with the one there is."""
    record = own_record(request, public_id)
    try:
        row = applying.application_start(actor=request.user, record=record)
    except DomainError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("portal:repair_record", args=[record.public_id]))
    return HttpResponseRedirect(reverse("portal:repair", args=[row.public_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def fill(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The application on one page. Each button keeps what was typed first."""
    row = own(request, public_id)
    if row.state not in EDITABLE:
        return HttpResponseRedirect(reverse("portal:repair", args=[row.public_id]))
    form = FillForm(request.POST or None, request.FILES or None, initial=filling.initial_of(row))
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            where = _keep(request, row, form)
        except DomainError as error:
            problems = [error]
        else:
            problems = _still_empty(request, row, form)
            if not problems:
                return HttpResponseRedirect(where)
    papers = list(row.papers.filter(removed_at=None))
    context = {
        "title": "填写修复申请", "row": row, "form": form, "problems": problems, "steps": _steps(0), "papers": papers,
        "has_proof": any(paper.kind == PaperKind.FULFILMENT for paper in papers), "more": bool(row.court_on),
        "promise": promise_text(row.record, bureau(), clock.today()), "this_round": applying.round_of(row),
        "crumbs": [HOME, Crumb("信用修复", reverse("portal:repairs")), Crumb("填写申请")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/repair/fill.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check the answers, then hand in."""
    row = own(request, public_id)
    if row.state not in EDITABLE:
        return HttpResponseRedirect(reverse("portal:repair", args=[row.public_id]))
    problems: list[Any] = applying.lacking(row)
    if request.method == "POST" and not problems:
        try:
            applying.application_submit(actor=request.user, application=row)
        except DomainError as error:
            problems = [error]
        else:
            return HttpResponseRedirect(reverse("portal:repair_done", args=[row.public_id]))
    context = {
        "title": "核对后提交", "row": row, "problems": problems, "steps": _steps(1), "facts": track.facts(row),
        "papers": row.papers.filter(removed_at=None),
        "crumbs": [HOME, Crumb("信用修复", reverse("portal:repairs")), Crumb("核对后提交")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/repair/check.html", context)


@require_safe
@member_page()
def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Number, date, what happens next."""
    row = own(request, public_id)
    if row.submitted_on is None or row.state != State.SUBMITTED:
        return HttpResponseRedirect(reverse("portal:repair", args=[row.public_id]))
    context = {
        "title": "申请已提交", "row": row, "number": row.number, "when": f"{row.submitted_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} 提交",
        "next_steps": [
            f"本局 {row.accept_due:%Y-%m-%d} 前决定是否受理；材料不齐的，一次性告诉您补什么。",
            f"受理后，{row.decide_due:%Y-%m-%d} 前作出决定。每一步都会发消息给您。",
            "准予修复的，当时停止公示和共享；不予修复的，写明理由和救济途径。全程不收费。",
        ],
        "steps": _steps(2), "crumbs": [HOME, Crumb("信用修复", reverse("portal:repairs")), Crumb(row.number)],
    }  # fmt: skip
    return TemplateResponse(request, "portal/repair/done.html", context)


def _still_empty(request: HttpRequest, row: Application, form: FillForm) -> list[DomainError]:
    """What must be typed or uploaded here before the answers can be checked; it has been kept so far. What only time brings is said
    on the next page."""
    if request.POST.get("then") != "check":
        return []
    row.refresh_from_db()
    return [error for error in applying.lacking(row) if error.field in form.fields]


def _keep(request: HttpRequest, row: Application, form: FillForm) -> str:
    """Save, take files in, take files out; gives where to go then."""
    kinds = {"file": PaperKind.FULFILMENT, "other": form.cleaned_data["kind"] or PaperKind.REPORT}
    filling.keep(request.user, row, form.cleaned_data, kinds)
    here = reverse("portal:repair_fill", args=[row.public_id])
    if gone := request.POST.get("remove", ""):
        applying.paper_remove(
            actor=request.user, application=row, paper=get_object_or_404(row.papers, public_id=_uuid(gone))
        )
        messages.success(request, "材料已移除，其他内容都保存了。")
        return here
    if request.POST.get("then") == "check":
        return reverse("portal:repair_check", args=[row.public_id])
    messages.success(request, "已保存，可以以后再来接着填。")
    return here


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _steps(here: int) -> list[Step]:
    return [
        Step(title, "done" if n < here else "now" if n == here else "todo")
        for n, title in enumerate(("填写", "核对", "提交"))
    ]
