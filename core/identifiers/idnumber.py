"""Citizens' identity numbers (公民身份号码), GB 11643.

No message, repr or exception made here contains the number or a part of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from core import clock
from core.identifiers.regions import is_province
from core.text import clean_code

State = Literal["ok", "old15", "check_digit", "bad_date", "malformed"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS = "10X98765432"

_MESSAGES: dict[State, str] = {
    "ok": "",
    "old15": "身份证号是 15 位的旧号码，2013 年起已停止使用。请照现行居民身份证填写 18 位号码。",
    "check_digit": "身份证号的最后一位与前 17 位不符，至少有一位填错或两位填颠倒。请照证件原件逐位核对。",
    "bad_date": "身份证号的第 7–14 位应是出生日期，现在不是一个真实的、不晚于今天的日期。请照证件原件核对。",
    "malformed": "身份证号应为 17 位数字加 1 位数字或大写 X。请照证件原件重新填写。",
}


@dataclass(frozen=True, slots=True)
class IdNumber:
    """What is known about one identity number.

    state: ok | old15 | check_digit | bad_date | malformed; message: Chinese, "" when ok; code: the 18 (or 15) characters in
    plain form, "" when malformed; normalised: True when the writing had to be changed (width, spaces, small x, quotes);
    warnings: remarks that do not make it wrong.
    """

    state: State
    code: str = field(default="", repr=False)
    normalised: bool = False
    birthday: date | None = field(default=None, repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True when the number passes the standard."""
        return self.state == "ok"

    @property
    def message(self) -> str:
        """Chinese, what – why – how; empty when nothing is wrong."""
        return _MESSAGES[self.state]

    @property
    def full(self) -> str:
        """The 18-character number; a 15-digit one is carried over by the rule of GB 11643 (century 19, new check digit)."""
        if self.state != "old15":
            return self.code
        body = self.code[:6] + "19" + self.code[6:]
        return body + check_digit(body)


def check_digit(body: str) -> str:
    """The 18th character that belongs to the first 17 (ISO 7064 MOD 11-2)."""
    return _DIGITS[sum([int(char) * weight for char, weight in zip(body, _WEIGHTS, strict=False)]) % 11]


def check(value: str) -> IdNumber:
    """Judge one value; nothing is raised. An unknown region is only a warning: numbers keep the region of their issue for life."""
    code = clean_code(value)
    normalised = code != value
    if len(code) == 15 and code.isdecimal() and code.isascii():
        birthday = _birthday("19" + code[6:12])
        state: State = "old15" if birthday else "bad_date"
        return IdNumber(state, code, normalised, birthday, _warnings(code))
    if len(code) != 18 or not code.isascii() or not code[:17].isdecimal() or code[17] not in _DIGITS:
        return IdNumber("malformed", normalised=normalised)
    birthday = _birthday(code[6:14])
    if birthday is None:
        return IdNumber("bad_date", code, normalised, None, _warnings(code))
    state = "ok" if check_digit(code) == code[17] else "check_digit"
    return IdNumber(state, code, normalised, birthday, _warnings(code))


def _birthday(text: str) -> date | None:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
    return day if date(1850, 1, 1) <= day <= clock.today() else None


def _warnings(code: str) -> tuple[str, ...]:
    if is_province(code):
        return ()
    return ("身份证号前 6 位不是现行的行政区划代码，可能是早年的区划，请核对证件原件。",)
