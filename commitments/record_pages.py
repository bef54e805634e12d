"""The promise behind a credit record, for the subject's file: seen by whoever may see the promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from commitments.models import Promise
from commitments.querysets import SOURCE
from records.sources import record_source


@record_source(SOURCE)
def promise_papers(user: Any, ids: list[int]) -> Mapping[int, str]:
    """Addresses of the promises' pages, by id."""
    seen = Promise.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "public_id")
    return {pk: reverse("admin:commitments_promise", args=[public_id]) for pk, public_id in seen}
