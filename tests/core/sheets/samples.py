"""Table files as offices send them, made on the spot."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from core.errors import NotUnderstood
from core.sheets.reading import Sheet, read_workbook

ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def xlsx(*rows: Sequence[Any], name: str = "数据") -> bytes:
    """A plain workbook with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """An openpyxl workbook as bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def large_xlsx(rows: int, columns: int) -> bytes:
    """A workbook of text cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet("数据")
    for r in range(rows):
        for c in range(columns):
            sheet.write_string(r, c, f"列{c}" if r == 0 else f"值{r}-{c}")
    book.close()
    return buffer.getvalue()


def with_sheet_xml(xml: str, *, path: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose only sheet is raw XML (the content of sheetData), stored under any path."""
    sheet = (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{xml}</sheetData></worksheet>"
    )
    plain = xlsx(["x"])
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        relations = archive.read("xl/_rels/workbook.xml.rels").replace(
            b"/xl/worksheets/sheet1.xml", b"/" + path.encode()
        )
    return repacked(plain, {path: sheet.encode(), "xl/_rels/workbook.xml.rels": relations})


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """A zip with some members replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in changes:
                new.writestr(item, old.read(item))
        for name, content in changes.items():
            new.writestr(name, content)
    return buffer.getvalue()


def ods(tables: str) -> bytes:
    """An OpenDocument spreadsheet around the given tables."""
    buffer = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        archive.writestr("content.xml", ODS_HEAD + tables + ODS_TAIL)
    return buffer.getvalue()


def ods_cell(text: str, extra: str = "") -> str:
    """One text cell."""
    return f'<table:table-cell office:value-type="string" {extra}><text:p>{text}</text:p></table:table-cell>'


def spreadsheetml(body: str, *, doctype: str = "") -> bytes:
    """Excel 2003's XML."""
    return (
        f'<?xml version="1.0"?>{doctype}<?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{body}</Workbook>'
    ).encode()


def read_through(data: bytes, filename: str = "", **limits: int) -> None:
    """Read every cell."""
    for sheet in read_workbook(data, filename=filename, **limits).sheets:
        list(sheet.numbered_rows())


def refused(data: bytes, filename: str = "表.xlsx", **limits: int) -> NotUnderstood:
    """The error with which a file is refused; it is one Chinese sentence with a code."""
    with pytest.raises(NotUnderstood) as raised:
        read_through(data, filename, **limits)
    assert raised.value.message.endswith("。")
    assert raised.value.code.startswith("file_")
    return raised.value


def only_sheet(data: bytes, filename: str = "") -> Sheet:
    """The one sheet of a file."""
    [sheet] = read_workbook(data, filename=filename).sheets
    return sheet
