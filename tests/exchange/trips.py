"""Taking a list out through the controlled door, changing cells of the workbook, and sending it back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook

from exchange.models import Export, Job
from exchange.roundtrip import trip_of
from exchange.services.exports import export_make
from exchange.services.roundtrips import roundtrip_hand_in

STATED = {"purpose": "supervision", "matter": "巫山司发〔2026〕8号核对名册"}


def take_out(actor: Any, what: str, **params: str) -> tuple[Export, bytes]:
    """The export and its workbook."""
    entry = export_make(actor=actor, kind=trip_of(what).kind, params=params, **STATED)
    with entry.file.open("rb") as stream:
        return entry, stream.read()


def changed(
    content: bytes, *edits: tuple[str, str, Any], sheet: str, more: Callable[[Any], None] | None = None
) -> bytes:
    """The workbook with cells changed: (a text that stands in the row, header, new value)."""
    book = load_workbook(io.BytesIO(content))
    page = book[sheet]
    places = {cell.value: cell.column for cell in page[1]}
    for mark, header, value in edits:
        row = next(row for row in page.iter_rows(min_row=2) if mark in [cell.value for cell in row])
        page.cell(row[0].row, places[header]).value = value
    if more:
        more(page)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send_back(actor: Any, what: str, content: bytes) -> Job:
    return roundtrip_hand_in(actor=actor, what=what, file=content, filename="改好的表.xlsx")


def codes(job: Job) -> set[str]:
    """The codes of everything that was refused."""
    return {one["code"] for row in job.rows.all() for one in row.findings}
