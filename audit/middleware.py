"""Give every request an id and remember its door for the trail."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from audit.context import request_context
from audit.services import saw

_DOORS = (("/admin/", "admin"), ("/api/", "api"), ("/portal/", "portal"))


def client_address(request: HttpRequest) -> str | None:
    """The address of the visitor; the proxy's header counts only when the settings trust the proxy."""
    if getattr(settings, "TRUST_PROXY", False):
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return forwarded.split(",")[-1].strip() or None
    return request.META.get("REMOTE_ADDR") or None


def _note_refusal(request: HttpRequest, response: HttpResponse) -> None:
    """A door that stayed shut for somebody signed in is part of the register: many of them in a row are watched."""
    user = getattr(request, "user", None)
    if response.status_code == 403 and user is not None and user.is_authenticated:
        saw(actor=user, deed="refused", title=f"{request.method} {request.path}")


class RequestContextMiddleware:
    """Outermost of our own: the id is in the answer's header, in each log line and in each history row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        channel = next((door for prefix, door in _DOORS if request.path.startswith(prefix)), "site")
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            with request_context(
                channel=channel, request_id=request_id, ip=client_address(request), user=getattr(request, "user", None)
            ):
                response = self.get_response(request)
                _note_refusal(request, response)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-ID"] = request_id
        return response
