"""The portal's home: what to do by when, what was said, who looked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from core import clock
from notices.models import Notice
from portal.doors import member_page
from portal.todo import todo_for
from records.selectors_looks import looks_told

NOTICES_SHOWN, LOOKS_SHOWN = 5, 3


@require_safe
@member_page()
def home(request: HttpRequest) -> HttpResponse:
    """Everything that waits, in the order in which it presses."""
    on = clock.today()
    subject = request.subject
    context = {
        "title": "办事首页",
        "on": on,
        "items": todo_for(subject, request.user, on),
        "notices": Notice.objects.visible_to(request.user).unread_first()[:NOTICES_SHOWN],
        "looks": looks_told(subject, limit=100)[:LOOKS_SHOWN],
        "public_count": subject.records.public(on).count(),
        "record_count": subject.records.count(),
    }
    return TemplateResponse(request, "portal/home.html", context)
