"""A first password set by somebody else opens one page only: the one where it is changed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

_GUARDED = ("/admin/", "/api/", "/portal/")
_WHY = "您的密码是管理员设定的初始密码，请先改成只有您自己知道的密码。"


class FirstPasswordMiddleware:
    """After authentication. Machines with a token have no session and are not concerned."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._must_change(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"code": "first_password", "message": _WHY}, status=403)
        messages.warning(request, _WHY)
        return HttpResponseRedirect(reverse("admin:password_change"))

    @staticmethod
    def _must_change(request: HttpRequest) -> bool:
        """Public pages never load the session for this."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.path.startswith(_GUARDED):
            return False
        open_pages = (reverse("admin:password_change"), reverse("admin:logout"), reverse("admin:jsi18n"))
        return bool(getattr(request.user, "must_change_password", False)) and request.path not in open_pages
