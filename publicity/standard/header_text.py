"""Header cells as offices write them, brought to a key that can be looked up: without line breaks, hints, numbering and punctuation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from core.text import clean, fold

_HINT_WORDS = re.compile(
    r"必填|选填|必须|非必|可空|格式|例如|例:|示例|填写|请填|长度|字符|yyyy|三证|位数|下拉|选择|不超过|以内"
)
_UNIT = re.compile(r"(?:单位)?[:为]?(万元|元|人民币元|人民币万元)")
_SQUARE = re.compile(r"\[[^\]]*\]?")
_ROUND = re.compile(r"\(([^()]*)\)?")
_NUMBERING = re.compile(r"^(?:\(?\d{1,2}\)|\d{1,2}[.、)]|[一二三四五六七八九十]{1,3}、)(?=\D)")
_MARKS = re.compile(r"[*★※●#]|(?:必填|选填)项?$")
_PUNCTUATION = re.compile(r"[\s_\-—–.,，、;；:：/\\'\"“”‘’|·]+")
_CAMEL_CODE = re.compile(r"[a-z]{2,3}[A-Z][A-Za-z0-9]*|[A-Z]{2,3}(?:_[A-Z0-9]+)+|[a-z]{2,3}(?:_[a-z0-9]+)+|BZ|bz")


class HeaderText(NamedTuple):
    """A header cell taken apart. key: base and bracket together; base: the words before the bracket; bracket: what stands in
    it, hints and units left out; unit: 元 or 万元 where the header names one; code: it is a field code like XK_XDR_MC."""

    key: str
    base: str
    bracket: str = ""
    unit: str = ""
    code: bool = False


@lru_cache(maxsize=2048)
def read_header(text: str) -> HeaderText:
    """The header's key. Empty for a blank cell."""
    plain = clean(text)
    if _CAMEL_CODE.fullmatch(plain):
        code = plain.replace("_", "").upper().removesuffix("TEXT")
        return HeaderText(code, code, code=True)
    folded = _NUMBERING.sub("", _MARKS.sub("", _SQUARE.sub("", fold(text))))
    folded = _MARKS.sub("", folded)
    brackets = [piece for piece in _ROUND.findall(folded) if piece]
    base = _ROUND.sub("", folded)
    unit = ""
    kept = []
    for piece in brackets:
        found = _UNIT.fullmatch(piece)
        if found:
            unit = "万元" if "万元" in found[1] else "元"
        elif not _HINT_WORDS.search(piece):
            kept.append(_squeeze(piece))
    base, unit = _cut_explanation(base, unit)
    base = _squeeze(base)
    bracket = "".join(kept)
    return HeaderText(f"{base}({bracket})" if bracket else base, base, bracket, unit)


def _cut_explanation(base: str, unit: str) -> tuple[str, str]:
    """`状态:0=正常;1=撤销` is 状态 with an explanation; `罚款金额:万元` names its unit."""
    head, colon, rest = base.replace("：", ":").partition(":")
    if not colon or len(head) < 2:
        return base, unit
    if not unit and rest in ("元", "万元"):
        unit = rest
    return head, unit


def _squeeze(text: str) -> str:
    return _PUNCTUATION.sub("", text)


def one_missing(key: str) -> set[str]:
    """All keys with one character left out: a header that equals one of them probably lost that character."""
    return {key[:i] + key[i + 1 :] for i in range(len(key))}
