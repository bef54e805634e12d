"""Cells of an .xlsx that hold no value: an error such as #N/A, or a formula that no program has computed.

The parser reads both as empty cells, and what the clerk sees in the sheet would be lost without a word. They are read as the
text that stands there (#N/A, =VLOOKUP(…)), which no rule takes for content.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterable
from xml.parsers import expat

from core.sheets import guards
from core.sheets.cells import Row, column_index

Texts = dict[int, dict[int, str]]
"""Row number in the sheet → place of the column from 0 → the text."""

_MOST = 50_000
_LONGEST = 200
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_NO_VALUE = re.compile(
    r"\s*(?:#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|GETTING_DATA)"
    r"|[=＝](?=[A-Za-z0-9_$({\[+\-'\"@!]).*)\s*",
    re.S,
)


def holds_no_value(text: str) -> bool:
    """Is this the text of an error or of a formula, as it stands in a cell, in a CSV file or in a form?"""
    return text.lstrip()[:1] in ("#", "=", "＝") and _NO_VALUE.fullmatch(text) is not None


def cells_without_value(data: bytes, members: Collection[str]) -> dict[str, Texts]:
    """By sheet name, the cells without a value in these members of the archive (see `guards.check_archive`)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _sheet_names(archive)
            found = {names[member]: _read(archive, member) for member in members if member in names}
    except guards.ZIP_ERRORS as error:
        raise guards.damaged() from error
    return {name: texts for name, texts in found.items() if texts}


def filled_in(rows: Iterable[Row], texts: Texts) -> Iterable[Row]:
    """The rows with those texts in their places."""
    for number, row in enumerate(rows, start=1):
        for at, text in texts.get(number, {}).items():
            if at >= len(row):
                row.extend([""] * (at + 1 - len(row)))
            if row[at] in ("", None):
                row[at] = text
        yield row


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Member of the archive → name of the sheet."""
    members = {name.lower(): name for name in archive.namelist()}
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "sheet":
            sheets[attributes.get(_RELATION, "")] = attributes.get("name", "")

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))[1:]
            targets[attributes.get("Id", "")] = members.get(path.lower(), path)

    for path, handler in (("xl/workbook.xml", sheet), ("xl/_rels/workbook.xml.rels", relation)):
        if path in members:
            _parse([archive.read(members[path])], start=handler)
    return {targets[key]: name for key, name in sheets.items() if key in targets}


def _read(archive: zipfile.ZipFile, member: str) -> Texts:
    finder = _Finder()
    _parse(guards.pieces(archive, member), start=finder.start, end=finder.end, text=finder.text)
    return finder.found


def _parse(
    pieces: Iterable[bytes],
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = guards.forbid_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise guards.damaged() from error


class _Finder:
    """Looks at every cell of a sheet and keeps those that hold an error, or a formula and no value."""

    def __init__(self) -> None:
        self.found: Texts = {}
        self._count = self._row = self._column = 0
        self._type = ""
        self._inside = ""
        self._parts: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            row = attributes.get("r", "")
            self._row, self._column = int(row) if row.isdecimal() else self._row + 1, 0
        elif tag == "c":
            self._open(attributes)
        elif tag in ("f", "v"):
            self._inside = tag
            self._parts.setdefault(tag, "")

    def text(self, text: str) -> None:
        if self._inside:
            self._parts[self._inside] += text

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in ("f", "v"):
            self._inside = ""
        elif tag == "c":
            self._close()

    def _open(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789").upper()
        self._column = column_index(letters) + 1 if letters.isascii() and letters.isalpha() else self._column + 1
        self._type, self._parts = attributes.get("t", ""), {}

    def _close(self) -> None:
        value = self._parts.get("v", "")
        if self._type == "e":
            text = value or "#N/A"
        elif "f" in self._parts and not value and self._type not in ("str", "inlineStr"):
            text = "=" + (self._parts["f"] or "(…)")
        else:
            return
        if self._count < _MOST:
            self._count += 1
            self.found.setdefault(self._row, {})[self._column - 1] = text[:_LONGEST]
