"""The party's own words beside a record: write, see what became of them, take them back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from objections.forms import ReplyForm
from objections.services.replies import reply_take_back, reply_write
from portal.doors import member_page
from portal.objections.views import HOME, own_records
from records.choices import ReplyState
from records.models import Reply


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def reply(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """At most 200 characters about one record."""
    record = get_object_or_404(own_records(request).select_related("subject"), public_id=public_id)
    rows = list(Reply.objects.filter(record=record).order_by("-id")[:10])
    taking = request.POST.get("deed") == "take_back"
    form = ReplyForm(request.POST if request.method == "POST" and not taking else None)
    problems: list[Any] = []
    if request.method == "POST" and (taking or form.is_valid()):
        try:
            words = _take_back(request, rows) if taking else _write(request, record, form)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, words)
            return HttpResponseRedirect(reverse("portal:reply", args=[record.public_id]))
    context = {
        "title": "对记录作出回应", "record": record, "form": form, "problems": problems, "rows": rows, "on": clock.today(),
        "pending": any(row.state == ReplyState.PENDING for row in rows),
        "crumbs": [HOME, Crumb("异议与回应", reverse("portal:objections")), Crumb("回应")],
    }  # fmt: skip
    return TemplateResponse(request, "portal/objections/reply.html", context)


def _write(request: HttpRequest, record: Any, form: ReplyForm) -> str:
    made = reply_write(actor=request.user, record=record, text=form.cleaned_data["text"])
    return f"回应已提交，{made.due_on:%Y-%m-%d} 前审查；通过后显示在这条记录旁边。"


def _take_back(request: HttpRequest, rows: list[Reply]) -> str:
    wanted = next((row for row in rows if str(row.public_id) == request.POST.get("reply")), None)
    if wanted is None:
        raise DomainError("没有这条回应，请刷新页面后重试。", code="E-STATE-01")
    reply_take_back(actor=request.user, reply=wanted)
    return "回应已收回，不再显示。"
