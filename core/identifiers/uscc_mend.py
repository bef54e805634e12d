"""Proposals for a code that does not pass. A proposal is only made when it passes the standard and is the only one that does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Literal

from core.identifiers.uscc_arithmetic import org_check_digit
from core.text import clean_code

Kind = Literal["", "form", "guess"]

_SUFFIX = re.compile(r"(?:\(\d{1,2}[-/]\d{1,2}\)|(?<=[0-9A-Z]{18})\d{1,2}[-/]\d{1,2})$")
_DECORATION = "，,。.;；:：、?？!！|/\\-_~*()（）[]【】<>《》“”‘’'\"`´"
_LOOKALIKE = {
    "O": "0Q",
    "I": "1",
    "S": "5",
    "Z": "2",
    "V": "UYW",
    "Q": "0",
    "B": "8",
    "8": "B",
    "^": "X",
    "×": "X",
    "Х": "X",
    "А": "A",
}


def plain_form(value: str) -> str:
    """The value without what people hang on to a code: quotes, spaces, punctuation, （1-1）; half-width, upper case."""
    return _SUFFIX.sub("", clean_code(value)).strip(_DECORATION)


def suggest(value: str, is_valid: Callable[[str], bool]) -> tuple[str | None, Kind]:
    """The valid code the writer most likely meant and how far it is from what was written; (None, "") without one."""
    plain = plain_form(value)
    if is_valid(plain):
        return (plain, "form") if plain != value else (None, "")
    found = {code for code in _guesses(plain) if is_valid(code) and org_check_digit(code[8:16]) == code[16]}
    return (found.pop(), "guess") if len(found) == 1 else (None, "")


def _guesses(plain: str) -> Iterator[str]:
    if len(plain) == 18:
        yield from _lookalikes(plain)
        if plain[8:10] == "AM":
            yield plain[:8] + "MA" + plain[10:]
    elif len(plain) == 17:
        for i in range(2, 18):
            yield plain[:i] + "0" + plain[i:]


def _lookalikes(plain: str) -> Iterator[str]:
    """Letters the standard left out because they look like digits; at most three of them, all exchanged."""
    places = [i for i, char in enumerate(plain) if char in "OISZV^×ХА"]
    if not places:
        places = [i for i, char in enumerate(plain) if char in "QB8"]
        for i in places:
            yield plain[:i] + _LOOKALIKE[plain[i]][0] + plain[i + 1 :]
        return
    if len(places) > 3:
        return
    for choice in product(*(_LOOKALIKE[plain[i]] for i in places)):
        chars = list(plain)
        for i, char in zip(places, choice, strict=True):
            chars[i] = char
        yield "".join(chars)
