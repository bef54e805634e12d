"""Who sees which jobs: the files of one's own section, nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User


#: Kind of the jobs that write an export: their maker's alone, whatever the section.
EXPORTS = "exchange.export"


class JobQuerySet(models.QuerySet):
    """Start every page, download and API answer about jobs here."""

    def visible_to(self, user: User) -> JobQuerySet:
        """Own jobs; with the permission to see jobs also the files of the own section. Nothing for whoever moves no files at all."""
        shared = user.has_perm("exchange.view_job")
        if not shared and not user.has_perm("exchange.export_data"):
            return self.none()
        own = Q(actor_id=user.pk)
        return self.filter(
            own | Q(section_id=user.section_id) & ~Q(kind=EXPORTS) if shared and user.section_id else own
        )

    def files_in(self) -> JobQuerySet:
        """Files that were handed in."""
        return self.exclude(kind=EXPORTS)

    def exports_of(self, user: User) -> JobQuerySet:
        """This person's exports in the background."""
        return self.visible_to(user).filter(kind=EXPORTS, actor_id=user.pk)

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
