"""Who sees which matters: the own section's, or all with the right to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

from supervision.choices import LookUpState

if TYPE_CHECKING:
    from accounts.models import User

ALL_SECTIONS, OWN_SECTION = "supervision.view_lookups", "supervision.look_up"


class MatterQuerySet(models.QuerySet):
    """Start every page, download and figure about matters here."""

    def visible_to(self, user: User) -> MatterQuerySet:
        if user.has_perm(ALL_SECTIONS):
            return self
        if user.has_perm(OWN_SECTION) and user.section_id:
            return self.filter(section_id=user.section_id)
        return self.none()

    def newest(self) -> MatterQuerySet:
        return self.order_by("-id")


class LookUpQuerySet(models.QuerySet):
    """Look-ups follow their matter."""

    def visible_to(self, user: User) -> LookUpQuerySet:
        if user.has_perm(ALL_SECTIONS):
            return self
        if user.has_perm(OWN_SECTION) and user.section_id:
            return self.filter(matter__section_id=user.section_id)
        return self.none()

    def current(self) -> LookUpQuerySet:
        """Of the matter's last round; an older round was replaced by a fresh look."""
        return self.filter(round=F("matter__round"))

    def done(self) -> LookUpQuerySet:
        return self.exclude(state=LookUpState.WAITING)

    def unanswered(self) -> LookUpQuerySet:
        """Hits of the current round that nobody has answered."""
        return self.current().filter(hit=True, feedback__isnull=True)
