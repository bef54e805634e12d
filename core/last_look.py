"""The last look at a page before it leaves the house: an identity number that got into some text is masked, whoever asks.

Texts are cleaned where they are typed; this is for the one that was missed, and for what came in before there was a rule. Numbers are
shown by no page on purpose. Answers to a POST are left alone: a refused form must give back what was typed.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from core.masking import mask_identities

WORK_PLACES = ("/admin/", "/portal/")
LARGEST = 3_000_000

log = structlog.get_logger(__name__)


class LastLookMiddleware:
    """For the pages of staff and members; the public's pages and the interfaces are made from allow-lists that mask by themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or not request.path.startswith(WORK_PLACES) or response.streaming:
            return response
        if not response.get("Content-Type", "").startswith("text/html") or len(response.content) > LARGEST:
            return response
        text = response.content.decode(response.charset)
        masked = mask_identities(text)
        if masked != text:
            log.warning("identity_number_masked", path=request.path)
            response.content = masked.encode(response.charset)
        return response
