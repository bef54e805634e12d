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


class ExportQuerySet(models.QuerySet):
    """The register of exports: one's own entries, all of them for the auditor. The files are for their makers alone."""

    def visible_to(self, user: User) -> ExportQuerySet:
        if user.has_perm("exchange.view_exports"):
            return self
        return self.filter(actor_id=user.pk) if user.has_perm("exchange.export_data") else self.none()

    def made_by(self, user: User) -> ExportQuerySet:
        return self.filter(actor_id=user.pk, official=False)

    def newest(self) -> ExportQuerySet:
        return self.order_by("-id")
