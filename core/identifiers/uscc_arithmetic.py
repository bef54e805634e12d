"""The two check digits inside a unified social credit code."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: digits and capitals without I, O, S, V, Z; a character's place is its value."""

_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Value times weight, worked out once for every place: an import checks three codes in every row.
_PLACES = [{char: value * weight for value, char in enumerate(ALPHABET)} for weight in _WEIGHTS]
_ORG_PLACES = [{char: value * weight for value, char in enumerate(_ORG_ALPHABET)} for weight in _ORG_WEIGHTS]


def check_digit(code: str) -> str:
    """The 18th character that belongs to the first 17 (GB 32100, modulo 31, weights 3^(i-1))."""
    total = sum([place[char] for place, char in zip(_PLACES, code, strict=False)])
    return ALPHABET[-total % 31]


def org_check_digit(body: str) -> str:
    """The ninth character of an organisation code from its first eight (GB 11714, modulo 11, 10 written X)."""
    total = sum([place[char] for place, char in zip(_ORG_PLACES, body, strict=True)])
    return "0123456789X"[-total % 11]
