"""What stands behind a cell of the coverage matrix: a list that can be paged, and how its rows are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core import clock
from records.coverage import Cell
from records.coverage_sources import Found, sources
from records.models import CatalogueItem, CreditRecord, Subject
from records.services.coverage import ALL_SECTIONS, REGISTERS, opened_files

Tell = Callable[[Iterable[Any]], list[Found]]


def rows_of(user: Any, cell: Cell) -> tuple[QuerySet, Tell]:
    """The rows of a cell that this person may see, newest first, and the function that puts a page of them into words."""
    line, first, last = cell.line, cell.period.first, cell.period.last
    if line.ref:
        source = sources()[line.source]
        return source.rows(user, line.ref, line.section, first, last), lambda page: source.found(user, page)
    records = CreditRecord.objects.filter(item__code=line.code, event_date__range=(first, last)).newest()
    item = CatalogueItem.objects.filter(code=line.code).order_by("-valid_from").first()
    if item is not None and item.info_class in REGISTERS and not records.exists():
        return opened_files(REGISTERS[item.info_class], first, last).order_by("-created_at", "-pk"), _subjects  # type: ignore[index]
    return records if user.has_perm(ALL_SECTIONS) else records.filter(disclosure="public"), _records


def _records(page: Iterable[CreditRecord]) -> list[Found]:
    return [
        Found(
            one.document_number or one.title, reverse("admin:records_creditrecord_change", args=[one.pk]), one.party_name,
            one.event_date, one.get_disclosure_display(),
        )
        for one in page
    ]  # fmt: skip


def _subjects(page: Iterable[Subject]) -> list[Found]:
    return [
        Found(
            "建立档案", reverse("admin:records_file", args=[one.pk]), one.name, clock.local_date(one.created_at),
            one.get_kind_display(),
        )
        for one in page
    ]  # fmt: skip
