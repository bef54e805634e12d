"""Who sees which decisions, and which are due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from publicity.choices import NOT_REPORTABLE

if TYPE_CHECKING:
    from audit.services import Actor

UNREPORTED = Q(first_reported_on__isnull=True) & ~Q(state__in=NOT_REPORTABLE)


class DecisionQuerySet(models.QuerySet):
    """Start every staff view, export and report here."""

    def visible_to(self, user: Actor) -> DecisionQuerySet:
        """Own section, or all with the permission for it; nothing without the permission to view."""
        if not user.has_perm("publicity.view_decision"):
            return self.none()
        if user.has_perm("publicity.view_all_sections"):
            return self
        return self.filter(section_id=getattr(user, "section_id", None) or 0)

    def unreported(self) -> DecisionQuerySet:
        """Reportable and never yet sent."""
        return self.filter(UNREPORTED)

    def overdue(self, on: date) -> DecisionQuerySet:
        """Unreported and past the bureau's own 7 days."""
        return self.unreported().filter(due_internal__lt=on)

    def reported_late(self) -> DecisionQuerySet:
        """First reported after the official 7 working days."""
        return self.filter(first_reported_on__gt=models.F("due_official"))

    def reportable(self, since: date, until: date) -> DecisionQuerySet:
        """应报: decided in the period (both days inclusive), without those exempt with reason or void."""
        return self.filter(decided_on__range=(since, until)).exclude(state__in=NOT_REPORTABLE)

    def newest(self) -> DecisionQuerySet:
        return self.order_by("-decided_on", "-id")
