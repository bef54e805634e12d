"""Cleaning of what people type and paste: one place, so that two doors never disagree on what a value is.

Chinese punctuation is kept: the full-width brackets of `某某（重庆）律师事务所` belong to the registered name. To compare two
writings of one name use `fold`; for codes and numbers use `clean_code`.
"""

from __future__ import annotations

import re

Table = dict[int, int | str | None]

_ZERO_WIDTH = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff\ufffe"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_CONTROLS = "".join(
    chr(n) for n in range(0xA0) if n not in range(0x09, 0x0E) and n not in range(0x1C, 0x7F) and n != 0x85
)
_BREAKS = "\n\r\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def _table(characters: str, to: str | None) -> Table:
    return dict.fromkeys(map(ord, characters), to)


_FULL_WIDTH: Table = {n: chr(n - 0xFEE0) for n in range(0xFF01, 0xFF5F)}
_FULL_WIDTH_WORD: Table = {n: half for n, half in _FULL_WIDTH.items() if str(half).isalnum()}
_DROP = _table(_ZERO_WIDTH + _CONTROLS, None)

_INLINE_TABLE = _DROP | _table(_SPACES + _BREAKS, " ") | _FULL_WIDTH_WORD
_MULTILINE_TABLE = _DROP | _table(_BREAKS, "\n") | _table(_SPACES + "\t\x1f", " ") | _FULL_WIDTH_WORD
_CODE_TABLE = _DROP | _table(" " + _SPACES + _BREAKS, None) | _FULL_WIDTH
_FOLD_TABLE = (
    _CODE_TABLE
    | _table("（﹙❨⟮", "(")
    | _table("）﹚❩⟯", ")")
    | _table("〔［【﹝﹇『「〖", "[")
    | _table("〕］】﹞﹈』」〗", "]")
    | _table("—–－―", "-")
    | _table("•‧∙・⋅", "·")
    | _table("。", ".")
)

# Most cells are clean already: one look decides, the work is only done where something was found.
_DIRTY = re.compile("[" + re.escape("".join(map(chr, _INLINE_TABLE))) + "]|  ")
_RUN = re.compile(" {2,}")
_AROUND_BREAK = re.compile(" *\n *")
_MANY_BREAKS = re.compile("\n{3,}")
_QUOTES = "'\"`´‘’“”‚‛′＇＂"


def clean(value: str) -> str:
    """One line of text: full-width letters and digits become half-width, invisible characters go, every run of white
    space (line feeds too) becomes one space, ends are trimmed. Chinese punctuation stays as written."""
    value = value.strip()
    if _DIRTY.search(value) is None:
        return value
    return _RUN.sub(" ", value.translate(_INLINE_TABLE)).strip()


def clean_multiline(value: str) -> str:
    """As `clean`, but line breaks stay (as \\n, two at most in a row): for the facts and contents of a decision."""
    text = value.replace("\r\n", "\n").translate(_MULTILINE_TABLE)
    text = _AROUND_BREAK.sub("\n", _RUN.sub(" ", text))
    return _MANY_BREAKS.sub("\n\n", text).strip()


def clean_code(value: str) -> str:
    """A code or number in its plainest writing: half-width, upper case, no white space at all, no quotes around it."""
    return value.translate(_CODE_TABLE).strip(_QUOTES).upper()


def fold(value: str) -> str:
    """Key to compare two writings of one name or header: half-width, lower case, no white space, one kind of bracket.
    Only for comparing; never shown or stored as the name."""
    return value.translate(_FOLD_TABLE).lower()


def is_blank(value: str) -> bool:
    """True when nothing visible is left: white space, zero-width characters, a lone apostrophe."""
    return not clean_code(value)
