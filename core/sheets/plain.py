"""The quick way to write long lists: a workbook of plain sheets as XML text, row after row, nothing kept.

Only what a list needs: headers, widths, text cells that stay text, numbers. Templates with guides, hints and drop-downs are written
by xlsxwriter (core.sheets.writing), and both ways give the same cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from core.sheets.cells import column_letters, storable

_CHUNK = 400
_LEVEL = 3
"""Of compression: as quick as the lowest, and a fifth smaller."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CAREFUL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_767
_HEADER, _TEXT, _QUOTED, _FIRST_NUMBER = 1, 2, 3, 4


@dataclass(frozen=True)
class PlainColumn:
    """A column: number_format is "" for text."""

    header: str
    width: float
    number_format: str = ""


@dataclass(frozen=True)
class PlainSheet:
    name: str
    columns: Sequence[PlainColumn]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Rules:
    """How values become text, and which texts a spreadsheet might run: given by the caller, so that there is one rule of each."""

    text_of: Callable[[Any], str]
    is_dangerous: Callable[[str], bool]
    dangerous_first: frozenset[str] = field(default_factory=frozenset)


def write_plain(target: Any, sheets: Sequence[PlainSheet], rules: Rules) -> None:
    """Write the workbook to a path or a binary stream. Rows are taken sheet by sheet, in order."""
    formats = list(dict.fromkeys(c.number_format for sheet in sheets for c in sheet.columns if c.number_format))
    styles = {pattern: _FIRST_NUMBER + place for place, pattern in enumerate(formats)}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, content in _frame([sheet.name for sheet in sheets], formats):
            with archive.open(name, "w") as part:  # opened by name, its moment is 1980: same rows, same bytes
                part.write(f"{_HEAD}{content}".encode())
        for number, sheet in enumerate(sheets, start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as stream:
                _write_sheet(stream, sheet, styles, rules, first=number == 1)


def _write_sheet(stream: IO[bytes], sheet: PlainSheet, styles: dict[str, int], rules: Rules, *, first: bool) -> None:
    stream.write(_opening(sheet, styles, selected=first).encode())
    numbers = [styles.get(column.number_format, 0) for column in sheet.columns]
    build = _row_builder(numbers, rules)
    lines: list[str] = []
    for number, row in enumerate(sheet.rows, start=2):
        lines.append(build(number, row))
        if len(lines) == _CHUNK:
            stream.write("".join(lines).encode())
            lines.clear()
    stream.write("".join(lines).encode())
    stream.write(b"</sheetData></worksheet>")


def _row_builder(numbers: Sequence[int], rules: Rules) -> Callable[[int, Sequence[Any]], str]:
    """The XML of one row. `numbers`: the style of a number column, 0 for text.

    A row is looked at as a whole first: almost none holds a sign that needs care, and then its cells are only put side by side.
    """
    opens = [f'<c r="{column_letters(index)}' for index in range(len(numbers))]
    text_of, is_dangerous, risky, search = rules.text_of, rules.is_dangerous, rules.dangerous_first, _CAREFUL.search
    texts_only = not any(numbers)

    def build(number: int, row: Sequence[Any]) -> str:
        plain = f'{number}" s="{_TEXT}" t="inlineStr"><is><t xml:space="preserve">'
        if texts_only:
            texts = [value if type(value) is str else text_of(value) for value in row]
            whole = "".join(texts)
            if len(whole) <= _LONGEST and search(whole) is None:
                cells = [
                    f"{start}{plain}{text}</t></is></c>" if text[0] not in risky or not is_dangerous(text)
                    else f"{start}{_quoted(number)}{text}</t></is></c>"
                    for start, text in zip(opens, texts, strict=False) if text
                ]  # fmt: skip
                return f'<row r="{number}">{"".join(cells)}</row>'
        cells = [
            cell(start, number, style, value) for start, style, value in zip(opens, numbers, row, strict=False)
            if value is not None and value != ""
        ]  # fmt: skip
        return f'<row r="{number}">{"".join(cells)}</row>'

    def cell(start: str, number: int, style: int, value: Any) -> str:
        if style and isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return f'{start}{number}" s="{style}"><v>{float(value):.16G}</v></c>'
        text = storable(value if type(value) is str else text_of(value))
        style = _QUOTED if is_dangerous(text) else _TEXT
        return f'{start}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_coded(text)}</t></is></c>'

    return build


def _quoted(number: int) -> str:
    return f'{number}" s="{_QUOTED}" t="inlineStr"><is><t xml:space="preserve">'


def _coded(text: str) -> str:
    """Text as XML, with the spreadsheet's own code for what XML would change."""
    return escape(_CODED.sub("_x005F_", text)).replace("\r", "_x000D_")


def _opening(sheet: PlainSheet, styles: dict[str, int], *, selected: bool) -> str:
    """Everything before the first row of data."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{column.width:g}" style="{styles.get(column.number_format, _TEXT)}" customWidth="1"/>'
        for place, column in enumerate(sheet.columns, start=1)
    )
    headers = "".join(
        f'<c r="{column_letters(place)}1" s="{_HEADER}" t="inlineStr"><is><t xml:space="preserve">{_coded(storable(column.header))}</t></is></c>'
        for place, column in enumerate(sheet.columns)
    )
    tab = ' tabSelected="1"' if selected else ""
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{tab} workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{columns}</cols>" if columns else ""}'
        f'<sheetData><row r="1" ht="32" customHeight="1">{headers}</row>'
    )


def _frame(names: Sequence[str], formats: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The small parts around the sheets: types, relations, the list of sheets, the styles."""
    numbers = range(1, len(names) + 1)
    parts = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"} | {
        f"xl/worksheets/sheet{n}.xml": "worksheet" for n in numbers
    }
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind.format(what)}"/>' for name, what in parts.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>',
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/styles.xml", _styles(formats)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _styles(formats: Sequence[str]) -> str:
    """Styles by number: 0 none, 1 header, 2 text, 3 text with the apostrophe, 4 and on the number formats."""
    codes = "".join(f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(formats))
    edges = "".join(
        f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    font = '<sz val="11"/><name val="宋体"/><family val="2"/>'
    middle = '<alignment vertical="center"/>'
    cells = [
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
        '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        '<alignment horizontal="center" vertical="center" wrapText="1"/></xf>',
        f'<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">{middle}</xf>',
        f'<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1">{middle}</xf>',
        *(
            f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">{middle}</xf>'
            for n in range(len(formats))
        ),
    ]
    return (
        f'<styleSheet xmlns="{_MAIN}">{f"<numFmts count={quoteattr(str(len(formats)))}>{codes}</numFmts>" if formats else ""}'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F1"/><bgColor indexed="64"/></patternFill></fill></fills>'
        f'<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>{edges}<diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
