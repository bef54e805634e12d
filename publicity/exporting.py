"""The platform's workbook: which template for which party, which columns in which order, how a value is written. Pure.

Column order and sheet names are data of the standard's edition. Codes, numbers of documents and days are text, days as
2026/03/09, 长期 as 2099/12/31; amounts are numbers in 万元.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

from core.sheets.writing import Column, SheetSpec, Value, sheet_names, write_workbook
from publicity.standard.engine import Standard
from publicity.standard.spec import PARTIES

_WIDE, _NORMAL = 40, 20
_SHEET_WORDS = {"natural": "自然人", "legal": "法人", "sole": "法人"}


@dataclass(frozen=True)
class Template:
    """One sheet of the platform's workbook: name, kinds of party it takes, and (field code, header) in order."""

    sheet: str
    parties: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ExportRow:
    """One decision on its way out. `values` holds the canonical texts by field code, identity numbers included."""

    decision: int
    party: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Placed:
    """Where a decision stands in the file: sheet, row number of the sheet, digest of the row as written."""

    decision: int
    sheet: str
    row: int
    digest: str


def templates_of(standard: Standard, kind_name: str) -> list[Template]:
    """The sheets a submission of this standard has: for each kind of party the template made for it most closely.

    A standard without templates (the other kinds of decisions) gets one sheet with all its fields in their order.
    """
    declared = [
        (tuple(body["party"]), tuple((code, header) for code, header in body["columns"]))
        for body in standard.spec.get("templates", {}).values()
    ]
    if not declared:
        return [Template(kind_name, PARTIES, tuple((f.code, f.header) for f in standard.fields))]
    chosen: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    for party in PARTIES:
        parties, columns = min((entry for entry in declared if party in entry[0]), key=lambda entry: len(entry[0]))
        chosen[parties] = columns
    short = kind_name.removeprefix("行政")
    return [
        Template(f"{_SHEET_WORDS[parties[0]]}{short}" if len(chosen) > 1 else kind_name, parties, columns)
        for parties, columns in chosen.items()
    ]


def write_submission(target: BinaryIO, standard: Standard, kind_name: str, rows: Sequence[ExportRow]) -> list[Placed]:
    """Write the workbook, one sheet per template that has rows, and say where each decision stands."""
    sheets, placed = [], []
    for template in templates_of(standard, kind_name):
        mine = [row for row in rows if row.party in template.parties]
        if not mine:
            continue
        name = sheet_names([template.sheet])[0]
        lines = [[cell_of(standard, code, row.values.get(code, "")) for code, _ in template.columns] for row in mine]
        placed += [
            Placed(row.decision, name, number, row_digest(line))
            for number, (row, line) in enumerate(zip(mine, lines, strict=True), start=2)
        ]
        sheets.append(SheetSpec(name, [_column(standard, code, header) for code, header in template.columns], lines))
    write_workbook(target, sheets)
    return placed


def cell_of(standard: Standard, code: str, text: str) -> Value:
    """A canonical value as the platform's template wants it."""
    if not text:
        return None
    kind = standard.by_code[code].type
    if kind in ("date", "date_or_long"):
        return text.replace("-", "/")
    if kind == "money_wan":
        return Decimal(text)
    return text


def row_digest(cells: Iterable[Any]) -> str:
    """SHA-256 over the cells of one row as they were written: proof of what was sent, without keeping it twice."""
    texts = ["" if cell is None else format(cell, "f") if isinstance(cell, Decimal) else str(cell) for cell in cells]
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def left_behind(standard: Standard, kind_name: str, rows: Iterable[ExportRow]) -> Iterator[tuple[int, list[str]]]:
    """(decision, headers) of filled fields for which the platform's template has no column: said, not dropped in silence."""
    carried = {
        party: {code for code, _ in template.columns}
        for template in templates_of(standard, kind_name)
        for party in template.parties
    }
    party_field = standard.roles.get("party_kind")
    for row in rows:
        lost = [
            standard.by_code[code].header
            for code, text in row.values.items()
            if text and code not in carried[row.party] and code != party_field and code in standard.by_code
        ]
        if lost:
            yield row.decision, lost


def _column(standard: Standard, code: str, header: str) -> Column:
    declared = standard.by_code[code]
    if declared.type == "money_wan":
        return Column(header, width=16, kind="number")
    return Column(header, width=_WIDE if declared.type == "multiline" else _NORMAL)
