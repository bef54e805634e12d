"""The platform's side of what was mended here: queued while a receipt is awaited, ready after it, done with the next file or a word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from core.masking import scrub
from core.text import clean
from publicity.choices import DecisionState, FollowUpKind, RowState
from publicity.models import Decision, FollowUp, Submission, SubmissionRow

PERM = "publicity.submit_decisions"


def followups_visible_to(user: Actor) -> QuerySet[FollowUp]:
    """Those of the decisions that the person sees."""
    if not user.has_perm("publicity.view_submission"):
        return FollowUp.objects.none()
    return FollowUp.objects.filter(decision__in=Decision.objects.visible_to(user))


def correction_queue(*, decision: Decision, reason: str) -> FollowUp:
    """A decision whose file is out is about to be corrected: remember how its row was sent, and that the platform is to be told.

    Called inside the caller's deed, on the locked decision before it is rewritten. The file and the digest of the row stay.
    """
    for row in SubmissionRow.objects.select_for_update().filter(decision=decision, state=RowState.WAITING):
        if not row.sent_as:
            row.sent_as = {name: getattr(decision, name) for name in SubmissionRow.IDENTITY}
            row.save(update_fields=["sent_as"])
    return _open(decision, FollowUpKind.CORRECT, reason, ready_on=None)


def withdrawal_queue(*, decision: Decision, reason: str) -> FollowUp | None:
    """The record of a decision was taken off: the platform is to take it off too, if it was ever given it. Doing it twice adds nothing."""
    sent = SubmissionRow.objects.filter(decision=decision).exclude(state=RowState.CANCELLED)
    if not sent.filter(state__in=(RowState.WAITING, RowState.ACCEPTED)).exists():
        return None
    waiting = sent.filter(state=RowState.WAITING).exists()
    return _open(decision, FollowUpKind.WITHDRAW, reason, ready_on=None if waiting else clock.today())


def receipt_arrived(*, accepted: Iterable[int], rejected: Iterable[int]) -> None:
    """Decisions that the platform has answered, by id, inside the deed of the receipt and after their states were set.

    A correction of an accepted one becomes 可报送; a rejected one waits to be corrected as ever. What was taken off meanwhile must
    now be taken off there; what the platform never took needs nothing.
    """
    accepted, rejected, on = list(accepted), list(rejected), clock.today()
    queued = FollowUp.objects.filter(done_on=None, ready_on=None)
    again = queued.filter(decision_id__in=accepted, kind=FollowUpKind.CORRECT)
    Decision.objects.filter(pk__in=again.values("decision_id"), state=DecisionState.ACCEPTED).update(
        state=DecisionState.READY, updated_at=clock.now()
    )
    queued.filter(decision_id__in=rejected, kind=FollowUpKind.WITHDRAW).update(done_on=on, note="平台退回，没有入库")
    queued.filter(decision_id__in=[*accepted, *rejected]).update(ready_on=on)


def file_cancelled(*, submission: Submission, decisions: Iterable[int]) -> None:
    """A file that was never sent was taken back: what it held is not on its way, so nothing has to be mended there."""
    done = {"ready_on": clock.today(), "done_on": clock.today(), "note": f"批次 {submission.number} 作废，没有报送"}
    FollowUp.objects.filter(done_on=None, ready_on=None, decision_id__in=list(decisions)).update(**done)


def file_sent(*, submission: Submission, sent_on: date) -> None:
    """Corrections that this file carries are told."""
    held = submission.rows.filter(state=RowState.WAITING).values("decision_id")
    FollowUp.objects.filter(
        done_on=None, ready_on__isnull=False, kind=FollowUpKind.CORRECT, decision_id__in=held
    ).update(done_on=sent_on, note=f"更正后的内容已随批次 {submission.number} 上报")  # fmt: skip


def followup_done(*, actor: Actor, followup: FollowUp, done_on: date, note: str) -> FollowUp:
    """A person says how and when the platform took it off. Forbidden, InvalidTransition (not ready, done), DomainError."""
    if not actor.has_perm(PERM):
        raise Forbidden("您没有办理报送的权限，请联系科室负责人。")
    note = scrub(clean(note))[:300]
    if len(note) < 5:
        raise DomainError("请写明怎样办理、平台的答复或者受理编号（至少 5 个字）。", code="E-SUB-04", field="note")
    with deed(actor=actor, code="publicity.followup.done", obj=followup.decision, reason=note):
        row = followups_visible_to(actor).select_for_update(of=("self",)).filter(pk=followup.pk).first()
        if row is None:
            raise Forbidden("这件决定不属于您的科室，您不能办理。")
        if row.done_on is not None:
            raise InvalidTransition("这一件已经办理完毕。", code="E-STATE-01")
        if row.kind != FollowUpKind.WITHDRAW:
            raise InvalidTransition("更正随下一个报送批次上报，不需要在这里登记。", code="E-STATE-01")
        if row.ready_on is None:
            raise InvalidTransition("平台的回执还没有登记，登记后再办理。", code="E-STATE-01")
        if not clock.local_date(row.made_at) <= done_on <= clock.today():
            raise DomainError("办理日期应当在撤下之日到今天之间。", code="E-DT-01", field="done_on")
        row.done_on, row.done_by_id, row.note = done_on, actor.pk, note
        row.save(update_fields=["done_on", "done_by", "note"])
    return row


def _open(decision: Decision, kind: str, reason: str, ready_on: date | None) -> FollowUp:
    """One open line for each decision and kind; a later cause joins it and waits for the newest receipt."""
    found = FollowUp.objects.select_for_update().filter(decision=decision, kind=kind, done_on=None).first()
    if found is None:
        return FollowUp.objects.create(
            decision=decision, kind=kind, reason=reason.strip()[:500], made_at=clock.now(), ready_on=ready_on
        )
    found.reason, found.ready_on = reason.strip()[:500], ready_on
    found.save(update_fields=["reason", "ready_on"])
    return found
