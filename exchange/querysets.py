"""Who sees which jobs: the files of one's own section, nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User


class JobQuerySet(models.QuerySet):
    """Start every page, download and API answer about jobs here."""

    def visible_to(self, user: User) -> JobQuerySet:
        """Own jobs and those of the own section, with the permission to see jobs; nothing otherwise."""
        if not user.has_perm("exchange.view_job"):
            return self.none()
        own = Q(actor_id=user.pk)
        return self.filter(own | Q(section_id=user.section_id) if user.section_id else own)

    def newest(self) -> JobQuerySet:
        return self.order_by("-id")
