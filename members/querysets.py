"""Which memberships count, which codes and invitations are still good, who sees which request."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User

DECIDE = "members.decide_binding"
ISSUE = "members.issue_code"


class MembershipQuerySet(models.QuerySet):
    """In force until ended; an end counts at once."""

    def in_force(self) -> MembershipQuerySet:
        return self.filter(until__isnull=True)

    def of(self, user: User) -> MembershipQuerySet:
        """What this person may act for now, the oldest right first."""
        return self.in_force().filter(user_id=user.pk).select_related("subject").order_by("id")


class OneTimeCodeQuerySet(models.QuerySet):
    """Good are codes neither used nor withdrawn nor too old nor guessed at too often."""

    def good(self, now: datetime, attempts: int) -> OneTimeCodeQuerySet:
        return self.filter(used_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=now, attempts__lt=attempts)


class BindingRequestQuerySet(models.QuerySet):
    """Seen by who asked, by the head of the firm, and by the staff who decide."""

    def waiting(self) -> BindingRequestQuerySet:
        return self.filter(state="waiting")

    def visible_to(self, user: User) -> BindingRequestQuerySet:
        if user.has_perm(DECIDE):
            return self
        headed = Q(
            subject__memberships__user_id=user.pk,
            subject__memberships__role="head",
            subject__memberships__until__isnull=True,
        )
        return self.filter(Q(user_id=user.pk) | headed).distinct()


class InvitationQuerySet(models.QuerySet):
    """Open invitations may still be accepted."""

    def open(self, now: datetime) -> InvitationQuerySet:
        return self.filter(accepted_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=now)


class AccountCodeQuerySet(models.QuerySet):
    """Good are codes neither used nor replaced nor too old nor guessed at too often."""

    def good(self, now: datetime, attempts: int) -> AccountCodeQuerySet:
        return self.filter(used_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=now, attempts__lt=attempts)
