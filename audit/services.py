"""Write the trail: every change runs inside `deed`, every look at non-public data is told to `saw`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Iterator, Union

import pghistory
from django.db import models, transaction

from audit import codes, context
from audit.models import Access, Action
from core.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User


class SystemActor:
    """The machine itself, for scheduled work that no person started."""

    pk = None
    display_name = "系统"
    section_name = ""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return True


SYSTEM = SystemActor()
Actor = Union["User", SystemActor]


@dataclass
class Draft:
    """The Action that will be written at the end of the deed; the service may complete it inside."""

    obj: models.Model | None = None
    reason: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@contextmanager
def deed(
    *, actor: Actor, code: str, obj: models.Model | None = None, reason: str = "", extra: dict[str, Any] | None = None
) -> Iterator[Draft]:
    """Run one change: a transaction, the actor and reason on every history row, one Action at the end.

    `code` must be registered (audit.codes). Whatever raises inside leaves nothing behind, no Action either.
    """
    label = codes.action_label(code)
    where = context.current()
    draft = Draft(obj=obj, reason=reason, extra=dict(extra or {}))
    facts = {
        "actor": actor.pk,
        "actor_name": actor.display_name,
        "section": actor.section_name,
        "action": code,
        "action_label": label,
        "reason": reason,
        "channel": where.channel,
        "request": where.request_id,
    }
    with transaction.atomic(), pghistory.context(**facts):
        yield draft
        _write(actor, code, draft, where)


def _write(actor: Actor, code: str, draft: Draft, where: context.RequestContext) -> None:
    obj = draft.obj
    Action.objects.create(
        code=code,
        actor_id=actor.pk,
        actor_name=actor.display_name,
        section_name=actor.section_name,
        channel=where.channel,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_title=str(obj)[:300] if obj is not None else "",
        reason=draft.reason,
        extra=draft.extra,
        request_id=where.request_id,
        ip=where.ip,
    )


def saw(*, actor: Actor, deed: str, obj: models.Model | None = None, title: str = "", purpose: str = "", matter: str = "") -> Access:
    """Register a look at non-public data (信息查询登记). `deed` is one of audit.codes.DEEDS."""
    if deed not in codes.DEEDS:
        raise DomainError(f"查询登记的行为“{deed}”没有登记。", code="E-AUD-01")
    where = context.current()
    return Access.objects.create(
        actor_id=actor.pk,
        actor_name=actor.display_name,
        section_name=actor.section_name,
        deed=deed,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_title=(title or (str(obj) if obj is not None else ""))[:300],
        purpose=purpose,
        matter=matter,
        request_id=where.request_id,
        ip=where.ip,
    )
