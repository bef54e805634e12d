"""Who may do what to an objection, on the row as it is under lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.services import Actor
from core.errors import DomainError, Forbidden
from members.selectors import acts_for
from objections.choices import Way
from objections.models import Objection
from objections.transitions import FILE, OBJECTION_MOVES, TAKE

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject

MIN_REASON = 5


def locked(objection: Objection) -> Objection:
    """The row under lock, with its record."""
    rows = Objection.objects.select_for_update(of=("self",)).select_related(
        "record__subject", "record__item__section", "subject", "handler"
    )
    return rows.get(pk=objection.pk)


def checked(actor: Actor, row: Objection, code: str, reason: str = "", *, perm: str = "") -> str:
    """Check right, state and reason of a move on a locked row; gives the target state. `perm` stands in for the move's own."""
    move = OBJECTION_MOVES[code]
    if not actor.has_perm(perm or move.perm):
        raise Forbidden(f"您没有“{move.label}”的权限，请联系科室负责人。")
    OBJECTION_MOVES.check(row.state, code)
    if move.reason and len(reason.strip()) < MIN_REASON:
        raise DomainError(f"“{move.label}”必须写明理由（至少 {MIN_REASON} 个字）。", code="E-OBJ-02", field="reason")
    return move.target


def needs_party(actor: User, subject: Subject) -> None:
    """Only those who act for the subject speak for it."""
    if not actor.has_perm(FILE) or not acts_for(actor, subject):
        raise Forbidden("只有当事人绑定的账号才能办理。请先在“机构办事”中绑定本机构或者本人。")


def speaks_for_party(actor: User, row: Objection) -> str:
    """The right by which somebody takes the party's steps: its own account, or the window for what was filed at the window."""
    if row.way == Way.WINDOW and actor.has_perm(TAKE):
        return TAKE
    needs_party(actor, row.subject)
    return FILE


def needs_stranger(actor: Actor, row: Objection) -> None:
    """Whoever made the record does not judge it."""
    if actor.pk in row.authors:
        raise Forbidden("您登记或者审核过这条记录，不能核查对它的异议，请由其他工作人员办理。", code="E-OBJ-03")
