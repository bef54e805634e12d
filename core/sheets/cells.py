"""Single cells: what a value looks like as text, and where it stands."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = str | float | int | bool | date | datetime | time | timedelta | None
Row = list[Cell]

_EXACT_LIMIT = 10**15
"""Excel keeps fifteen digits of a number: anything longer has lost its end."""


def cell_text(value: Cell) -> str:
    """A cell as text: dates as 2026-03-09, whole numbers without .0, empty cells as "". Text is given back as it is, uncleaned.

    A number too long to be exact stays in the form 5.00237199001011E+17, so that nobody takes it for a code.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        midnight = value.hour == value.minute == value.second == 0
        return value.date().isoformat() if midnight else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).upper() if isinstance(value, bool) else str(value)


def is_number(value: Cell) -> bool:
    """True for a cell Excel keeps as a number: in a column of codes its leading zeros are already lost."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def has_lost_digits(value: Cell) -> bool:
    """True for a number of more than fifteen digits: an 18-digit code typed into a number cell. It cannot be repaired."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= _EXACT_LIMIT


def is_empty(value: Cell) -> bool:
    """True for a cell without visible content."""
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


def column_letters(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA: the column's name as the clerk sees it."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A → 0, AA → 26: the opposite of `column_letters`."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767


def storable(text: str) -> str:
    """Text as a cell may hold it: without characters XML forbids, cut at Excel's 32,767."""
    cleaned = _ILLEGAL.sub("", text)
    return cleaned if len(cleaned) <= _LONGEST else cleaned[: _LONGEST - 1] + "…"


def is_storable(text: str) -> bool:
    """True for text that a cell holds as it is. Joined cells may be asked at once: yes for the whole is yes for each."""
    return len(text) <= _LONGEST and _ILLEGAL.search(text) is None


def _number_text(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if abs(value) >= _EXACT_LIMIT:
        return f"{value:.14E}"
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
