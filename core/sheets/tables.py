"""Small tables that people download, change and send back (a catalogue, a data standard): columns declared once.

Writing and reading go by the same declaration, so that what was downloaded and not touched is read back as it was. Every cell that
cannot be used gets a finding with what – why – how; nothing is guessed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import IO

from core import clock
from core.errors import NotUnderstood
from core.sheets.cells import Cell, cell_text, has_lost_digits, is_empty
from core.sheets.findings import RESULT_HEADERS, Finding, Summary
from core.sheets.marking import mark_workbook
from core.sheets.reading import Sheet, read_workbook
from core.sheets.writing import Column, SheetSpec, write_workbook
from core.text import clean, clean_multiline, fold

_HEAD_ROWS = 20
_LEAST = 3
_DECORATION = re.compile(r"[＊*★\s]+")

NO_TABLE = "E-TAB-01"
UNKNOWN_COLUMN, DOUBLE_COLUMN, MISSING_COLUMN = "E-TAB-02", "E-TAB-03", "E-TAB-04"
BLANK, NOT_LISTED, NO_NUMBER, TOO_LONG, LOST_DIGITS, DOUBLE_ROW = (
    "E-TAB-05", "E-TAB-06", "E-TAB-07", "E-TAB-08", "E-TAB-09", "E-TAB-10",
)  # fmt: skip


@dataclass(frozen=True)
class TableColumn:
    """One column. `help` says how to fill it in, for the guide and for the message when it is blank. `choices` is a closed list;
    `whole` the least and greatest whole number; `longest` the most characters; `default` stands for a blank cell."""

    key: str
    header: str
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    whole: tuple[int, int] | None = None
    longest: int = 0
    default: str = ""
    lines: bool = False
    width: float = 18


@dataclass(frozen=True)
class TableRow:
    """One line as it was read: its number in the sheet and cleaned texts by column key."""

    number: int
    cells: Mapping[str, str]


@dataclass
class Table:
    """What was read. `places` holds the column (from 0) of each key; `findings` what is wrong."""

    filename: str
    sheet: str
    header_row: int
    columns: tuple[TableColumn, ...]
    places: dict[str, int]
    rows: list[TableRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def say(self, code: str, message: str, *, row: TableRow | None = None, key: str = "", proposal: str = "") -> None:
        """Add an error about a cell, or about a whole row or the whole table."""
        header = next((column.header for column in self.columns if column.key == key), "")
        value = row.cells.get(key, "") if row else ""
        number = row.number if row else self.header_row
        self.findings.append(
            Finding(number, self.places.get(key), "error", code, message, header, value, proposal)
        )  # fmt: skip

    @property
    def bad_rows(self) -> set[int]:
        return {finding.row for finding in self.findings if finding.level == "error"}

    def marked(self, data: bytes) -> bytes:
        """The person's own workbook with the wrong cells marked and explained, as an .xlsx."""
        summary = Summary(
            self.filename, self.sheet, self.header_row, [row.number for row in self.rows],
            f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        )  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "marked.xlsx"
            mark_workbook(data, target, findings=self.findings, summary=summary)
            return target.read_bytes()


def write_table(
    target: IO[bytes],
    name: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Mapping[str, str]],
    guide: Sequence[str],
) -> None:
    """Write the table as a workbook to be changed: a guide sheet, then the rows with drop-downs; every cell is text."""
    lines = [[row.get(column.key, "") for column in columns] for row in rows]
    how = [
        f"{column.header}{'（必填）' if column.required else ''}：{column.help}"
        + (f" 只能填：{'、'.join(column.choices)}。" if column.choices and len(column.choices) <= 12 else "")
        for column in columns
    ]
    sheet = SheetSpec(
        name,
        [
            Column(column.header, width=column.width, choices=column.choices, required=column.required)
            for column in columns
        ],
        lines,
    )
    write_workbook(target, [sheet], guide=[*guide, "", "各栏填法：", *how])


def read_table(data: bytes, filename: str, columns: Sequence[TableColumn], *, noun: str) -> Table:
    """Read the first sheet whose header fits the columns. `noun` names a row in messages (事项, 字段).

    NotUnderstood for a file that is no table or has no such sheet. Everything else is a finding.
    """
    workbook = read_workbook(data, filename=filename)
    for sheet in workbook.sheets:
        found = _header(sheet, columns)
        if found is not None:
            table = Table(filename, sheet.name, found[0], tuple(columns), {})
            _understand(table, found[1])
            _read_rows(table, sheet, noun)
            return table
    wanted = "、".join(column.header for column in columns if column.required)
    raise NotUnderstood(
        f"文件里找不到这张表：前 {_HEAD_ROWS} 行没有“{wanted}”这样的表头。请下载现行版本，在原表上修改后上传。",
        code=NO_TABLE,
        field="file",
    )


def key_of_header(text: str) -> str:
    """A header cell as it is compared: without marks of required columns, white space and differences of width."""
    return fold(_DECORATION.sub("", text))


def _header(sheet: Sheet, columns: Sequence[TableColumn]) -> tuple[int, list[Cell]] | None:
    known = {key_of_header(column.header) for column in columns}
    needed = min(_LEAST, len(columns))
    for number, row in enumerate(sheet.head(_HEAD_ROWS), start=1):
        if sum(key_of_header(cell_text(cell)) in known for cell in row) >= needed:
            return number, row
    return None


def _understand(table: Table, header: Sequence[Cell]) -> None:
    """Where each column stands; what is unknown, double or missing is said."""
    by_key = {key_of_header(column.header): column for column in table.columns}
    own = {key_of_header(name) for name in RESULT_HEADERS}
    for place, cell in enumerate(header):
        text = key_of_header(cell_text(cell))
        if not text or text in own:
            continue
        column = by_key.get(text)
        shown = clean(cell_text(cell))
        if column is None:
            message = f"表头“{shown}”认不出，表里没有这一栏。请删去这一列，或改回下载的表里的写法。"
            table.findings.append(Finding(table.header_row, place, "error", UNKNOWN_COLUMN, message, shown))
        elif column.key in table.places:
            message = f"“{column.header}”有两列，不能判断以哪一列为准。请删去其中一列。"
            table.findings.append(Finding(table.header_row, place, "error", DOUBLE_COLUMN, message, shown))
        else:
            table.places[column.key] = place
    for column in table.columns:
        if column.key not in table.places and column.required:
            table.say(MISSING_COLUMN, f"缺少“{column.header}”一列。请按下载的表补上这一列。")


def _read_rows(table: Table, sheet: Sheet, noun: str) -> None:
    for number, cells in sheet.numbered_rows():
        if number <= table.header_row or all(map(is_empty, cells)):
            continue
        raw = {key: cells[place] if place < len(cells) else "" for key, place in table.places.items()}
        table.rows.append(
            TableRow(number, {column.key: _text(column, raw.get(column.key)) for column in table.columns})
        )
        _check_row(table, table.rows[-1], raw)
    if not table.rows:
        table.say(BLANK, f"表头下面没有一行{noun}。请填写后再上传。")


def _text(column: TableColumn, cell: Cell) -> str:
    text = cell_text(cell)
    return (clean_multiline(text) if column.lines else clean(text)) or column.default


def _check_row(table: Table, row: TableRow, raw: Mapping[str, Cell]) -> None:
    for column in table.columns:
        if column.key not in table.places:
            continue
        if has_lost_digits(raw.get(column.key)):
            message = f"{column.header}被表格软件变成了数字，末几位已经丢失。请把单元格设为文本，重新填写。"
            table.say(LOST_DIGITS, message, row=row, key=column.key)
            continue
        for code, message, proposal in _wrong(column, row.cells[column.key]):
            table.say(code, message, row=row, key=column.key, proposal=proposal)


def _wrong(column: TableColumn, text: str) -> Iterator[tuple[str, str, str]]:
    """(code, message, proposal) for what is wrong with one cell by the column's declaration."""
    if not text:
        if column.required:
            yield BLANK, f"没有填写{column.header}。{column.help}", ""
        return
    if column.choices and text not in column.choices:
        listed = "、".join(f"“{choice}”" for choice in column.choices[:12])
        more = "等" if len(column.choices) > 12 else ""
        near = get_close_matches(text, column.choices, n=1, cutoff=0.5)
        yield (
            NOT_LISTED,
            f"{column.header}“{text[:40]}”不在可选的词里。请从下拉框选择：{listed}{more}。",
            near[0] if near else "",
        )
    if column.whole and not _is_whole(text, *column.whole):
        least, most = column.whole
        yield (
            NO_NUMBER,
            f"{column.header}应是 {least} 至 {most} 的整数，现在是“{text[:20]}”。请改成数字，不带单位。",
            "",
        )
    if column.longest and len(text) > column.longest:
        yield TOO_LONG, f"{column.header}有 {len(text)} 个字，最多 {column.longest} 个字。请缩短。", ""


def _is_whole(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most
