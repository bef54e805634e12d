"""Document numbers (文号): `巫山司罚决字〔2026〕3号`, GB/T 9704: hexagonal brackets, four-digit year, no 第, no leading zeros.

What offices really send has every other bracket, none at all, spaces, line feeds, full-width digits. All of that is brought
to the one writing, and what was changed is said. A number is no unique key by itself: one number may stand on forty parties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from core.errors import NotUnderstood
from core.text import clean_code

ABSENT = "doc_number_absent"
"""Code of the error raised where the cell says that there is no number."""

_OPEN = "〔[［(（【﹝{｛<＜《〈⟨「『〖﹇"
_CLOSE = "〕]］)）】﹞}｝>＞》〉⟩」』〗﹈"
_YEAR = r"(?P<year>19[5-9]\d|20\d\d)(?P<nian>年?)"
_NUMBER = r"(?P<di>第?)(?P<number>\d{1,6})(?P<hao>号?)"

_BRACKETED = re.compile(rf"(?P<org>.*[^\d{re.escape(_OPEN)}])[{re.escape(_OPEN)}]{_YEAR}[{re.escape(_CLOSE)}]{_NUMBER}")
_HALF_OPEN = re.compile(
    rf"(?P<org>.*[^\d{re.escape(_OPEN)}])[{re.escape(_OPEN)}]{_YEAR}(?P<di>第?)(?P<number>\d{{1,6}})(?P<hao>号)"
)
_HALF_CLOSED = re.compile(rf"(?P<org>.*[^\d{re.escape(_OPEN)}]){_YEAR}[{re.escape(_CLOSE)}]{_NUMBER}")
_BARE = re.compile(rf"(?P<org>.*[^\d{re.escape(_OPEN + _CLOSE)}-]){_YEAR}(?P<di>第?)(?P<number>\d{{1,6}})(?P<hao>号)")
_LOOSE = re.compile(rf"(?P<org>.*[^\d{re.escape(_OPEN)}])[{re.escape(_OPEN)}]{_YEAR}[{re.escape(_CLOSE)}](?P<rest>.+)")
_EMPTY_BRACKETS = re.compile(rf"[{re.escape(_OPEN)}]\s*[{re.escape(_CLOSE)}]?第?号?")
_ABSENT_WORDS = frozenset(
    [
        "无",
        "空",
        "没有",
        "暂无",
        "无文号",
        "无编号",
        "无号",
        "未编号",
        "不适用",
        "缺",
        "号",
        "第号",
        "字号",
        "字第号",
        "NULL",
        "NONE",
        "NAN",
        "N/A",
        "NA",
    ]
)
_DASHES = re.compile(r"[-—–―－_/\\.。·]+")
_HAN_ORG = re.compile(r"[\u4e00-\u9fff（）]{2,20}")


@dataclass(frozen=True, slots=True)
class DocNumber:
    """One document number in its plain form.

    text       what to store and show
    org        the part before the bracket, `巫山司罚决字`; "" when it could not be told
    year       None when it could not be told
    number     None for irregular numbers (sub-numbers, letters): they stay out of the search for gaps
    irregular  accepted as free text: not of the standard form
    notes      Chinese: what was converted, or what looks odd
    """

    text: str
    org: str = ""
    year: int | None = None
    number: int | None = None
    irregular: bool = False
    notes: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[str, int] | None:
        """(org, year): the series in which numbers must not have gaps; None for an irregular number."""
        return None if self.irregular or self.year is None else (self.org, self.year)


def is_absent(value: str) -> bool:
    """True when a cell says that there is no number: empty, 空, 无, <>号, dashes."""
    text = clean_code(value)
    return not text or text in _ABSENT_WORDS or bool(_DASHES.fullmatch(text) or _EMPTY_BRACKETS.fullmatch(text))


@lru_cache(maxsize=4096)
def normalise(value: str) -> DocNumber:
    """The document number a cell means. NotUnderstood (code doc_number_absent) where the cell says there is none;
    nothing else is refused: what does not fit the standard form comes back as free text with `irregular`."""
    if is_absent(value):
        raise NotUnderstood(
            "没有填写文号。每件行政决定都应有文号；许可决定没有文号的，请填“许可编号”。",
            code=ABSENT,
            field="doc_number",
        )
    text = clean_code(value)
    for pattern, note in (
        (_BRACKETED, ""),
        (_HALF_OPEN, "年份的括号缺了一半，已补全，请核对。"),
        (_HALF_CLOSED, "年份的括号缺了一半，已补全，请核对。"),
        (_BARE, "年份没有括号，已按“年份＋序号”拆开，请核对。"),
    ):
        match = pattern.fullmatch(text)
        if match and int(match["number"]):
            return _regular(value, text, match, note)
    return _irregular(text)


def _regular(value: str, text: str, match: re.Match[str], note: str) -> DocNumber:
    org, year, number = _org(match["org"]), int(match["year"]), int(match["number"])
    canonical = f"{org}〔{year}〕{number}号"
    return DocNumber(canonical, org, year, number, notes=tuple(_notes(value, text, match, org, note)))


def _notes(value: str, text: str, match: re.Match[str], org: str, note: str) -> list[str]:
    notes = [note] if note else []
    brackets = text[match.end("org")] + text[match.end("nian")]
    if not note and brackets != "〔〕":
        notes.append("年份的括号已改为六角括号〔〕。")
    if value.strip() != text:
        notes.append("已去掉空格、换行或改为半角字符。")
    if match["nian"] and not note:
        notes.append("年份后面的“年”已去掉。")
    if match["di"]:
        notes.append("序号前的“第”已去掉。")
    if match["number"].startswith("0"):
        notes.append("序号不编虚位，前面的 0 已去掉。")
    if not match["hao"]:
        notes.append("末尾已补“号”字。")
    if not _HAN_ORG.fullmatch(org):
        notes.append("机关代字一般只含汉字，请核对。")
    return notes


def _org(text: str) -> str:
    """Brackets inside the organ's mark (渝（巫）司罚决) are written full-width."""
    return text.replace("(", "（").replace(")", "）")


def _irregular(text: str) -> DocNumber:
    note = ("文号不是“机关代字〔年份〕序号”的格式，已按原文保留，请核对。",)
    match = _LOOSE.fullmatch(text)
    if match is None:
        return DocNumber(_org(text), irregular=True, notes=note)
    org, year = _org(match["org"]), int(match["year"])
    return DocNumber(f"{org}〔{year}〕{_org(match['rest'])}", org, year, irregular=True, notes=note)
