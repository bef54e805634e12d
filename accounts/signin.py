"""Signing in and out leaves a trail (网络安全法: logs of at least six months): who, when, from where; never a password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import limits
from accounts.browser_words import browser_words
from accounts.models import SignIn, User
from accounts.password_rules import is_expired
from accounts.services.second_factor import factor_of
from accounts.services.sign_ins import close, sign_in_open
from audit.services import Visitor, saw
from core.masking import scrub

_SHOWN = 2
SIGN_IN, FACTOR, EXPIRED = "sign_in", "second_factor", "password_expired"
"""Keys in the session: which sign-in this is; what is still to be proved (CODE, SETUP); whether the password is too old."""
CODE, SETUP = "code", "setup"


def shown_username(typed: str) -> str:
    """A typed name as the trail may keep it: a known one as it is, otherwise only its beginning.

    People type identity numbers, telephone numbers and, by mistake, their password into this field.
    """
    name = str(typed or "")[:150]
    if name and scrub(name) == name and User.objects.filter(username=name).exists():
        return name
    return f"{name[:_SHOWN]}***" if name else "（空）"


def lockout_username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name under which failed attempts are counted and kept: an identity number only masked."""
    typed = (credentials or {}).get("username") or (request.POST.get("username", "") if request else "")
    return scrub(str(typed))[:150]


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note a sign-in, and what must follow before any work: the second factor, a new password."""
    saw(actor=user, deed="login", obj=user)
    row, ended = sign_in_open(actor=user, browser=browser_words(request.META.get("HTTP_USER_AGENT", "")))
    request.session[SIGN_IN] = str(row.pk)
    if step := first_step(user):
        request.session[FACTOR] = step
    if is_expired(user):
        request.session[EXPIRED] = True
    if ended and hasattr(request, "_messages"):
        messages.info(
            request, f"您在别处的 {ended} 个登录已退出：一个账号只能在一处登录。如果不是您本人，请立即修改密码。"
        )


def first_step(user: User) -> str:
    """CODE when a second factor is in use, SETUP when one is demanded and missing, "" when the password is enough."""
    if factor_of(user) is not None:
        return CODE
    return SETUP if limits.second_factor_required(user) else ""


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Note a sign-out; nobody was signed in when `user` is None."""
    if user is not None:
        saw(actor=user, deed="logout", obj=user)
        if pk := request.session.get(SIGN_IN):
            close(pk=pk, why=SignIn.Why.LOGOUT)


@receiver(user_login_failed, dispatch_uid="accounts.sign_in_failed")
def sign_in_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Note a failed sign-in under the name that was typed."""
    name = shown_username(credentials.get("username", ""))
    saw(actor=Visitor(name), deed="login_failed", title=name)
