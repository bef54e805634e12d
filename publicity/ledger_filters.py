"""The few questions a clerk asks of the ledger, as chips; and its search."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from core import clock, search
from core.common_pairs import PairIndex
from core.errors import DomainError
from core.identifiers.docnumber import normalise
from core.ledger import WALKING
from publicity.choices import NOT_REPORTABLE

_TEXT = "publicity_decision.party_name || ' ' || publicity_decision.number"
_PAIRS = PairIndex("publicity_decision_search", "publicity_decision", share=0.02, large=50_000)
MANY = 2000
"""Up to so many matches are fetched first and sorted then. More are met soon enough by walking the newest decisions."""


class FindFilter(admin.RelatedFieldListFilter):
    """A related list without an own query per request when it has few rows."""


class DueFilter(admin.SimpleListFilter):
    """By deadline: what must be done now."""

    title = "期限"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(_DUE.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return due_condition(queryset, self.value() or "")[0]


_DUE = {
    "late": "已超7日未报", "today": "今天到期", "open": "待上报", "reported_late": "迟报", "review": "缺法制审核", "provisional": "期限待核",
}  # fmt: skip


def due_condition(queryset: QuerySet, code: str) -> tuple[QuerySet, str]:
    """The rows under one of the chips of deadlines, and its words; all rows and "" for a code that is none."""
    on = clock.today()
    wanted = {
        "late": lambda: queryset.overdue(on),
        "today": lambda: queryset.unreported().filter(act_by=on),
        "open": lambda: queryset.unreported(),
        "reported_late": lambda: queryset.reported_late(),
        "review": lambda: queryset.filter(major=True, legal_review_number="").exclude(state__in=NOT_REPORTABLE),
        "provisional": lambda: queryset.filter(due_provisional=True),
    }
    return (wanted[code](), _DUE[code]) if code in wanted else (queryset, "")


def search_ledger(queryset: QuerySet, words: str) -> QuerySet:
    """By two or more characters of the party's name, by code, or by document number in any bracket style."""
    needle = search.needle(words)
    if not needle.usable:
        return queryset.filter(Q(party_name=words) | Q(number=words))
    if words.isascii() and len(words) == 18:
        return queryset.filter(party_code=words.upper())
    number = _document_number(words)
    if number:
        return queryset.filter(number=number)
    inside = queryset.extra(where=[f"strpos(core_fold({_TEXT}), %s) > 0"], params=[needle.folded])  # noqa: S610
    found = None if _PAIRS.is_common(needle.pairs) else _candidates(needle.pairs)
    if found is not None and len(found) <= MANY:
        return inside.filter(pk__in=found)
    inside._add_hints(**{WALKING: True})
    return inside


def _candidates(pairs: list[str]) -> list[int]:
    """Decisions that have all the pairs, in no order; one more than MANY at most. The condition is the index's own expression."""
    sql = f"SELECT id FROM publicity_decision WHERE core_bigrams({_TEXT}) @> %s::text[] LIMIT {MANY + 1}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [pairs])
        return [row[0] for row in cursor.fetchall()]


def _document_number(words: str) -> str:
    try:
        parsed = normalise(words)
    except DomainError:
        return ""
    return "" if parsed.irregular or not parsed.year else parsed.text
