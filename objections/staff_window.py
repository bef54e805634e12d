"""At the window: find the record, and register the objection of a party that came in person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from objections.choices import Way
from objections.forms import ObjectionForm
from objections.services.filing import objection_file
from objections.transitions import TAKE
from records.models import CreditRecord
from records.record_links import RecordLink, record_link
from records.search import search_records
from records.selectors_marks import put_beside
from records.sources import sees_record


@staff_page(
    "objections/window/", name="objections_window", title="窗口登记异议", perm=TAKE, group="修复与异议", order=41
)
def window_page(request: HttpRequest) -> HttpResponse:
    """Public records by name, code or document number; others are reached from the subject's file."""
    words, problems, rows = request.GET.get("q", "").strip(), [], []
    if words:
        try:
            rows = put_beside(search_records(words, on=clock.today(), limit=20).items)
        except DomainError as error:
            problems = [error]
    context = {"q": words, "rows": rows, "problems": problems, "asked": bool(words)}
    return TemplateResponse(request, "admin/objections/window.html", context)


@staff_page("objections/window/<uuid:public_id>/", name="objections_window_new", title="登记异议", perm=TAKE)
def window_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same form as the portal's, filled in by a clerk on the party's behalf."""
    record = _record(request, public_id)
    form = ObjectionForm(request.POST or None, request.FILES or None, record=record)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = objection_file(
                actor=request.user, record=record, statement=typed["statement"], wanted=form.wanted(), papers=form.uploads(),
                applicant_name=typed["applicant_name"], applicant_phone=typed["applicant_phone"], way=Way.WINDOW,
                erratum_wanted=typed["erratum_wanted"],
            )  # fmt: skip
        except DomainError as error:
            problems = [error]
        else:
            messages.success(
                request, f"已登记，编号 {made.number}，请告诉当事人；答复期限 {made.due_on:%Y-%m-%d}。记录已标注。"
            )
            return HttpResponseRedirect(reverse("admin:objections_objection_page", args=[made.public_id]))
    context = {
        "title": "登记异议", "record": record, "form": form, "problems": problems,
        "crumbs": [Crumb("异议", reverse("admin:objections")), Crumb("窗口登记异议", reverse("admin:objections_window")), Crumb("登记")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/objections/window_new.html", context)


@record_link
def objection_link(user: Any, record: CreditRecord) -> RecordLink | None:
    """From the file of the subject straight to the form, as long as the record is told to anybody."""
    if record.withdrawn_at is not None or not user.has_perm(TAKE):
        return None
    return RecordLink("登记异议", reverse("admin:objections_window_new", args=[record.public_id]))


def _record(request: HttpRequest, public_id: UUID) -> CreditRecord:
    record = get_object_or_404(CreditRecord.objects.select_related("subject"), public_id=public_id)
    public = CreditRecord.objects.public(clock.today()).filter(pk=record.pk).exists()
    if not sees_record(request.user, record, public=public):
        raise Http404
    return record
