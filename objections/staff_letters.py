"""更正通知: who was told of which correction; each letter can be printed and sent."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core.pieces import Crumb
from core.staff import staff_page
from objections.models import Letter
from objections.querysets import SEE


@staff_page("objections/letters/", name="objections_letters", title="更正通知", perm=SEE, group="修复与异议", order=44)
def letters_page(request: HttpRequest) -> HttpResponse:
    """Newest first; ?show=paper those that go outside the house."""
    rows = Letter.objects.select_related("record", "recipient").order_by("-id")
    if request.GET.get("show") == "paper":
        rows = rows.filter(recipient=None)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return TemplateResponse(request, "admin/objections/letters.html", {"page": page})


@staff_page("objections/letters/<str:number>/", name="objections_letter_page", title="更正通知", perm=SEE)
def letter_page(request: HttpRequest, number: str) -> HttpResponse:
    """One letter, laid out for paper."""
    one = get_object_or_404(Letter.objects.select_related("record__subject", "recipient"), number=number)
    context = {
        "title": f"更正通知 {one.number}", "letter": one, "changes": one.changes.items(),
        "crumbs": [Crumb("更正通知", reverse("admin:objections_letters")), Crumb(one.number)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/objections/letter.html", context)
