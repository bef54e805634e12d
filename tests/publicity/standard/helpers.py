"""Rows, sheets and files for the tests of the data standard."""

import json
from pathlib import Path
from typing import Any

import xlsxwriter

from core.sheets.reading import Sheet, read_workbook
from publicity.standard.context import Context
from publicity.standard.findings import Verdict
from publicity.standard.headers import HeaderBook
from publicity.standard.samples import TODAY, by_code, good_row, standard_for
from publicity.standard.sheets import WorkbookReport, check_workbook
from publicity.standard.surroundings import shipped_standards

DATA = Path(__file__).resolve().parents[2] / "data"
HEADERS = json.loads((DATA / "headers.json").read_text(encoding="utf-8"))
TEMPLATES = HEADERS["national_2018_four_templates"]
BOOK = HeaderBook(shipped_standards())


def judged(
    kind: str = "penalty", party: str = "legal", *, edition: str = "2018", context: Context | None = None, **change: Any
) -> Verdict:
    """The verdict on the good sample row with some fields (by role) changed."""
    standard = standard_for(kind, edition)
    row = {**good_row(kind, party), **change}
    return standard.check_record(by_code(standard, row), context or Context(today=TODAY))


def codes(kind: str = "penalty", party: str = "legal", **change: Any) -> list[str]:
    """Codes of what is said about the changed sample row."""
    return judged(kind, party, **change).codes


def messages(code: str, kind: str = "penalty", party: str = "legal", **change: Any) -> list[str]:
    """The sentences of one code about the changed sample row."""
    return [finding.message for finding in judged(kind, party, **change).findings if finding.code == code]


def template_headers(name: str) -> list[str]:
    """The header row of a platform template."""
    return [column["header"] for column in TEMPLATES[name]]


def write_rows(
    path: Path, rows: list[list[Any]], name: str = "Sheet1", more: dict[str, list[list[Any]]] | None = None
) -> Path:
    """An .xlsx with these rows from A1; text as text, numbers as numbers."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    for sheet_name, content in {name: rows, **(more or {})}.items():
        sheet = book.add_worksheet(sheet_name)
        for at, row in enumerate(content):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write(at, column, cell)
    book.close()
    return path


def checked(
    path: Path, kind: str = "penalty", edition: str = "", context: Context | None = None, **more: Any
) -> WorkbookReport:
    """The report on a file."""
    return check_workbook(read_workbook(path), BOOK, context or Context(today=TODAY), kind, edition, **more)


def first_sheet(path: Path) -> Sheet:
    """The first sheet of a file."""
    return read_workbook(path).sheets[0]


def good_cells(headers: list[str], kind: str = "penalty", party: str = "legal", **change: Any) -> list[Any]:
    """The good sample row under these headers."""
    reading = BOOK.read(headers, kind)
    row = by_code(reading.standard, {**good_row(kind, party), **change})
    cells: list[Any] = [""] * len(headers)
    for code, at in reading.fields.items():
        cells[at] = row.get(code, "")
    return cells
