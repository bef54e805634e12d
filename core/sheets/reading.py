"""Read a table file as offices send it: .xlsx, .xls, .ods, XML tables, CSV, whatever its name says.

Row numbers are the sheet's own: blank rows and a blank first row or column stay where they are. Rows are made when asked for,
one after the other, so that a large file is never held twice.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from core.errors import NotUnderstood
from core.sheets import delimited, formulas, guards, spreadsheetml
from core.sheets.cells import Cell, Row, is_empty
from core.sheets.sniffing import Kind, mismatch_note, sniff

SUMMARY_SHEET = "错误汇总"
GUIDE_SHEET = "填表说明"
DICTIONARY_SHEET = "字典"
OWN_SHEETS = frozenset((SUMMARY_SHEET, GUIDE_SHEET, DICTIONARY_SHEET))
"""Sheets this product writes beside the data; they are never read as data."""

_WIDE = 256


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged block; rows and columns count from 1, as in the sheet."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Sheet:
    """One visible sheet. `height` is the number of its last row with content."""

    name: str
    height: int
    _source: CalamineSheet | list[Row] = field(repr=False)
    _valueless: formulas.Texts = field(default_factory=dict, repr=False)

    def numbered_rows(self) -> Iterator[tuple[int, Row]]:
        """(row number in the sheet, cells from column A on), blank rows included, in order. Empty cells are ""."""
        return enumerate(self._iterate(), start=1)

    def head(self, count: int) -> list[Row]:
        """The first rows, to look for the header."""
        return list(islice(self._iterate(), count))

    @cached_property
    def rows(self) -> list[Row]:
        """All rows at once: row i is row i + 1 of the sheet."""
        return list(self._iterate())

    @property
    def merged(self) -> list[Merged]:
        """Merged blocks (xlsx and xls only)."""
        blocks = None if isinstance(self._source, list) else self._source.merged_cell_ranges
        return [Merged(r1 + 1, c1 + 1, r2 + 1, c2 + 1) for (r1, c1), (r2, c2) in blocks or ()]

    def _iterate(self) -> Iterator[Row]:
        if isinstance(self._source, list):
            return iter(self._source)
        rows = _calamine_rows(self._source)
        return iter(formulas.filled_in(rows, self._valueless)) if self._valueless else rows


@dataclass
class Workbook:
    """kind: what the file really is; sheets: the visible ones with content; notes: Chinese remarks for the person."""

    kind: Kind
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def read_workbook(source: bytes | str | Path, *, filename: str = "", max_bytes: int = guards.MAX_BYTES) -> Workbook:
    """Open a file given by its content or its path.

    NotUnderstood, with what – why – how in Chinese, for everything that is no readable table, is locked, damaged or too
    large, or has no visible sheet with content.
    """
    if isinstance(source, bytes):
        data = source
    else:
        filename = filename or Path(source).name
        data = _load(Path(source), max_bytes)
    guards.check_size(data, max_bytes)
    kind = sniff(data)
    opened = _open(kind, data)
    sheets = [sheet for sheet in opened.sheets if sheet.height and sheet.name not in OWN_SHEETS]
    if not sheets:
        raise NotUnderstood(
            "文件里没有看得见的数据：所有工作表都是空的或被隐藏了。请确认选对了文件后重新上传。",
            code="file_empty",
            field="file",
        )
    hidden = "".join(f"“{name}”" for name in opened.hidden if name not in OWN_SHEETS)
    unread = f"隐藏的工作表{hidden}没有读取；里面有要导入的数据的，请取消隐藏后重新上传。" if hidden else ""
    return Workbook(kind, sheets, [note for note in (mismatch_note(kind, filename), unread) if note])


@dataclass
class _Opened:
    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def _load(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        raise NotUnderstood(
            f"文件“{path.name}”打不开，请确认它存在并且有权读取。", code="file_missing", field="file"
        ) from error


def _open(kind: Kind, data: bytes) -> _Opened:
    if kind == "csv":
        return _Opened([_plain_sheet("CSV", delimited.parse(data))])
    if kind == "spreadsheetml":
        found = spreadsheetml.parse(data)
        shown = [_plain_sheet(sheet.name, sheet.rows) for sheet in found if sheet.visible]
        return _Opened(shown, [sheet.name for sheet in found if not sheet.visible])
    if kind == "xls":
        guards.check_old_workbook(data)
        return _calamine_sheets(data)
    suspects = guards.check_archive(data)
    return _calamine_sheets(data, formulas.cells_without_value(data, suspects) if suspects else {})


def _plain_sheet(name: str, rows: list[Row]) -> Sheet:
    while rows and all(map(is_empty, rows[-1])):
        rows.pop()
    for row in rows:
        _trim(row)
    return Sheet(name, len(rows), rows)


def _calamine_sheets(data: bytes, valueless: Mapping[str, formulas.Texts] = MappingProxyType({})) -> _Opened:
    opened = _Opened()
    with _parser_faults_as_ours():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in workbook.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible:
                sheet = workbook.get_sheet_by_name(meta.name)
                height = sheet.end[0] + 1 if sheet.end else 0
                opened.sheets.append(Sheet(meta.name, height, sheet, valueless.get(meta.name, {})))
            elif meta.typ == SheetTypeEnum.WorkSheet:
                opened.hidden.append(meta.name)
    return opened


@contextmanager
def _parser_faults_as_ours() -> Iterator[None]:
    """Every way in which the parser gives up on a file becomes one sentence for the person."""
    try:
        yield
    except PasswordError as error:
        raise NotUnderstood(
            "文件设置了打开密码，无法读取。请在 Excel 或 WPS 中去掉密码后保存，再重新上传。",
            code="file_encrypted",
            field="file",
        ) from error
    except (CalamineError, OSError, ValueError) as error:
        raise guards.damaged() from error
    except BaseException as error:
        # The parser is written in Rust: a panic there is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise guards.damaged() from error


def _calamine_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Rows from column A on; in very wide sheets the empty tail is cut off row by row."""
    if sheet.start is None or sheet.end is None:
        return
    left: list[Cell] = [""] * sheet.start[1]
    wide = sheet.end[1] >= _WIDE
    for cells in sheet.iter_rows():
        row: Row = left + cells if left else cells  # type: ignore[operator, assignment]
        if wide:
            _trim(row)
        yield row


def _trim(row: Row) -> None:
    while row and is_empty(row[-1]):
        row.pop()
