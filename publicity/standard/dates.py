"""Reading days as offices write them. Pure functions: a cell in, a day or a reason in Chinese out; nothing is guessed silently."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from core.clock import SHANGHAI
from core.text import clean_code
from publicity.standard.words import words

LONG_TERM = date(2099, 12, 31)
"""长期: how the platforms write "without end"."""

_EXCEL_START = date(1899, 12, 30)
_SERIALS = range(20000, 80000)  # 1954 … 2118; smaller and larger numbers are no plausible serial

_LONG_WORDS = frozenset(words("long_term"))
_PARTS = re.compile(
    r"(\d{4})[-/.．年·](\d{1,2})[-/.．月·](\d{1,2})[日号]?(?:[T ]?\d{1,2}[:：时]\d{1,2}(?:[:：分]\d{1,2}(?:\.\d+)?秒?)?)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_DURATION = re.compile(
    r"[自从]?.{0,8}?[\d一二三四五六七八九十半两]+(?:个)?(?:工作)?(?:日|天|月|年|季度)(?:以?内|之内|后|整|期)?"
)
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_MONTH_ONLY = re.compile(r"\d{4}(?:[-/.年]\d{1,2}月?|年)")
_HAN_DAY = re.compile(
    r"([二一][〇○零O0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_HAN = {char: str(i) for i, char in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0", "O": "0", "0": "0"}


class DayRead(NamedTuple):
    """value: the day, LONG_TERM for 长期, None when it cannot be read; problem: why not and how to mend it; suggestion: the
    day that may be meant; note: what was converted."""

    value: date | None
    problem: str = ""
    suggestion: str | None = None
    note: str = ""


def read_day(raw: object) -> DayRead:
    """A day from a cell: text in any usual writing, an Excel serial, a date or datetime (aware ones count in Asia/Shanghai)."""
    if isinstance(raw, datetime):
        return _in_range(_local(raw))
    if isinstance(raw, date):
        return _in_range(raw)
    if isinstance(raw, (int, float, Decimal)):
        return _number(raw)
    text = str(raw)
    if len(text) == 10 and text[4] in "-/." and text[7] == text[4] and text.isascii():
        plain = text[:4] + text[5:7] + text[8:]
        if plain.isdecimal():
            return _day(int(plain[:4]), int(plain[4:6]), int(plain[6:]), text)
    return _text(clean_code(text), text)


def _local(moment: datetime) -> date:
    """The day in Wushan of a moment; the first and last day of time itself have no neighbour and stay."""
    if moment.tzinfo is None or not 2 <= moment.year <= 9998:
        return moment.date()
    return moment.astimezone(SHANGHAI).date()


def _number(raw: Any) -> DayRead:
    """A number in a date column: a serial, or eight digits that lost their text format."""
    if raw != raw or abs(raw) > 10**15:
        return DayRead(None, "这不是日期。请按“2026-03-09”的写法填写。")
    whole = int(raw)
    if whole == raw and 10000000 <= whole <= 99999999:
        return _eight(str(whole), str(whole))
    if whole in _SERIALS:
        day = _EXCEL_START + timedelta(days=whole)
        return DayRead(day, note=f"“{whole}”是表格软件的日期序号，已换成{day.isoformat()}。")
    return DayRead(None, f"“{_short(str(whole))}”不是日期。请把单元格改为文本格式，按“2026-03-09”的写法填写。")


def _text(code: str, raw: str) -> DayRead:
    if code in _LONG_WORDS:
        return DayRead(LONG_TERM, note=f"“{code}”按平台写法记为2099-12-31（长期）。")
    if code.isdecimal() and len(code) == 8:
        return _eight(code, raw)
    match = _PARTS.fullmatch(code)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]), raw)
    if _SERIAL.fullmatch(code):
        return _number(float(code))
    match = _HAN_DAY.fullmatch(code)
    if match:
        return _han(match, raw)
    return DayRead(None, _why_not(code, raw))


def _eight(digits: str, raw: str) -> DayRead:
    if digits == "99999999":
        return DayRead(LONG_TERM, note="“99999999”按平台写法记为2099-12-31（长期）。")
    return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]), raw)


def _day(year: int, month: int, day: int, raw: str) -> DayRead:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        return DayRead(None, f"没有“{_short(raw)}”这一天。请照决定书核对年、月、日。")


def _in_range(day: date) -> DayRead:
    if day == LONG_TERM:
        return DayRead(LONG_TERM)
    if day.year >= 2099:
        return DayRead(LONG_TERM, note=f"“{day.isoformat()}”按平台写法记为2099-12-31（长期）。")
    return DayRead(day)


def _han(match: re.Match[str], raw: str) -> DayRead:
    year = int("".join(_HAN[char] for char in match[1]))
    read = _day(year, _han_number(match[2]), _han_number(match[3]), raw)
    return read._replace(note=f"汉字日期已写成{read.value.isoformat()}。") if read.value else read


def _han_number(text: str) -> int:
    """一 … 三十一."""
    tens, found, ones = text.rpartition("十")
    if not found:
        return int(_HAN.get(text, "0")) if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (int(_HAN[tens]) if tens else 1) * 10 + (int(_HAN[ones]) if ones else 0)


def _why_not(code: str, raw: str) -> str:
    """The reason in words: what it looks like, and what to write instead."""
    how = "请按“2026-03-09”的写法填写。"
    if code.isdecimal() and len(code) == 9:
        return f"“{_short(raw)}”有九位数字，像是日期多打了一位。请照决定书核对，按“2026-03-09”的写法填写。"
    if code.isdecimal() and len(code) in (6, 7):
        return f"“{_short(raw)}”只有{len(code)}位数字，看不出月和日从哪里分开。{how}"
    if _SHORT_YEAR.fullmatch(code):
        return f"“{_short(raw)}”的年份只有两位。年份要写四位，按“2026-03-09”的写法填写。"
    if _YEAR_LAST.fullmatch(code):
        return f"“{_short(raw)}”的年份写在最后，分不清月和日。{how}"
    if _MONTH_ONLY.fullmatch(code):
        return f"“{_short(raw)}”没有写到日。{how}"
    if len(re.findall(r"\d{4}[-/.年]", code)) > 1:
        return f"“{_short(raw)}”写了两个日期。这一栏只填一个日期，按“2026-03-09”的写法填写。"
    if _DURATION.fullmatch(code):
        return f"“{_short(raw)}”是一段期限，不是日期。请换算成具体的日期，按“2026-03-09”的写法填写。"
    return f"“{_short(raw)}”不是能认出的日期。{how}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 20 else text[:20] + "…"
