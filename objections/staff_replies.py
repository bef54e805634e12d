"""当事人回应: what waits for its check, and the check itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from objections.forms import ReplyRefuseForm
from objections.services import replies
from objections.transitions import HANDLE
from records.choices import ReplyState
from records.models import Reply


@staff_page(
    "objections/replies/", name="objections_replies", title="当事人回应", perm=HANDLE, group="修复与异议", order=43
)
def replies_page(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first; ?show=all newest first."""
    rows = Reply.objects.select_related("record__subject", "judged_by")
    if request.GET.get("show") == "all":
        rows = rows.order_by("-id")
    else:
        rows = rows.filter(state=ReplyState.PENDING).order_by("due_on", "id")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return TemplateResponse(request, "admin/objections/replies.html", {"page": page, "on": clock.today()})


@staff_page("objections/replies/<uuid:public_id>/", name="objections_reply_page", title="审查当事人回应", perm=HANDLE)
def reply_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show it, or refuse it for a listed cause."""
    one = get_object_or_404(Reply.objects.select_related("record__subject", "judged_by"), public_id=public_id)
    refusing = request.method == "POST" and request.POST.get("deed") == "refuse"
    form = ReplyRefuseForm(request.POST if refusing else None)
    problems: list[Any] = []
    if request.method == "POST" and (not refusing or form.is_valid()):
        try:
            if refusing:
                replies.reply_refuse(actor=request.user, reply=one, **form.cleaned_data)
            else:
                replies.reply_show(actor=request.user, reply=one)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, "没有展示，理由已告知当事人。" if refusing else "已经展示在记录旁边。")
            return HttpResponseRedirect(reverse("admin:objections_replies"))
    context = {
        "title": "审查当事人回应", "reply": one, "form": form, "problems": problems, "on": clock.today(),
        "crumbs": [Crumb("当事人回应", reverse("admin:objections_replies")), Crumb(one.record.subject.name)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/objections/reply.html", context)
