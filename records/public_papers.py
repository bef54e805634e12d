"""Papers the public may have: the redacted copy, as long as its record is public. The original never."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from records.choices import EvidenceVariant
from records.models import Evidence
from records.querysets import public_condition


def public_papers(on: date) -> QuerySet[Evidence]:
    """Redacted copies in use whose record is public on the day."""
    return Evidence.objects.filter(
        public_condition(on, "record__"), variant=EvidenceVariant.REDACTED, withdrawn_at__isnull=True
    )
