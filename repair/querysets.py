"""Who sees which applications: the own section's, or all with the right to. The subject's own: `of`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from repair.choices import State

if TYPE_CHECKING:
    from accounts.models import User

SEE_ALL = "repair.view_all_repairs"
SEE = ("repair.view_repairs", "repair.handle_repair", "repair.decide_repair", SEE_ALL)


class ApplicationQuerySet(models.QuerySet):
    """Start every page about applications here."""

    def visible_to(self, user: User) -> ApplicationQuerySet:
        """For staff. A draft of a firm is its own business until it is handed in; a draft at the window is the clerk's."""
        rows = self.exclude(state=State.DRAFT, channel="portal").exclude(state=State.WITHDRAWN, submitted_at=None)
        if user.has_perm(SEE_ALL):
            return rows
        if user.section_id and any(user.has_perm(perm) for perm in SEE):
            return rows.filter(section_id=user.section_id)
        return self.none()

    def of(self, subjects: Iterable[Any]) -> ApplicationQuerySet:
        """Of the subjects that somebody acts for."""
        return self.filter(subject__in=list(subjects))

    def newest(self) -> ApplicationQuerySet:
        return self.order_by("-id")
