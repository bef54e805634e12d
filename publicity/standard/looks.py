"""What does a value look like? Used to say in words that something stands in the wrong column. Heuristics, never a verdict by themselves."""

from __future__ import annotations

import re

from core.identifiers.uscc import is_valid as is_valid_uscc
from core.text import clean_code
from publicity.standard.dates import read_day
from publicity.standard.words import words

ORG_ENDINGS = words("organisation_endings")
AGENCY_ENDINGS = words("agency_endings")

_DOC = re.compile(r".*(?:[〔\[［(（【﹝{<＜《]\s*(?:19|20)\d\d\s*[〕\]］)）】﹞}>＞》]|(?:字|罚|许|决)第?\s*\d).*号?")
_MONEY = re.compile(
    r"(?:罚款|没收|人民币|[¥￥])?[:：]?[¥￥]?\d[\d,.]*(?:万?元|圆)(?:整)?|罚款[:：]?[¥￥]?[\d.]+.*|.*(?:处|罚)款?.{0,6}\d[\d,.]*万?元.*"
)
_PHONE = re.compile(r"1[3-9]\d{9}")
_ID = re.compile(r"\d{17}[\dX]|\d{15}")


def looks_like(text: str) -> str:
    """One of 统一社会信用代码, 证件号码, 电话号码, 日期, 金额, 文号, 法律依据, 机关名称, 单位名称; "" when nothing stands out."""
    code = clean_code(text)
    has_digit = any(map(str.isdecimal, code))
    if has_digit:
        found = _with_digits(code)
        if found:
            return found
    if "《" in text and "》" in text:
        return "法律依据"
    if len(text) >= 3 and text.endswith(AGENCY_ENDINGS):
        return "机关名称"
    if len(text) >= 5 and text.endswith(ORG_ENDINGS):
        return "单位名称"
    return ""


def _with_digits(code: str) -> str:
    if is_valid_uscc(code):
        return "统一社会信用代码"
    if _ID.fullmatch(code):
        return "证件号码"
    if _PHONE.fullmatch(code):
        return "电话号码"
    if (len(code) >= 6 and not code.isdecimal() or len(code) == 8) and read_day(code).value is not None:
        return "日期"
    if _MONEY.fullmatch(code):
        return "金额"
    return "文号" if _DOC.fullmatch(code) else ""


def is_org_name(name: str) -> bool:
    """Does a name end the way organisations' names do? Brackets at the end (（普通合伙）) are looked through."""
    plain = re.sub(r"[（(][^（()）]*[)）]$", "", name)
    return len(plain) >= 4 and plain.endswith((*ORG_ENDINGS, *AGENCY_ENDINGS))


def is_person_name(name: str) -> bool:
    """Could this be a person's name: two to four Chinese characters, or more with the dot of minority names."""
    plain = name.replace("·", "")
    han = all("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" for char in plain)
    return han and (2 <= len(plain) <= 4 or "·" in name and len(plain) <= 25) and not is_org_name(name)
