"""Write decisions into the ledger and open their credit records: one at a time (form, API). Bulk import writes the same
facts set-based in publicity.importing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from audit.services import Actor, person_id
from core import clock
from core.errors import DomainError, Duplicate
from publicity.assembly import DecisionFacts, canonical_json
from publicity.choices import CHECKED_STATES
from publicity.models import Decision, StandardEdition
from publicity.services.series import ensure_series
from records.models import CreditRecord
from records.services.subjects import ensure_many

SOURCE = "decision"


@dataclass(frozen=True)
class Provenance:
    """Where a decision came from: form, sheet (with job, sheet and row) or api."""

    channel: str
    job_id: int | None = None
    sheet: str = ""
    row: int | None = None


def decision_columns(facts: DecisionFacts, edition: StandardEdition) -> dict[str, Any]:
    """The columns of the ledger row that follow from the facts alone."""
    return {
        "kind_id": edition.kind_id,
        "edition_id": edition.pk,
        "party_kind": facts.party.kind,
        "party_name": facts.party.name,
        "party_code": facts.party.uscc,
        "party_key": facts.party_key,
        "secrets": canonical_json(facts.secrets) if facts.secrets else "",
        "number": facts.number,
        "sequence": facts.sequence,
        "certificate": facts.certificate,
        "title": facts.title,
        "decided_on": facts.decided_on,
        "valid_from": facts.valid_from,
        "valid_until": facts.valid_until,
        "authority": facts.authority,
        "data": facts.data,
        "content_digest": facts.content_digest,
        "due_internal": facts.clocks.due_internal,
        "act_by": facts.clocks.act_by,
        "due_official": facts.clocks.due_official,
        "due_provisional": facts.clocks.provisional,
        "major": facts.major,
    }


def record_columns(decision: Decision, facts: DecisionFacts) -> dict[str, Any]:
    """The columns of the credit record that a decision opens."""
    record = facts.record
    return {
        "kind": decision.kind_id,
        "subject_id": decision.subject_id,
        "item_id": record.item_id,
        "nature": record.nature,
        "party_name": decision.party_name,
        "party_is_person": facts.party.kind == "natural",
        "document_number": decision.number,
        "title": decision.title,
        "authority": decision.authority,
        "event_date": decision.decided_on,
        "severity": record.severity,
        "severity_basis": record.severity_basis[:300],
        "rule_version_id": record.rule_version_id,
        "disclosure": record.disclosure,
        "disclosure_reason": record.disclosure_reason[:300],
        "publish_from": record.publish_from,
        "publish_until": record.publish_until,
        "source_type": SOURCE,
        "source_id": decision.pk,
    }


def record_of(decision: Decision) -> CreditRecord | None:
    """The credit record that a decision opened, if it has one yet."""
    return CreditRecord.objects.filter(source_type=SOURCE, source_id=decision.pk).first()


def taken_off(decisions: Iterable[Decision]) -> dict[int, str]:
    """Those whose credit record was withdrawn, by id, with the reason."""
    rows = CreditRecord.objects.filter(source_type=SOURCE, source_id__in=[one.pk for one in decisions])
    return dict(rows.filter(withdrawn_at__isnull=False).values_list("source_id", "withdrawn_reason"))


def insert(
    *,
    actor: Actor,
    section_id: int,
    edition: StandardEdition,
    facts: DecisionFacts,
    state: str,
    provenance: Provenance,
    overrides: Mapping[str, str] | None = None,
    answers: Mapping[str, bool] | None = None,
) -> Decision:
    """Insert one decision inside the caller's deed. Raises Duplicate when number and party are already there."""
    decision = Decision(
        **decision_columns(facts, edition),
        state=state,
        section_id=section_id,
        entered_by_id=person_id(actor),
        overrides=dict(overrides or {}),
        publicity_answers=dict(answers or {}),
        channel=provenance.channel,
        job_id=provenance.job_id,
        source_sheet=provenance.sheet,
        source_row=provenance.row,
    )
    _attach_series(decision, facts)
    if state in CHECKED_STATES:
        decision.subject = ensure_many(actor=actor, parties=[facts.party])[facts.party_key]
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as error:
        _explain(error, decision)
    if decision.subject_id:
        CreditRecord.objects.create(**record_columns(decision, facts), **_disclosed_by(actor))
    return decision


def rewrite(*, actor: Actor, decision: Decision, edition: StandardEdition, facts: DecisionFacts) -> Decision:
    """Replace the content of a locked decision by corrected facts; its record follows. Runs inside the caller's deed."""
    for column, value in decision_columns(facts, edition).items():
        setattr(decision, column, value)
    _attach_series(decision, facts)
    if decision.state in CHECKED_STATES:
        decision.subject = ensure_many(actor=actor, parties=[facts.party])[facts.party_key]
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        _explain(error, decision)
    if decision.subject_id:
        open_or_update_record(actor=actor, decision=decision, facts=facts)
    return decision


def open_or_update_record(*, actor: Actor, decision: Decision, facts: DecisionFacts) -> CreditRecord:
    """Open the record of a decision that now passes every rule, or bring the existing one in line with it.

    The first public day of an existing record stays; a person's decision about class and disclosure is kept.
    """
    columns = record_columns(decision, facts)
    record = CreditRecord.objects.select_for_update().filter(source_type=SOURCE, source_id=decision.pk).first()
    if record is None:
        return CreditRecord.objects.create(**columns, **_disclosed_by(actor))
    if record.severity_confirmed or record.disclosure_by_id not in (None, actor.pk):
        for kept in ("severity", "severity_basis", "disclosure", "disclosure_reason", "publish_from", "publish_until"):
            columns.pop(kept)
    elif record.publish_from and columns["publish_from"]:
        columns["publish_from"] = min(record.publish_from, columns["publish_from"])
    for column, value in columns.items():
        setattr(record, column, value)
    record.save()
    return record


def _attach_series(decision: Decision, facts: DecisionFacts) -> None:
    decision.series = None
    if facts.series:
        decision.series = ensure_series(decision.kind_id, [facts.series])[facts.series]


def _disclosed_by(actor: Actor) -> dict[str, Any]:
    return {"disclosure_by_id": actor.pk, "created_at": clock.now()}


def _explain(error: IntegrityError, decision: Decision) -> None:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if constraint == "publicity_decision_once":
        raise Duplicate(
            f"文号“{decision.number}”对“{decision.party_name}”的决定已经登记，不能重复登记。请在台账中查找原记录并更正。",
            code="E-DOC-04",
            field="doc_number",
        ) from error
    if constraint == "publicity_validity_order":
        raise DomainError("有效期至早于有效期自，请核对两个日期。", code="E-DT-02", field="valid_to") from error
    raise error
