"""Which records, from which day; one application with its dated track; its papers, letters and dates."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, ics
from core.errors import DomainError
from core.pieces import Crumb
from portal.doors import member_page
from portal.repair.forms import ReasonForm
from records.models import CreditRecord
from repair import track
from repair.choices import OPEN, PaperKind, State
from repair.facts import adverse_of, eligibility_many, eligibility_of
from repair.models import Application
from repair.services.applying import application_withdraw, review_ask
from repair.transitions import REPAIR_MOVES

HOME = Crumb("首页", "/portal/")
EDITABLE = (State.DRAFT, State.SUPPLEMENT)


@require_safe
@member_page()
def repairs(request: HttpRequest) -> HttpResponse:
    """Every adverse record that still counts, with its first day to apply, and the applications so far."""
    on = clock.today()
    records = adverse_of(request.subject, on)
    answers = eligibility_many(records, on)
    rows = list(
        Application.objects.of([request.subject]).select_related("record").prefetch_related("pauses").newest()[:50]
    )
    running = {row.record_id: row for row in rows if row.state in (*OPEN, State.SYNCING)}
    context = {
        "title": "信用修复", "crumbs": [HOME, Crumb("信用修复")], "on": on,
        "records": [(record, answers[record.pk], running.get(record.pk)) for record in records],
        "applications": [(row, track.what_next(row), track.due_of(row)) for row in rows],
    }  # fmt: skip
    return TemplateResponse(request, "portal/repair/list.html", context)


@require_safe
@member_page()
def record_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One record: the answer in full, and the button."""
    record = own_record(request, public_id)
    answer = eligibility_of(record)
    running = Application.objects.filter(record=record, state__in=OPEN).first()
    context = {
        "title": "能不能修复、什么时候能修复", "record": record, "answer": answer, "running": running, "on": clock.today(),
        "crumbs": [HOME, Crumb("信用修复", reverse("portal:repairs")), Crumb(record.document_number)],
    }  # fmt: skip
    return TemplateResponse(request, "portal/repair/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def repair(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application with its track; buttons post `deed`."""
    row = own(request, public_id)
    if row.state == State.DRAFT and request.method != "POST":
        return HttpResponseRedirect(reverse("portal:repair_fill", args=[row.public_id]))
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            words = _act(request, row)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, words)
            after = reverse("portal:repairs") if request.POST.get("deed") == "withdraw" else request.path
            return HttpResponseRedirect(after)
    allowed = {move.code for move in REPAIR_MOVES.allowed(row.state)}
    context = {
        "title": f"修复申请 {row.number}", "row": row, "problems": problems, "steps": track.steps(row), "next": track.what_next(row),
        "due": track.due_of(row), "on": clock.today(), "facts": track.facts(row), "entries": track.entries(row, with_people=False),
        "papers": row.papers.filter(removed_at=None).exclude(kind=PaperKind.FINDING), "letters": row.letters.all(),
        "revocations": row.revocations.all(), "may_fill": row.state in EDITABLE, "may_withdraw": "withdraw" in allowed, "may_review": "ask_review" in allowed,
        "review_form": ReasonForm(request.POST if request.POST.get("deed") == "ask_review" else None, auto_id="review_%s"),
        "crumbs": [HOME, Crumb("信用修复", reverse("portal:repairs")), Crumb(row.number)],
    }  # fmt: skip
    return TemplateResponse(request, "portal/repair/application.html", context)


def _act(request: HttpRequest, row: Application) -> str:
    deed, reason = request.POST.get("deed"), request.POST.get("reason", "")
    if deed == "withdraw":
        application_withdraw(actor=request.user, application=row, reason=reason)
        return f"修复申请 {row.number} 已撤回，随时可以再申请。"
    if deed == "ask_review":
        done = review_ask(actor=request.user, application=row, reason=reason)
        return f"已申请复核，{done.review_due:%Y-%m-%d} 前作出复核决定。"
    raise DomainError("没有认出要做什么，请用页面上的按钮。", code="E-REP-18")


@require_safe
@member_page()
def paper(request: HttpRequest, public_id: UUID, paper_id: UUID) -> HttpResponse:
    """A paper the applicant has brought."""
    found = get_object_or_404(
        own(request, public_id).papers.exclude(file="").exclude(kind=PaperKind.FINDING), public_id=paper_id
    )
    return download(found.file, found.filename, found.media_type)


@require_safe
@member_page()
def letter(request: HttpRequest, public_id: UUID, letter_id: int) -> HttpResponse:
    """A letter of the bureau as PDF."""
    found = get_object_or_404(own(request, public_id).letters, pk=letter_id)
    return download(found.pdf, f"{found.get_kind_display()} {found.number}.pdf", "application/pdf")


@require_safe
@member_page()
def record_dates(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The dates of a record for one's own calendar."""
    record = own_record(request, public_id)
    address = settings.SITE_URL + reverse("portal:repair_record", args=[record.public_id])
    return _calendar(track.days_of_record(record.public_id, record.document_number, eligibility_of(record), address))


@require_safe
@member_page()
def application_dates(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The next date of an application for one's own calendar."""
    row = own(request, public_id)
    return _calendar(track.days_of_application(row, settings.SITE_URL + reverse("portal:repair", args=[row.public_id])))


def _calendar(days: list[ics.Day]) -> HttpResponse:
    if not days:
        raise Http404
    answer = HttpResponse(
        ics.calendar(days, name="信用修复", made_at=clock.now()), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = f"attachment; filename=\"repair.ics\"; filename*=UTF-8''{quote('信用修复日期.ics')}"
    return answer


def own(request: HttpRequest, public_id: UUID) -> Application:
    """The application, or 404 when it is another subject's."""
    rows = Application.objects.of([request.subject]).select_related(
        "record__item", "subject", "section", "handler", "decided_by"
    )
    return get_object_or_404(rows.prefetch_related("pauses"), public_id=public_id)


def own_record(request: HttpRequest, public_id: UUID) -> CreditRecord:
    """The record, or 404 when it is another subject's or no adverse one."""
    rows = CreditRecord.objects.filter(subject=request.subject, nature="adverse").exclude(disclosure="withheld")
    return get_object_or_404(rows.select_related("item", "subject", "rule_version"), public_id=public_id)


def download(file: Any, name: str, media_type: str) -> HttpResponse:
    """Bytes to keep, never to be shown inside a page."""
    answer = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]
