"""Hiding what identifies a person: whole values for display, and findings inside free text before it leaves the house.

`scrub` is applied to everything that may carry a person's number by accident: error reports, messages, exports, log lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.identifiers.idnumber import check as check_identity
from core.identifiers.regions import is_province
from core.identifiers.uscc import is_valid as is_valid_uscc

_COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "慕容",
        "长孙",
        "宇文",
        "司徒",
        "司空",
        "夏侯",
        "轩辕",
        "钟离",
        "闻人",
        "申屠",
        "淳于",
        "单于",
        "万俟",
        "赫连",
        "澹台",
        "公冶",
        "太叔",
        "濮阳",
        "仲孙",
        "呼延",
        "端木",
        "百里",
        "东郭",
        "南宫",
        "独孤",
        "西门",
        "第五",
    ]
)

_GAP = "[ \u00a0\u3000\t-]?"
_ID = re.compile(
    rf"(?<![0-9０-９])[0-9０-９]{{6}}{_GAP}(?:[0-9０-９]{{8}}{_GAP}[0-9０-９]{{3}}[0-9０-９XxＸｘ*]|[0-9０-９]{{9}})(?![0-9０-９])"
)
_MOBILE = re.compile(
    r"(?<![0-9０-９])(?:\+?86[ -]?)?[1１][3-9３-９][0-9０-９][ -]?[0-9０-９]{4}[ -]?[0-9０-９]{4}(?![0-9０-９])"
)
_LANDLINE = re.compile(r"(?<![0-9])\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[- ]?[2-9][0-9]{6,7}(?![0-9])")
_CARD = re.compile(r"(?<![0-9A-Za-z])[3-9][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9A-Za-z])")
_LONG_ENOUGH = re.compile(rf"[0-9０-９]{{4}}{_GAP}[0-9０-９]{{3}}")
"""Every one of the patterns contains this: one look at a long text instead of four."""
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """A stretch of text that looks like private data. kind: id | phone | card. It never carries the value itself."""

    kind: str
    label: str
    start: int
    end: int


def mask_id(value: str) -> str:
    """An identity number for display: `5002************3X`. Too short to mask in part: all stars."""
    text = value.strip()
    if len(text) < 12:
        return "*" * len(text)
    return text[:4] + "*" * (len(text) - 6) + text[-2:]


def mask_name(value: str) -> str:
    """A person's name for display: the surname stays, `张**`, `欧阳*`; names with a dot keep the part before it."""
    text = value.strip()
    if "·" in text:
        head = text.split("·", 1)[0]
        return f"{head}·**"
    keep = 2 if len(text) > 2 and text[:2] in _COMPOUND_SURNAMES else 1
    return text[:keep] + "*" * max(len(text) - keep, 1) if text else ""


def mask_phone(value: str) -> str:
    """A telephone number for display: first three and last four of a mobile, the last four hidden of a land line."""
    text = value.strip()
    digits = [i for i, char in enumerate(text) if char.isdigit()]
    if len(digits) < 7:
        return "*" * len(text)
    hidden = set(digits[-8:-4] if len(digits) >= 11 else digits[-4:])
    return "".join("*" if i in hidden else char for i, char in enumerate(text))


def find_private(text: str) -> list[PrivateSpan]:
    """Identity numbers (18 and 15 digits), telephone and bank-card numbers in free text, in order, not overlapping."""
    found: list[PrivateSpan] = []
    for span in sorted(_candidates(text), key=lambda s: (s.start, -s.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def scrub(text: str) -> str:
    """The text with every identity, telephone and bank-card number masked; everything else is left as it is.
    Unified social credit codes stay readable: they name organisations."""
    spans = find_private(text)
    for span in reversed(spans):
        value = text[span.start : span.end]
        masked = mask_phone(value) if span.kind == "phone" else mask_id(value)
        text = text[: span.start] + masked + text[span.end :]
    return text


def mask_identities(text: str) -> str:
    """The text with every identity number masked that passes its check digit; everything else is left as it is."""
    if _LONG_ENOUGH.search(text) is None:
        return text
    return _ID.sub(lambda match: mask_id(match.group()) if is_identity_number(match.group()) else match.group(), text)


def is_identity_number(raw: str) -> bool:
    """Whether a stretch of digits, as somebody typed it, is an identity number beyond doubt."""
    return check_identity(re.sub(r"[\s-]", "", raw)).ok


def _candidates(text: str) -> Iterator[PrivateSpan]:
    if _LONG_ENOUGH.search(text) is None:
        return
    for match in _ID.finditer(text):
        if _is_identity(match.group()):
            yield PrivateSpan("id", "身份证号", match.start(), match.end())
    for match in _CARD.finditer(text):
        if _is_card(match.group()):
            yield PrivateSpan("card", "银行卡号", match.start(), match.end())
    for pattern in (_MOBILE, _LANDLINE):
        for match in pattern.finditer(text):
            yield PrivateSpan("phone", "电话号码", match.start(), match.end())


def _is_identity(raw: str) -> bool:
    """An all-digit social credit code has the same shape: the birthday and the two check digits tell them apart."""
    code = re.sub(r"[^0-9X*]", "", raw.translate(_WIDE))
    if len(code) == 15:
        return is_province(code) and _is_day(1900 + int(code[6:8]), code[8:12])
    if not _is_day(int(code[6:10]), code[10:14]):
        return False
    return not is_valid_uscc(code) or check_identity(code).state == "ok"


def _is_day(year: int, month_day: str) -> bool:
    if not 1880 <= year <= 2099:
        return False
    try:
        date(year, int(month_day[:2]), int(month_day[2:]))
    except ValueError:
        return False
    return True


def _is_card(raw: str) -> bool:
    """Luhn's check; social credit codes of digits only are no cards."""
    digits = [int(c) for c in raw if c.isdigit()]
    if len(digits) == 18 and is_valid_uscc("".join(map(str, digits))):
        return False
    doubled = [sum(divmod(d * 2, 10)) if i % 2 else d for i, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
