"""What the services of accounts share: reasons, locks, and Django's form errors as ours."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from audit.services import Actor
from core.errors import DomainError, Forbidden


def need(actor: Actor, perm: str, what: str, keeper: str) -> None:
    """Forbidden, naming who can help, unless the actor holds the permission."""
    if not actor.has_perm(perm):
        raise Forbidden(f"您没有{what}的权限，请联系{keeper}。")


def need_reason(reason: str) -> None:
    """A reason in words is kept in the trail."""
    if not reason.strip():
        raise DomainError("请写明理由，理由会留在操作记录中。", code="E-LAW-02", field="reason")


def locked(user: User) -> User:
    """The user's row as it is now, kept until the deed is over; the object handed in is only an id."""
    return User.objects.select_for_update().get(pk=user.pk)


def checked(row: models.Model, *, exclude: tuple[str, ...] = ()) -> None:
    """full_clean, with the first complaint as a DomainError beside its field."""
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            known = {f.name for f in row._meta.get_fields()}
            raise DomainError(texts[0], code="E-ACC-01", field=field if field in known else None) from error
