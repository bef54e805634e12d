"""Not too often from one address: nobody finds a code, a firm's people or an invitation by trying, and nobody fills the desk."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from audit.middleware import client_address

TRIES, SECONDS = 30, 600
ACCOUNTS, ACCOUNTS_SECONDS = 20, 24 * 3600


def too_often(request: HttpRequest, what: str, *, tries: int = TRIES, seconds: int = SECONDS) -> bool:
    """Count one try of the address; true when it was one too many in the span."""
    key = f"portal:{what}:{client_address(request)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > tries
    except ValueError:  # it ran out between the two
        return False


def wait_answer(request: HttpRequest) -> HttpResponse:
    """What somebody is told who must wait."""
    context = {"title": "请稍后再试", "minutes": SECONDS // 60}
    answer = TemplateResponse(request, "portal/wait.html", context, status=429)
    answer["Retry-After"] = str(SECONDS)
    return answer
