"""What the pages of the second factor share, for the staff's site and for the portal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import totp
from accounts.models import SecondFactor
from accounts.signin import FACTOR

_FEW = 3


def next_page(request: HttpRequest, home: str) -> str:
    """Where the person wanted to go, if that is a page of this site; else the page named `home`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse(home)


def passed(request: HttpRequest) -> None:
    """The sign-in is complete: a new session key, so that one seen before the code is worth nothing."""
    request.session.pop(FACTOR, None)
    request.session.cycle_key()


def warn_of_few(request: HttpRequest, left: int | None) -> None:
    """Who came in by a recovery code hears how many are left; None for who did not."""
    if left is not None:
        then = "请在“我的账号”中重新生成。" if left < _FEW else "手机找不到时，请尽快重新设置。"
        messages.warning(request, f"您用了一个恢复码，还剩 {left} 个。{then}")


def to_scan(request: HttpRequest, row: SecondFactor | None) -> dict[str, Any]:
    """Picture and secret that wait for their first code, and whether one is in use already."""
    if row is None or not row.pending:
        return {"on": bool(row and row.is_on)}
    secret = str(row.pending)
    uri = totp.address(secret, username=request.user.username, issuer="巫山信用")
    return {"on": row.is_on, "picture": totp.picture(uri), "secret": totp.readable(secret)}
