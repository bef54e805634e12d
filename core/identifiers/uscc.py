"""Unified social credit codes (统一社会信用代码), GB 32100.

18 characters: 1 registering department, 2 kind of body, 3–8 region of registration, 9–17 organisation code (GB 11714, with a
check digit of its own at 17), 18 check digit over all. The outer digit catches every single wrong character and every
swap of neighbours; the inner one tells which half is mistyped.

Some genuine codes of the pilot years were issued with a wrong check digit, so a pure check-digit failure is a state of its
own: a person may override it with a reason. Anything else that does not fit is never accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from core.identifiers import uscc_mend
from core.identifiers.regions import NATIONAL, is_province
from core.identifiers.uscc_arithmetic import ALPHABET, check_digit, org_check_digit
from core.identifiers.uscc_kinds import BODY_TYPES

State = Literal["ok", "check_digit", "malformed"]
Half = Literal["", "region", "organisation"]

_LEGAL = frozenset(ALPHABET)
_ORG_ENDS = frozenset("0123456789X")
_EXAMPLE = "正确的写法如 31500000MD0123454L 这样的 18 位，只含数字和除 I、O、S、V、Z 以外的大写字母"


@dataclass(frozen=True, slots=True)
class Uscc:
    """What is known about one value of a code column.

    raw         the value as it came
    code        the 18 characters, upper case, when raw has that form, else ""
    state       ok | check_digit (a person may override with a reason) | malformed (never accepted)
    body_type   what the first two characters say, e.g. 律师执业机构; "" when unknown
    mistyped    with a wrong check digit: "organisation" = characters 9–17, "region" = the rest (1–8 or 18)
    message     Chinese, what – why – how; "" when ok
    suggestion  a valid code the writer most likely meant, or None
    mend        "form" when the suggestion only changes the writing (width, spaces, quotes, case, （1-1）), so that it may be
                applied with a note; "guess" when a person has to confirm it; "" without suggestion
    warnings    Chinese remarks that do not make the code wrong
    """

    raw: str
    code: str
    state: State
    body_type: str = ""
    mistyped: Half = ""
    message: str = ""
    suggestion: str | None = None
    mend: uscc_mend.Kind = ""
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True when the code passes the standard."""
        return self.state == "ok"

    @property
    def prefix(self) -> str:
        """Registering department and kind of body: the first two characters."""
        return self.code[:2]

    @property
    def region(self) -> str:
        """Region code of the registering authority (often the province's): not where the body sits."""
        return self.code[2:8]

    @property
    def org_code(self) -> str:
        """The nine characters of the organisation code (组织机构代码)."""
        return self.code[8:17]


def is_valid(code: str) -> bool:
    """Quick yes or no for a value already in its plain form; agrees with `check(code).ok`."""
    shaped = len(code) == 18 and _LEGAL.issuperset(code) and code[2:8].isdigit() and code[16] in _ORG_ENDS
    return shaped and check_digit(code) == code[17]


@lru_cache(maxsize=8192)
def check(value: str) -> Uscc:
    """Judge one value. White space at the ends is forgiven; every other departure is named, with a mend where there is one.

    Nothing is raised for a bad code: the state says it. Basis: GB 32100, GB 11714.
    """
    text = value.strip()
    if len(text) != 18 or not _LEGAL.issuperset(text):
        return _malformed(value, text)
    if not text[2:8].isdigit() or text[16] not in _ORG_ENDS:
        return _out_of_shape(value, text)
    body = BODY_TYPES.get(text[:2], "")
    if check_digit(text) != text[17]:
        return _wrong_digit(value, text, body)
    return Uscc(value, text, "ok", body, warnings=_warnings(text, body))


def _warnings(code: str, body: str) -> tuple[str, ...]:
    found = []
    if not body:
        found.append(f"前两位“{code[:2]}”不在现行登记管理部门代码表中，请核对证照原件。")
    if not is_province(code[2:4]) and code[2:8] != NATIONAL:
        found.append(f"第 3–8 位“{code[2:8]}”不是现行的行政区划代码，可能是已撤销的区划，请核对证照原件。")
    if org_check_digit(code[8:16]) != code[16]:
        found.append("第 9–17 位组织机构代码自身的校验位不符，请核对证照原件。")
    return tuple(found)


def _wrong_digit(value: str, code: str, body: str) -> Uscc:
    organisation_fits = org_check_digit(code[8:16]) == code[16]
    suggestion, mend = uscc_mend.suggest(code, is_valid)
    if not body or len(set(code[:17])) == 1:
        message = (
            f"统一社会信用代码不成立：前两位“{code[:2]}”不是登记管理部门代码，校验位也不符。请照证照原件重新填写。"
        )
        return Uscc(value, "", "malformed", message=message, suggestion=suggestion, mend=mend)
    half: Half = "region" if organisation_fits else "organisation"
    where = (
        "第 9–17 位组织机构代码自身校验通过，错处多半在前 8 位或最后一位"
        if organisation_fits
        else "第 9–17 位组织机构代码自身的校验位也不符，错处多半在这一段"
    )
    hint = f"是否应为“{suggestion}”？" if suggestion else ""
    message = (
        f"统一社会信用代码的校验位不符：按前 17 位推算，最后一位应为“{check_digit(code)}”，实际为“{code[17]}”。{where}。{hint}"
        f"请对照证照逐位核对；如证照上确是如此（试点期间有错发的代码），可写明理由后保留。"
    )
    return Uscc(value, code, "check_digit", body, half, message, suggestion, mend)


def _out_of_shape(value: str, code: str) -> Uscc:
    suggestion, mend = uscc_mend.suggest(code, is_valid)
    wrong = "第 3–8 位应是 6 位数字的行政区划代码" if not code[2:8].isdigit() else "第 17 位应是数字或 X"
    message = f"统一社会信用代码的结构不对：{wrong}，实际为“{code[2:8] if not code[2:8].isdigit() else code[16]}”。请照证照原件重新填写。"
    return Uscc(value, "", "malformed", message=message, suggestion=suggestion, mend=mend)


def _malformed(value: str, text: str) -> Uscc:
    suggestion, mend = uscc_mend.suggest(text, is_valid)
    message = f"统一社会信用代码{_reason(text)}。"
    plain = uscc_mend.plain_form(text)
    if mend == "form":
        message += f"去掉多余字符、改为半角大写后为“{suggestion}”，校验通过，建议改成它。"
    elif suggestion:
        message += f"是否应为“{suggestion}”（校验通过）？请对照证照确认。"
    elif plain != text and len(plain) == 18 and _LEGAL.issuperset(plain):
        message += f"去掉多余字符、改为半角大写后为“{plain}”，但校验位仍不符，请照证照原件重新填写。"
    else:
        message += f"{_EXAMPLE}，请照证照原件重新填写。"
    return Uscc(value, "", "malformed", message=message, suggestion=suggestion, mend=mend)


def _reason(text: str) -> str:
    """Why a value has not even the form of a code; the most telling reason first."""
    if not text:
        return "没有填写"
    if "*" in text:
        return "含有“*”，像是隐去了部分号码"
    if text.isdigit() and len(text) <= 3:
        return f"只有 {len(text)} 位数字，像是在表格里向下拖动填充成了序号"
    if len(text) == 15 and text[:6].isdigit():
        return "是 15 位，像是旧的工商注册号，应填到“工商注册号”一栏"
    if len(text) == 20 and text.isdigit():
        return "是 20 位数字，像是其他证照的编号"
    length = "" if len(text) == 18 else f"应为 18 位，实际为 {len(text)} 位"
    return "，且".join(part for part in (length, _strangers(text)) if part)


def _strangers(text: str) -> str:
    """Names the characters a code cannot contain, in order of appearance, five at most; white space by its name."""
    if text.upper() != text and _LEGAL.issuperset(text.upper()):
        return "含有小写字母"
    found = list(dict.fromkeys("空格" if c.isspace() else c for c in text.upper() if c not in _LEGAL))
    more = "等" if len(found) > 5 else ""
    return f"含有不该出现的字符“{'、'.join(found[:5])}”{more}" if found else ""
