"""Money: the column is in 万元 with six decimals, the text of a decision speaks of 元. Decimal throughout."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from publicity.standard.findings import value_text

WAN = Decimal(10000)
STEP = Decimal("0.000001")
_LIMIT = Decimal(10) ** 12

_TO_PLAIN = str.maketrans("０１２３４５６７８９．，﹣－", "0123456789.,--")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")
_WITH_UNIT = re.compile(r"(?:人民币|罚款|[¥￥:：])*(?P<number>.+?)(?P<unit>万元|元|圆)?[整正]?")

_HAN_DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {
    char: i for i, char in enumerate("〇壹贰叁肆伍陆柒捌玖")
}
_HAN_DIGITS |= {"两": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6}
_HAN_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN_BLOCKS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_HAN_CLASS = "零〇一二两三四五六七八九十百千万亿壹贰貳叁叄參肆伍陆陸柒捌玖拾佰仟萬億"

_AMOUNT = re.compile(
    rf"(?P<digits>\d[\d,，]*(?:\.\d+)?)\s*(?P<wan>万)?(?P<unit>元|圆)|(?P<han>[{_HAN_CLASS}]+)(?:元|圆)"
)
_NOT_THE_SUM = ("以上", "以下", "以内", "至", "到", "-", "～", "~", "/")


class MoneyRead(NamedTuple):
    """value: 万元, None when it cannot be read; problem and suggestion: what is wrong, what may be meant (in 万元)."""

    value: Decimal | None
    problem: str = ""
    suggestion: str | None = None
    note: str = ""


def read_wan(raw: object) -> MoneyRead:
    """An amount in 万元 from a cell. Binary noise of a number cell is rounded away at nine decimals; a unit written into the
    cell is understood (万元) or turned into a proposal (元), never silently converted."""
    if isinstance(raw, (int, float, Decimal)):
        return _plain(_from_number(raw), str(raw))
    text = "".join(str(raw).split()).translate(_TO_PLAIN)
    if _NUMBER.fullmatch(text) and any(map(str.isdigit, text)):
        return _plain(Decimal(text.replace(",", "")), text)
    match = _WITH_UNIT.fullmatch(text)
    number, unit = (match["number"], match["unit"]) if match else (text, None)
    amount = _amount(number)
    shown = text if len(text) <= 20 else text[:20] + "…"
    if amount is None or unit is None and not number.isascii():
        return MoneyRead(None, f"“{shown}”不是金额。这一栏只填数字，单位是万元，例如2000元填0.2；没有金额的留空。")
    if unit == "万元":
        read = _plain(amount, text)
        return (
            read._replace(note=f"“{shown}”里的单位已去掉，按{value_text(read.value)}万元记录。")
            if read.value is not None
            else read
        )
    if unit is None:
        return _plain(amount, text)
    wan = value_text(amount / WAN)
    return MoneyRead(None, f"“{shown}”的单位是元，这一栏的单位是万元。是否应为“{wan}”？", wan)


def _from_number(raw: int | float | Decimal) -> Decimal | None:
    if raw != raw or raw in (float("inf"), float("-inf")):
        return None
    if isinstance(raw, float):
        return Decimal(repr(round(raw, 9)))
    return Decimal(raw)


def _plain(value: Decimal | None, shown: str) -> MoneyRead:
    """Checks size and decimals; keeps no idle zeros and no exponent."""
    if value is None or abs(value) >= _LIMIT:
        return MoneyRead(None, f"“{shown[:20]}”不是合理的金额。单位是万元，例如2000元填0.2。")
    if value < 0:
        return MoneyRead(None, f"金额不能是负数（“{shown[:20]}”）。请照决定书填写，单位是万元。")
    if value != value.quantize(STEP):
        return MoneyRead(
            None,
            f"“{shown[:20]}”的小数超过六位。单位是万元，最多六位小数（精确到分）。",
            value_text(value.quantize(STEP)),
        )
    return MoneyRead(Decimal(value_text(value)) if value else Decimal(0))


def _amount(text: str) -> Decimal | None:
    if _NUMBER.fullmatch(text) and any(map(str.isdigit, text)):
        return Decimal(text.replace(",", ""))
    return han_number(text)


def han_number(text: str) -> Decimal | None:
    """The number a Chinese writing means: 贰仟, 一万五千, 十二; None when it is no number."""
    if not text or not all(char in _HAN_CLASS for char in text):
        return None
    total = block = digit = 0
    for char in text:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
        elif char in _HAN_STEPS:
            block += (digit or (1 if not block else 0)) * _HAN_STEPS[char]
            digit = 0
        else:
            total = (total + block + digit) * _HAN_BLOCKS[char] if (block or digit or total) else 0
            block = digit = 0
    return Decimal(total + block + digit)


class Sums(NamedTuple):
    """Sums of money (元) a decision's text names for a fine and for confiscation, each once, in order."""

    fine: tuple[Decimal, ...]
    confiscated: tuple[Decimal, ...]


NO_SUMS = Sums((), ())


def sums_in(text: str) -> Sums:
    """The fines and confiscated sums a text names. 以下, 以上 and the like are ranges of the law, not sums of this decision;
    a sum belongs to the word before it in its clause, or to 罚款 right behind it (处以2000元罚款)."""
    if "元" not in text and "圆" not in text:
        return NO_SUMS
    fine: dict[Decimal, None] = {}
    confiscated: dict[Decimal, None] = {}
    last = ""
    start = 0
    for match in _AMOUNT.finditer(text):
        before, after = text[start : match.start()], text[match.end() : match.end() + 4]
        start = match.end()
        if after.startswith(_NOT_THE_SUM):
            continue
        last = _purpose(before, after) or last
        amount = _amount_of(match)
        if amount and last == "fine":
            fine[amount] = None
        elif amount and last == "confiscated":
            confiscated[amount] = None
    return Sums(tuple(fine), tuple(confiscated))


def _purpose(before: str, after: str) -> str:
    if after.startswith(("罚款", "的罚款", "整罚款", "整的罚")):
        return "fine"
    fine, taken = before.rfind("罚"), before.rfind("没收")
    if fine < 0 and taken < 0:
        return ""
    return "fine" if fine > taken else "confiscated"


def _amount_of(match: re.Match[str]) -> Decimal | None:
    if match["han"]:
        return han_number(match["han"])
    try:
        amount = Decimal(match["digits"].replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return amount * WAN if match["wan"] else amount
