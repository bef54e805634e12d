"""Reading one cell: from whatever stands in it to the canonical value of its field, with everything there is to say about it.

A reader is made once per field and remembers what it answered per distinct value, so a column of ten thousand equal cells
costs ten thousand look-ups and one reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.sheets.formulas import holds_no_value
from core.text import clean, clean_multiline
from publicity.standard import rules_cell as say
from publicity.standard.codes import code_reader
from publicity.standard.dates import LONG_TERM, read_day
from publicity.standard.docs import doc_reader
from publicity.standard.enums import EnumReader
from publicity.standard.findings import Finding, Value, value_text
from publicity.standard.looks import is_org_name, looks_like
from publicity.standard.money import read_wan
from publicity.standard.quoting import quote
from publicity.standard.spec import Field
from publicity.standard.words import words

BLANK_WORDS = frozenset(words("blank"))
_EDGES = " \t\r\n\u3000\u00a0'’‘\"`"
_GUARDED = frozenset("=+-@＝＋－＠\t\r")
_TYPED_AS_FORMULA = re.compile(r'="([^"]*)"')
"""How programs keep Excel from turning a code in a CSV file into a number."""
_BRANCHES = words("branch_endings")
_MEMORY = 4096

Parse = Callable[[Any], tuple[Value, list[Finding], bool]]


CellRead = tuple[Value, "tuple[Finding, ...] | None", bool]
"""value: canonical (blank when unreadable); findings: None when there is nothing to say; bad: filled, but not readable."""


class Memory(dict[Any, CellRead]):
    """What a reader answered before, by raw cell. Forgets everything when it grows too big: memory stays flat."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[Any], CellRead]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, raw: Any) -> CellRead:
        if len(self) >= _MEMORY:
            self.clear()
        answer = self[raw] = self._read(raw)
        return answer


def reader(
    field: Field, checks: list[Callable[[Any], Finding | None]], enum: EnumReader | None
) -> Callable[[Any], CellRead]:
    """The reader of one field: parse by type, then the cell rules that apply to it."""
    blank: Value = "" if field.is_text else None
    parse = _parser(field, enum)
    nothing: CellRead = (blank, None, False)

    def read(raw: Any) -> CellRead:
        if raw is None:
            return nothing
        if isinstance(raw, str):
            typed = _TYPED_AS_FORMULA.fullmatch(raw.strip())
            raw = typed[1] if typed else raw
            plain = raw.strip(_EDGES)
            if not plain:
                return nothing
            if holds_no_value(plain):
                return blank, (_no_result(field, plain),), True
            if plain in BLANK_WORDS:
                return blank, (say.BLANK_WORD(field.code, f"“{plain}”按没有填写处理。"),), False
        elif isinstance(raw, bool):
            raw = int(raw)
        elif raw != raw:
            return nothing  # "not a number" is how programs write a cell without content
        value, found, bad = parse(raw)
        if not bad and value not in (None, ""):
            for check in checks:
                finding = check(value)
                if finding is not None:
                    found.append(finding)
        return value, tuple(found) or None, bad

    return read


def _no_result(field: Field, text: str) -> Finding:
    """A formula is not repeated: it may hold anything."""
    shown = f"显示“{text}”，公式没有算出结果" if text.startswith("#") else "是公式，没有算出的结果"
    words = f"{field.header}的单元格{shown}。请填写实际的内容；表里要用公式的，复制这一列，“选择性粘贴”为数值后再上传。"
    return say.NO_RESULT(field.code, words)


def _parser(field: Field, enum: EnumReader | None) -> Parse:
    if field.format == "doc_number":
        return doc_reader(field)
    if field.type == "code":
        return code_reader(field)
    if enum is not None:
        return lambda raw: _read_enum(field, enum, raw)
    return {
        "text": lambda raw: _read_text(field, raw),
        "multiline": lambda raw: (_clean_lines(as_text(raw)), [], False),
        "date": lambda raw: _read_day(field, raw),
        "date_or_long": lambda raw: _read_day(field, raw),
        "money_wan": lambda raw: _read_money(field, raw),
    }[field.type]


def as_text(raw: Any) -> str:
    """A cell as text: whole numbers without .0, days as 2026-03-09."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == raw.time().min else raw.isoformat(" ")
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, (float, Decimal)) and raw == raw and -(10**15) < raw < 10**15:
        return str(int(raw)) if raw == int(raw) else value_text(Decimal(repr(float(raw))))
    return str(raw)


def _unguarded(text: str) -> str:
    """Without the apostrophe that safe CSV files put before = + - @."""
    return text[1:] if text[:1] == "'" and text[1:2] in _GUARDED else text


def _clean_lines(text: str) -> str:
    """`clean_multiline`, quick for the many texts that need no cleaning: then `clean` gives back the very same object."""
    text = _unguarded(text.strip())
    return text if clean(text) is text else clean_multiline(text)


def _read_text(field: Field, raw: Any) -> tuple[Value, list[Finding], bool]:
    text = clean(_unguarded(as_text(raw)))
    if " " not in text:
        return text, [], False
    joined = _without_padding(text)
    if joined == text:
        return text, [], False
    return joined, [say.SPACES(field.code, f"已去掉文字中间的空格，按{quote(joined)}记录。")], False


def _without_padding(text: str) -> str:
    """Spaces between Chinese characters are padding (张　三); between two names, or the words of a foreign name, they are not."""
    parts = text.split(" ")
    if not all(map(_is_han, parts)):
        return text
    if any(map(is_org_name, parts[:-1])) and not parts[-1].endswith(_BRANCHES):
        return text
    padding = min(map(len, parts)) == 1 or sum(map(len, parts)) > 8
    return "".join(parts) if padding else text


def _is_han(text: str) -> bool:
    return all("\u3400" <= char <= "\u9fff" or char in "（）()" for char in text)


def _read_enum(field: Field, enum: EnumReader, raw: Any) -> tuple[Value, list[Finding], bool]:
    text = clean_multiline(as_text(raw)) if enum.multiple else clean(as_text(raw))
    read = enum.read(text)
    if read.bad:
        return "", [_not_listed(field, enum, text, read.bad)], True
    found = [
        say.CONFIRM_KIND(field.code, f"“{word}”按“{value}”报送；行业处罚与标准类别没有官方对照，待法制部门确认。")
        for word, value in read.confirm
    ]
    others = [pair for pair in read.mapped if pair not in read.confirm]
    found += [say.MAPPED(field.code, f"“{word}”按标准用词“{value}”记录。") for word, value in others]
    if read.bare:
        found.append(say.BARE_OTHER(field.code, f"{field.header}填了“其他”，还要写明是什么，写成“其他-××”。"))
    elif enum.multiple and not others and not read.confirm and read.value != text and ";" in read.value:
        found.append(say.SEPARATOR(field.code, f"多个值用分号隔开，按“{read.value}”记录。"))
    return read.value, found, False


def _not_listed(field: Field, enum: EnumReader, text: str, bad: tuple[str, ...]) -> Finding:
    wrong = "、".join(quote(word) for word in bad[:3])
    looks = "" if field.role in ("status",) and len(text) < 3 else looks_like(text)
    allowed = "、".join(enum.values if len(enum.values) <= 16 else [*enum.values[:15], "等"])
    if looks:
        message = f"{wrong}像是{looks}，不是{field.header}，是否填错了列？{field.header}只能填：{allowed}。"
        return say.WRONG_COLUMN(field.code, message, enum.nearest(text))
    suggestion = enum.nearest(text)
    hint = f"是否应为“{suggestion}”？" if suggestion else ""
    return say.NOT_LISTED(field.code, f"{wrong}不在{field.header}的规定用词里。{hint}只能填：{allowed}。", suggestion)


def _read_day(field: Field, raw: Any) -> tuple[Value, list[Finding], bool]:
    read = read_day(raw)
    if read.value is None:
        looks = looks_like(as_text(raw))
        if looks and looks != "日期":
            words = f"{quote(as_text(raw))}像是{looks}，不是日期，是否填错了列？请填{field.header}，如“2026-03-09”。"
            return None, [say.WRONG_COLUMN(field.code, words)], True
        return None, [say.BAD_DAY(field.code, f"{field.header}：{read.problem}", read.suggestion)], True
    if read.value == LONG_TERM and field.type == "date":
        words = f"{field.header}不能填长期（2099-12-31），请填具体的日期。" + (
            "不清楚时可以留空。" if field.required != "always" else ""
        )
        return None, [say.LONG_NOT_HERE(field.code, words)], True
    return read.value, [say.DAY_CONVERTED(field.code, read.note)] if read.note else [], False


def _read_money(field: Field, raw: Any) -> tuple[Value, list[Finding], bool]:
    if isinstance(raw, (date, datetime)):
        return None, [say.BAD_MONEY(field.code, f"{field.header}里是一个日期。请填数字，单位是万元。")], True
    read = read_wan(raw)
    if read.value is None:
        looks = looks_like(as_text(raw)) if read.suggestion is None else ""
        if looks and looks != "金额":
            return (
                None,
                [say.WRONG_COLUMN(field.code, f"{quote(as_text(raw))}像是{looks}，不是金额，是否填错了列？")],
                True,
            )
        return None, [say.BAD_MONEY(field.code, f"{field.header}：{read.problem}", read.suggestion)], True
    return read.value, [say.MONEY_UNIT(field.code, read.note)] if read.note else [], False
