"""The doors of the portal: who comes in, and for whom they act on this page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

from core.errors import Forbidden
from members.choices import Role
from members.models import Membership
from members.selectors import current
from portal.frame import Frame

View = Callable[..., HttpResponse]
CHOSEN = "portal.subject"


def member_page(*roles: str) -> Callable[[View], View]:
    """A page for those who act for a firm or for themselves, in one of the roles when any are named.

    Sets `request.membership` and `request.subject` (whom the person acts for here) and `request.portal` (the frame). Nobody signed
    in: the sign-in page. Staff: told kindly, 403. Nobody to act for: the binding page. Another role: 403 in words. What a service
    forbids inside becomes a 403 with its words. Objects of other subjects: look them up through `request.subject`, so they are 404.
    """
    unknown = set(roles) - set(Role.values)
    if unknown:
        raise ValueError(f"unknown roles of members: {sorted(unknown)}")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            answer = _stopped(request, roles)
            if answer is None:
                try:
                    answer = view(request, *args, **kwargs)
                except Forbidden as refusal:
                    raise PermissionDenied(refusal.message) from refusal
            return private(answer)

        return guarded

    return guard


def account_page(view: View) -> View:
    """A page for anybody signed in who is not staff, whether or not bound to a subject yet."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = _not_an_account(request)
        if answer is None:
            rows = current(request.user)
            if rows:
                _choose(request, rows)
            try:
                answer = view(request, *args, **kwargs)
            except Forbidden as refusal:
                raise PermissionDenied(refusal.message) from refusal
        return private(answer)

    return guarded


def open_page(view: View) -> View:
    """A page for visitors and accounts alike; only staff are sent to their own pages."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return inner(request, *args, **kwargs)
        return private(view(request, *args, **kwargs))

    inner = account_page(view)
    return guarded


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of the portal is kept by a browser on a shared computer, or found by a search engine."""
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def sign_in_url(request: HttpRequest) -> str:
    """The sign-in page that comes back here."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    address = reverse("portal:sign_in")
    return f"{address}?{urlencode({'next': back})}" if back else address


def staff_answer(request: HttpRequest) -> HttpResponse:
    """What staff are told who come here: where their own pages are."""
    return TemplateResponse(request, "portal/staff.html", {"title": "这里是机构和从业人员的办事页面"}, status=403)


def _not_an_account(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(sign_in_url(request))
    return staff_answer(request) if request.user.is_staff or request.user.is_superuser else None


def _stopped(request: HttpRequest, roles: tuple[str, ...]) -> HttpResponse | None:
    """What is answered instead of the page, or None when the person may come in."""
    answer = _not_an_account(request)
    if answer is not None:
        return answer
    rows = current(request.user)
    if not rows:
        return HttpResponseRedirect(reverse("portal:bind"))
    chosen = _choose(request, rows)
    if roles and chosen.role not in roles:
        wanted = "、".join(Role(role).label for role in roles)
        raise PermissionDenied(
            f"这一页由“{wanted}”办理，您现在的身份是“{chosen.get_role_display()}”。请联系本机构负责人。"
        )
    return None


def _choose(request: HttpRequest, rows: list[Membership]) -> Membership:
    wanted = request.session.get(CHOSEN)
    chosen = next((row for row in rows if row.subject_id == wanted), rows[0])
    request.membership, request.subject = chosen, chosen.subject
    request.portal = Frame(request, chosen, rows)
    return chosen
