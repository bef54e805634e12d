"""What the bureau does: accept or turn down, check, decide, tell, review. An answer takes effect the moment it is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from audit.services import deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from core.masking import scrub
from core.text import clean
from members.selectors import users_of
from notices.models import Dispatch
from notices.services import dispatch_close, dispatch_owe, notify
from notices.services.dispatching import paper_type
from objections.choices import OPEN, Outcome, RefusalCause, State, TellWay
from objections.clocks import due_after
from objections.messages import ANSWERED
from objections.models import Objection
from objections.parameters import REVIEW_ASK_DAYS
from objections.services.effects import apply, suspend, take_off
from objections.services.rights import checked, locked, needs_stranger

if TYPE_CHECKING:
    from accounts.models import User

ANSWER = "DF"
"""The answer among the papers of an objection that go out."""
_KEEP_WORDS = "可以在 {day} 前申请一次复核；也可以依法申请行政复议或者提起行政诉讼。"


def objection_accept(*, actor: User, objection: Objection) -> Objection:
    """Take it in. The clock goes on: it runs from the submission."""
    with deed(actor=actor, code="objections.objection.accepted", obj=objection):
        row = locked(objection)
        row.state = checked(actor, row, "accept")
        row.accepted_at, row.accepted_by = clock.now(), actor
        row.save(update_fields=["state", "accepted_at", "accepted_by"])
    return row


def objection_refuse(*, actor: User, objection: Objection, cause: str, reason: str) -> Objection:
    """Turn it down at the door, for a listed cause and with reasons; the mark goes, the party is told."""
    why = scrub(clean(reason))[:1000]
    if cause not in RefusalCause.values:
        raise DomainError("请选择不予受理的情形；不属于列明情形的，应当受理。", code="E-OBJ-02", field="cause")
    with deed(actor=actor, code="objections.objection.refused", obj=objection, reason=why):
        row = locked(objection)
        row.state = checked(actor, row, "refuse", why)
        needs_stranger(actor, row)
        row.refusal_cause, row.reason, row.decided_at = cause, why, clock.now()
        row.save(update_fields=["state", "refusal_cause", "reason", "decided_at"])
        take_off(actor, row)
        if not _tell_party(
            row, "不予受理", f"{RefusalCause(cause).label}。{why}", "有新的事实和材料的，可以再次提出。"
        ):
            _owe(row, "异议不予受理告知书", "BS")
    return row


def objection_check(*, actor: User, objection: Objection) -> Objection:
    """Begin to check. Whoever entered, approved or changed the record cannot."""
    with deed(actor=actor, code="objections.objection.checking", obj=objection):
        row = locked(objection)
        row.state = checked(actor, row, "check")
        needs_stranger(actor, row)
        row.handler, row.checking_at = actor, clock.now()
        row.save(update_fields=["state", "handler", "checking_at"])
    return row


def objection_decide(
    *, actor: User, objection: Objection, outcome: str, reason: str, values: Mapping[str, str] | None = None, erratum: str = ""
) -> Objection:  # fmt: skip
    """Answer: correct (with `values` {code: text}), withdraw, or keep. All effects in this transaction; the party is told at once
    when it has an account. Raises what the correcting service refuses, and leaves then nothing behind."""
    why = scrub(clean(reason))[:1000]
    _known(outcome)
    with deed(actor=actor, code="objections.objection.decided", obj=objection, reason=why) as draft:
        row = locked(objection)
        target = checked(actor, row, "decide", why)
        needs_stranger(actor, row)
        if row.handler_id != actor.pk:
            raise Forbidden(f"这件异议由{row.handler}核查，结论由核查人作出。", code="E-OBJ-03")
        row.state, row.outcome, row.reason, row.decided_at = target, outcome, why, clock.now()
        row.save(update_fields=["state", "outcome", "reason", "decided_at"])
        apply(actor, row, outcome, values or {}, why, erratum)
        draft.extra = {"outcome": str(Outcome(outcome).label)}
        if _tell_party(row, Outcome(outcome).label, why, _KEEP_WORDS.format(day=_review_until(clock.today()))):
            _told(row, TellWay.ONLINE, "", clock.today())
        else:
            _owe(row, "异议答复书", ANSWER, starts_clock=True)
    return row


def objection_tell(*, actor: User, objection: Objection, note: str) -> Objection:
    """Note that the answer was given by telephone. Paper is put on record in the register of service (`answer_served`)."""
    words = scrub(clean(note))[:200]
    if len(words) < 2:
        raise DomainError("请写明告知了谁、通话时间。", code="E-OBJ-02", field="note")
    with deed(actor=actor, code="objections.objection.told", obj=objection, reason=words):
        row = locked(objection)
        checked(actor, row, "tell")
        _told(row, TellWay.PHONE, words, clock.today())
        if owed := answer_owed(row):
            dispatch_close(actor=actor, dispatch=owed, reason=f"已电话告知：{words}", told=True)
    return row


def answer_owed(objection: Objection) -> Dispatch | None:
    """The line of the register of service by which the answer is still to reach the party."""
    rows = Dispatch.objects.filter(paper_type=_type(ANSWER), paper_id=objection.pk)
    return rows.filter(served_on=None, closed_at=None).first()


def answer_served(*, actor: User, dispatch: Dispatch) -> None:
    """The answer reached the party on paper: it is told, and the days to ask for a review run from the day after the service."""
    if dispatch.paper_type != _type(ANSWER):
        return
    with deed(actor=actor, code="objections.objection.told") as draft:
        draft.obj = row = locked(Objection(pk=dispatch.paper_id))
        if row.state == State.DECIDED and dispatch.served_on is not None:
            note = f"{dispatch.get_way_display()}，{dispatch.received_by}签收 {dispatch.receipt_number}".strip()
            _told(row, TellWay.PAPER, note[:200], dispatch.served_on)


def review_decide(
    *, actor: User, objection: Objection, outcome: str, reason: str, values: Mapping[str, str] | None = None, erratum: str = ""
) -> Objection:  # fmt: skip
    """Answer the review: by somebody who neither made the record nor answered the objection. There is no second one."""
    why = scrub(clean(reason))[:1000]
    _known(outcome)
    with deed(actor=actor, code="objections.review.decided", obj=objection, reason=why) as draft:
        row = locked(objection)
        target = checked(actor, row, "review", why)
        needs_stranger(actor, row)
        if row.handler_id == actor.pk:
            raise Forbidden("您是这件异议的核查人，复核须由另一名工作人员作出。", code="E-OBJ-03")
        row.state, row.reviewer, row.review_outcome = target, actor, outcome
        row.review_reason, row.reviewed_at = why, clock.now()
        row.save(update_fields=["state", "reviewer", "review_outcome", "review_reason", "reviewed_at"])
        apply(actor, row, outcome, values or {}, why, erratum)
        draft.extra = {"outcome": str(Outcome(outcome).label)}
        after = "复核结论是本局的最终答复；仍可以依法申请行政复议或者提起行政诉讼。"
        if not _tell_party(row, f"复核{Outcome(outcome).label}", why, after):
            _owe(row, "异议复核决定书", "FH")
    return row


def display_suspend(*, actor: User, objection: Objection, reason: str) -> Objection:
    """The deputy director suspends the display of a record whose objection is overdue."""
    if not actor.has_perm("objections.suspend_display"):
        raise Forbidden("暂停展示须由分管领导决定，您没有这项权限。")
    why = scrub(clean(reason))[:200]
    if len(why) < 5:
        raise DomainError("请写明理由（至少 5 个字），理由会留在历史记录中。", code="E-OBJ-02", field="reason")
    with deed(actor=actor, code="objections.display.suspended", obj=objection, reason=why):
        row = locked(objection)
        if row.state not in OPEN or not Objection.objects.overdue().filter(pk=row.pk).exists():
            raise InvalidTransition("只有逾期没有答复的异议才能暂停展示。", code="E-STATE-01")
        if not suspend(actor, row, why):
            raise InvalidTransition("这条记录目前没有展示，不需要暂停。", code="E-STATE-01")
    return row


def _known(outcome: str) -> None:
    if outcome not in Outcome.values:
        raise DomainError("请选择结论：更正、撤销或者维持。", code="E-OBJ-02", field="outcome")


def _told(row: Objection, way: str, note: str, on: date) -> None:
    row.state, row.told_way, row.told_note, row.told_at = State.TOLD, way, note, clock.now()
    row.review_until = _review_until(on)
    row.save(update_fields=["state", "told_way", "told_note", "told_at", "review_until"])


def _review_until(told_on: date) -> date:
    return due_after(told_on, REVIEW_ASK_DAYS).on


def _owe(row: Objection, title: str, part: str, *, starts_clock: bool = False) -> None:
    """A party without an account gets it on paper."""
    dispatch_owe(
        paper=row, part=part, title=title, number=f"{row.number}-{part}", addressee=row.subject.name, about=str(row.record),
        link=reverse("admin:objections_objection_page", args=[row.public_id]), section=row.record.item.section,
        starts_clock=starts_clock,
    )  # fmt: skip


def _type(part: str) -> str:
    return paper_type(Objection._meta.label_lower, part)


def _tell_party(row: Objection, result: str, reason: str, after: str) -> bool:
    """Tell everybody who acts for the party; False when nobody does, then it has to be told on paper."""
    people = users_of(row.subject)
    notify(
        recipients=people, code=ANSWERED, key=f"objection:{row.pk}:{row.state}",
        params={
            "number": row.number, "record": str(row.record), "result": str(result), "reason": reason, "next": after,
        },
        link=reverse("portal:objection", args=[row.public_id]),
    )  # fmt: skip
    return bool(people)
