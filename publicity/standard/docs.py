"""Reading document numbers into the one writing 机关代字〔年份〕序号, and saying what was changed or what stands there instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from core.errors import NotUnderstood
from core.identifiers import docnumber
from core.text import clean
from publicity.standard import rules_cell as say
from publicity.standard.findings import Finding, Value
from publicity.standard.looks import looks_like
from publicity.standard.quoting import quote
from publicity.standard.spec import Field

Parse = Callable[[Any], tuple[Value, list[Finding], bool]]

_CANONICAL = re.compile(r"[\u4e00-\u9fff（）]{2,20}〔(?:19[5-9]\d|20\d\d)〕[1-9]\d{0,5}号")


def doc_reader(field: Field) -> Parse:
    """The reader of a document number field."""

    def parse(raw: Any) -> tuple[Value, list[Finding], bool]:
        if not isinstance(raw, str):
            return (
                "",
                [say.NO_NUMBER(field.code, f"{field.header}里只是一个数字或日期，不是文号。{_how(field)}")],
                True,
            )
        if _CANONICAL.fullmatch(raw):
            return raw, [], False
        return _read(field, raw)

    return parse


def _read(field: Field, raw: str) -> tuple[Value, list[Finding], bool]:
    try:
        number = docnumber.normalise(raw)
    except NotUnderstood:
        words = f"{quote(raw)}里没有文号（可能是尖括号里的年份在别的系统里被删掉了）。{_how(field)}"
        return "", [say.NO_NUMBER(field.code, words)], True
    if not number.irregular:
        notes = "".join(number.notes)
        return (
            number.text,
            [say.NUMBER_MENDED(field.code, f"文号按“{number.text}”记录：{notes}")] if notes else [],
            False,
        )
    looks = looks_like(number.text)
    if looks and looks != "文号":
        return (
            "",
            [say.WRONG_COLUMN(field.code, f"{quote(raw)}像是{looks}，不是文号，是否填错了列？{_how(field)}")],
            True,
        )
    if not any(map(str.isdecimal, number.text)):
        return "", [say.NO_NUMBER(field.code, f"{quote(raw)}里没有序号，不是文号。{_how(field)}")], True
    words = f"{quote(number.text)}不是“机关代字〔年份〕序号”的格式，按原文记录；这样的文号查不出断号，请核对决定书。"
    noted = [] if clean(raw) == number.text else [say.NUMBER_MENDED(field.code, f"文号按“{number.text}”记录。")]
    return number.text, [say.IRREGULAR(field.code, words), *noted], False


def _how(field: Field) -> str:
    return f"请照决定书填写，如“{field.example or '巫山司许〔2026〕1号'}”。"
