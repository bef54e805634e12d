"""What the services of promises share: rows under lock, rights, bodies to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from accounts.models import User
from accounts.roles import CLERK, REVIEWER
from accounts.selectors import users_with_role
from commitments.models import Breach, Promise, PromiseCheck
from commitments.transitions import CHECK, FILE, PROMISE_MOVES
from core.errors import DomainError, Forbidden, NotReady
from core.masking import scrub
from core.text import clean, clean_multiline
from members.selectors import acts_for, users_of
from notices.services import notify

if TYPE_CHECKING:
    from accounts.models import Section


def locked_promise(actor: Any, promise: Promise, move: str, *, at_window: bool = False) -> Promise:
    """The promise under lock. Forbidden when it is nothing of this person's, InvalidTransition when it is too late for the move.

    at_window: one of the staff does for the promisor, who came in person, what the promisor could do online.
    """
    wanted = PROMISE_MOVES[move]
    perm = CHECK if at_window else wanted.perm
    if not actor.has_perm(perm):
        raise Forbidden(f"“{wanted.label}”需要相应权限，您的账号没有。请联系科室负责人。")
    rows = Promise.objects.select_for_update(of=("self",)).select_related("subject", "template", "matter", "section")
    if perm == FILE:
        locked = rows.filter(pk=promise.pk).first()
        if locked is None or not acts_for(actor, locked.subject):
            raise Forbidden("这份承诺属于其他主体，您不能办理。")
    else:
        seen = Promise.objects.visible_to(actor).filter(pk=promise.pk).exists() if actor.pk else True
        if not seen:
            raise Forbidden("这份承诺由其他科室受理，您不能办理。")
        locked = rows.get(pk=promise.pk)
    PROMISE_MOVES.check(locked.state, move)
    return locked


def open_check(promise: Promise) -> PromiseCheck | None:
    """The check that is still to be done."""
    return PromiseCheck.objects.select_for_update().filter(promise=promise, done_at=None).first()


def open_breach(promise: Promise) -> Breach:
    """The breach that waits for its decision; NotReady when there is none."""
    breach = Breach.objects.select_for_update().filter(promise=promise, outcome="").first()
    if breach is None:
        raise NotReady("这份承诺没有正在进行的违诺认定。请刷新页面查看最新状态。", code="E-CN-12")
    return breach


def words(text: str, label: str, field: str, *, least: int = 4, most: int = 2000, lines: bool = True) -> str:
    """Cleaned and scrubbed text of at least `least` characters; DomainError naming the field."""
    cleaned = scrub(clean_multiline(text) if lines else clean(text))[:most]
    if len(cleaned) < least:
        raise DomainError(f"请写明{label}（至少 {least} 个字）。", code="E-CN-01", field=field)
    return cleaned


def tell_party(promise: Promise, code: str, params: dict[str, Any], key: str) -> None:
    """Tell everybody who acts for the promisor."""
    link = reverse("portal:promise", args=[promise.public_id])
    notify(recipients=users_of(promise.subject), code=code, params=params, key=key, link=link)


def tell_section(section: Section, role: str, promise: Promise, code: str, params: dict[str, Any], key: str) -> None:
    """Tell the people of the section with this role."""
    link = reverse("admin:commitments_promise", args=[promise.public_id])
    notify(recipients=users_with_role(role, section), code=code, params=params, key=key, link=link)


def clerks_of(section: Section) -> list[User]:
    """Those who check promises of the section; its reviewers where it has no clerk."""
    return list(users_with_role(CLERK, section)) or list(users_with_role(REVIEWER, section))
