"""Between signing in and working: is this sign-in still good, is the second factor proved, is the password one's own.

Public pages never load the session for any of this.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import SignIn
from accounts.password_rules import is_expired
from accounts.services.sign_ins import sign_in_seen
from accounts.signin import EXPIRED, FACTOR, SETUP, SIGN_IN
from accounts.unsent import offered_again, sent

_GUARDED = ("/admin/", "/api/", "/portal/", "/unsent/")
_OPEN = ("/api/v1/public/", "/api/schema/", "/api/docs/")
_WHY = "您的密码是管理员设定的初始密码，请先改成只有您自己知道的密码。"
_TOO_OLD = "您的密码已到最长使用期限，请先改成新的密码。"
_FACTOR = "请先完成第二重验证。"
_ENDED: dict[str, str] = {
    SignIn.Why.IDLE: "您较长时间没有操作，已自动退出。请重新登录。",
    SignIn.Why.AGE: "本次登录已到最长有效时间，请重新登录。",
    SignIn.Why.NEWER: "您的账号在别处重新登录，本机的登录已退出。如果不是您本人，请立即修改密码并告诉安全管理员。",
    SignIn.Why.OWN: "这个登录已由本人在“我的账号”中结束。如果不是您本人，请立即修改密码并告诉安全管理员。",
    SignIn.Why.PASSWORD: "密码已修改，请用新密码重新登录。",
    SignIn.Why.FACTOR: "您的第二重验证已由安全管理员重置，请重新登录。",
}
_ALWAYS = ("admin:logout", "admin:jsi18n", "portal:sign_out")
Next = Callable[[HttpRequest], HttpResponse]


def concerned(request: HttpRequest) -> bool:
    """Whether the address is guarded and a session is there; machines with a token have none and are not concerned."""
    path = request.path
    return settings.SESSION_COOKIE_NAME in request.COOKIES and path.startswith(_GUARDED) and not path.startswith(_OPEN)


def _halt(request: HttpRequest, code: str, text: str, to: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": code, "message": text}, status=403)
    if code != "second_factor":
        messages.warning(request, text)
    return HttpResponseRedirect(to)


class SignInMiddleware:
    """Ends a sign-in that ran out or was ended elsewhere, says why, and lets the page ask for a new one. What was typed is kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if concerned(request) and request.user.is_authenticated:
            pk = request.session.get(SIGN_IN)
            why = sign_in_seen(pk) if pk else SignIn.Why.LOGOUT
            if why:
                logout(request)
                messages.warning(request, _ENDED.get(why, "您已退出，请重新登录。"))
            else:
                sent(request)
        return offered_again(request, self.get_response(request))


class SecondFactorMiddleware:
    """Until the code is typed, or the factor set up, nothing else opens."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not concerned(request) or not request.user.is_authenticated or FACTOR not in request.session:
            return self.get_response(request)
        door = "admin" if request.user.is_staff else "portal"
        own = reverse(f"{door}:second_factor_setup" if request.session[FACTOR] == SETUP else f"{door}:second_factor")
        if request.path in (own, *(reverse(name) for name in _ALWAYS)):
            return self.get_response(request)
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return _halt(request, "second_factor", _FACTOR, f"{own}?{query}" if query else own)


def _password_page(request: HttpRequest) -> str:
    """Where this person changes the own password: staff in their site, firms and practitioners in the portal."""
    return reverse("admin:password_change" if request.user.is_staff else "portal:password")


class FirstPasswordMiddleware:
    """A first password set by somebody else, or one grown too old, opens one page only: the one where it is changed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        why = self._why(request)
        if not why:
            return self.get_response(request)
        return _halt(request, "first_password", why, _password_page(request))

    @staticmethod
    def _why(request: HttpRequest) -> str:
        if not concerned(request) or not request.user.is_authenticated or FACTOR in request.session:
            return ""
        if request.path in (_password_page(request), *(reverse(name) for name in _ALWAYS)):
            return ""
        if request.user.must_change_password:
            return _WHY
        if request.session.get(EXPIRED):
            if is_expired(request.user):
                return _TOO_OLD
            del request.session[EXPIRED]
        return ""
