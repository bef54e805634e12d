"""How long a public answer may be kept: seconds, and never past midnight in Shanghai, because midnight ends publicity.

The ETag is made from the day and the content, so an unchanged page costs no transfer and a page of yesterday is never confirmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers

from core import clock
from website import answer_store

LONGEST_SECONDS = 30


def seconds_to_keep(now: datetime) -> int:
    """At most half a minute: what is suspended must be gone at once, what has ended must be gone at midnight."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
    return min(LONGEST_SECONDS, int((midnight - now).total_seconds()))


def keep_briefly(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """Set Cache-Control, Vary and ETag; answer 304 when the visitor has this very content of this very day."""
    now = clock.now()
    if response.status_code >= 400:
        patch_cache_control(response, no_store=True)
        return response
    patch_cache_control(response, private=True, max_age=seconds_to_keep(now), must_revalidate=True)
    patch_vary_headers(response, ["Cookie"])
    if response.streaming or request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    digest = hashlib.blake2b(response.content, digest_size=16, key=now.date().isoformat().encode()).hexdigest()
    etag = f'W/"{digest}"'
    response["ETag"] = etag
    if etag not in (part.strip() for part in request.headers.get("If-None-Match", "").split(",")):
        return response
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary", "X-Robots-Tag"):
        if name in response:
            unchanged[name] = response[name]
    return unchanged


def public_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for everybody: reading only, kept briefly by the visitor, and by us until anybody writes anything."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        key = answer_store.key_of(request)
        response = answer_store.find(key)
        if response is None:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            if not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                answer_store.keep(key, response)
        return keep_briefly(response, request)

    return wrapped
