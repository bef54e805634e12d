"""What all addresses for other systems have in common: token, scope and right; limited per token; unchanged answers cost no transfer."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from accounts.api_auth import HasRight, HasScope, TokenAuthentication
from accounts.models import ApiToken
from core.masking import scrub

_OURS = ("id", "next", "sha256")


class TokenRateThrottle(UserRateThrottle):
    """So many requests per token (setting API_RATE_USER): one machine that runs wild does not stop its owner's other ones."""

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """The token's own counter; without a token that of the user."""
        if not isinstance(request.auth, ApiToken):
            return super().get_cache_key(request, view)
        return self.cache_format % {"scope": "token", "ident": request.auth.pk}


class BodyParser(JSONParser):
    """JSON that can be kept: nested no deeper than any answer of ours, and without halves of characters."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body. ParseError for what is no JSON, or none that anybody would send in earnest."""
        try:
            body = super().parse(stream, media_type=media_type, parser_context=parser_context)
            json.dumps(body, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise ParseError from error
        return body


class MachineView(APIView):
    """A room behind a token. The view names `read_scope`, `read_perm` (and `write_…`); nothing named is closed."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated, HasScope, HasRight]
    throttle_classes = [TokenRateThrottle]
    parser_classes = [BodyParser]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As always, and answer 304 to those who hold this very content."""
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, Response):
            response.data = scrubbed(response.data)
            response.render()
        return unchanged_or(response, request)


def scrubbed(value: Any) -> Any:
    """An answer with every identity, telephone and card number masked, wherever somebody typed it; addresses and sums are left alone."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {name: inner if name in _OURS else scrubbed(inner) for name, inner in value.items()}
    return [scrubbed(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def unchanged_or(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """Keep the answer out of shared stores, give it an ETag; 304 instead when the caller's If-None-Match names it."""
    patch_cache_control(response, private=True, no_cache=True, no_store=response.status_code >= 400)
    patch_vary_headers(response, ["Authorization"])
    if request.method not in SAFE_METHODS or response.status_code != 200 or response.streaming:
        return response
    etag = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'  # type: ignore[attr-defined]
    response["ETag"] = etag
    if etag not in (part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")):
        return response
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary"):
        unchanged[name] = response[name]
    return unchanged
