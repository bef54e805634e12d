"""Whose messages a person may see: his own, nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Value, When

from notices.registry import outside_codes

if TYPE_CHECKING:
    from accounts.models import User


class NoticeQuerySet(models.QuerySet):
    """Start every view of messages here."""

    def visible_to(self, user: User) -> NoticeQuerySet:
        """The person's own messages, without those that only travel outside."""
        return self.filter(recipient_id=user.pk).exclude(code__in=outside_codes())

    def unread(self) -> NoticeQuerySet:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)

    def unread_first(self) -> NoticeQuerySet:
        """What waits comes first, then the newest."""
        waiting = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1), output_field=models.IntegerField())
        return self.order_by(waiting, "-id")
