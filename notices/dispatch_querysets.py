"""Who sees which papers that go out: the own section's, those nobody's section answers for, or all with the right to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User

REGISTER, SEE_ALL = "notices.register_dispatch", "notices.view_all_dispatches"
SEE = ("notices.view_dispatch", REGISTER, SEE_ALL)


class DispatchQuerySet(models.QuerySet):
    """Start every page about papers that go out here."""

    def visible_to(self, user: User) -> DispatchQuerySet:
        if user.has_perm(SEE_ALL):
            return self
        if not any(user.has_perm(perm) for perm in SEE):
            return self.none()
        return self.filter(Q(section_id=user.section_id) | Q(section=None))

    def waiting(self) -> DispatchQuerySet:
        """Made, but not sent."""
        return self.filter(sent_on=None, closed_at=None)

    def unproved(self) -> DispatchQuerySet:
        """Sent, but nothing proves yet that it arrived."""
        return self.filter(sent_on__isnull=False, served_on=None, closed_at=None)
