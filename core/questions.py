"""What no page can make sense of is refused before any page reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

INSIDE = ("/admin/", "/portal/")


class NoNulMiddleware:
    """A zero byte in an address (404), or in the question of an inside page (400): no link of ours has one, no text of PostgreSQL can.

    The public's pages and the interfaces read their parameters one by one and answer in their own words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404("no address has a zero byte")
        asked = request.META.get("QUERY_STRING", "")
        if ("%00" in asked or "\0" in asked) and request.path.startswith(INSIDE):
            raise BadRequest("zero byte in the query")
        return self.get_response(request)
