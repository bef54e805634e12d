"""Kinds of decision as lines of the coverage matrix: the ledger says what was collected, the month's signature what was nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncMonth
from django.urls import reverse

from publicity import measures
from publicity.choices import DecisionState
from publicity.models import Decision, DecisionKind, MonthClose
from publicity.querysets import DecisionQuerySet
from publicity.services.months import book_opened
from records.coverage import Count, Signature
from records.coverage_sources import Found, Kind, coverage_source

NAME = "decision"
#: Entered, but nobody has reviewed it yet: not collected, and not nothing either.
_WAITING = Q(state__in=(DecisionState.DRAFT, DecisionState.PENDING, DecisionState.RETURNED))


class Ledger:
    """The decision ledger as a source of the matrix. Decisions that are lawfully not reported are collected all the same."""

    def opened(self) -> date | None:
        return book_opened()

    def kinds(self) -> Sequence[Kind]:
        rows = DecisionKind.objects.filter(active=True).prefetch_related("sections")
        return [
            Kind(kind.code, kind.item_code, kind.name, kind.cycle, frozenset(one.pk for one in kind.sections.all()))
            for kind in rows
        ]

    def counts(self, first: date, last: date, section: int | None) -> Mapping[tuple[str, int, date], Count]:
        rows = _entries(first, last)
        if section is not None:
            rows = rows.filter(section_id=section)
        grouped = (
            rows.order_by()
            .values("kind_id", "section_id", month=TruncMonth("decided_on"))
            .annotate(whole=models.Count("pk"), waiting=models.Count("pk", filter=_WAITING))
        )
        return {
            (row["kind_id"], row["section_id"], row["month"]): Count(row["whole"] - row["waiting"], row["waiting"])
            for row in grouped
        }

    def zeros(self, first: date, last: date) -> Mapping[tuple[str, int, date], Signature]:
        closes = MonthClose.objects.filter(zero=True, reopened_at=None, month__range=(first, last))
        return {
            (one.kind_id, one.section_id, one.month): Signature(
                one.pk, str(one.signed_by), one.signed_at, one.statement
            )
            for one in closes.select_related("signed_by")
        }

    def rows(self, user: Any, ref: str, section: int, first: date, last: date) -> DecisionQuerySet:
        mine = Decision.objects.visible_to(user).filter(pk__in=_entries(first, last).values("pk"))
        return mine.filter(kind=ref, section=section).defer("data", "secrets").newest()

    def found(self, user: Any, rows: Iterable[Decision]) -> list[Found]:
        return [
            Found(
                one.number or "（未编号）", reverse("admin:publicity_decision_change", args=[one.pk]), one.party_name, one.decided_on,
                one.get_state_display(),
            )
            for one in rows
        ]  # fmt: skip

    def sign_url(self, ref: str, section: int, first: date) -> str:
        return reverse("admin:publicity_month", args=[ref, section, f"{first:%Y-%m}"])


def _entries(first: date, last: date) -> DecisionQuerySet:
    return measures.in_period(first, last).exclude(state=DecisionState.VOID)


coverage_source(NAME, Ledger())
