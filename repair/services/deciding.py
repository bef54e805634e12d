"""The deciding person's side: grant with four effects in one transaction, refuse with reason and remedies, review by a third person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.services import deed
from core import clock, settings_store
from core.errors import DomainError, Forbidden
from records.choices import MarkKind
from records.services.marks import unmark
from records.services.repairing import record_repair
from repair.choices import Ground, LetterKind, State
from repair.models import Application, SyncItem
from repair.parameters import CHANNELS, REMEDIES, SYNC_DAYS
from repair.services.applying import SOURCE
from repair.services.letters import letter_make
from repair.services.steps import locked, need_text, note_step, tell, workdays_after

if TYPE_CHECKING:
    from accounts.models import User


def application_return(*, actor: User, application: Application, reason: str) -> Application:
    """Send the proposal back to be examined again; the clock runs on."""
    reason = need_text(reason, "reason", "还要核查什么")
    with deed(actor=actor, code="repair.application.returned", obj=application, reason=reason):
        row = locked(actor, application, "return")
        _other_than(actor, row.handler_id)
        row.state = State.ACCEPTED
        row.save(update_fields=["state"])
        note_step(actor, row, "return", reason)
    return row


def application_grant(*, actor: User, application: Application, reason: str) -> Application:
    """Grant. In this one transaction the record leaves the public's sight and every use, rating and measures are told, the letter and
    the certificate are frozen, and the checklist of the other sites is opened."""
    reason = need_text(reason, "reason", "准予修复的理由")
    with deed(actor=actor, code="repair.application.granted", obj=application, reason=reason):
        row = locked(actor, application, "grant")
        _other_than(actor, row.handler_id)
        row.decided_on, row.decided_by, row.decision_reason = clock.today(), actor, reason
        _effect(actor, row, reason)
        letter_make(actor=actor, application=row, kind=LetterKind.GRANTED)
        letter_make(actor=actor, application=row, kind=LetterKind.CERTIFICATE)
        note_step(actor, row, "grant", reason)
        tell(
            row, "准予信用修复：已停止公示、停止共享，并通知重新评价、解除相应措施。", "决定书和修复证明可以在网上下载"
        )
    return row


def application_refuse(*, actor: User, application: Application, ground: str, reason: str) -> Application:
    """Refuse for a listed ground, with the reason; the remedies are told in the letter."""
    if ground not in Ground.values:
        raise DomainError("请选择不予修复的情形。", code="E-REP-12", field="ground")
    reason = need_text(reason, "reason", "不予修复的理由和依据")
    with deed(actor=actor, code="repair.application.refused", obj=application, reason=reason, extra={"ground": ground}):
        row = locked(actor, application, "refuse")
        _other_than(actor, row.handler_id)
        row.state, row.ground, row.decision_reason = State.REFUSED, ground, reason
        row.decided_on, row.decided_by, row.remedies = clock.today(), actor, str(settings_store.get(REMEDIES))
        row.save()
        unmark(actor=actor, record=row.record, kind=MarkKind.REPAIRING, source_type=SOURCE, source_id=row.pk)
        letter_make(actor=actor, application=row, kind=LetterKind.REFUSED)
        note_step(actor, row, "refuse", reason)
        tell(row, f"不予信用修复：{reason}", "可以申请复核一次，也可以申请行政复议、提起行政诉讼；条件具备后可以再申请")
    return row


def review_uphold(*, actor: User, application: Application, reason: str) -> Application:
    """The review keeps the refusal, with its own reasons."""
    reason = need_text(reason, "reason", "维持的理由")
    with deed(actor=actor, code="repair.application.upheld", obj=application, reason=reason):
        row = locked(actor, application, "uphold")
        _reviewer(actor, row, reason)
        row.state = State.UPHELD
        row.save()
        letter_make(actor=actor, application=row, kind=LetterKind.REVIEW)
        note_step(actor, row, "uphold", reason)
        tell(row, f"复核维持不予修复：{reason}", "可以申请行政复议或者提起行政诉讼；条件具备后可以再申请")
    return row


def review_overturn(*, actor: User, application: Application, reason: str) -> Application:
    """The review grants the repair, with the same four effects."""
    reason = need_text(reason, "reason", "改为准予的理由")
    with deed(actor=actor, code="repair.application.overturned", obj=application, reason=reason):
        row = locked(actor, application, "overturn")
        _reviewer(actor, row, reason)
        _effect(actor, row, reason)
        letter_make(actor=actor, application=row, kind=LetterKind.REVIEW)
        letter_make(actor=actor, application=row, kind=LetterKind.CERTIFICATE)
        note_step(actor, row, "overturn", reason)
        tell(row, "复核改为准予信用修复：已停止公示、停止共享。", "修复证明可以在网上下载")
    return row


def _effect(actor: User, row: Application, reason: str) -> None:
    """The four effects, and the checklist of whoever else shows the record."""
    record = record_repair(actor=actor, record=row.record, source=f"{SOURCE}:{row.pk}", reason=reason)
    moment = record.repaired_at or clock.now()
    row.effects = dict.fromkeys(("publicity", "sharing", "rating", "measures"), moment.isoformat())
    row.state, row.sync_due = State.SYNCING, workdays_after(clock.today(), SYNC_DAYS).on
    row.save()
    unmark(actor=actor, record=row.record, kind=MarkKind.REPAIRING, source_type=SOURCE, source_id=row.pk)
    SyncItem.objects.bulk_create(
        SyncItem(application=row, channel=str(channel)[:60]) for channel in dict.fromkeys(settings_store.get(CHANNELS))
    )


def _other_than(actor: User, handler_id: int | None) -> None:
    if handler_id == actor.pk:
        raise Forbidden("经办人不能决定自己核查的申请，请由其他有权决定的人办理。", code="E-REP-13")


def _reviewer(actor: User, row: Application, reason: str) -> None:
    if actor.pk in (row.handler_id, row.decided_by_id):
        raise Forbidden("复核须由没有经办、也没有作出原决定的人办理。", code="E-REP-13")
    row.reviewed_by, row.reviewed_on, row.review_answer = actor, clock.today(), reason
