"""What may be seen. `public(on)` is the one definition of "public": page, search, API, export and report start here."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from core import clock


def public_condition(on: date | None = None, prefix: str = "") -> Q:
    """A record is public from its first to its last day, both inclusive, unless it is suspended, withdrawn or repaired.

    A predicate on dates: no job has to run for an item to leave the public's sight at midnight (Asia/Shanghai).
    """
    day = on or clock.today()
    return Q(
        **{
            f"{prefix}disclosure": "public",
            f"{prefix}publish_from__lte": day,
            f"{prefix}publish_until__gte": day,
            f"{prefix}suspended_at__isnull": True,
            f"{prefix}withdrawn_at__isnull": True,
            f"{prefix}repaired_at__isnull": True,
        }
    )


class CreditRecordQuerySet(models.QuerySet):
    """`public` for the public's doors, `visible_to` for staff and subjects."""

    def public(self, on: date | None = None) -> CreditRecordQuerySet:
        return self.filter(public_condition(on))

    def browsable(self) -> CreditRecordQuerySet:
        """Persons are found by asking for them, not by leafing through a list (执业人员以查询为主)."""
        return self.filter(party_is_person=False)

    def newest(self) -> CreditRecordQuerySet:
        return self.order_by("-event_date", "-id")


class SubjectQuerySet(models.QuerySet):
    """Subjects carry no secret in their public fields; what is public about a person is decided by the records."""

    def public(self, on: date | None = None) -> SubjectQuerySet:
        """Subjects with a page of their own: the register of the legal-service sector, and any other organisation as long
        as a record of it is public. Ordinary natural persons never have one.
        """
        from records.choices import OTHER_ORGANISATIONS, REGISTER_KINDS
        from records.models import CreditRecord

        shown = CreditRecord.objects.public(on).filter(subject_id=models.OuterRef("pk"))
        return self.filter(Q(kind__in=REGISTER_KINDS) | Q(models.Exists(shown), kind__in=OTHER_ORGANISATIONS))

    def institutions(self) -> SubjectQuerySet:
        from records.choices import PERSON_KINDS

        return self.exclude(kind__in=PERSON_KINDS)
