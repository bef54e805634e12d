"""Limits that are checked before a parser gets to see the file: a few kilobytes may unfold into gigabytes.

The parser keeps a full rectangle of cells, so the rectangle is measured first, cheaply, on the raw XML.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from core.errors import NotUnderstood
from core.sheets import biff
from core.sheets.cells import column_index

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_AREA = 20_000_000
"""Cells in the rectangle around all content of one sheet."""
MAX_UNPACKED = 600 * 1024 * 1024
MAX_MEMBERS = 2_000

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    struct.error,
)
"""What the standard library raises for archives that are cut, scratched or written by a fantasist."""

_CHUNK = 8 * 1024 * 1024
_OVERLAP = 256
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
_FAR_ROW = re.compile(rb' r="[A-Z]{1,3}(?:[0-9]{7,}|[2-9][0-9]{5})"')
_COLUMN = re.compile(rb' r="([A-Z]{1,4})[0-9]')
_UNUSUAL_CELL = (re.compile(rb'<c(?![A-Za-z])(?! r="[A-Z])'), re.compile(rb":c(?![A-Za-z])"))
_TAG_LENGTH = 32
_NO_VALUE = (b't="e"', b"</f></c>", b"</f><v></v>", b"</f><v/>", b"</f><v />", b'"/></c>')
"""How a cell ends that holds an error, or a formula without its result."""


def check_size(data: bytes, max_bytes: int = MAX_BYTES) -> None:
    """NotUnderstood when the file itself is too large."""
    if len(data) > max_bytes:
        size, limit = len(data) / 1024 / 1024, max_bytes // 1024 // 1024
        raise too_large(f"文件有 {size:.0f} MB，超过 {limit} MB 的上限")


def too_large(what: str) -> NotUnderstood:
    """The error for anything beyond the limits; `what` says which one."""
    return NotUnderstood(
        f"{what}。请删去多余的空行、空列、图片，或拆成几个文件分别导入。", code="file_too_large", field="file"
    )


def check_archive(data: bytes) -> list[str]:
    """NotUnderstood when a zip-based workbook unfolds beyond the limits, is locked or damaged. Returns the sheets' members in
    which some cell may hold no value (see `formulas`)."""
    suspects: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
                raise too_large("文件解开后过大，不像正常的表格")
            if any(m.flag_bits & 1 for m in members):
                raise NotUnderstood(
                    "文件设置了打开密码，无法读取。请去掉密码后保存，再重新上传。", code="file_encrypted", field="file"
                )
            for member in members:
                if member.filename == "content.xml":
                    _check_ods(archive.read(member))
                elif (_SHEET.fullmatch(member.filename) or _holds_sheet(archive, member)) and _check_sheet(
                    archive, member
                ):
                    suspects.append(member.filename)
    except ZIP_ERRORS as error:
        raise damaged() from error
    return suspects


def _holds_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """A sheet may lie under any name; the workbook's relations decide."""
    return any(b"sheetData" in chunk for chunk in _chunks(archive, member))


def check_old_workbook(data: bytes) -> None:
    """NotUnderstood when an .xls is damaged or its cells lie too far apart."""
    try:
        rows, width = biff.measure(data)
    except biff.DamagedContainer as error:
        raise damaged() from error
    _check_area(rows, width)


def damaged() -> NotUnderstood:
    """The error for a file that starts like a workbook and cannot be read to its end."""
    return NotUnderstood(
        "文件已损坏或没有传完整，无法读取。请用 Excel 或 WPS 打开原文件，“另存为” .xlsx 后重新上传。",
        code="file_damaged",
        field="file",
    )


def _check_sheet(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Measure the rectangle of one xlsx sheet; about 0.1 s for 10,000 rows of 28 columns. True when some cell may hold no value.

    Ordinary files are looked through by patterns, which begin with literal text because that makes the search fast. Where
    cells are written in another way, or stand far out, the sheet is parsed to know exactly.
    """
    columns, doubtful, valueless = {b"A"}, False, False
    for chunk in _chunks(archive, member):
        valueless = valueless or any(sign in chunk for sign in _NO_VALUE)
        doubtful = doubtful or _FAR_ROW.search(chunk) is not None or any(_holds(p, chunk) for p in _UNUSUAL_CELL)
        columns.update(_COLUMN.findall(chunk))
    if doubtful or _width(columns) > MAX_AREA // MAX_ROWS:
        _check_area(*_measure_exactly(archive, member))
    return valueless


def _holds(pattern: re.Pattern[bytes], chunk: bytes) -> bool:
    """A match that is not just a tag cut off at the end of the chunk; that one comes whole in the next chunk."""
    match = pattern.search(chunk)
    return match is not None and match.start() < len(chunk) - _TAG_LENGTH


def _measure_exactly(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Rows and columns of the cells with content: formatting alone, out to XFD1048576, is common and harmless."""
    counter = _XlsxCounter()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = forbid_doctype
    parser.StartElementHandler = counter.start
    try:
        for chunk in pieces(archive, member.filename):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error
    return counter.rows, counter.width


def _width(columns: set[bytes]) -> int:
    return max(column_index(name.decode()) for name in columns) + 1


def _check_area(rows: int, width: int) -> None:
    if rows > MAX_ROWS:
        raise too_large(f"表格有 {rows:,} 行，超过一次导入 {MAX_ROWS:,} 行的上限")
    if rows * width > MAX_AREA:
        raise too_large(f"表格的内容铺开到 {rows:,} 行 × {width:,} 列，远处的单元格里像是有多余的内容")


def pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The member's bytes, a few megabytes at a time."""
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes in pieces that overlap, so that no cell is cut in two unseen."""
    tail = b""
    for piece in pieces(archive, member.filename):
        yield tail + piece
        tail = piece[-_OVERLAP:]


def _check_ods(content: bytes) -> None:
    """An ods says "repeat this cell a million times" in one line: multiply out before the parser does."""
    counter = _OdsCounter()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = forbid_doctype
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise damaged() from error
    _check_area(counter.rows, max(counter.width, 1))


def forbid_doctype(*_: object) -> None:
    """Handler for expat: a spreadsheet has no document type; one that has is an attack."""
    raise NotUnderstood(
        "文件中含有不允许的 XML 声明，已拒绝读取。请另存为 .xlsx 后重新上传。", code="file_unsafe", field="file"
    )


_ADDRESS = re.compile(r"([A-Za-z]{1,4})([0-9]{1,9})")


class _XlsxCounter:
    """Last row and column with content. Where an address is left out, the next place is meant."""

    def __init__(self) -> None:
        self.rows = self.width = 1
        self._row = self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "c":
            match = _ADDRESS.fullmatch(attributes.get("r", ""))
            self._column = column_index(match[1].upper()) + 1 if match else self._column + 1
            self._row = int(match[2]) if match else self._row
        elif kind in ("v", "is"):
            self.rows = max(self.rows, self._row)
            self.width = max(self.width, self._column)
        elif kind == "row":
            row = attributes.get("r", "")
            self._row = int(row) if row.isdecimal() else self._row + 1
            self._column = 0


_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "


class _OdsCounter:
    """Height and width of the content, repeats multiplied out; blank repeats at the end do not count."""

    def __init__(self) -> None:
        self.rows = self.width = 0
        self._height = self._column = self._content_column = self._repeat_row = self._repeat_cell = 0
        self._in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE + "table":
            self._height = 0
        elif name == _TABLE + "table-row":
            self._repeat_row = int(attributes.get(_TABLE + "number-rows-repeated", 1))
            self._column = self._content_column = 0
        elif name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._repeat_cell = int(attributes.get(_TABLE + "number-columns-repeated", 1))
            self._column += self._repeat_cell
            self._in_cell = True
        elif self._in_cell:
            self._content_column = self._column

    def end(self, name: str) -> None:
        if name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._in_cell = False
        elif name == _TABLE + "table-row":
            self._height += self._repeat_row
            if self._content_column:
                self.rows = max(self.rows, self._height)
                self.width = max(self.width, self._content_column)
