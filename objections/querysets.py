"""Who sees which objections: staff with a part in handling all of them, a firm or practitioner the own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from core import clock
from objections.choices import ON_THE_CLOCK, OPEN, UNANSWERED, State

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from records.models import Subject

SEE = "objections.view_objection"


class ObjectionQuerySet(models.QuerySet):
    """Start every page and figure about objections here."""

    def visible_to(self, user: User) -> ObjectionQuerySet:
        return self if user.has_perm(SEE) else self.none()

    def of(self, subject: Subject) -> ObjectionQuerySet:
        return self.filter(subject_id=subject.pk)

    def open(self) -> ObjectionQuerySet:
        return self.filter(state__in=OPEN)

    def on_the_clock(self) -> ObjectionQuerySet:
        return self.filter(state__in=ON_THE_CLOCK)

    def overdue(self, on: date | None = None) -> ObjectionQuerySet:
        """No answer, or one that nobody was told, though its last day is over."""
        day = on or clock.today()
        return self.filter(
            Q(state__in=(*UNANSWERED, State.DECIDED), due_on__lt=day) | Q(state=State.REVIEWING, review_due_on__lt=day)
        )

    def errata(self) -> ObjectionQuerySet:
        """Those whose party wanted a public erratum, the newest first."""
        return self.filter(erratum_at__isnull=False).order_by("-erratum_at", "-id")
