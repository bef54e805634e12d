"""Good rows of the data standard by field code, and workbooks made of them, for the tests of all three doors."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

from publicity.standard.samples import by_code, good_row, standard_for


def row_of(kind: str = "penalty", party: str = "legal", **change: Any) -> dict[str, Any]:
    """A row that passes every rule, by field code; `change` by role."""
    return by_code(standard_for(kind), {**good_row(kind, party), **change})


def numbered(kind: str, count: int, **change: Any) -> list[dict[str, Any]]:
    """Several good rows with document numbers 1, 2, 3 …"""
    mark = {"penalty": "巫山司罚决字", "licence": "巫山司许"}[kind]
    return [row_of(kind, doc_number=f"{mark}〔2026〕{n}号", **change) for n in range(1, count + 1)]


def headers_of(kind: str) -> dict[str, str]:
    """Field code → header as the standard writes it."""
    return {field.code: field.header for field in standard_for(kind).fields}


def workbook(kind: str, rows: Iterable[Mapping[str, Any]], *, headers: Mapping[str, str] | None = None) -> bytes:
    """An .xlsx with the standard's headers in row 1 and the rows below."""
    names = headers or headers_of(kind)
    book = Workbook()
    sheet = book.active
    sheet.title = "决定"
    sheet.append(list(names.values()))
    for row in rows:
        sheet.append([row.get(code) for code in names])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
