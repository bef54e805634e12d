"""Who acts for whom now. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.models import User
from members.choices import Role
from members.models import BindingRequest, Membership

if TYPE_CHECKING:
    from records.models import Subject


def current(user: User) -> list[Membership]:
    """What this person may act for now, with the subjects, the oldest right first; nothing for a closed account, nor for somebody
    who has joined the staff since."""
    if not user.is_authenticated or not _may_act(user):
        return []
    return list(Membership.objects.of(user))


def users_of(subject: Subject, *, roles: Iterable[str] = ()) -> list[User]:
    """Active people who act for the subject, the head first: those to be told. `roles` narrows it."""
    rows = Membership.objects.in_force().filter(subject_id=subject.pk, user__is_active=True, user__is_staff=False)
    if wanted := tuple(roles):
        rows = rows.filter(role__in=wanted)
    return [row.user for row in sorted(rows.select_related("user"), key=lambda row: (row.role == Role.CLERK, row.pk))]


def acts_for(user: User, subject: Subject, *roles: str) -> bool:
    """Whether the person may act for the subject now (in one of the roles, if any are named)."""
    if user.pk is None or not _may_act(user):
        return False
    rows = Membership.objects.in_force().filter(user_id=user.pk, subject_id=subject.pk)
    return (rows.filter(role__in=roles) if roles else rows).exists()


def head_of(subject: Subject) -> Membership | None:
    """The account that answers for the subject: a firm's head, or the practitioner; None when nobody does."""
    rows = Membership.objects.in_force().filter(subject_id=subject.pk).exclude(role=Role.CLERK)
    return rows.select_related("user").first()


def people_of(subject: Subject) -> list[Membership]:
    """All accounts of the subject now, the head first."""
    rows = Membership.objects.in_force().filter(subject_id=subject.pk).select_related("user")
    return sorted(rows, key=lambda row: (row.role == Role.CLERK, row.pk))


def waiting_for(subject: Subject) -> list[BindingRequest]:
    """Requests to act for the subject that nobody has answered."""
    rows = BindingRequest.objects.waiting().filter(subject_id=subject.pk)
    return list(rows.select_related("user").order_by("id"))


def _may_act(user: User) -> bool:
    return user.is_active and not user.is_staff and not user.is_superuser
