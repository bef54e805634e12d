"""The moves of a decision through its states: submit, approve, return, exempt, restore, void, legal review."""

from __future__ import annotations

from datetime import date

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Forbidden
from publicity.choices import ExemptReason
from publicity.models import Decision
from publicity.services.entry import checked_facts
from publicity.services.ledger import open_or_update_record, record_of
from publicity.transitions import DECISION_MOVES
from records.services.records import record_withdraw
from records.services.subjects import ensure_many

MIN_REASON = 5


def locked_for(actor: Actor, decision: Decision) -> Decision:
    """Re-read the row under lock, as far as the actor may see it; Forbidden when he may not."""
    row = Decision.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=decision.pk).first()
    if row is None:
        raise Forbidden("这件决定不属于您的科室，您不能办理。如需办理，请联系责任科室。")
    return row


def check_move(actor: Actor, decision: Decision, code: str, reason: str = "") -> str:
    """Check right, state and reason of a move on a locked row; returns the target state."""
    move = DECISION_MOVES[code]
    if not actor.has_perm(move.perm):
        raise Forbidden(f"您没有“{move.label}”的权限，请联系科室负责人。")
    DECISION_MOVES.check(decision.state, code)
    if move.reason and len(reason.strip()) < MIN_REASON:
        raise DomainError(f"“{move.label}”必须写明理由（至少 {MIN_REASON} 个字）。", code="E-STATE-02", field="reason")
    return move.target


def decision_submit(*, actor: Actor, decision: Decision) -> Decision:
    """Hand a draft to the reviewer; refused while any rule of the standard is broken."""
    with deed(actor=actor, code="publicity.decision.submitted", obj=decision):
        row = locked_for(actor, decision)
        target = check_move(actor, row, "submit")
        checked_facts(row)
        row.state, row.returned_reason = target, ""
        row.save(update_fields=["state", "returned_reason", "updated_at"])
    return row


def decision_approve(*, actor: Actor, decision: Decision) -> Decision:
    """Approve somebody else's entry: the subject's file is found or opened, the record opened, publicity begins."""
    with deed(actor=actor, code="publicity.decision.approved", obj=decision):
        row = locked_for(actor, decision)
        target = check_move(actor, row, "approve")
        if row.entered_by_id == actor.pk:
            raise Forbidden("登记人不能审核自己登记的决定，请由本科室其他审核员办理。", code="E-LAW-09")
        facts = checked_facts(row)
        row.subject = ensure_many(actor=actor, parties=[facts.party])[facts.party_key]
        row.state, row.reviewed_by_id = target, actor.pk
        row.save(update_fields=["state", "subject", "reviewed_by", "updated_at"])
        open_or_update_record(actor=actor, decision=row, facts=facts)
    return row


def decision_return(*, actor: Actor, decision: Decision, reason: str) -> Decision:
    """Send an entry back to its author with the reason."""
    with deed(actor=actor, code="publicity.decision.returned", obj=decision, reason=reason):
        row = locked_for(actor, decision)
        row.state = check_move(actor, row, "return", reason)
        row.returned_reason = reason.strip()[:300]
        row.save(update_fields=["state", "returned_reason", "updated_at"])
    return row


def decision_exempt(*, actor: Actor, decision: Decision, why: str, reason: str) -> Decision:
    """Take a decision out of reporting for one of the closed reasons. It stays in the ledger; its record leaves the public."""
    if why not in ExemptReason.values:
        raise DomainError("请选择不报送的法定原因。", code="E-LAW-03", field="why")
    with deed(actor=actor, code="publicity.decision.exempted", obj=decision, reason=reason):
        row = locked_for(actor, decision)
        row.state = check_move(actor, row, "exempt", reason)
        record = record_of(row)
        if why == ExemptReason.TAKEN_OFF and (record is None or record.withdrawn_at is None):
            raise DomainError(
                "这件决定的公示记录没有撤下，不能以此为由不报送。请选择其他法定原因，或者照常报送。",
                code="E-LAW-03",
                field="why",
            )
        row.exempt_reason, row.exempt_note = why, reason.strip()[:300]
        row.save(update_fields=["state", "exempt_reason", "exempt_note", "updated_at"])
        if record and record.withdrawn_at is None:
            record_withdraw(actor=actor, record=record, reason=f"{ExemptReason(why).label}，不公示、不报送")
    return row


def decision_restore(*, actor: Actor, decision: Decision, reason: str) -> Decision:
    """Undo an exemption: the decision counts as reportable again, as a draft to be checked anew."""
    with deed(actor=actor, code="publicity.decision.restored", obj=decision, reason=reason):
        row = locked_for(actor, decision)
        row.state = check_move(actor, row, "restore", reason)
        row.exempt_reason = row.exempt_note = ""
        row.save(update_fields=["state", "exempt_reason", "exempt_note", "updated_at"])
    return row


def decision_void(*, actor: Actor, decision: Decision, reason: str) -> Decision:
    """Void an entry that was a mistake: there is no such decision. Its number shows up as a gap."""
    with deed(actor=actor, code="publicity.decision.voided", obj=decision, reason=reason):
        row = locked_for(actor, decision)
        row.state = check_move(actor, row, "void", reason)
        row.save(update_fields=["state", "updated_at"])
        record = record_of(row)
        if record and record.withdrawn_at is None:
            record_withdraw(actor=actor, record=record, reason=f"登记作废：{reason}"[:200])
    return row


def decision_legal_review(*, actor: Actor, decision: Decision, number: str, on: date, opinion: str) -> Decision:
    """File the legal review of a major decision (行政处罚法第五十八条). The reviewer is not the person who entered it."""
    if not actor.has_perm("publicity.legal_review"):
        raise Forbidden("登记法制审核意见需要审核员权限。")
    if not number.strip() or len(opinion.strip()) < MIN_REASON:
        raise DomainError("请填写法制审核意见书编号和审核意见（至少 5 个字）。", code="E-LAW-07", field="number")
    if on > clock.today():
        raise DomainError("法制审核日期不能晚于今天。", code="E-DT-01", field="on")
    with deed(actor=actor, code="publicity.decision.legal_review", obj=decision, reason=opinion):
        row = locked_for(actor, decision)
        if not row.major:
            raise DomainError("这件决定不属于重大执法决定，不需要登记法制审核意见。", code="E-LAW-07")
        if on > row.decided_on:
            raise DomainError("法制审核应在作出决定之前完成，审核日期不能晚于决定日期。", code="E-LAW-07", field="on")
        if row.entered_by_id == actor.pk:
            raise Forbidden("法制审核意见不能由登记人自己登记，请由其他审核员办理。", code="E-LAW-07")
        row.legal_review_number, row.legal_review_on = number.strip()[:80], on
        row.legal_review_opinion, row.legal_reviewer_id = opinion.strip()[:300], actor.pk
        row.save(
            update_fields=[
                "legal_review_number",
                "legal_review_on",
                "legal_review_opinion",
                "legal_reviewer",
                "updated_at",
            ]
        )
    return row
