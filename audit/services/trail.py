"""Write the trail: every change runs inside `deed`, every look at non-public data is told to `saw`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Union

import pghistory
from django.db import connection, models, transaction

from audit import codes, context
from audit.models import Access, Action
from audit.signals import looked
from core.errors import DomainError, Forbidden
from core.masking import scrub

if TYPE_CHECKING:
    from accounts.models import User


class SystemActor:
    """The machine itself, for scheduled work that no person started."""

    pk = None
    display_name = "系统"
    section_name = ""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return True


def person_id(actor: Any) -> int:
    """The id of a person who answers for a deed. Forbidden for the machine, which answers for nothing."""
    if actor.pk is None:
        raise Forbidden("这一步须由人办理，系统不能代办。", code="E-AUD-02")
    return int(actor.pk)


@dataclass(frozen=True)
class Visitor:
    """Somebody who is not signed in, such as a failed sign-in: a name that was typed, and no rights."""

    display_name: str
    section_name: str = ""
    pk: None = None

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False


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
    *,
    actor: Actor | Visitor,
    code: str,
    obj: models.Model | None = None,
    reason: str = "",
    extra: dict[str, Any] | None = None,
) -> Iterator[Draft]:
    """Run one change: a transaction, the actor and reason on every history row, one Action at the end.

    `code` must be registered (audit.codes). Whatever raises inside leaves nothing behind, no Action either. Deeds may be
    nested: each history row names the innermost one. Identity and telephone numbers in reason and extra are masked.
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
        "reason": scrub(reason),
        "channel": where.channel,
        "request": where.request_id,
    }
    with transaction.atomic(), _on_every_history_row(facts):
        yield draft
        _write(actor, code, draft, where)


@contextmanager
def _on_every_history_row(facts: dict[str, Any]) -> Iterator[None]:
    """pghistory keeps one set of facts for a whole nest and would leave the inner deed's name on the outer one's rows."""
    inside_transaction = len(connection.savepoint_ids) > 0
    with pghistory.context() as nest:
        outer = dict(nest.metadata)
        nest.metadata.clear()
        nest.metadata.update(facts)
        try:
            yield
        finally:
            nest.metadata.clear()
            nest.metadata.update(outer)
    if inside_transaction and not outer:
        # The facts live as long as the transaction: what follows in it outside any deed must not be put on this actor.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pghistory.context_id', '', true), set_config('pghistory.context_metadata', '', true)"
            )


def _write(actor: Actor | Visitor, code: str, draft: Draft, where: context.RequestContext) -> None:
    Action.objects.create(
        code=code,
        reason=scrub(draft.reason),
        extra=scrub_values(draft.extra),
        channel=where.channel,
        **_who(actor, where),
        **_what(draft.obj),
    )


def saw(
    *,
    actor: Actor | Visitor,
    deed: str,
    obj: models.Model | None = None,
    title: str = "",
    purpose: str = "",
    matter: str = "",
) -> Access:
    """Register a look at non-public data (信息查询登记). `deed` is one of audit.codes.DEEDS.

    title names what was looked at when there is no single object; purpose and matter say why and for which case.
    """
    if deed not in codes.DEEDS:
        raise DomainError(f"查询登记的行为“{deed}”没有登记。", code="E-AUD-01")
    entry = Access.objects.create(
        deed=deed,
        purpose=scrub(purpose)[:200],
        matter=scrub(matter)[:100],
        **_who(actor, context.current()),
        **_what(obj, title),
    )
    _announce(actor, deed)
    return entry


def _announce(actor: Actor | Visitor, deed: str) -> None:
    """A listener that fails is logged by the signal and does not spoil the look."""
    if actor.pk is not None:
        transaction.on_commit(lambda: looked.send_robust(sender=Access, actor_id=actor.pk, deed=deed))


def saw_many(
    *,
    actor: Actor | Visitor,
    deed: str,
    seen: Iterable[tuple[models.Model | None, str]],
    purpose: str = "",
    matter: str = "",
) -> None:
    """Register many looks of one deed in one statement; each is (object or None, title), one entry per object as in `saw`."""
    if deed not in codes.DEEDS:
        raise DomainError(f"查询登记的行为“{deed}”没有登记。", code="E-AUD-01")
    shared = _who(actor, context.current()) | {
        "deed": deed, "purpose": scrub(purpose)[:200], "matter": scrub(matter)[:100],
    }  # fmt: skip
    Access.objects.bulk_create([Access(**shared, **_what(obj, title)) for obj, title in seen], batch_size=1000)
    _announce(actor, deed)


def _who(actor: Actor | Visitor, where: context.RequestContext) -> dict[str, Any]:
    return {
        "actor_id": actor.pk,
        "actor_name": actor.display_name[:80],
        "section_name": actor.section_name,
        "request_id": where.request_id,
        "ip": where.ip,
    }


def _what(obj: models.Model | None, title: str = "") -> dict[str, str]:
    """Type, id and title are copied: the entry must stay readable when the object is renamed."""
    if obj is None:
        return {"object_title": scrub(title)[:300]}
    return {
        "object_type": obj._meta.label_lower,
        "object_id": str(obj.pk),
        "object_title": scrub(title or str(obj))[:300],
    }


def scrub_values(value: Any) -> Any:
    """The same JSON value with every text in it scrubbed of identity, telephone and card numbers."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {key: scrub_values(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [scrub_values(inner) for inner in value]
    return value
