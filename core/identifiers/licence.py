"""The 17-digit number of a lawyer's practice licence (律师执业证号).

1 kind of document, 2–3 province, 4–5 city (in a municipality: the district code's third and fourth digit), 6–9 year of first
approval, 10 category, 11 sex, 12–17 serial. There is no check digit. The number changes with the firm and the category; the
serial stays for life, so people are linked by the serial. It is never an identity number, and is never checked as one.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import clock
from core.identifiers.regions import PROVINCES
from core.text import clean_code

CATEGORIES = {
    "1": "专职律师", "2": "兼职律师", "3": "香港居民律师", "4": "澳门居民律师", "5": "台湾居民律师",
    "6": "公职律师", "7": "公司律师", "8": "法律援助律师", "9": "军队律师",
}  # fmt: skip
SEXES = {"0": "男", "1": "女"}


@dataclass(frozen=True, slots=True)
class Licence:
    """What is known about one licence number. ok: the structure holds; message: Chinese when it does not; warnings: remarks;
    normalised: the writing had to be changed."""

    code: str
    ok: bool
    message: str = ""
    normalised: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """Year of first approval (of renewed approval after an end of practice)."""
        return int(self.code[5:9]) if self.ok else None

    @property
    def category(self) -> str:
        """专职律师, 兼职律师, …"""
        return CATEGORIES.get(self.code[9:10], "") if self.ok else ""

    @property
    def sex(self) -> str:
        """男 or 女."""
        return SEXES.get(self.code[10:11], "") if self.ok else ""

    @property
    def city(self) -> str:
        """Province and city part, e.g. 5002 for the counties of Chongqing."""
        return self.code[1:5] if self.ok else ""


def check(value: str) -> Licence:
    """Judge the structure of one number; nothing is raised."""
    code = clean_code(value)
    normalised = code != value
    problem = _problem(code)
    if problem:
        return Licence(
            "",
            False,
            f"律师执业证号{problem}。请照律师执业证填写 17 位数字。",
            normalised,
        )
    warnings = () if code[1:3] in PROVINCES else ("律师执业证号第 2–3 位不是省级行政区划代码，请核对证件原件。",)
    return Licence(code, True, "", normalised, warnings)


def serial(value: str) -> str:
    """The last six digits, which a lawyer keeps for life; "" when the number does not hold."""
    found = check(value)
    return found.code[11:] if found.ok else ""


def same_person(one: str, other: str) -> bool:
    """True when two numbers carry the same serial: one lawyer before and after a change of firm or category."""
    return bool(serial(one)) and serial(one) == serial(other)


def _problem(code: str) -> str:
    if not code:
        return "没有填写"
    if len(code) == 18:
        return "不应是 18 位，像是把身份证号或统一社会信用代码填到了这里"
    if len(code) != 17 or not (code.isdecimal() and code.isascii()):
        return f"应为 17 位数字，实际为 {len(code)} 位" if code.isdecimal() else "应为 17 位数字，不含字母和符号"
    if code[0] != "1":
        return "第 1 位是文本种类，应为 1"
    if not 1980 <= int(code[5:9]) <= clock.today().year:
        return "第 6–9 位是首次批准执业的年份，现在不是 1980 年至今的年份"
    if code[9] not in CATEGORIES:
        return "第 10 位是执业类别，应为 1–9"
    return "" if code[10] in SEXES else "第 11 位是性别，男为 0、女为 1"
