"""Checking a whole sheet or workbook: find the header, leave out what is no data, judge every row, keep real row numbers.

Rows go through in chunks, so that a large file is never held twice; `SheetCheck.chunks` serves the import, `check_workbook`
whoever only wants the report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import eq
from typing import Any, NamedTuple

from core.sheets.cells import cell_text, is_empty
from core.sheets.findings import Finding as CellFinding
from core.sheets.formulas import holds_no_value
from core.sheets.reading import OWN_SHEETS, Sheet, Workbook
from publicity.standard import rules_file as say
from publicity.standard.context import Context
from publicity.standard.engine import Checker
from publicity.standard.findings import ERROR, NOTE, WARNING, Finding, Value, Verdict
from publicity.standard.header_row import find_header, is_hint_row, is_tail_row
from publicity.standard.headers import KIND_NAMES, HeaderBook, HeaderReading
from publicity.standard.ledger import Run

CHUNK = 2000
_MOST_RECALLS = 50
_HEAD_START = 8
_TAIL_CELLS = 4


class Place(NamedTuple):
    """A finding with its place: sheet, row number as in the sheet, column from 0 (None = whole row), header as in the sheet."""

    sheet: str
    row: int
    column: int | None
    header: str
    finding: Finding
    value: str = ""
    secret: bool = False

    def for_marking(self) -> CellFinding:
        """In the form in which a workbook is marked."""
        one = self.finding
        level: Any = one.level
        return CellFinding(
            self.row, self.column, level, one.code, one.message, self.header, self.value, one.suggestion or "", self.secret
        )  # fmt: skip


@dataclass
class SheetReport:
    """What was found in one sheet. rows = good + refused; `skipped` holds (row, why) of rows that are no data."""

    name: str
    header_row: int = 0
    header: HeaderReading | None = None
    rows: int = 0
    good: int = 0
    refused: int = 0
    unchanged: int = 0
    places: list[Place] = field(default_factory=list)
    checked_rows: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        """False when the header was not found or is refused: then no row was read."""
        return self.header is not None and not self.header.refused

    def of_level(self, level: str) -> list[Place]:
        """The findings of one level."""
        return [place for place in self.places if place.finding.level == level]


class SheetCheck:
    """One pass over one sheet. Make it, look at `report.header`, then run through `chunks` once."""

    def __init__(
        self, sheet: Sheet, book: HeaderBook, context: Context, kind: str, edition: str = "", *,
        ignore: Collection[str] = (), run: Run | None = None,
    ) -> None:  # fmt: skip
        self.sheet = sheet
        self.report = SheetReport(sheet.name)
        self._run = run or Run()
        at = find_header(sheet, book)
        if at is None:
            self._say(
                1,
                None,
                say.NO_HEADER(
                    "", f"工作表“{sheet.name}”的前三十行里找不到表头。请在数据上方保留标准表头（如“行政相对人名称”）。"
                ),
            )
            return
        self.report.header_row, cells = at
        self._ignore_blank_columns(cells, book, kind, edition, ignore, context)

    def _ignore_blank_columns(
        self, cells: Sequence[Any], book: HeaderBook, kind: str, edition: str, ignore: Collection[str], context: Context
    ) -> None:
        """Read the header; a header nobody understands above an empty column is no reason to refuse the sheet."""
        header = book.read(cells, kind, edition, ignore)
        if header.unknown and not header.wrong_kind:
            blank = [entry.header for entry in header.unknown if self._is_blank_column(entry.at)]
            header = book.read(cells, kind, edition, [*ignore, *blank]) if blank else header
        self.report.header = header
        for at, name, finding in header.remarks:
            self.report.places.append(Place(self.sheet.name, self.report.header_row, at, name, finding))
        if not header.refused:
            width = max(len(cells), max((column.at for column in header.columns), default=0) + 1)
            self.checker: Checker = header.standard.checker(context, header.order(width), self._run)
            self._merged = header.merged
            self.checker.ledger.recall = self._recall
            self._header_cells = [cell_text(cell).strip() for cell in cells]
            self._head_start = [text or None for text in self._header_cells[:_HEAD_START]]

    def _is_blank_column(self, at: int) -> bool:
        below = (row for number, row in self.sheet.numbered_rows() if number > self.report.header_row)
        return all(at >= len(row) or is_empty(row[at]) for row in below)

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """(row number, cells) of the data rows: without blank, explaining, repeated and closing rows."""
        if not self.report.readable:
            return
        directly_below = True
        for number, row in self.sheet.numbered_rows():
            if number <= self.report.header_row or all(map(is_empty, row)):
                continue
            why = self._why_no_data(row, directly_below)
            if why:
                self.report.skipped.append((number, why))
                continue
            directly_below = False
            yield number, self._joined(row) if self._merged else row

    def _why_no_data(self, row: Sequence[Any], directly_below: bool) -> str:
        if directly_below and is_hint_row(row):
            return "填写说明或示例"
        if self._is_plainly_data(row):
            return ""
        texts = [cell_text(cell).strip() for cell in row]
        if all(not text or holds_no_value(text) for text in texts):
            return "只有没算出结果的公式"
        same = sum(1 for text, head in zip(texts, self._header_cells, strict=False) if text and text == head)
        if same > 2 and same * 2 > sum(map(bool, texts)):
            return "重复的表头"
        return "合计或落款" if is_tail_row(texts) else ""

    def _is_plainly_data(self, row: Sequence[Any]) -> bool:
        """A quick look that settles nearly every row: too full for a closing line, and not beginning like the header."""
        first = row[0].strip() if row and isinstance(row[0], str) else ""
        alike = first == self._head_start[0] or any(map(eq, row[:_HEAD_START], self._head_start))
        valueless = not row[0] or first[:1] in ("#", "=")
        return not alike and not valueless and sum(map(bool, row)) > _TAIL_CELLS

    def _joined(self, row: Sequence[Any]) -> list[Any]:
        """处罚类别1 and 处罚类别2 are one field: their words are joined by ;."""
        cells = list(row)
        for first, others in self._merged.items():
            parts = [cell_text(cells[at]).strip() for at in (first, *others) if at < len(cells)]
            cells[first] = ";".join(part for part in parts if part)
        return cells

    def _recall(self, row: int) -> Sequence[Value] | None:
        """The canonical values of an earlier row of this sheet, read again: only to say what differs."""
        self._recalled = getattr(self, "_recalled", 0) + 1
        if self._recalled > _MOST_RECALLS:
            return None
        for number, cells in islice(self.sheet.numbered_rows(), row - 1, row):
            if number == row:
                return list(self.checker.judge(self._joined(cells)).values.values())
        return None

    def chunks(self, size: int = CHUNK) -> Iterator[list[Verdict]]:
        """Verdicts in order, a chunk at a time; the report is kept up to date. To be run through once."""
        source = self.rows()
        dragged = _DragWatch(self)
        while chunk := list(islice(source, size)):
            self._run.sheet = self.sheet.name
            verdicts = self.checker.check_rows(chunk)
            for (number, cells), verdict in zip(chunk, verdicts, strict=True):
                if verdict.findings:
                    self._keep(number, cells, verdict)
                    dragged.see(number, cells, verdict)
                self.report.unchanged += bool(verdict.unchanged)
            bad = sum(not verdict.good for verdict in verdicts)
            self.report.rows += len(chunk)
            self.report.refused += bad
            self.report.good += len(chunk) - bad
            self.report.checked_rows.extend(number for number, _ in chunk)
            yield verdicts
        self._close()

    def _close(self) -> None:
        if not self.report.readable:
            return
        if self.report.skipped:
            listed = "、".join(f"第{row}行（{why}）" for row, why in self.report.skipped[:8])
            more = f"等{len(self.report.skipped)}行" if len(self.report.skipped) > 8 else ""
            self._say(self.report.header_row, None, say.SKIPPED_ROWS("", f"没有作为数据读取的行：{listed}{more}。"))
        blocks = [block for block in self.sheet.merged if block.last_row > block.first_row > self.report.header_row]
        for block in blocks[:20]:
            words = (
                f"第{block.first_row}至{block.last_row}行的单元格是合并的，只有第一行读得到值。请取消合并，逐行填写。"
            )
            self._say(block.first_row, block.first_column - 1, say.MERGED_CELLS("", words))
        if not self.report.rows:
            self._say(self.report.header_row, None, say.NO_DATA("", f"工作表“{self.sheet.name}”的表头下面没有数据。"))

    def _keep(self, number: int, cells: Sequence[Any], verdict: Verdict) -> None:
        assert self.report.header is not None
        places = self.report.header.fields
        for finding in verdict.findings:
            at = places.get(finding.field)
            value = cell_text(cells[at]) if at is not None and at < len(cells) else ""
            self._say(number, at, finding, value)

    def _say(self, row: int, at: int | None, finding: Finding, value: str = "") -> None:
        header = self.report.header
        name = ""
        secret = False
        if header is not None and finding.field:
            name = header.header_of(finding.field)
            secret = header.standard.by_code[finding.field].format == "id_number"
        self.report.places.append(Place(self.sheet.name, row, at, name, finding, value, secret))


class _DragWatch:
    """Notices a code column that was filled by dragging: 6, 7, 8 … one under the other."""

    def __init__(self, check: SheetCheck) -> None:
        self._check = check
        self._last: tuple[int, int] = (-2, -2)
        self._length = 0

    def see(self, number: int, cells: Sequence[Any], verdict: Verdict) -> None:
        """Look at the code cell of a row with findings."""
        assert self._check.report.header is not None
        code = self._check.report.header.standard.roles.get("uscc", "")
        at = self._check.report.header.fields.get(code)
        text = cell_text(cells[at]).strip() if at is not None and at < len(cells) else ""
        if not (text.isdecimal() and len(text) <= 6):
            self._length = 0
            return
        value = int(text)
        follows = self._last == (number - 1, value - 1)
        self._length = self._length + 1 if follows else 1
        self._last = (number, value)
        if self._length == 3:
            words = f"从第{number - 2}行起，代码是{value - 2}、{value - 1}、{value}……一个接一个，像是向下拖动填充的，原来的代码已丢失。请照证照重新录入这一列。"
            self._check._say(number - 2, at, say.DRAGGED(code, words))


@dataclass
class WorkbookReport:
    """All sheets of a workbook together."""

    kind: str
    sheets: list[SheetReport]
    notes: list[str] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        """True when at least one sheet was read and none is refused."""
        return any(one.readable and one.rows for one in self.sheets) and all(one.readable for one in self.sheets)

    def total(self, name: str) -> int:
        """Sum of a count (rows, good, refused, unchanged) over the sheets."""
        return sum(getattr(one, name) for one in self.sheets) if self.readable else 0

    def of_level(self, level: str) -> list[Place]:
        """The findings of one level, sheet by sheet."""
        return [place for one in self.sheets for place in one.of_level(level)]

    def as_json(self) -> dict[str, Any]:
        """The machine-readable answer: rows, good, refused, warnings, errors; warnings and notes in lists of their own."""
        warnings = self.of_level(WARNING)
        return {
            "rows": self.total("rows"), "good": self.total("good"), "refused": self.total("refused"), "warnings": len(warnings),
            "unchanged": self.total("unchanged"),
            "edition": next((one.header.standard.edition for one in self.sheets if one.header), ""),
            "errors": [_entry(place) for place in self.of_level(ERROR)],
            "warning_details": [_entry(place) for place in warnings],
            "notes": [*self.notes, *(place.finding.message for place in self.of_level(NOTE) if place.finding.code.startswith(("N-HDR", "N-SHT")))],
        }  # fmt: skip


def _entry(place: Place) -> dict[str, Any]:
    one = place.finding
    entry = {"row": place.row, "column": place.header, "code": one.code, "message": one.message, "sheet": place.sheet}
    shown = place.for_marking().shown_proposal
    return {**entry, "suggestion": shown} if shown else entry


def data_sheets(
    workbook: Workbook,
    book: HeaderBook,
    context: Context,
    kind: str,
    edition: str = "",
    *,
    ignore: Collection[str] = (),
) -> tuple[list[SheetCheck], list[str]]:
    """The sheets of a workbook that hold data of this kind, ready to be run, and remarks about the others.

    Explaining sheets (as long as there are others), sheets without a header and sheets of another kind are left out as long as
    one sheet is data of this kind; otherwise the first that looks like data is returned with its reason for refusal.
    """
    run = Run()
    likely = [sheet for sheet in workbook.sheets if not _is_explaining(sheet.name)] or workbook.sheets
    checks = [SheetCheck(sheet, book, context, kind, edition, ignore=ignore, run=run) for sheet in likely]
    data = [
        check
        for check in checks
        if check.report.header is not None and not check.report.header.wrong_kind and _has_core(check)
    ]
    notes = list(workbook.notes)
    if not data:
        best = max(checks, key=lambda check: len(check.report.header.columns) if check.report.header else -1)
        return [best], notes
    for check in checks:
        if check not in data:
            header = check.report.header
            why = (
                f"是{KIND_NAMES.get(header.wrong_kind, '别种决定')}的表"
                if header is not None and header.wrong_kind
                else "不是数据表"
            )
            notes.append(f"工作表“{check.sheet.name}”{why}，没有读取。")
    return data, notes


def _is_explaining(name: str) -> bool:
    return name in OWN_SHEETS or any(
        word in name for word in ("说明", "字典", "示例", "样例", "样表", "错误汇总", "枚举", "代码表")
    )


def _has_core(check: SheetCheck) -> bool:
    """A data sheet names at least the party or the number, and four fields in all."""
    header = check.report.header
    if header is None:
        return False
    roles = {header.standard.by_code[code].role for code in header.fields}
    return len(roles) >= 4 and bool(roles & {"party_name", "doc_number"})


def check_workbook(
    workbook: Workbook, book: HeaderBook, context: Context, kind: str, edition: str = "", *,
    ignore: Collection[str] = (), keep: bool = True,
) -> WorkbookReport:  # fmt: skip
    """Check every data sheet of a workbook. Nothing is raised for bad content: the report says it. keep: hold the verdicts of
    all rows too; without, memory only grows with what there is to say."""
    checks, notes = data_sheets(workbook, book, context, kind, edition, ignore=ignore)
    for check in checks:
        for verdicts in check.chunks():
            if keep:
                check.report.verdicts.extend(verdicts)
    return WorkbookReport(kind, [check.report for check in checks], notes)
