"""The inbox: what was said to me, unread first; reading and acknowledging leave a trail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.pieces import Crumb
from core.staff import Badge, staff_badges, staff_page
from notices import services
from notices.models import Notice

PERM = "notices.view_notice"
_ON_A_PAGE = 30


@staff_page("inbox/", name="inbox", title="消息", perm=PERM, group="我的待办", order=20)
@require_safe
def inbox_page(request: HttpRequest) -> HttpResponse:
    """My messages; ?show=unread leaves out what I have read."""
    mine = Notice.objects.visible_to(request.user)
    unread = mine.unread().count()
    shown = mine.unread() if request.GET.get("show") == "unread" else mine
    page = Paginator(shown.unread_first(), _ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "admin/notices/inbox.html", {"page": page, "unread": unread})


@staff_page("inbox/<int:pk>/", name="inbox_notice", title="消息", perm=PERM)
@require_safe
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One message; opening it is reading it."""
    notice = services.notice_read(actor=request.user, notice=_mine(request, pk))
    crumbs = [Crumb("消息", reverse("admin:inbox")), Crumb(notice.title[:40])]
    context = {
        "notice": notice,
        "deliveries": notice.deliveries.order_by("id"),
        "title": notice.title,
        "crumbs": crumbs,
    }
    return TemplateResponse(request, "admin/notices/notice.html", context)


@staff_page("inbox/<int:pk>/acknowledge/", name="inbox_acknowledge", title="确认收到", perm=PERM)
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm to have received it."""
    services.notice_acknowledge(actor=request.user, notice=_mine(request, pk))
    messages.success(request, "已确认收到，确认时间已留存。")
    return HttpResponseRedirect(reverse("admin:inbox_notice", args=[pk]))


@staff_page("inbox/read/", name="inbox_read_all", title="全部标为已读", perm=PERM)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = services.notices_read_all(actor=request.user)
    messages.success(request, f"已把 {count} 条消息标为已读。" if count else "没有未读消息。")
    return HttpResponseRedirect(reverse("admin:inbox"))


@staff_badges
def unread_badge(user: Any) -> Badge | None:
    """The bell in the top bar."""
    if not user.has_perm(PERM):
        return None
    count = Notice.objects.visible_to(user).unread().count()
    return Badge(f"未读消息 {count} 条" if count else "没有未读消息", count, reverse("admin:inbox"))


def _mine(request: HttpRequest, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
