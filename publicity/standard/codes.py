"""Reading code columns: unified social credit codes, organisation codes, identity numbers, and codes nobody can check."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from core.identifiers import idnumber, uscc
from core.identifiers.regions import PROVINCES
from core.identifiers.uscc_arithmetic import org_check_digit
from core.identifiers.uscc_kinds import BODY_TYPES
from core.text import clean_code
from publicity.standard import rules_cell as say
from publicity.standard.findings import Finding, Value
from publicity.standard.quoting import quote
from publicity.standard.spec import Field

Parse = Callable[[Any], tuple[Value, list[Finding], bool]]

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+|\d+\.0+")
_ORG_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")


def code_reader(field: Field) -> Parse:
    """The reader of a code field by its format."""
    read = {"uscc": _uscc, "org_code": _org_code, "id_number": _identity}.get(field.format, _plain)

    def parse(raw: Any) -> tuple[Value, list[Finding], bool]:
        if not isinstance(raw, str):
            return _not_text(field, raw)
        if raw[-1:] in "0123456789" and _SCIENTIFIC.fullmatch(raw.strip()):
            return _not_text(field, raw)
        return read(field, raw)

    return parse


def _not_text(field: Field, raw: Any) -> tuple[Value, list[Finding], bool]:
    if isinstance(raw, date):
        return "", [say.WRONG_COLUMN(field.code, f"{field.header}里是一个日期，是否填错了列？")], True
    words = (
        f"{field.header}被表格软件当成了数字：位数长的末几位会变成0，开头的0会丢失。"
        "请先把这一列设为“文本”格式，再照证照原件重新录入（不要只改格式）。"
    )
    return "", [say.FLOAT_CODE(field.code, words)], True


def _noted(field: Field, raw: str, code: str) -> list[Finding]:
    """A note where more than the ends had to be changed."""
    if raw.strip() == code:
        return []
    shown = "" if field.format == "id_number" else f"，按{quote(code)}记录"
    return [say.NORMALISED(field.code, f"{field.header}已去掉空格、引号，改为半角大写{shown}。")]


def _plain(field: Field, raw: str) -> tuple[Value, list[Finding], bool]:
    code = clean_code(raw)
    return code, _noted(field, raw, code) if code else [], False


def _is_ordinary(code: str) -> bool:
    """A code about which there is nothing to say; a third of the time of the full check."""
    plain = uscc.is_valid(code) and code[:2] in BODY_TYPES and code[2:4] in PROVINCES
    return plain and org_check_digit(code[8:16]) == code[16]


def _uscc(field: Field, raw: str) -> tuple[Value, list[Finding], bool]:
    if _is_ordinary(raw):
        return raw, [], False
    read = uscc.check(raw)
    if read.state == "ok":
        found = [say.REGION(field.code, f"{field.header}：{warning}") for warning in read.warnings]
        return read.code, found, False
    if _is_identity(raw):
        words = f"{field.header}里像是个人的身份证号。自然人请把号码填到“证件号码”，这一栏留空；单位请填18位统一社会信用代码。"
        return "", [say.WRONG_COLUMN(field.code, words)], True
    name = "" if field.role == "uscc" else f"{field.header}："
    if read.state == "check_digit":
        return read.code, [say.CHECK_DIGIT(field.code, name + read.message, read.suggestion, overridable=True)], False
    return "", [say.USCC_FORM(field.code, name + read.message, read.suggestion)], True


def _is_identity(raw: str) -> bool:
    code = clean_code(raw)
    return len(code) == 18 and code[:17].isdecimal() and code[6:8] in ("19", "20") and idnumber.check(code).ok


def _org_code(field: Field, raw: str) -> tuple[Value, list[Finding], bool]:
    code = clean_code(raw).replace("-", "")
    if not _ORG_CODE.fullmatch(code):
        if uscc.is_valid(code):
            words = (
                f"{field.header}填了18位的统一社会信用代码。它的第9至17位“{code[8:17]}”才是组织机构代码，是否应为它？"
            )
            return "", [say.ORG_CODE(field.code, words, code[8:17])], True
        words = f"{field.header}应为9位（8位数字或大写字母加1位校验码），实际为{quote(raw)}。这一栏可以留空。"
        return "", [say.ORG_CODE(field.code, words)], True
    right = org_check_digit(code[:8])
    if right != code[8]:
        words = f"{field.header}的校验码不符：按前8位推算，最后一位应为“{right}”，实际为“{code[8]}”。请照证照核对；不确定时可以留空。"
        return "", [say.ORG_CODE(field.code, words)], True
    return code, _noted(field, raw.replace("-", ""), code), False


def _identity(field: Field, raw: str) -> tuple[Value, list[Finding], bool]:
    code = clean_code(raw)
    if "*" in code or "XXX" in code[:-1]:
        words = f"{field.header}里有“*”，像是隐去了部分号码。报送必须填完整的号码；系统会加密保存，不对外公开。"
        return "", [say.MASKED(field.code, words)], True
    return code, _noted(field, raw, code), False
