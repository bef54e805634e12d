"""Write workbooks and CSV that stay safe and keep their codes: nothing a person typed becomes a formula, an 18-digit code stays text.

Rows are taken one by one and written at once (constant memory); pass generators for large exports.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.sheets.cells import cell_text, column_letters, storable
from core.sheets.plain import PlainColumn, PlainSheet, Rules, write_plain
from core.sheets.reading import DICTIONARY_SHEET, GUIDE_SHEET

Value = str | int | float | Decimal | bool | date | datetime | None

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?")
_BAD_NAME = re.compile(r"[\[\]:*?/\\']")
_LAST_VALIDATED_ROW = 20_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. kind: text (the default; codes, dates and everything else) or number (money, counts).

    choices become a drop-down, kept on the hidden sheet 字典 because Excel cuts inline lists at 255 characters; required adds
    ＊ to the header; hint fills the second header row (必填、格式、示例) when the sheet has one. locked columns look locked (grey)
    in a sheet that is to be changed and sent back; the others get a green header there.
    """

    header: str
    width: float = 18
    kind: Literal["text", "number"] = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""
    number_format: str = "0.######"
    locked: bool = False


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet: its columns and its rows. hints: write the second header row."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]] = ()
    hints: bool = False


def write_workbook(
    target: str | Path | IO[bytes],
    sheets: Sequence[SheetSpec],
    *,
    guide: Sequence[str] = (),
    made_at: datetime | None = None,
) -> None:
    """Write an .xlsx. guide: lines of a first sheet 填表说明 (with it the workbook is a template to be filled in).

    made_at: the moment written into the file, where the same rows must give the same bytes. Lists without guide, hints and
    drop-downs go the quick way (core.sheets.plain), which writes no moment at all; what stands in the cells is the same.
    """
    names = sheet_names([spec.name for spec in sheets])
    if not guide and not any(
        spec.hints or any(column.choices or column.locked for column in spec.columns) for spec in sheets
    ):
        write_plain(target, [_plain(name, spec) for name, spec in zip(names, sheets, strict=True)], _RULES)
        return
    book = xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), dict(_OPTIONS))
    if made_at is not None:
        book.set_properties({"created": made_at})
    styles = _Styles(book)
    if guide:
        _write_guide(book.add_worksheet(GUIDE_SHEET), guide, styles)
    dictionary = _Dictionary()
    for name, spec in zip(names, sheets, strict=True):
        _write_sheet(book.add_worksheet(name), spec, styles, dictionary)
    if dictionary.lists:
        dictionary.write(book.add_worksheet(DICTIONARY_SHEET), styles)
    book.close()


def write_csv(target: IO[str], headers: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write CSV to a text stream opened with newline="" (encoding utf-8-sig, so that Excel and WPS see Chinese).
    Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    writer = csv.writer(target)
    writer.writerow([guarded(header) for header in headers])
    writer.writerows([guarded(value) for value in row] for row in rows)


def guarded(value: Value) -> str:
    """A CSV field that no spreadsheet runs as a formula. Numbers, and text that is a plain number, stay as they are."""
    text = storable(value_text(value))
    if isinstance(value, str) and is_dangerous(text):
        return "'" + text
    return text


def is_dangerous(text: str) -> bool:
    """True for text that a spreadsheet might run as a formula (= + - @ tab, carriage return, and their full-width twins)."""
    return text.startswith(_DANGEROUS) and _PLAIN_NUMBER.fullmatch(text) is None


def value_text(value: Value) -> str:
    """A value as text: dates as 2026-03-09, decimals without exponent."""
    return format(value, "f") if isinstance(value, Decimal) else cell_text(value)


def _plain(name: str, spec: SheetSpec) -> PlainSheet:
    columns = [
        PlainColumn(
            column.header + ("＊" if column.required else ""),
            column.width,
            column.number_format if column.kind == "number" else "",
        )
        for column in spec.columns
    ]
    return PlainSheet(name, columns, spec.rows)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names Excel accepts: at most 31 characters, none of []:*?/\\', no two alike."""
    given: list[str] = []
    for name in wanted:
        base = _BAD_NAME.sub("", storable(name)).strip()[:31] or "数据"
        candidate, n = base, 2
        while candidate.lower() in (used.lower() for used in given):
            candidate, n = f"{base[:27]}({n})", n + 1
        given.append(candidate)
    return given


_RULES = Rules(value_text, is_dangerous, frozenset(_DANGEROUS))


class _Styles:
    """The few formats every workbook uses."""

    def __init__(self, book: Any) -> None:
        edge: dict[str, Any] = {
            "border": 1,
            "border_color": "#BFBFBF",
            "valign": "vcenter",
            "font_name": "宋体",
            "font_size": 11,
        }
        self.header: Format = book.add_format(
            edge | {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "align": "center"}
        )
        self.hint: Format = book.add_format(
            edge | {"font_color": "#595959", "bg_color": "#F2F2F2", "text_wrap": True, "font_size": 9}
        )
        self.text: Format = book.add_format({"num_format": "@", "valign": "vcenter", "font_name": "宋体"})
        self.quoted: Format = book.add_format(
            {"num_format": "@", "valign": "vcenter", "font_name": "宋体", "quote_prefix": True}
        )
        grey = {"bg_color": "#E7E6E6", "font_color": "#595959"}
        plain = {"num_format": "@", "valign": "vcenter", "font_name": "宋体"}
        self.locked: Format = book.add_format(plain | grey)
        self.locked_quoted: Format = book.add_format(plain | grey | {"quote_prefix": True})
        head = edge | {"bold": True, "text_wrap": True, "align": "center"}
        self.locked_header: Format = book.add_format(head | grey)
        self.open_header: Format = book.add_format(head | {"bg_color": "#C6E0B4"})
        self.guide: Format = book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 12})
        self._book = book
        self._numbers: dict[str, Format] = {}

    def number(self, pattern: str) -> Format:
        """One format per number pattern."""
        if pattern not in self._numbers:
            self._numbers[pattern] = self._book.add_format(
                {"num_format": pattern, "valign": "vcenter", "font_name": "宋体"}
            )
        return self._numbers[pattern]


class _Dictionary:
    """The hidden sheet that holds the values of all drop-downs."""

    def __init__(self) -> None:
        self.lists: dict[tuple[str, ...], str] = {}

    def reference(self, header: str, choices: tuple[str, ...]) -> str:
        """The range where the choices will stand."""
        if choices not in self.lists:
            self.lists[choices] = header
        column = column_letters(list(self.lists).index(choices))
        return f"='{DICTIONARY_SHEET}'!${column}$2:${column}${len(choices) + 1}"

    def write(self, sheet: Worksheet, styles: _Styles) -> None:
        """Write row by row, as constant memory demands."""
        columns = list(self.lists)
        for i, header in enumerate(self.lists.values()):
            sheet.write_string(0, i, header, styles.header)
        for row in range(max(map(len, columns))):
            for i, choices in enumerate(columns):
                if row < len(choices):
                    sheet.write_string(row + 1, i, storable(choices[row]), styles.text)
        sheet.hide()


def _write_guide(sheet: Worksheet, lines: Sequence[str], styles: _Styles) -> None:
    sheet.set_column(0, 0, 100)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, storable(line), styles.guide)


def _write_sheet(sheet: Worksheet, spec: SheetSpec, styles: _Styles, dictionary: _Dictionary) -> None:
    formats = [_format(column, styles) for column in spec.columns]
    some_locked = any(column.locked for column in spec.columns)
    first = 2 if spec.hints else 1
    for i, column in enumerate(spec.columns):
        sheet.set_column(i, i, column.width, formats[i])
        if column.choices:
            source = dictionary.reference(column.header, column.choices)
            sheet.data_validation(
                first, i, _LAST_VALIDATED_ROW, i, {"validate": "list", "source": source, "error_type": "warning"}
            )
    sheet.freeze_panes(first, 0)
    sheet.set_row(0, 32)
    for i, column in enumerate(spec.columns):
        head = (styles.locked_header if column.locked else styles.open_header) if some_locked else styles.header
        sheet.write_string(0, i, storable(column.header) + ("＊" if column.required else ""), head)
    if spec.hints:
        sheet.set_row(1, 36)
        for i, column in enumerate(spec.columns):
            sheet.write_string(1, i, storable(column.hint), styles.hint)
    for number, row in enumerate(spec.rows, start=first):
        _write_row(sheet, number, row, formats, styles)


def _format(column: Column, styles: _Styles) -> Format:
    """How the cells of a column look."""
    if column.kind == "number":
        return styles.number(column.number_format)
    return styles.locked if column.locked else styles.text


def _write_row(sheet: Worksheet, number: int, row: Sequence[Value], formats: list[Format], styles: _Styles) -> None:
    texts = (styles.text, styles.locked)
    for i, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and formats[i] not in texts:
            sheet.write_number(number, i, float(value), formats[i])
            continue
        text = storable(value_text(value))
        quoted = styles.locked_quoted if formats[i] is styles.locked else styles.quoted
        here = formats[i] if formats[i] in texts else styles.text
        sheet.write_string(number, i, text, quoted if is_dangerous(text) else here)


def numbered(rows: Iterable[Sequence[Value]]) -> Iterator[list[Value]]:
    """Put a running number in front of every row (序号)."""
    for number, row in enumerate(rows, start=1):
        yield [number, *row]
