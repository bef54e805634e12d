"""Signing in and out leaves a trail (网络安全法: logs of at least six months): who, when, from where; never a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from audit.services import Visitor, saw
from core.masking import scrub

_SHOWN = 2


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
    """Note a sign-in."""
    saw(actor=user, deed="login", obj=user)


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Note a sign-out; nobody was signed in when `user` is None."""
    if user is not None:
        saw(actor=user, deed="logout", obj=user)


@receiver(user_login_failed, dispatch_uid="accounts.sign_in_failed")
def sign_in_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Note a failed sign-in under the name that was typed."""
    name = shown_username(credentials.get("username", ""))
    saw(actor=Visitor(name), deed="login_failed", title=name)
