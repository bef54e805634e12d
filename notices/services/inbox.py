"""Reading and acknowledging. Both are named actions: they prove that a person has taken notice (送达)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.services import deed
from core import clock
from core.errors import Forbidden
from notices.models import Notice

if TYPE_CHECKING:
    from accounts.models import User


def notice_read(*, actor: User, notice: Notice) -> Notice:
    """Note that the recipient has opened it; the first time counts. Forbidden for anybody else."""
    _own(actor, notice)
    if notice.read_at is not None:
        return notice
    with deed(actor=actor, code="notices.notice.read", obj=notice):
        locked = Notice.objects.select_for_update().get(pk=notice.pk)
        if locked.read_at is None:
            locked.read_at = clock.now()
            locked.save(update_fields=["read_at"])
    return locked


def notice_acknowledge(*, actor: User, notice: Notice) -> Notice:
    """The recipient confirms to have received it; counts as read too. A second time changes nothing."""
    _own(actor, notice)
    with deed(actor=actor, code="notices.notice.acknowledged", obj=notice):
        locked = Notice.objects.select_for_update().get(pk=notice.pk)
        if locked.acknowledged_at is None:
            locked.acknowledged_at = clock.now()
            locked.read_at = locked.read_at or locked.acknowledged_at
            locked.save(update_fields=["read_at", "acknowledged_at"])
    return locked


def notices_read_all(*, actor: User) -> int:
    """Mark everything in the own inbox as read; gives the number of messages that were unread."""
    unread = Notice.objects.filter(recipient_id=actor.pk, read_at__isnull=True)
    if not unread.exists():
        return 0
    with deed(actor=actor, code="notices.notice.read") as draft:
        ids = list(unread.select_for_update().values_list("pk", flat=True))
        Notice.objects.filter(pk__in=ids).update(read_at=clock.now())
        draft.extra = {"count": len(ids), "notices": ids[:1000]}
    return len(ids)


def _own(actor: User, notice: Notice) -> None:
    if notice.recipient_id != actor.pk:
        raise Forbidden("这条消息是发给别人的，您不能代为阅读或确认。")
