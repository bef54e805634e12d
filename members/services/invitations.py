"""The head of a firm lets a clerk in by a link, good once and not for long."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from audit.services import deed
from core import clock
from core.crypto import blind_index
from core.errors import DomainError, Forbidden, InvalidTransition
from core.masking import find_private
from core.settings_store import get
from core.text import clean
from members.choices import Role, Way
from members.models import Invitation, Membership
from members.parameters import INVITATION_DAYS
from members.selectors import acts_for
from members.services.granting import heads, open_membership
from members.services.requests import tell_joined

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject

MOST_OPEN = 20


def invite(*, actor: User, subject: Subject, name: str) -> tuple[Invitation, str]:
    """Invite somebody as a clerk; gives the row and the link's token, which is not kept readable anywhere. Heads only."""
    name = clean(name)[:80]
    if len(name) < 2 or find_private(name):
        raise DomainError("请填写被邀请人的姓名，不要填写证件号码或电话。", code="E-MEM-11", field="name")
    with deed(actor=actor, code="members.invited") as draft:
        heads(actor, subject)
        now = clock.now()
        if Invitation.objects.open(now).filter(subject=subject).count() >= MOST_OPEN:
            raise DomainError(f"还有 {MOST_OPEN} 个邀请没有被接受，请先收回不用的。", code="E-MEM-11")
        token = secrets.token_urlsafe(32)
        draft.obj = row = Invitation.objects.create(
            subject=subject, name=name, digest=_digest(token), invited_by=actor, invited_at=now,
            expires_at=now + timedelta(days=int(get(INVITATION_DAYS))),
        )  # fmt: skip
    return row, token


def invitation_cancel(*, actor: User, invitation: Invitation) -> Invitation:
    """Take an invitation back; its link is dead at once. Heads only."""
    with deed(actor=actor, code="members.invitation.cancelled", obj=invitation):
        row = Invitation.objects.select_for_update(of=("self",)).select_related("subject").get(pk=invitation.pk)
        heads(actor, row.subject)
        if row.accepted_at or row.cancelled_at:
            raise InvalidTransition("这个邀请已经被接受或者收回，请刷新页面。", code="E-STATE-01")
        row.cancelled_at = clock.now()
        row.save(update_fields=["cancelled_at"])
    return row


def open_invitation(token: str, *, lock: bool = False) -> Invitation:
    """The invitation of a link that may still be accepted; DomainError saying why not."""
    rows = Invitation.objects.select_related("subject", "invited_by")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    row = rows.filter(digest=_digest(token)).first()
    if row is None:
        raise DomainError("邀请链接不完整或者不存在。请让本机构负责人把整个链接重新发给您。", code="E-MEM-12")
    if row.accepted_at:
        raise InvalidTransition(
            "这个邀请已经被接受过。接受邀请的人请直接登录；不是您接受的，请告诉负责人。", code="E-MEM-12"
        )
    if row.cancelled_at or not acts_for(row.invited_by, row.subject, Role.HEAD):
        raise InvalidTransition("这个邀请已经收回。请联系本机构负责人。", code="E-MEM-12")
    if row.expires_at <= clock.now():
        raise InvalidTransition("这个邀请已经过期。请让本机构负责人重新邀请。", code="E-MEM-12")
    return row


def invitation_accept(*, actor: User, token: str) -> Membership:
    """Become a clerk of the firm that invited; of two at once the second is told that it is gone."""
    if actor.pk is None:
        raise Forbidden("请先登录或者设置账号。")
    with deed(actor=actor, code="members.invitation.accepted") as draft:
        draft.obj = row = open_invitation(token, lock=True)
        made = open_membership(actor=actor, user=actor, subject=row.subject, role=Role.CLERK, way=Way.INVITATION)
        row.accepted_at, row.accepted_by = clock.now(), actor
        row.save(update_fields=["accepted_at", "accepted_by"])
        tell_joined(
            actor, row.subject, made.get_role_display(), made.get_way_display(), [row.invited_by], f"invited:{row.pk}"
        )
    return made


def _digest(token: str) -> str:
    return blind_index("members.invitation", token)
