"""Records of decisions are corrected in the ledger: the national fields, checked by every rule again, to be reported once more."""

from __future__ import annotations

from collections.abc import Mapping

from audit.services import Actor
from publicity.models import Decision, FieldSpec
from publicity.services.entry import raw_values_of
from publicity.services.events import decision_correct
from publicity.services.ledger import SOURCE
from records.corrections import Corrector, Field, register_corrector
from records.models import CreditRecord


def _decision(record: CreditRecord) -> Decision:
    return Decision.objects.select_related("edition").defer("secrets").get(pk=record.source_id)


def decision_fields(record: CreditRecord) -> list[Field]:
    """The national fields that the public is shown, as they stand in the ledger."""
    decision = _decision(record)
    specs = FieldSpec.objects.filter(edition_id=decision.edition_id, public_level="public").order_by("order")
    return [
        Field(spec.code, spec.header, str(decision.data[spec.code])) for spec in specs if decision.data.get(spec.code)
    ]


def correct_decision(actor: Actor, record: CreditRecord, values: Mapping[str, str], reason: str) -> None:
    """Correct the decision behind the record; `record_corrected` follows from the ledger."""
    decision = Decision.objects.select_related("edition").get(pk=record.source_id)
    whole = raw_values_of(decision, secrets=True) | dict(values)
    decision_correct(actor=actor, decision=decision, raw_values=whole, reason=reason, overrides=decision.overrides)


def decision_authors(record: CreditRecord) -> set[int]:
    """Who entered, approved or legally reviewed it."""
    row = Decision.objects.values_list("entered_by_id", "reviewed_by_id", "legal_reviewer_id").get(pk=record.source_id)
    return {person for person in row if person is not None}


register_corrector(SOURCE, Corrector(decision_fields, correct_decision, decision_authors))
