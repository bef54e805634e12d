"""What the rules of promises say, as pure functions: facts in, answer out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commitments.choices import ON_THE_WORD, Fault, Kind, Risk, Stage
from core.words import cn_date

CODE = re.compile(r"[0-9]{20}")
_PLACE = re.compile(r"\{([^{}]*)\}")


# -- the code ---------------------------------------------------------------------------------------------------------
def commitment_code(region: str, signed_on: date, serial: int) -> str:
    """承诺编码, 20 digits: region 6 + day 8 + serial 6. ValueError for a region or serial that does not fit."""
    if not re.fullmatch(r"[0-9]{6}", region) or not 1 <= serial <= 999_999:
        raise ValueError("region must have six digits, the serial must lie between 1 and 999999")
    return f"{region}{signed_on:%Y%m%d}{serial:06d}"


def code_parts(code: str) -> tuple[str, date, int]:
    """Region, day and serial of a code; ValueError when it is none."""
    if not CODE.fullmatch(code) or int(code[14:]) == 0:
        raise ValueError("not a commitment code")
    return code[:6], date(int(code[6:10]), int(code[10:12]), int(code[12:14])), int(code[14:])


# -- who may promise --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Former:
    """What stands against a promisor: an earlier broken promise (`fault`) or a serious adverse record (`fault` empty)."""

    what: str
    found_on: date
    fault: str = ""
    repaired: bool = False


@dataclass(frozen=True)
class Bar:
    """Why 告知承诺 is not open to somebody, and what would open it."""

    reasons: tuple[str, ...]
    way: str


def bar(kind: str, former: Iterable[Former]) -> Bar | None:
    """None when the promise may be made. Who promised falsely, or has a serious adverse record, may not use 告知承诺 until it is
    repaired (国办发〔2020〕42号); other kinds of promise stay open to everybody."""
    if kind not in ON_THE_WORD:
        return None
    against = [one for one in former if not one.repaired and one.fault in ("", Fault.FALSE)]
    if not against:
        return None
    words = {Fault.FALSE: "曾作不实承诺", "": "有较严重的失信记录"}
    return Bar(
        tuple(f"{words[one.fault]}：{one.what}（{cn_date(one.found_on)}认定，尚未修复）" for one in against),
        "信用修复完成后即可再用告知承诺办理。现在可以按普通程序提交证明材料，也可以先申请信用修复。",
    )


# -- days -------------------------------------------------------------------------------------------------------------
def check_due(risk: str, signed_on: date, days: Mapping[str, int]) -> date | None:
    """The day by which a promise must have been checked; None when the template says, with its reason, that it need not be."""
    return None if risk == Risk.EXEMPT else signed_on + timedelta(days=days[risk])


def stages_reached(due_on: date, on: date, before_days: int) -> list[str]:
    """The reminders that a missing paper has earned by the day `on`, the earliest first."""
    reached = []
    if on >= due_on - timedelta(days=before_days):
        reached.append(Stage.BEFORE.value)
    if on >= due_on:
        reached.append(Stage.DUE.value)
    if on > due_on:
        reached.append(Stage.LATE.value)
    return reached


def window_over(statement_until: date, stated: bool, on: date) -> bool:
    """Whether a breach may be decided: everything has been said, or the last day for saying it is over."""
    return stated or on > statement_until


# -- texts ------------------------------------------------------------------------------------------------------------
def places(text: str) -> list[str]:
    """Names of the variables of a wording, each once, in order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The wording with its values; a blank line stands for what is not filled in. A value is never read as a wording again."""
    return _PLACE.sub(lambda place: values.get(place.group(1)) or "＿＿＿＿＿＿", text)


def printed_liabilities(liability: str) -> list[str]:
    """The consequences that a promise itself prints, one a line, without their numbers."""
    lines = (
        re.sub(r"^[（(]?[0-9一二三四五六七八九十]+[)）.、．]\s*", "", line.strip()) for line in liability.splitlines()
    )
    return [line.rstrip("；;。") for line in lines if line]


def unprinted(chosen: Sequence[str], liability: str) -> list[str]:
    """Those of the chosen consequences that the promise does not print; they may not be applied."""
    printed = set(printed_liabilities(liability))
    return [one for one in chosen if one not in printed]


def kind_label(kind: str, other: str = "") -> str:
    """承诺类型 as text; 其他 says which."""
    return f"{Kind(kind).label}（{other}）" if kind == Kind.OTHER and other else str(Kind(kind).label)
