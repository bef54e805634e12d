"""The platform's workbook: which sheet for which party, in the columns and cell forms of the standard's templates. Pure.

Column order and headers are data of the edition (publicity.standard.templates). Every cell is text, so that no spreadsheet changes
a code, a number of a document or a day; 长期 is 2099/12/31.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import IO

from core.sheets.writing import Column, SheetSpec, write_workbook
from publicity.standard.engine import Standard
from publicity.standard.findings import Value
from publicity.standard.spec import PARTIES
from publicity.standard.templates import Template, template_for

_WIDE, _NORMAL = 40, 20
_SHEET_WORDS = {"natural": "自然人", "legal": "法人", "sole": "法人"}


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


def sheets_of(standard: Standard, kind_name: str) -> dict[str, Template]:
    """Sheet name → template, in the order of the parties: 法人许可, 自然人许可. A standard without templates has one sheet
    with all its fields in their order."""
    if not standard.spec.get("templates"):
        columns = tuple((one, one.header) for one in standard.fields)
        return {kind_name: Template("all", kind_name, PARTIES, columns)}
    chosen = {template.name: template for template in (template_for(standard, party) for party in PARTIES)}
    if len(chosen) == 1:
        return {kind_name: next(iter(chosen.values()))}
    short = kind_name.removeprefix("行政")
    return {f"{_SHEET_WORDS[template.party[0]]}{short}": template for template in chosen.values()}


def write_submission(target: IO[bytes], standard: Standard, kind_name: str, rows: Sequence[ExportRow]) -> list[Placed]:
    """Write the workbook, one sheet per template that has rows, and say where each decision stands."""
    sheets, placed = [], []
    for name, template in sheets_of(standard, kind_name).items():
        mine = [row for row in rows if row.party in template.party]
        if not mine:
            continue
        lines = [template.row(canonical(standard, row.values)) for row in mine]
        placed += [
            Placed(row.decision, name, number, row_digest(line))
            for number, (row, line) in enumerate(zip(mine, lines, strict=True), start=2)
        ]
        columns = [
            Column(header, width=_WIDE if one.type == "multiline" else _NORMAL) for one, header in template.columns
        ]
        sheets.append(SheetSpec(name, columns, lines))
    write_workbook(target, sheets)
    return placed


def canonical(standard: Standard, texts: Mapping[str, str]) -> dict[str, Value]:
    """The values of the ledger's texts: days, amounts in 万元, text."""
    return {code: _value(standard.by_code[code].type, text) for code, text in texts.items() if code in standard.by_code}


def row_digest(cells: Iterable[str]) -> str:
    """SHA-256 over the cells of one row as they were written: proof of what was sent, without keeping it twice."""
    return hashlib.sha256(json.dumps(list(cells), ensure_ascii=False).encode()).hexdigest()


def left_behind(standard: Standard, kind_name: str, rows: Iterable[ExportRow]) -> Iterator[tuple[int, list[str]]]:
    """(decision, headers) of filled fields for which the platform's template has no column: said, not dropped in silence."""
    carried = {
        party: set(template.codes) for template in sheets_of(standard, kind_name).values() for party in template.party
    }
    party_field = standard.roles.get("party_kind")  # the sheet itself says it
    for row in rows:
        lost = [
            standard.by_code[code].header
            for code, text in row.values.items()
            if text and code not in carried[row.party] and code != party_field and code in standard.by_code
        ]
        if lost:
            yield row.decision, lost


def _value(kind: str, text: str) -> Value:
    if not text:
        return "" if kind not in ("date", "date_or_long", "money_wan") else None
    if kind in ("date", "date_or_long"):
        return date.fromisoformat(text)
    return Decimal(text) if kind == "money_wan" else text
