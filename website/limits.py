"""How often one address may ask for what is dear to make or must not be found by trying."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from audit.middleware import client_address


def too_often(request: HttpRequest, what: str, tries: int, seconds: int) -> bool:
    """More than `tries` in `seconds` from one address."""
    key = f"{what}:{client_address(request)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > tries
    except ValueError:  # it ran out between the two
        return False
