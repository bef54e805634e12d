"""Who sees which promises. `public(on)` is the one definition of the promise wall: page, PDF, search and API start here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from commitments.choices import NOT_SIGNED, PublicLevel, State
from core import clock

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject

ALL_SECTIONS, OWN_SECTION = "commitments.view_all_promises", "commitments.check_promise"
SOURCE = "promise"
"""`source_type` of the credit records that a finding opens."""


class PromiseQuerySet(models.QuerySet):
    """Start every page, download and figure about promises here."""

    def signed(self) -> PromiseQuerySet:
        return self.exclude(state__in=NOT_SIGNED)

    def visible_to(self, user: User) -> PromiseQuerySet:
        """For the staff: signed promises of the own section, or of all with the right to. Drafts are the firm's own."""
        if user.has_perm(ALL_SECTIONS):
            return self.signed()
        if user.has_perm(OWN_SECTION) and user.section_id:
            return self.signed().filter(section_id=user.section_id)
        return self.none()

    def of_subject(self, subject: Subject) -> PromiseQuerySet:
        """For the promisor: everything but discarded drafts."""
        return self.filter(subject=subject).exclude(state=State.DISCARDED)

    def public(self, on: date | None = None) -> PromiseQuerySet:
        """Signed, meant for the public, not taken back. A breach is seen only while the record of it is public: what ended,
        was repaired, suspended or withdrawn there ends here in the same moment."""
        from records.models import CreditRecord

        shown = CreditRecord.objects.public(on or clock.today()).filter(source_type=SOURCE, source_id=OuterRef("pk"))
        return (
            self.signed()
            .filter(public_level=PublicLevel.PUBLIC)
            .exclude(state=State.TAKEN_BACK)
            .filter(~Q(fulfilment__in=(State.PARTIAL, State.BROKEN)) | Exists(shown))
        )

    def in_force(self, on: date) -> PromiseQuerySet:
        """Promises that still bind on the day."""
        return (
            self.signed()
            .exclude(state=State.TAKEN_BACK)
            .exclude(fulfilment=State.BROKEN)
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        )

    def newest(self) -> PromiseQuerySet:
        return self.order_by("-signed_on", "-id")
