"""Lists that nobody changes in a workbook: what they say, taken out by the one door. An app declares its lists as data.

`page` is the staff page that shows the list; there the way out appears beside the title for whoever may use it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core import clock
from core.masking import scrub
from core.sheets.writing import Column, SheetSpec, Value
from core.staff import Tool, may, page_tools
from exchange.exporting import ExportKind, Extract, export_url, register_export
from exchange.roundtrip import trips_for

PERM = "exchange.export_data"
_CHUNK = 1_000
#: What a list gives: its rows in order, and the conditions in words.
Found = tuple[QuerySet, Sequence[str]]


@dataclass(frozen=True)
class Told:
    """One column: `says` is a path of attributes (`section.name`, `get_state_display`) or a function of the row. Texts that people
    wrote are `free`: numbers of persons in them are masked."""

    header: str
    says: str | Callable[[Any], Any]
    width: float = 18
    free: bool = False

    def of(self, row: Any) -> Value:
        value = self.says(row) if callable(self.says) else _follow(row, self.says)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime):
            return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        if isinstance(value, (int, float)):
            return value
        return scrub(str(value)) if self.free else str(value)  # a day reads 2026-03-09


@dataclass(frozen=True)
class ListExport:
    """A list: `rows(user, params)` finds what this person sees of it, under the page's own filters `params`."""

    code: str
    title: str
    page: str
    perm: str | tuple[str, ...]
    rows: Callable[[Any, Mapping[str, str]], Found]
    columns: Sequence[Told]
    params: tuple[str, ...] = ()

    def extract(self, user: Any, params: Mapping[str, str], limit: int) -> Extract:
        found, said = self.rows(user, params)
        count = found.order_by().values("pk")[: 2 * limit + 1].count()
        heads = [Column(one.header, one.width) for one in self.columns]
        return Extract(
            self.title, count, lambda: [SheetSpec(self.title, heads, self._lines(found))], "；".join(filter(None, said))
        )

    def _lines(self, found: QuerySet) -> Iterator[list[Value]]:
        for row in found.iterator(chunk_size=_CHUNK):
            yield [column.of(row) for column in self.columns]


_lists: dict[str, ListExport] = {}


def register_list(*wanted: ListExport) -> None:
    """Add lists; apps call this from `jobs.py`."""
    for one in wanted:
        _lists[one.code] = one
        register_export(ExportKind(one.code, one.title, one.perm, one.params, one.extract))


def lists() -> list[ListExport]:
    """All registered lists."""
    return list(_lists.values())


def chosen(
    params: Mapping[str, str], name: str, known: Mapping[str, str] | Sequence[tuple[str, Any]]
) -> tuple[str, str]:
    """(value, its words) of a filter with a closed list of values; empty for anything else."""
    labels = dict(known)
    value = params.get(name, "")
    return (value, str(labels[value])) if value in labels else ("", "")


@page_tools
def way_out(user: Any, page: str, asked: Mapping[str, str]) -> Iterator[Tool]:
    """导出 on every page that shows a registered list, 改好再传 on one whose rows may be changed in a workbook."""
    if not user.has_perm(PERM):
        return
    for one in _lists.values():
        if one.page == page and may(user, (one.perm,) if isinstance(one.perm, str) else one.perm):
            yield Tool("导出", export_url(one.code, {name: asked[name] for name in one.params if name in asked}))
    for trip in trips_for(user):
        if page in trip.pages:
            yield Tool("导出，改好再传", reverse("admin:exchange_again"))


def _follow(row: Any, path: str) -> Any:
    value = row
    for name in path.split("."):
        value = getattr(value, name, None)
        if callable(value):
            value = value()
        if value is None:
            return None
    return value
