"""Excel 2003's XML tables (SpreadsheetML), which some offices' systems export under the names .xls and .xlsx."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat

from core.errors import NotUnderstood
from core.sheets.cells import Cell, Row
from core.sheets.guards import MAX_AREA, MAX_ROWS, damaged, forbid_doctype, too_large

_NS = "urn:schemas-microsoft-com:office:spreadsheet "
_EXCEL = "urn:schemas-microsoft-com:office:excel "


@dataclass(slots=True)
class XmlSheet:
    """One worksheet; row i of `rows` is row i + 1 of the sheet."""

    name: str
    visible: bool = True
    rows: list[Row] = field(default_factory=list)


def parse(data: bytes) -> list[XmlSheet]:
    """All worksheets of a SpreadsheetML file. No document type, no entities, no outside reference is followed."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbid_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, NotUnderstood):
            raise
        raise damaged() from error
    return builder.sheets


class _Builder:
    def __init__(self) -> None:
        self.sheets: list[XmlSheet] = []
        self._row = self._column = 0
        self._type = ""
        self._parts: list[str] | None = None
        self._cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _NS + "Worksheet":
            self.sheets.append(XmlSheet(attributes.get(_NS + "Name", "")))
            self._row = 0
        elif name == _NS + "Row":
            self._row = int(attributes.get(_NS + "Index", self._row + 1))
            self._column = 0
            self._span = int(attributes.get(_NS + "Span", 0))
            if self._row > MAX_ROWS:
                raise too_large(f"表格超过一次导入 {MAX_ROWS:,} 行的上限")
        elif name == _NS + "Cell":
            self._column = int(attributes.get(_NS + "Index", self._column + 1))
            self._across = int(attributes.get(_NS + "MergeAcross", 0))
        elif name == _NS + "Data":
            self._type = attributes.get(_NS + "Type", "String")
            self._parts = []
        elif name == _EXCEL + "Visible":
            self._parts = []

    def text(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == _NS + "Data" and self._parts is not None:
            self._put(_value(self._type, "".join(self._parts)))
            self._parts = None
        elif name == _NS + "Cell":
            self._column += self._across
        elif name == _NS + "Row":
            self._row += self._span
        elif name == _EXCEL + "Visible" and self._parts is not None:
            self.sheets[-1].visible = "".join(self._parts).strip() not in ("SheetHidden", "SheetVeryHidden")
            self._parts = None

    def _put(self, value: Cell) -> None:
        rows = self.sheets[-1].rows
        while len(rows) < self._row:
            rows.append([])
        row = rows[self._row - 1]
        self._cells += max(self._column - len(row), 0)
        if self._cells > MAX_AREA:
            raise too_large("表格的内容铺得过开，远处的单元格里像是有多余的内容")
        row.extend([""] * (self._column - len(row)))
        row[self._column - 1] = value


def _value(kind: str, text: str) -> Cell:
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        moment = datetime.fromisoformat(text.strip())
        return moment.date() if moment.time() == datetime.min.time() else moment
    return "" if kind == "Error" else text
