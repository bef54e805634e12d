"""Taking a granted repair back (撤销修复): notice, service, statement, weighing, and the decision of somebody else with its effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from audit.services import deed
from core import clock, settings_store
from core.errors import DomainError, Duplicate, Forbidden, NotReady
from core.masking import scrub
from core.papers.taking import take
from core.text import clean
from members.selectors import acts_for, users_of
from notices.models import Dispatch
from notices.services import dispatch_confirm, notify
from records.periods import add_months
from records.services.repairing import record_reinstate, record_repair
from repair.choices import REVOKING, LetterKind, PaperKind, RevocationState, RevokeGround, State
from repair.messages import REVOKING as TOLD
from repair.models import Application, Letter, Revocation
from repair.parameters import FRAUD_MONTHS, REVOKE_DAYS, REVOKE_REMEDIES, SYNC_DAYS
from repair.services.applying import SOURCE, paper_keep
from repair.services.letters import letter_make
from repair.services.steps import need_text, note_step, portal_url, workdays_after
from repair.transitions import HANDLE, OWN, REPAIR_MOVES, REVOKE_MOVES

if TYPE_CHECKING:
    from accounts.models import User

_NUMBERING = 20260402  # number of the advisory lock that keeps the numbers of a day without gaps and doubles
NOTICE = "repair.letter"
"""The notice as the register of service names it."""


def revocation_open(
    *, actor: User, application: Application, ground: str, facts: str, content: bytes, filename: str
) -> Revocation:
    """Say what was found, with the paper that proves it. The notice is made and has to be served; nothing changes for the record yet.

    Raises Forbidden, InvalidTransition (the application is not a granted repair), Duplicate (one is under way), DomainError.
    """
    if ground not in RevokeGround.values:
        raise DomainError("请选择撤销的情形；不属于列明情形的，不能撤销。", code="E-REP-20", field="ground")
    facts = need_text(facts, "facts", "查明的事实和证据", 1000)
    if not content:
        raise DomainError("请上传证明弄虚作假的材料，没有证据不能提出撤销。", code="E-REP-20", field="file")
    taken = take(content, filename)
    with deed(actor=actor, code="repair.revocation.opened", obj=application, reason=facts[:200]) as draft:
        row = _application(actor, application, HANDLE)
        REPAIR_MOVES.check(row.state, "revoke")
        if Revocation.objects.filter(application=row, state__in=REVOKING).exists():
            raise Duplicate("这件修复已经在办理撤销，请在原来的一件里继续。", code="E-REP-20")
        made = Revocation.objects.create(
            number=_next_number(), application=row, ground=ground, facts=facts, handler=actor, opened_at=clock.now()
        )
        paper_keep(actor=actor, application=row, kind=PaperKind.FINDING, taken=taken)
        letter_make(actor=actor, application=row, kind=LetterKind.REVOKING, revocation=made)
        note_step(actor, row, "revoke_open", RevokeGround(ground).label)
        draft.extra = {"number": made.number}
        days = settings_store.get(REVOKE_DAYS)
        _tell(
            made,
            f"本局拟撤销这件修复：{made.get_ground_display()}。{facts}",
            f"请确认收到告知书，次日起 {days} 个工作日内可以陈述申辩",
        )
    return made


def notice_served(*, actor: User, dispatch: Dispatch) -> None:
    """The notice reached the subject: its days to speak run from the day after. Called by the register of service."""
    letter = Letter.objects.filter(pk=dispatch.paper_id, kind=LetterKind.REVOKING).first()
    if dispatch.paper_type != NOTICE or letter is None or letter.revocation_id is None or dispatch.served_on is None:
        return
    with deed(actor=actor, code="repair.revocation.served", obj=letter.application):
        row = (
            Revocation.objects.select_for_update(of=("self",))
            .select_related("application")
            .get(pk=letter.revocation_id)
        )
        row.state = REVOKE_MOVES.check(row.state, "serve").target
        row.served_on = dispatch.served_on
        row.statement_until = workdays_after(dispatch.served_on, REVOKE_DAYS).on
        row.save()
        note_step(actor, row.application, "revoke_serve", f"{dispatch.get_way_display()}，{dispatch.received_by}签收")
        _tell(row, "拟撤销告知书已经送达。", f"{row.statement_until:%Y-%m-%d} 前可以陈述申辩")


def notice_confirm(*, actor: User, revocation: Revocation) -> Revocation:
    """The subject's own people confirm on the portal that they have the notice: service by electronic way."""
    row = Revocation.objects.select_related("application__subject").get(pk=revocation.pk)
    if not acts_for(actor, row.application.subject):
        raise Forbidden("这件撤销修复不是您所代表的机构或者您本人的，您不能办理。")
    dispatch_confirm(actor=actor, dispatch=notice_dispatch(row))
    return Revocation.objects.get(pk=revocation.pk)


def notice_dispatch(revocation: Revocation) -> Dispatch:
    """The line of the register of service by which the notice reaches the subject."""
    letter = Letter.objects.get(revocation=revocation, kind=LetterKind.REVOKING)
    return Dispatch.objects.get(paper_type=NOTICE, paper_id=letter.pk, starts_clock=True)


def revocation_state(
    *, actor: User, revocation: Revocation, statement: str, content: bytes = b"", filename: str = ""
) -> Revocation:
    """The subject speaks, once, until the last day; or staff put on record what it brought on paper."""
    statement = need_text(statement, "statement", "陈述申辩的内容", 2000)
    taken = take(content, filename) if content else None
    with deed(actor=actor, code="repair.revocation.stated", obj=revocation.application):
        row = _locked(actor, revocation, "state")
        if row.stated_at is not None:
            raise NotReady("已经收到过陈述申辩。需要补充的，请联系经办科室。", code="E-REP-21", field="statement")
        if row.statement_until is not None and clock.today() > row.statement_until:
            raise NotReady(
                f"陈述申辩期已于 {row.statement_until:%Y-%m-%d} 届满。对决定不服的，可以申请行政复议或者提起行政诉讼。",
                code="E-REP-21", field="statement",
            )  # fmt: skip
        if taken is not None:
            paper_keep(actor=actor, application=row.application, kind=PaperKind.STATEMENT, taken=taken)
        row.statement, row.stated_at, row.stated_by = statement, clock.now(), actor
        row.save()
        note_step(actor, row.application, "revoke_state", statement)
    return row


def revocation_weigh(*, actor: User, revocation: Revocation, reason: str) -> Revocation:
    """Answer what was said and put it before the deciding person; not before the subject spoke or its days are over."""
    reason = need_text(reason, "reason", "核查意见和对陈述申辩的答复", 1000)
    with deed(actor=actor, code="repair.revocation.weighed", obj=revocation.application, reason=reason[:200]):
        row = _locked(actor, revocation, "weigh")
        assert row.statement_until is not None  # the database has it in this state
        if row.stated_at is None and clock.today() <= row.statement_until:
            raise NotReady(
                f"陈述申辩期到 {row.statement_until:%Y-%m-%d} 才结束，当事人也还没有陈述。请等期满或者收到陈述之后再提出。",
                code="E-REP-21",
            )
        row.state, row.answer, row.weighed_on = RevocationState.WEIGHED, reason, clock.today()
        row.save()
        note_step(actor, row.application, "revoke_weigh")
    return row


def revocation_revoke(*, actor: User, revocation: Revocation, reason: str) -> Revocation:
    """Take the repair back. In this one transaction the record counts again (shown for what is left of its period), ratings are told,
    the letters of the repair are void, the decision is made and has to be served, and the bar on new applications begins."""
    reason = need_text(reason, "reason", "撤销修复的理由和依据")
    with deed(actor=actor, code="repair.revocation.revoked", obj=revocation.application, reason=reason):
        row = _locked(actor, revocation, "revoke")
        _other_than(actor, row)
        application = row.application
        REPAIR_MOVES.check(application.state, "revoke")
        today = clock.today()
        row.state, row.reason, row.decided_on, row.decided_by = RevocationState.REVOKED, reason, today, actor
        row.remedies = str(settings_store.get(REVOKE_REMEDIES))
        row.barred_until = add_months(today, int(settings_store.get(FRAUD_MONTHS)))
        row.save()
        record_reinstate(actor=actor, record=application.record, reason=f"{row.get_ground_display()}：{reason}")
        application.state = State.REVOKED
        application.save(update_fields=["state"])
        letter_make(actor=actor, application=application, kind=LetterKind.REVOKED, revocation=row)
        note_step(actor, application, "revoke", reason)
        _tell(
            row,
            f"已撤销信用修复：{reason}",
            f"{row.barred_until:%Y-%m-%d} 前不得再申请；可以申请行政复议、提起行政诉讼",
        )
    return row


def revocation_drop(*, actor: User, revocation: Revocation, reason: str) -> Revocation:
    """Do not take it back: the repair stays as it is. Also by somebody else than who proposed it."""
    reason = need_text(reason, "reason", "不予撤销的理由")
    with deed(actor=actor, code="repair.revocation.dropped", obj=revocation.application, reason=reason):
        row = _locked(actor, revocation, "drop")
        _other_than(actor, row)
        row.state, row.reason, row.decided_on, row.decided_by = RevocationState.DROPPED, reason, clock.today(), actor
        row.save()
        if row.served_on is not None:
            letter_make(actor=actor, application=row.application, kind=LetterKind.KEPT, revocation=row)
        note_step(actor, row.application, "revoke_drop", reason)
        _tell(row, f"不予撤销，修复继续有效：{reason}", "不需要办理")
    return row


def revocation_annul(*, actor: User, revocation: Revocation, document: str, reason: str) -> Revocation:
    """A review body or a court took the decision back: the repair stands again, with its effects, and the bar falls."""
    reason, document = need_text(reason, "reason", "撤销决定失效的原因"), clean(document)[:128]
    if len(document) < 4:
        raise DomainError("请填写行政复议决定书或者判决书的文号。", code="E-REP-20", field="document")
    with deed(actor=actor, code="repair.revocation.annulled", obj=revocation.application, reason=reason):
        row = _locked(actor, revocation, "annul")
        application = row.application
        REPAIR_MOVES.check(application.state, "restore")
        row.state, row.annulled_on, row.annulled_by = RevocationState.ANNULLED, clock.today(), actor
        row.annul_document, row.annul_reason = document, reason
        row.save()
        record_repair(actor=actor, record=application.record, source=f"{SOURCE}:{application.pk}", reason=reason)
        application.state, application.sync_due = State.SYNCING, workdays_after(clock.today(), SYNC_DAYS).on
        application.closed_on = None
        application.save(update_fields=["state", "sync_due", "closed_on"])
        note_step(actor, application, "restore", f"{document}：{reason}")
        _tell(row, f"撤销决定失效，信用修复恢复有效：{reason}", "本局重新核对各信用网站")
    return row


def _application(actor: User, application: Application, perm: str) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("record__item", "subject", "section")
    row = rows.get(pk=application.pk)
    if not actor.has_perm(perm):
        raise Forbidden("办理撤销修复需要相应权限，您的账号没有。请联系科室负责人。")
    if not Application.objects.visible_to(actor).filter(pk=row.pk).exists():
        raise Forbidden("这件修复由其他科室办理，您不能办理。")
    return row


def _locked(actor: User, revocation: Revocation, move: str) -> Revocation:
    """The row and its application under lock, in this order everywhere; right and step checked."""
    wanted = REVOKE_MOVES[move]
    application = Application.objects.select_for_update(of=("self",)).get(pk=revocation.application_id)
    row = Revocation.objects.select_for_update(of=("self",)).get(pk=revocation.pk)
    if wanted.perm == OWN and not actor.is_staff:
        if not acts_for(actor, application.subject):
            raise Forbidden("这件撤销修复不是您所代表的机构或者您本人的，您不能办理。")
        row.application = application
    else:
        row.application = _application(actor, application, wanted.perm or HANDLE)
    REVOKE_MOVES.check(row.state, move)
    return row


def _other_than(actor: User, row: Revocation) -> None:
    if row.handler_id == actor.pk:
        raise Forbidden("经办人不能决定自己提出的撤销，请由其他有权决定的人办理。", code="E-REP-13")


def _next_number() -> str:
    """XC-20261102-01."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    prefix = f"XC-{clock.today():%Y%m%d}-"
    taken = Revocation.objects.filter(number__startswith=prefix).values_list("number", flat=True)
    return f"{prefix}{max((int(number.removeprefix(prefix)) for number in taken), default=0) + 1:02d}"


def _tell(row: Revocation, note: str, what_next: str) -> None:
    people = users_of(row.application.subject)
    facts = {
        "number": row.number, "state": row.get_state_display(), "document": row.application.record.document_number,
        "note": scrub(note), "next": what_next,
    }  # fmt: skip
    key = f"repair-revoking:{row.pk}:{row.state}"
    notify(recipients=people, code=TOLD, params=facts, key=key, link=portal_url(row.application))
