"""What the public is shown of month closes: the signed statement, its kind, whether it says zero, the day of signing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core.clock import local_date
from core.masking import scrub
from publicity.models import MonthClose
from publicity.services.months import public_zero_statements


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """One signed statement."""

    statement: str
    kind: str
    kind_name: str
    zero: bool
    signed_on: date


def public_closes(*, zero_only: bool = False) -> QuerySet[MonthClose]:
    """Zero statements and month closes the public may read: signed and not taken back; the newest month first."""
    closes = MonthClose.objects.filter(zero=False, reopened_at__isnull=True).values_list("pk", flat=True)
    shown = set(public_zero_statements().values_list("pk", flat=True)) | (set() if zero_only else set(closes))
    statements = MonthClose.objects.filter(pk__in=shown).select_related("kind", "section")
    return statements.order_by("-month", "kind__order", "section__order", "pk")


def shown_month(close: MonthClose) -> ShownMonth:
    """A statement of `public_closes` as the public sees it."""
    return ShownMonth(scrub(close.statement), close.kind_id, close.kind.name, close.zero, local_date(close.signed_at))
