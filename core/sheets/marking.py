"""Give a clerk's own workbook back with the wrong cells marked and explained.

Up to 5,000 rows an .xlsx keeps everything it had (openpyxl); larger files, and .xls, CSV and the other kinds, are written anew with the
same content at the same row numbers (marking_fast), in bounded memory and well under a minute.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook as XlsxWorkbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from core.sheets import findings as words
from core.sheets.cells import cell_text, column_letters, is_empty, storable
from core.sheets.findings import Finding, Summary
from core.sheets.marking_fast import write_marked_copy
from core.sheets.reading import SUMMARY_SHEET, Workbook, read_workbook

AUTHOR = "信用系统"
FILLS: dict[words.Level, str] = {"error": "FFFFC7CE", "warning": "FFFFE0B2", "note": "FFFFF7CC"}

_MOST_ROWS = 5_000
_MOST_BYTES = 40 * 1024 * 1024
_ROW_HEIGHT_LIMIT = 6
_OPENPYXL_GIVES_UP = (
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    zipfile.BadZipFile,
)


def marked_name(filename: str) -> str:
    """名单.xls → 名单（检查结果）.xlsx"""
    return f"{Path(filename).stem.removesuffix('（检查结果）')}（检查结果）.xlsx"


def mark_workbook(source: bytes | Path, target: str | Path, *, findings: Sequence[Finding], summary: Summary) -> None:
    """Write the marked workbook to `target` (.xlsx).

    source: the uploaded file; findings: what the check found in the sheet `summary.sheet`; rows of `summary.checked_rows` without a
    finding are marked 通过. NotUnderstood when the source cannot be read.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    workbook = read_workbook(data, filename=summary.filename)
    book = _editable(data) if workbook.kind == "xlsx" and _is_small(workbook, data) else None
    if book is None:
        write_marked_copy(workbook, target, findings=findings, summary=summary)
    else:
        _mark_in_place(book, findings, summary)
        book.save(target)


def _editable(data: bytes) -> XlsxWorkbook | None:
    """The workbook with everything it has; None for half-legal files that Excel opens and openpyxl does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # extensions openpyxl drops; nothing a clerk could do about it
            return load_workbook(io.BytesIO(data))
    except _OPENPYXL_GIVES_UP:
        return None


def _is_small(workbook: Workbook, data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        largest = max((member.file_size for member in archive.infolist()), default=0)
    return largest <= _MOST_BYTES and all(sheet.height <= _MOST_ROWS for sheet in workbook.sheets)


def _mark_in_place(book: XlsxWorkbook, findings: Sequence[Finding], summary: Summary) -> None:
    sheet = book[summary.sheet]
    result, explained = _result_columns(sheet, summary.header_row)
    _forget_old_marks(book, sheet, summary, (result, explained))
    by_row = words.by_row(findings)
    _head(sheet, summary.header_row, (result, explained))
    for row in sorted(set(summary.checked_rows) | by_row.keys()):
        found = by_row.get(row, [])
        _mark_row(sheet, row, found, result, explained)
    _write_summary(book, findings, summary)


def _result_columns(sheet: Worksheet, header_row: int) -> tuple[int, int]:
    """Where the pair of columns stands from an earlier check, or the first free place to the right (1-based)."""
    headers = {cell_text(cell.value).strip(): cell.column for cell in sheet[header_row]}
    if words.RESULT_HEADER in headers and words.EXPLANATION_HEADER in headers:
        return headers[words.RESULT_HEADER], headers[words.EXPLANATION_HEADER]
    last = 0
    for row in sheet.iter_rows(values_only=True):
        width = next((i for i in range(len(row), last, -1) if not is_empty(row[i - 1])), last)
        last = max(last, width)
    return last + 1, last + 2


def _forget_old_marks(book: XlsxWorkbook, sheet: Worksheet, summary: Summary, results: tuple[int, int]) -> None:
    if SUMMARY_SHEET in book.sheetnames:
        del book[SUMMARY_SHEET]
    for row in sheet.iter_rows(min_row=summary.header_row + 1):
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in FILLS.values():
                cell.fill = PatternFill()
            if cell.column in results and not isinstance(cell, MergedCell):
                cell.value = None


def _head(sheet: Worksheet, header_row: int, columns: tuple[int, int]) -> None:
    for column, title, width in zip(columns, words.RESULT_HEADERS, (12, 70), strict=True):
        cell = _put(sheet, header_row, column, title)
        cell.font = Font(bold=True)
        sheet.column_dimensions[column_letters(column - 1)].width = width


def _mark_row(sheet: Worksheet, row: int, found: Sequence[Finding], result: int, explained: int) -> None:
    head = _put(sheet, row, result, words.verdict(found))
    if not found:
        return
    head.fill = _fill(found[0].level)
    text = _put(sheet, row, explained, words.explanation(found))
    text.alignment = Alignment(wrap_text=len(found) <= _ROW_HEIGHT_LIMIT, vertical="top")
    for column, here in words.cells(found).items():
        cell = _writable(sheet, row, column + 1)
        cell.fill = _fill(here[0].level)
        comment = Comment(storable(words.cell_comment(here)), AUTHOR, width=360, height=40 + 40 * len(here))
        cell.comment = comment


def _fill(level: words.Level) -> PatternFill:
    return PatternFill("solid", fgColor=FILLS[level])


def _writable(sheet: Worksheet, row: int, column: int) -> XlsxCell:
    """The cell itself, or the first cell of the merged block it belongs to: only that one can carry anything."""
    cell: Any = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        block = next(block for block in sheet.merged_cells.ranges if cell.coordinate in block)
        cell = sheet.cell(block.min_row, block.min_col)
    assert isinstance(cell, XlsxCell)
    return cell


def _put(sheet: Worksheet, row: int, column: int, value: str | int) -> XlsxCell:
    """Write a value; text stays text, even when it begins like a formula."""
    cell = _writable(sheet, row, column)
    cell.value = storable(value) if isinstance(value, str) else value
    if cell.data_type == "f":
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _write_summary(book: XlsxWorkbook, findings: Sequence[Finding], summary: Summary) -> None:
    sheet = book.create_sheet(SUMMARY_SHEET, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    row = 0
    for line in words.heading_lines(findings, summary):
        row += 1
        _put(sheet, row, 1, line)
    sheet.cell(1, 1).font = Font(bold=True)
    row = _table(sheet, row + 2, words.GROUP_HEADERS, words.group_rows(findings))
    start = row + 2
    row = _table(sheet, start, words.DETAIL_HEADERS, [])
    for finding, values in words.detail_rows(findings):
        row += 1
        _table_row(sheet, row, values)
        sheet.cell(row, 3).fill = _fill(finding.level)
        place = f"{column_letters(finding.column or 0)}{finding.row}"
        quoted = summary.sheet.replace("'", "''")
        sheet.cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=f"'{quoted}'!{place}")
        sheet.cell(row, 1).font = Font(color="FF0563C1", underline="single")
    for column, width in enumerate(words.DETAIL_WIDTHS):
        sheet.column_dimensions[column_letters(column)].width = width


def _table(sheet: Worksheet, row: int, headers: Sequence[str], rows: Sequence[Sequence[str | int]]) -> int:
    _table_row(sheet, row, headers)
    for cell in sheet[row]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFDCE6F1")
    for values in rows:
        row += 1
        _table_row(sheet, row, values)
    return row


def _table_row(sheet: Worksheet, row: int, values: Sequence[str | int]) -> None:
    for column, value in enumerate(values, start=1):
        _put(sheet, row, column, value).alignment = Alignment(wrap_text=True, vertical="top")
