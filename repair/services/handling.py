"""The handler's side: accept, ask for completion once, decline, stop the clock for listed causes, extend once, examine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.services import deed
from core import clock, settings_store
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from records.choices import MarkKind
from records.services.marks import mark
from repair.choices import LetterKind, PauseCause, Proposal, State
from repair.models import Application, Pause
from repair.parameters import EXTEND_DAYS, REMEDIES, SUPPLEMENT_DAYS
from repair.services.applying import SOURCE
from repair.services.letters import letter_make
from repair.services.steps import end_pause, locked, need_text, note_step, set_clocks, tell, workdays_after

if TYPE_CHECKING:
    from accounts.models import User


def application_supplement(*, actor: User, application: Application, reason: str) -> Application:
    """Say once and completely what is missing; the clock stands still until it comes."""
    reason = need_text(reason, "reason", "需要补正的全部内容")
    with deed(actor=actor, code="repair.application.supplement", obj=application, reason=reason):
        row = locked(actor, application, "supplement")
        if row.steps.filter(move="supplement").exists():
            raise InvalidTransition(
                "补正只能一次性告知，这件申请已经要求过补正。请根据现有材料决定受理或者不予受理。", code="E-REP-08"
            )
        today = clock.today()
        row.state, row.supplement_text = State.SUPPLEMENT, reason
        row.supplement_by = workdays_after(today, SUPPLEMENT_DAYS).on
        Pause.objects.create(application=row, cause=PauseCause.SUPPLEMENT, reason=reason[:300], since=today)
        row.save()
        note_step(actor, row, "supplement", reason)
        tell(row, reason, f"请在 {row.supplement_by:%Y-%m-%d} 前补正；以前交的材料都还在，不用重交")
    return row


def application_accept(*, actor: User, application: Application) -> Application:
    """Accept: the record is marked as under repair on every surface, and the actor becomes the handler."""
    with deed(actor=actor, code="repair.application.accepted", obj=application):
        row = locked(actor, application, "accept")
        row.state, row.accepted_on, row.handler = State.ACCEPTED, clock.today(), actor
        set_clocks(row)
        row.save()
        mark(actor=actor, record=row.record, kind=MarkKind.REPAIRING, source_type=SOURCE, source_id=row.pk)
        note_step(actor, row, "accept")
        tell(row, "申请已受理，公示页上已标注“修复办理中”。", f"本局 {row.decide_due:%Y-%m-%d} 前作出决定")
    return row


def application_decline(*, actor: User, application: Application, reason: str) -> Application:
    """Do not accept: with the reason and the remedies, in writing."""
    reason = need_text(reason, "reason", "不予受理的理由和依据")
    with deed(actor=actor, code="repair.application.declined", obj=application, reason=reason):
        row = locked(actor, application, "decline")
        row.state, row.decision_reason, row.remedies = State.DECLINED, reason, str(settings_store.get(REMEDIES))
        row.handler, row.closed_on = actor, clock.today()
        row.save()
        letter_make(actor=actor, application=row, kind=LetterKind.DECLINED)
        note_step(actor, row, "decline", reason)
        tell(row, reason, "对不予受理不服的，见告知书所附救济途径")
    return row


def application_pause(*, actor: User, application: Application, cause: str, reason: str) -> Application:
    """Stop the clock, only for a listed cause; waiting for the applicant has its own step."""
    if cause not in (PauseCause.OTHER_BODY, PauseCause.INSPECTION):
        raise DomainError("只有列明的情形才能中止计算期限，请选择一种。", code="E-REP-09", field="cause")
    reason = need_text(reason, "reason", "向谁核实什么、或者查什么", 300)
    with deed(actor=actor, code="repair.application.paused", obj=application, reason=reason):
        row = locked(actor, application, "pause")
        if Pause.objects.filter(application=row, until=None).exists():
            raise InvalidTransition("期限已经中止，不能再中止一次。", code="E-REP-09")
        Pause.objects.create(application=row, cause=cause, reason=reason, since=clock.today())
        note_step(actor, row, "pause", f"{PauseCause(cause).label}：{reason}")
        tell(row, f"{PauseCause(cause).label}：{reason}", "恢复计算后另行通知新的期限")
    return row


def application_resume(*, actor: User, application: Application) -> Application:
    """The clock goes on; the working days it stood still are added."""
    with deed(actor=actor, code="repair.application.resumed", obj=application):
        row = locked(actor, application, "resume")
        if not end_pause(row, clock.today()):
            raise InvalidTransition("期限没有中止，不需要恢复。", code="E-REP-09")
        set_clocks(row)
        row.save()
        note_step(actor, row, "resume", f"期限顺延到 {row.decide_due:%Y-%m-%d}")
    return row


def application_extend(*, actor: User, application: Application, reason: str) -> Application:
    """Once, for a complicated case, with the reason told to the applicant."""
    reason = need_text(reason, "reason", "情况复杂、需要延长的原因", 300)
    with deed(actor=actor, code="repair.application.extended", obj=application, reason=reason):
        row = locked(actor, application, "extend")
        if row.extended_on is not None:
            raise InvalidTransition("办理期限只能延长一次，这件申请已经延长过。", code="E-REP-10")
        row.extended_on, row.extended_reason = clock.today(), reason
        row.extended_days = int(settings_store.get(EXTEND_DAYS))
        set_clocks(row)
        row.save()
        note_step(actor, row, "extend", reason)
        tell(row, f"期限延长 {row.extended_days} 个工作日：{reason}", f"本局 {row.decide_due:%Y-%m-%d} 前作出决定")
    return row


def application_propose(*, actor: User, application: Application, proposal: str, reason: str) -> Application:
    """Put the findings and a proposal before the deciding person."""
    if proposal not in Proposal.values:
        raise DomainError("请选择建议准予还是不予修复。", code="E-REP-11", field="proposal")
    reason = need_text(reason, "reason", "核查了什么、结果怎样")
    with deed(actor=actor, code="repair.application.proposed", obj=application, reason=reason):
        row = locked(actor, application, "propose")
        if row.handler_id != actor.pk and not actor.has_perm("repair.view_all_repairs"):
            raise Forbidden("核查意见由受理这件申请的经办人提出。", code="E-REP-11")
        if Pause.objects.filter(application=row, until=None).exists():
            raise NotReady("期限还在中止，请先恢复计算再提出核查意见。", code="E-REP-09")
        row.state, row.proposal, row.findings, row.proposed_on = State.PROPOSED, proposal, reason, clock.today()
        row.handler = actor
        row.save()
        note_step(actor, row, "propose")
    return row
