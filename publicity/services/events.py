"""What happens to a decision afterwards: correction, change, revocation, declared unlawful or void, review pending.

A change, revocation and the like suspend the display in the same transaction and start the withdrawal clock of three
working days (行政处罚法第四十八条). A pending review or lawsuit does not suspend the display (信用修复管理办法).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from audit.services import Actor, deed, person_id
from core import clock, settings_store
from core.calendar_service import load_calendar
from core.errors import CalendarYearMissing, DomainError, Forbidden, InvalidTransition
from publicity import deadlines
from publicity.choices import DecisionState, Effect, EventKind
from publicity.models import Decision, LinkedEvent
from publicity.services.entry import decision_rewrite
from publicity.services.followups import correction_queue
from publicity.services.ledger import record_of
from publicity.services.moves import MIN_REASON, check_move, locked_for
from records.services.records import record_suspend, record_withdraw
from records.signals import announce, record_corrected

OUT_MOVES: dict[str, str] = {DecisionState.EXPORTED: "amend_exported", DecisionState.REPORTED: "amend_reported"}
EFFECT_OF = {
    EventKind.CHANGE: Effect.CHANGED,
    EventKind.REVOCATION: Effect.REVOKED,
    EventKind.UNLAWFUL: Effect.UNLAWFUL,
    EventKind.INVALID: Effect.INVALID,
}


def decision_correct(
    *,
    actor: Actor,
    decision: Decision,
    raw_values: Mapping[str, Any],
    reason: str,
    overrides: Mapping[str, str] | None = None,
) -> Decision:
    """Correct a wrong entry. The row is checked by every rule again and returns to 可报送 to be sent once more.

    One whose file is out stays where it is until the receipt comes: the public sees the correction at once, the file stays as it was
    sent, and the platform is told after the receipt (publicity.services.followups).
    """
    with deed(actor=actor, code="publicity.decision.corrected", obj=decision, reason=reason) as draft:
        row = locked_for(actor, decision)
        move = OUT_MOVES.get(row.state, "correct")
        target = check_move(actor, row, move, reason)
        before = dict(row.data)
        if move != "correct":
            correction_queue(decision=row, reason=reason)
        row.state = target
        row = decision_rewrite(actor=actor, decision=row, raw_values=raw_values, overrides=overrides)
        changes = {
            code: [before.get(code, ""), row.data.get(code, "")]
            for code in sorted(before.keys() | row.data.keys())
            if before.get(code, "") != row.data.get(code, "")
        }
        event = LinkedEvent.objects.create(
            decision=row,
            kind=EventKind.CORRECTION,
            happened_on=clock.today(),
            reason=reason.strip()[:500],
            changes=changes,
            entered_by_id=person_id(actor),
            done_at=clock.now(),
        )
        draft.extra["fields"] = sorted(changes)
        _announce(row, event)
    return row


def decision_event(
    *, actor: Actor, decision: Decision, kind: str, happened_on: date, document_number: str, reason: str
) -> LinkedEvent:
    """Register a change, revocation, unlawfulness, invalidity or a pending review of a decision."""
    if not actor.has_perm("publicity.revoke_decision"):
        raise Forbidden("登记变更、撤销等事件需要审核员权限。")
    _check_event(kind, happened_on, document_number, reason, decision)
    with deed(actor=actor, code="publicity.decision.event", obj=decision, reason=reason):
        row = locked_for(actor, decision)
        event = LinkedEvent(
            decision=row,
            kind=kind,
            happened_on=happened_on,
            document_number=document_number.strip(),
            reason=reason.strip()[:500],
            entered_by_id=person_id(actor),
        )
        if kind in EFFECT_OF:
            event.due_on = _withdraw_by(happened_on)
            row.effect = EFFECT_OF[EventKind(kind)]
            row.save(update_fields=["effect", "updated_at"])
            _suspend(actor, row, kind, document_number)
        event.save()
    return event


def event_finish(*, actor: Actor, event: LinkedEvent, public_note: str) -> LinkedEvent:
    """Withdraw the record for good and state the reason publicly (公开说明理由). Ends the three-day clock."""
    if not actor.has_perm("publicity.revoke_decision"):
        raise Forbidden("撤回公示需要审核员权限。")
    if len(public_note.strip()) < MIN_REASON:
        raise DomainError("请写明公开说明的理由（至少 5 个字）。", code="E-LAW-08", field="public_note")
    with deed(actor=actor, code="publicity.decision.event_done", obj=event.decision, reason=public_note):
        locked = LinkedEvent.objects.select_for_update().select_related("decision").get(pk=event.pk)
        if locked.done_at:
            raise InvalidTransition("这一事件已经处理完毕。", code="E-STATE-01")
        locked.done_at, locked.public_note = clock.now(), public_note.strip()[:300]
        locked.save(update_fields=["done_at", "public_note"])
        record = record_of(locked.decision)
        if record and record.withdrawn_at is None and locked.kind in EFFECT_OF:
            record_withdraw(actor=actor, record=record, reason=f"{locked.get_kind_display()}：{public_note}"[:200])
    return locked


def _announce(decision: Decision, event: LinkedEvent) -> None:
    """Whoever received the record is to learn what changed, in the words of the standard's headers."""
    record = record_of(decision)
    if record is not None:
        labels = decision.history_labels()
        changes = {labels.get(code, code): values for code, values in event.changes.items()}
        announce(record_corrected, record, key=f"decision-event:{event.pk}", reason=event.reason, changes=changes)


def _check_event(kind: str, happened_on: date, document_number: str, reason: str, decision: Decision) -> None:
    if kind not in EventKind.values or kind == EventKind.CORRECTION:
        raise DomainError("请选择事件性质。更正请用“更正”。", code="E-LAW-08", field="kind")
    if happened_on > clock.today() or happened_on < decision.decided_on:
        raise DomainError("发生日期应在决定日期之后、今天之前。", code="E-DT-01", field="happened_on")
    if kind in EFFECT_OF and not document_number.strip():
        raise DomainError("请填写变更、撤销等的文书号，没有文书不能登记。", code="E-LAW-02", field="document_number")
    if len(reason.strip()) < MIN_REASON:
        raise DomainError("请写明理由（至少 5 个字）。", code="E-STATE-02", field="reason")


def _suspend(actor: Actor, decision: Decision, kind: str, document_number: str) -> None:
    record = record_of(decision)
    if record and record.suspended_at is None and record.withdrawn_at is None:
        record_suspend(actor=actor, record=record, reason=f"决定{EventKind(kind).label}（{document_number.strip()}）")


def _withdraw_by(happened_on: date) -> date:
    days = int(settings_store.get("publicity.withdraw_workdays"))
    calendar = load_calendar()
    try:
        return calendar.add(happened_on, days)
    except CalendarYearMissing:
        return deadlines.clocks_for(happened_on, calendar, internal_days=days, official_workdays=days).due_official
