"""Rules on money: the column in 万元 against the kinds of penalty and against the text of the decision in 元."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache

from publicity.standard.binding import Binding, Row
from publicity.standard.findings import ERROR, WARNING, Finding, value_text
from publicity.standard.money import WAN, Sums, sums_in
from publicity.standard.registry import Rule, Sample, row_rule
from publicity.standard.rules_cell import NATIONAL

Check = Callable[[Row], "Finding | None"]

AMOUNTS = {"fine": ("fine", "罚款"), "confiscated": ("confiscation", "没收")}
"""Role of a money field → mark of the kinds that demand it, and their word."""

sums_of = lru_cache(maxsize=4096)(sums_in)


def _named(text: str, role: str) -> tuple[Decimal, ...]:
    sums: Sums = sums_of(text)
    return sums.fine if role == "fine" else sums.confiscated


def proposed_wan(text: str, role: str) -> str | None:
    """The one sum in 万元 that a text names for a money field, None when there is none or more than one."""
    sums = _named(text, role)
    return value_text(sums[0] / WAN) if len(sums) == 1 else None


@row_rule(
    "E-MNY-03", "没有罚款或没收，却填了金额", "处罚类别里没有罚款、没收的，金额栏要留空；0也要删去，空白和0在平台上不是一回事。",
    needs=("category",), source=NATIONAL, certainty="K", example="处罚类别：警告；罚款金额：0", samples=(Sample({"category": "警告", "fine": "0"}), Sample({"category": "警告", "fine": "0.2"})),
)  # fmt: skip
def not_named(say: Rule, bind: Binding) -> Iterator[Check]:
    category = bind.slot("category")
    for role, (mark, word) in AMOUNTS.items():
        if bind.is_mapped(role):
            yield _not_named(say, bind, category, role, mark, word)


def _not_named(say: Rule, bind: Binding, category: int, role: str, mark: str, word: str) -> Check:
    slot, field, marks = bind.slot(role), bind.field(role), bind.marks("category")

    def check(row: Row) -> Finding | None:
        amount = row[slot]
        if amount is None or not row[category] or mark in marks[row[category]]:
            return None
        if not amount:
            return say(field.code, f"处罚类别里没有{word}，{field.header}应留空，不要填0。", "")
        return say(
            field.code,
            f"{field.header}填了{value_text(amount)}，但处罚类别“{row[category]}”里没有{word}。请补上类别，或删去金额。",
        )

    return check


@row_rule(
    "E-MNY-04", "金额很大，可能误填成了元", "金额栏的单位是万元。超过提醒线的，先核对是不是把元填进了万元的栏目。",
    level=WARNING, source="提醒线由本局设定", certainty="U", example="罚款金额：2100（万元）", samples=(Sample({"category": "罚款", "fine": "2100", "content": "处以罚款"}),),
)  # fmt: skip
def perhaps_yuan(say: Rule, bind: Binding) -> Iterator[Check]:
    limit = bind.money_sanity
    for field in bind.fields:
        if field.type == "money_wan" and limit is not None:
            yield _perhaps_yuan(say, bind, field.role, limit)


def _perhaps_yuan(say: Rule, bind: Binding, role: str, limit: Decimal) -> Check:
    slot, field = bind.slot(role), bind.field(role)
    content = bind.slot("content") if bind.has("content") else None

    def check(row: Row) -> Finding | None:
        amount = row[slot]
        if amount is None or amount <= limit:
            return None
        if content is not None and role in AMOUNTS and _named(row[content] or "", role):
            return None  # the text decides: E-MNY-05
        wan = value_text(amount / WAN)
        words = f"{field.header}填了{value_text(amount)}，就是{value_text(amount * WAN)}元。是否误填为元？如果决定书上是{value_text(amount)}元，应填“{wan}”。"
        return say(field.code, words, wan)

    return check


@row_rule(
    "E-MNY-05", "金额与处罚内容里写的不一致", "处罚内容写的是元，金额栏是万元；两处对不上，多半是单位弄错或漏改一处。",
    needs=("content",), source=NATIONAL, certainty="K", example="处罚内容：罚款2100元；罚款金额：2100", samples=(Sample({"category": "罚款", "content": "罚款2100元", "fine": "2100"}), Sample({"category": "罚款", "content": "罚款贰仟元", "fine": "0.3"})),
)  # fmt: skip
def differs_from_text(say: Rule, bind: Binding) -> Iterator[Check]:
    for role in AMOUNTS:
        if bind.is_mapped(role):
            yield _differs(say, bind, role)


def _differs(say: Rule, bind: Binding, role: str) -> Check:
    slot, content, field = bind.slot(role), bind.slot("content"), bind.field(role)

    def check(row: Row) -> Finding | None:
        amount = row[slot]
        if not amount or not row[content]:
            return None
        sums = _named(row[content], role)
        if not sums or amount * WAN in sums or amount * WAN == sum(sums):
            return None
        named = "、".join(f"{value_text(each)}元" for each in sums)
        wan = value_text(sums[0] / WAN) if len(sums) == 1 else None
        words = f"处罚内容里写的是{named}，{field.header}填了{value_text(amount)}（即{value_text(amount * WAN)}元），两处不一致。"
        if amount in sums:
            return say(
                field.code,
                f"{words}这一栏的单位是万元，应为“{value_text(amount / WAN)}”。",
                value_text(amount / WAN),
                level=ERROR,
            )
        return say(field.code, words + (f"是否应为“{wan}”？" if wan else "请核对。"), wan, level=WARNING)

    return check
