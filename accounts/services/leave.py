"""Leave and deputies: who stands in when a deadline comes while somebody is away."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from accounts.services.common import locked, need
from audit.services import Actor, deed
from core.errors import DomainError


def leave_set(
    *, actor: Actor, user: User, away_from: date | None, away_until: date | None, deputy: User | None
) -> User:
    """Note a leave (both days inclusive; no last day: until taken back) and who gets the reminders too; None, None, None ends it.

    Everybody may do this for himself; for others it needs accounts.change_user.
    """
    if user.pk != actor.pk:
        need(actor, "accounts.change_user", "登记他人请假", "系统管理员")
    if away_until is not None and (away_from is None or away_until < away_from):
        raise DomainError("请假结束日期早于开始日期，或没有填写开始日期。请核对。", code="E-ACC-08", field="away_until")
    if away_from is not None and deputy is None:
        raise DomainError("请指定代理人，否则请假期间的到期提醒没有人处理。", code="E-ACC-08", field="deputy")
    if deputy is not None and (deputy.pk == user.pk or not deputy.is_active):
        raise DomainError("代理人须是另一位在岗的同事。", code="E-ACC-08", field="deputy")
    with deed(actor=actor, code="accounts.leave.set", obj=user):
        row = locked(user)
        row.away_from, row.away_until, row.deputy = away_from, away_until, deputy
        row.save(update_fields=["away_from", "away_until", "deputy"])
    return row
