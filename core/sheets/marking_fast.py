"""The marked workbook written anew, row by row: for large files and for kinds that cannot be edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.sheets import findings as words
from core.sheets.cells import Cell, Row, cell_text, column_letters, is_empty, is_number, storable
from core.sheets.findings import Finding, Summary
from core.sheets.reading import SUMMARY_SHEET, Sheet, Workbook
from core.sheets.writing import sheet_names

_COLOURS: dict[words.Level, str] = {"error": "#FFC7CE", "warning": "#FFE0B2", "note": "#FFF7CC"}
_MOST_COMMENTS = 5_000
_MOST_DETAILS = 20_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_marked_copy(workbook: Workbook, target: str | Path, *, findings: Sequence[Finding], summary: Summary) -> None:
    """Write summary sheet and all visible sheets to `target`; the checked one is marked. Row numbers stay."""
    book = xlsxwriter.Workbook(str(target), dict(_OPTIONS))
    styles = _Styles(book)
    names = sheet_names([SUMMARY_SHEET, *(sheet.name for sheet in workbook.sheets)])
    links = dict(zip((sheet.name for sheet in workbook.sheets), names[1:], strict=True))
    _write_summary(book.add_worksheet(names[0]), findings, summary, links[summary.sheet], styles)
    for sheet in workbook.sheets:
        output = book.add_worksheet(links[sheet.name])
        if sheet.name == summary.sheet:
            _Marker(output, sheet, findings, summary, styles).write()
        else:
            for number, row in sheet.numbered_rows():
                _write_row(output, number, row, styles)
    book.close()


class _Styles:
    def __init__(self, book: Any) -> None:
        self.bold: Format = book.add_format({"bold": True})
        self.header: Format = book.add_format({"bold": True, "bg_color": "#DCE6F1", "text_wrap": True})
        self.text: Format = book.add_format({"num_format": "@"})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.link: Format = book.add_format({"font_color": "#0563C1", "underline": 1})
        self.marked: dict[words.Level, dict[str, Format]] = {
            level: {
                pattern: book.add_format({"bg_color": colour, "num_format": pattern})
                for pattern in ("@", "General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")
            }
            for level, colour in _COLOURS.items()
        }


class _Marker:
    """Writes the checked sheet: content, fills, comments, result columns."""

    def __init__(
        self, output: Worksheet, sheet: Sheet, findings: Sequence[Finding], summary: Summary, styles: _Styles
    ) -> None:
        self.output, self.sheet, self.summary, self.styles = output, sheet, summary, styles
        self.by_row = words.by_row(findings)
        self.checked = frozenset(summary.checked_rows)
        self.comments = 0
        self.result, self.explained = self._result_columns()

    def _result_columns(self) -> tuple[int, int]:
        header = self.sheet.head(self.summary.header_row)[-1]
        titles = [cell_text(cell).strip() for cell in header]
        if set(words.RESULT_HEADERS) <= set(titles):
            return titles.index(words.RESULT_HEADER), titles.index(words.EXPLANATION_HEADER)
        width = 0
        for _, row in self.sheet.numbered_rows():
            width = max(width, next((i for i in range(len(row), width, -1) if not is_empty(row[i - 1])), 0))
        return width, width + 1

    def write(self) -> None:
        """All rows, in order."""
        self.output.set_column(self.result, self.result, 12)
        self.output.set_column(self.explained, self.explained, 70)
        self.output.freeze_panes(self.summary.header_row, 0)
        for number, row in self.sheet.numbered_rows():
            found = self.by_row.get(number, [])
            cells = words.cells(found)
            marks = {column: here[0].level for column, here in cells.items()}
            _write_row(self.output, number, row, self.styles, marks, skip=(self.result, self.explained))
            if number == self.summary.header_row:
                self.output.write_string(number - 1, self.result, words.RESULT_HEADER, self.styles.header)
                self.output.write_string(number - 1, self.explained, words.EXPLANATION_HEADER, self.styles.header)
            elif found or number in self.checked:
                self._explain(number, found, cells)

    def _explain(self, number: int, found: Sequence[Finding], cells: dict[int, list[Finding]]) -> None:
        head = self.styles.marked[found[0].level]["@"] if found else self.styles.text
        self.output.write_string(number - 1, self.result, words.verdict(found), head)
        if not found:
            return
        self.output.write_string(number - 1, self.explained, storable(words.explanation(found)))
        for column, here in cells.items():
            if self.comments < _MOST_COMMENTS:
                self.comments += 1
                size = {"x_scale": 2.5, "y_scale": 0.6 + 0.5 * len(here)}
                self.output.write_comment(number - 1, column, storable(words.cell_comment(here)), size)


def _write_row(
    sheet: Worksheet,
    number: int,
    row: Row,
    styles: _Styles,
    marks: dict[int, words.Level] | None = None,
    skip: tuple[int, ...] = (),
) -> None:
    for column, value in enumerate(row):
        if column in skip:
            continue
        level = marks.get(column) if marks else None
        if value == "" or value is None:
            if level:
                sheet.write_blank(number - 1, column, None, styles.marked[level]["@"])
            continue
        _write_cell(sheet, number - 1, column, value, styles, level)
    for column in marks or ():
        if column >= len(row) and marks:
            sheet.write_blank(number - 1, column, None, styles.marked[marks[column]]["@"])


def _write_cell(
    sheet: Worksheet, row: int, column: int, value: Cell, styles: _Styles, level: words.Level | None
) -> None:
    def style(pattern: str, plain: Format | None) -> Format | None:
        return styles.marked[level][pattern] if level else plain

    if isinstance(value, str):
        sheet.write_string(row, column, storable(value), style("@", styles.text))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style("General", None))
    elif is_number(value):
        sheet.write_number(row, column, value, style("General", None))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, style("yyyy-mm-dd hh:mm:ss", styles.moment))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style("yyyy-mm-dd", styles.date))
    elif isinstance(value, (time, timedelta)):
        sheet.write_string(row, column, str(value), style("@", styles.text))


def _write_summary(
    sheet: Worksheet, findings: Sequence[Finding], summary: Summary, target_name: str, styles: _Styles
) -> None:
    for column, width in enumerate(words.DETAIL_WIDTHS):
        sheet.set_column(column, column, width)
    lines = words.heading_lines(findings, summary)
    if len(findings) > _MOST_DETAILS:
        lines.append(
            f"问题较多，下面只逐条列出前 {_MOST_DETAILS:,} 条；其余见数据表最右边的“{words.EXPLANATION_HEADER}”一列。"
        )
    row = 0
    for line in lines:
        sheet.write_string(row, 0, storable(line), styles.bold if row == 0 else None)
        row += 1
    row = _table(sheet, row + 1, words.GROUP_HEADERS, words.group_rows(findings), styles)
    row = _table(sheet, row + 1, words.DETAIL_HEADERS, [], styles)
    for shown, (finding, values) in enumerate(words.detail_rows(findings)):
        if shown >= _MOST_DETAILS:
            break
        place = f"{column_letters(finding.column or 0)}{finding.row}"
        if shown < _MOST_COMMENTS:
            quoted = target_name.replace("'", "''")
            sheet.write_url(row, 0, f"internal:'{quoted}'!{place}", styles.link, str(finding.row))
        else:
            sheet.write_number(row, 0, finding.row)
        for column, value in enumerate(values[1:], start=1):
            style = styles.marked[finding.level]["@"] if column == 2 else styles.wrapped
            sheet.write_string(row, column, storable(str(value)), style)
        row += 1


def _table(
    sheet: Worksheet, row: int, headers: Sequence[str], rows: Sequence[Sequence[str | int]], styles: _Styles
) -> int:
    for column, header in enumerate(headers):
        sheet.write_string(row, column, header, styles.header)
    for values in rows:
        row += 1
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, column, value, styles.wrapped)
            else:
                sheet.write_string(row, column, storable(value), styles.wrapped)
    return row + 1
