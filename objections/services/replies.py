"""The right of reply: at most 200 characters beside the record, refused only for a listed cause and with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.roles import CREDIT_OFFICE, REVIEWER
from accounts.selectors import duty, users_with_role
from audit.services import deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from core.masking import scrub
from core.text import clean
from members.selectors import users_of
from notices.services import notify
from objections.clocks import due_after
from objections.messages import REPLY_ARRIVED, REPLY_JUDGED
from objections.parameters import REPLY_DAYS
from objections.services.rights import needs_party
from objections.transitions import HANDLE
from records.choices import RefusalCause, ReplyState
from records.models import CreditRecord, Reply
from records.models.marks import REPLY_LENGTH

if TYPE_CHECKING:
    from accounts.models import User

MIN_WORDS = 5


def reply_write(*, actor: User, record: CreditRecord, text: str) -> Reply:
    """The subject's own words about a record. They wait for a check; what is shown already stays until then."""
    needs_party(actor, record.subject)
    words = scrub(clean(text))
    if not MIN_WORDS <= len(words) <= REPLY_LENGTH:
        raise DomainError(
            f"回应须为 {MIN_WORDS} 至 {REPLY_LENGTH} 个字，现在有 {len(words)} 个字。", code="E-OBJ-21", field="text"
        )
    with deed(actor=actor, code="records.reply.written") as draft:
        held = CreditRecord.objects.select_for_update().get(pk=record.pk)
        if held.withdrawn_at is not None or held.repaired_at is not None:
            raise InvalidTransition("这条记录已经撤下或者修复，不再对外提供，不需要回应。", code="E-STATE-01")
        if Reply.objects.filter(record=held, state=ReplyState.PENDING).exists():
            raise Duplicate("上一条回应正在审查，请等审查后再改，或者先收回。", code="E-OBJ-22", field="text")
        draft.obj = reply = Reply.objects.create(
            record=held, text=words, written_by=actor, written_at=clock.now(), due_on=due_after(clock.today(), REPLY_DAYS).on
        )  # fmt: skip
        _tell_house(reply)
    return reply


def reply_show(*, actor: User, reply: Reply) -> Reply:
    """Show it on every surface from this moment; an earlier one makes way."""
    with deed(actor=actor, code="records.reply.shown", obj=reply):
        row = _pending(actor, reply)
        Reply.objects.filter(record_id=row.record_id, state=ReplyState.SHOWN).update(state=ReplyState.REPLACED)
        row.state, row.judged_by, row.judged_at = ReplyState.SHOWN, actor, clock.now()
        row.save(update_fields=["state", "judged_by", "judged_at"])
        _tell_party(row, "已经展示", "从现在起显示在这条记录旁边。")
    return row


def reply_refuse(*, actor: User, reply: Reply, cause: str, reason: str) -> Reply:
    """Refuse to show it, for a listed cause only, saying what exactly it is about."""
    why = scrub(clean(reason))[:300]
    if cause not in RefusalCause.values:
        raise DomainError("请选择列明的情形；不属于这些情形的，应当展示。", code="E-OBJ-23", field="cause")
    if len(why) < MIN_WORDS:
        raise DomainError("请写明具体是哪一处、为什么（至少 5 个字）。", code="E-OBJ-23", field="reason")
    with deed(actor=actor, code="records.reply.refused", obj=reply, reason=why):
        row = _pending(actor, reply)
        row.state, row.judged_by, row.judged_at = ReplyState.REFUSED, actor, clock.now()
        row.refusal_cause, row.refusal_reason = cause, why
        row.save(update_fields=["state", "judged_by", "judged_at", "refusal_cause", "refusal_reason"])
        _tell_party(row, "没有展示", f"{RefusalCause(cause).label}：{why}。修改后可以再次提交。")
    return row


def reply_take_back(*, actor: User, reply: Reply) -> Reply:
    """The subject takes its words back, shown or not."""
    with deed(actor=actor, code="records.reply.taken_back", obj=reply):
        row = Reply.objects.select_for_update(of=("self",)).select_related("record__subject").get(pk=reply.pk)
        needs_party(actor, row.record.subject)
        if row.state not in (ReplyState.PENDING, ReplyState.SHOWN):
            raise InvalidTransition(f"这条回应“{row.get_state_display()}”，不需要收回。", code="E-STATE-01")
        row.state, row.taken_back_at = ReplyState.TAKEN_BACK, clock.now()
        row.save(update_fields=["state", "taken_back_at"])
    return row


def _pending(actor: User, reply: Reply) -> Reply:
    if not actor.has_perm(HANDLE):
        raise Forbidden("审查当事人回应需要审核员权限，请联系科室负责人。")
    row = Reply.objects.select_for_update(of=("self",)).select_related("record__subject").get(pk=reply.pk)
    if row.state != ReplyState.PENDING:
        raise InvalidTransition(f"这条回应已经是“{row.get_state_display()}”，请刷新页面查看。", code="E-STATE-01")
    return row


def _tell_house(reply: Reply) -> None:
    people = list(users_with_role(CREDIT_OFFICE)) or list(users_with_role(REVIEWER))
    notify(
        recipients=duty(people, clock.today()), code=REPLY_ARRIVED, key=f"reply:{reply.pk}:arrived",
        params={"record": str(reply.record), "due": f"{reply.due_on:%Y-%m-%d}"},
        link=reverse("admin:objections_reply_page", args=[reply.public_id]),
    )  # fmt: skip


def _tell_party(reply: Reply, result: str, reason: str) -> None:
    notify(
        recipients=users_of(reply.record.subject), code=REPLY_JUDGED, key=f"reply:{reply.pk}:judged",
        params={"record": str(reply.record), "result": result, "reason": reason},
        link=reverse("portal:reply", args=[reply.record.public_id]),
    )  # fmt: skip
