"""The decision behind a credit record, for the subject's file: seen by whoever may see the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from publicity.models import Decision
from publicity.services.ledger import SOURCE
from records.sources import record_source


@record_source(SOURCE)
def decision_papers(user: Any, ids: list[int]) -> Mapping[int, str]:
    """Addresses of the decisions' pages, by id."""
    seen = Decision.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("admin:publicity_decision_change", args=[pk]) for pk in seen}
