"""Messages to the person who is signed in."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.pieces import Crumb
from notices import services
from notices.models import Notice
from portal.doors import member_page

ON_A_PAGE = 20


@require_safe
@member_page()
def inbox(request: HttpRequest) -> HttpResponse:
    """My messages, unread first; ?show=unread leaves out what I have read."""
    mine = Notice.objects.visible_to(request.user)
    shown = mine.unread() if request.GET.get("show") == "unread" else mine
    page = Paginator(shown.unread_first(), ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "portal/inbox.html", {"title": "消息", "page": page})


@require_safe
@member_page()
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message; opening it is reading it."""
    notice = services.notice_read(actor=request.user, notice=_mine(request, pk))
    context = {
        "title": notice.title,
        "notice": notice,
        "crumbs": [Crumb("消息", reverse("portal:messages")), Crumb(notice.title[:40])],
    }
    return TemplateResponse(request, "portal/message.html", context)


@require_POST
@member_page()
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm to have received it: that is proof of service."""
    services.notice_acknowledge(actor=request.user, notice=_mine(request, pk))
    messages.success(request, "已确认收到，确认时间已留存。")
    return HttpResponseRedirect(reverse("portal:message", args=[pk]))


@require_POST
@member_page()
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = services.notices_read_all(actor=request.user)
    messages.success(request, f"已把 {count} 条消息标为已读。" if count else "没有未读消息。")
    return HttpResponseRedirect(reverse("portal:messages"))


def _mine(request: HttpRequest, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
