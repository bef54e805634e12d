"""What a penalty decision says beyond its credit record: each of its penalties with its class, and until when it is in force."""

from __future__ import annotations

from collections.abc import Mapping

from publicity.models import Decision
from publicity.services.house import severity_of
from publicity.services.ledger import SOURCE
from publicity.services.standards import roles_of
from records.terms import Told, record_terms


@record_terms(SOURCE)
def penalty_terms(ids: list[int]) -> Mapping[int, Told]:
    """Class of each penalty of the decisions, and 处罚有效期; by decision id."""
    found: dict[int, Told] = {}
    categories: dict[int, str] = {}
    for decision in Decision.objects.filter(pk__in=ids, kind_id="penalty").select_related("edition").defer("secrets"):
        if decision.edition_id not in categories:
            categories[decision.edition_id] = roles_of(decision.edition).get("category", "")
        kinds = str(decision.data.get(categories[decision.edition_id], "") or "").split(";")
        classes = tuple(severity_of((kind,), decision.decided_on)[0] for kind in kinds if kind)
        found[decision.pk] = Told(classes, decision.valid_until)
    return found
