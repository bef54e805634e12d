"""Tables as text (CSV): which encoding, which separator, and undoing what programs do to keep codes as text."""

from __future__ import annotations

import csv
import io
import re

from core.errors import NotUnderstood
from core.sheets.cells import Row
from core.sheets.guards import MAX_AREA, MAX_ROWS, too_large

_SEPARATORS = (",", "\t", ";", "，", "|")
_AS_TEXT = re.compile(r'="([^"]*)"')
_GUARDED = re.compile(r"'[=+\-@\t\r]")
_LONGEST_CELL = 1_000_000


def parse(data: bytes) -> list[Row]:
    """All rows, blank ones too; every cell is text. NotUnderstood when the encoding or the quoting cannot be read."""
    text = decode(data)
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[Row] = []
    cells = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            rows.append([_plain(cell) if cell[:1] in ("=", "'") else cell for cell in record])
            cells += len(record)
            if len(rows) > MAX_ROWS or cells > MAX_AREA:
                raise too_large(f"表格超过一次导入 {MAX_ROWS:,} 行的上限")
    except csv.Error as error:
        raise NotUnderstood(
            "CSV 文件的引号不成对，无法分清单元格。请用 Excel 或 WPS 打开核对，另存为 .xlsx 后重新上传。",
            code="file_damaged",
            field="file",
        ) from error
    return rows


def decode(data: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with mark, else GB 18030, which contains GBK and GB 2312."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotUnderstood(
        "CSV 文件的文字编码认不出，打开会是乱码。请用 Excel 或 WPS 打开原表，另存为 .xlsx 后重新上传。",
        code="file_encoding",
        field="file",
    )


def _separator(text: str) -> str:
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:10]
    return max(_SEPARATORS, key=lambda sign: sum(line.count(sign) for line in lines))


def _plain(cell: str) -> str:
    match = _AS_TEXT.fullmatch(cell)
    if match:
        return match[1]
    return cell[1:] if _GUARDED.match(cell) else cell
