"""Lists over big tables: no count(*), no OFFSET. Pages follow one another by key, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, cast

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from core.words import count

OLDER, NEWER = "before", "after"
EXACT_BELOW = 10_000
CAP = 1_000
SEPARATOR = "~"
WALKING = "walking"
"""A queryset with this hint finds its rows by walking from the newest: a page comes at once, a count of a thousand would not."""


class Keyed(Protocol):
    """An admin that says by which key its list is paged."""

    ledger_order: Sequence[str]


class LedgerChangeList(ChangeList):
    """A change list that pages by key. The admin's `ledger_order` names the key, all descending, unique at the end."""

    keyset = True

    @property
    def _key(self) -> Sequence[str]:
        return cast("Keyed", self.model_admin).ledger_order

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        wanted = super().get_filters_params(params)
        return {name: value for name, value in wanted.items() if name not in (OLDER, NEWER)}

    def get_query_string(self, new_params: dict[str, Any] | None = None, remove: Iterable[str] | None = None) -> str:
        """Every new choice of filter starts at the newest page again."""
        return super().get_query_string(new_params, [*(remove or []), OLDER, NEWER])

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str | Combinable]:
        return list(self._key)

    def get_results(self, request: HttpRequest) -> None:
        size = self.list_per_page
        older, newer = request.GET.get(OLDER), request.GET.get(NEWER)
        fields = [name.removeprefix("-") for name in self._key]
        if newer:
            rows = list(self._beyond(self.queryset, fields, newer, "gt").order_by(*fields)[: size + 1])
            more_newer, more_older = len(rows) > size, True
            rows = rows[:size][::-1]
        else:
            queryset = self._beyond(self.queryset, fields, older, "lt") if older else self.queryset
            rows = list(queryset[: size + 1])
            more_newer, more_older = bool(older), len(rows) > size
            rows = rows[:size]
        self._set_results(rows, bool(older or newer), more_newer, more_older, fields)

    def _set_results(
        self, rows: list[Model], paged: bool, more_newer: bool, more_older: bool, fields: list[str]
    ) -> None:
        self.result_list = rows
        self.result_count = len(rows)
        self.full_result_count = self.paginator = None
        self.show_full_result_count = self.can_show_all = self.show_all = False
        self.show_admin_actions = bool(rows)
        self.multi_page = False
        self.first_url = self.get_query_string()
        self.newer_url = self._turn({NEWER: self._cursor(rows[0], fields)}) if rows and more_newer else ""
        self.older_url = self._turn({OLDER: self._cursor(rows[-1], fields)}) if rows and more_older else ""
        whole = not paged and not more_older
        self.total_text = f"共 {count(len(rows), '条')}" if whole else self._total()

    def _turn(self, params: dict[str, str]) -> str:
        return ChangeList.get_query_string(self, params, [OLDER, NEWER])

    def _total(self) -> str:
        """An honest total that costs nothing: estimated for the whole table, capped for a choice from it."""
        if not self.has_active_filters and not self.query and not self.root_queryset.query.where:
            about = estimated_rows(self.model)
            if about >= EXACT_BELOW:
                return f"约 {count(about, '条')}，新的在前"
            return f"共 {count(self.root_queryset.order_by().count(), '条')}，新的在前"
        if WALKING in self.queryset._hints:
            return f"共 {count(self.list_per_page + 1, '条', cap=self.list_per_page)}，新的在前"
        found = self.queryset.order_by().values("pk")[: CAP + 1].count()
        return f"共 {count(found, '条', cap=CAP)}，新的在前"

    @staticmethod
    def _cursor(row: Model, fields: list[str]) -> str:
        return SEPARATOR.join(str(getattr(row, name)) for name in fields)

    def _beyond(self, queryset: QuerySet, fields: list[str], cursor: str, side: str) -> QuerySet:
        """Rows strictly older (lt) or newer (gt) than the cursor, written so that the index on the key is used."""
        parts = cursor.split(SEPARATOR)
        if len(parts) != len(fields):
            raise IncorrectLookupParameters(cursor)
        try:
            values = [
                cast("Field", self.model._meta.get_field(name)).to_python(part)
                for name, part in zip(fields, parts, strict=True)
            ]
        except ValidationError as error:
            raise IncorrectLookupParameters(error) from error
        strict = Q()
        for position in reversed(range(len(fields))):
            here = Q(**{f"{fields[position]}__{side}": values[position]})
            same = Q(**{fields[position]: values[position]})
            strict = here | (same & strict) if strict else here
        return queryset.filter(Q(**{f"{fields[0]}__{side}e": values[0]}) & strict)


def estimated_rows(model: type[Model]) -> int:
    """PostgreSQL's own estimate of the table's rows; 0 for a table that was never analysed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        row = cursor.fetchone()
    return max(int(row[0]), 0) if row else 0
