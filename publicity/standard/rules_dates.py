"""Rules on days: their order, the publicity period, the terms the law allows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from publicity.standard.binding import Binding, Row
from publicity.standard.findings import WARNING, Finding
from publicity.standard.registry import Rule, Sample, cell_rule, row_rule
from publicity.standard.rules_cell import NATIONAL
from publicity.standard.spec import Field

Check = Callable[[Row], "Finding | None"]

_TERM = r"(?P<number>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)\s*(?P<unit>个月|年)"
_HAN = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"两": 2}


@cell_rule(
    "E-DT-01", "决定日期在将来", "决定日期不能晚于今天；时限从决定日期起算，填错会算错三率。",
    roles=("decided_on",), source=NATIONAL, certainty="K", example="2099年的决定日期", samples=(Sample({"decided_on": "2098-01-01"}),),
)  # fmt: skip
def future_decision(say: Rule, bind: Binding, field: Field) -> Callable[[date], Finding | None]:
    today = bind.today

    def check(day: date) -> Finding | None:
        if day <= today:
            return None
        return say(
            field.code, f"{field.header}{day.isoformat()}晚于今天（{today.isoformat()}）。请照决定书落款日期填写。"
        )

    return check


@cell_rule(
    "E-DT-11", "决定日期太早", "早于本系统收录范围的日期，多半是年份少打了或打错了。",
    roles=("decided_on",), source="收录起点由本局设定", certainty="U", example="1905-07-11", samples=(Sample({"decided_on": "1905-07-11"}),),
)  # fmt: skip
def too_early(say: Rule, bind: Binding, field: Field) -> Callable[[date], Finding | None] | None:
    limit = bind.limits.get("earliest_decision")
    if not limit:
        return None
    earliest = date.fromisoformat(limit)

    def check(day: date) -> Finding | None:
        if day >= earliest:
            return None
        return say(field.code, f"{field.header}{day.isoformat()}早于{limit}，年份可能有误。请照决定书核对。")

    return check


@row_rule(
    "E-DT-02", "有效期的起止颠倒", "有效期自不能晚于有效期至。",
    needs=("valid_from", "valid_to"), source=NATIONAL, certainty="K", example="有效期自2027-01-01，有效期至2026-01-01",
    samples=(Sample({"valid_from": "2027-01-01", "valid_to": "2026-12-31"}, kind="licence"),),
)  # fmt: skip
def validity_order(say: Rule, bind: Binding) -> Iterator[Check]:
    start, end, code = bind.slot("valid_from"), bind.slot("valid_to"), bind.code("valid_to")

    def check(row: Row) -> Finding | None:
        first, last = row[start], row[end]
        if first is None or last is None or first <= last:
            return None
        return say(code, f"有效期自（{first.isoformat()}）晚于有效期至（{last.isoformat()}），请照决定书核对两个日期。")

    yield check


@row_rule(
    "E-DT-03", "截止日期早于决定日期", "有效期、处罚有效期、公示截止期都不能早于作出决定的日期。",
    needs=("decided_on",), source=NATIONAL, certainty="K", example="决定日期2026-03-02，处罚有效期2025-03-02", samples=(Sample({"penalty_until": "2020-01-01"}),),
)  # fmt: skip
def ends_after_decision(say: Rule, bind: Binding) -> Iterator[Check]:
    for role in ("valid_to", "penalty_until", "public_until"):
        if bind.is_mapped(role):
            yield _ends_after(say, bind, role)


def _ends_after(say: Rule, bind: Binding, role: str) -> Check:
    slot, decided, field = bind.slot(role), bind.slot("decided_on"), bind.field(role)

    def check(row: Row) -> Finding | None:
        day, made = row[slot], row[decided]
        if day is None or made is None or day >= made:
            return None
        return say(
            field.code,
            f"{field.header}（{day.isoformat()}）早于决定日期（{made.isoformat()}）。请照决定书核对两个日期。",
        )

    return check


@row_rule(
    "W-DT-12", "有效期自早于决定日期", "许可一般自决定之日或之后生效；早于决定日期的，请核对是否填反。",
    needs=("decided_on", "valid_from"), source=NATIONAL, example="决定日期2026-03-02，有效期自2026-01-01", samples=(Sample({"valid_from": "2020-01-01"}, kind="licence"),),
)  # fmt: skip
def starts_before_decision(say: Rule, bind: Binding) -> Iterator[Check]:
    start, decided, field = bind.slot("valid_from"), bind.slot("decided_on"), bind.field("valid_from")

    def check(row: Row) -> Finding | None:
        day, made = row[start], row[decided]
        if day is None or made is None or day >= made:
            return None
        return say(
            field.code, f"{field.header}（{day.isoformat()}）早于决定日期（{made.isoformat()}），请核对是否填反。"
        )

    yield check


@row_rule(
    "E-DT-04", "公示截止期不在允许的范围内", "公示期按处罚的轻重有最长期限；超过最长期限的公示违法，短于最短期限的会被平台退回。",
    needs=("public_until", "decided_on", "category"), source="国家发展改革委令第58号（2026-03-31前）、第36号（2026-04-01起）", certainty="K",
    example="决定日期2026-04-02，公示截止期2036-04-02", samples=(Sample({"public_until": "2036-04-02"}),),
)  # fmt: skip
def publicity_period(say: Rule, bind: Binding) -> Iterator[Check]:
    if bind.context.period_rule is None or not bind.is_mapped("public_until"):
        return
    period_of = lru_cache(maxsize=1024)(bind.context.period_rule)
    until, decided, category, code = (
        bind.slot("public_until"),
        bind.slot("decided_on"),
        bind.slot("category"),
        bind.code("public_until"),
    )

    def check(row: Row) -> Finding | None:
        day, made = row[until], row[decided]
        if day is None or made is None or day < made or not row[category]:
            return None
        period = period_of(tuple(row[category].split(";")), made)
        if period is None:
            return None
        if not period.published:
            why = f"{period.words}，原则上不公示，公示截止期应留空。请核对。"
            return say(code, why, "", level=WARNING) if day <= period.latest else say(code, why, "")
        if day > period.latest:
            latest = period.latest.isoformat()
            return say(
                code,
                f"公示截止期{day.isoformat()}太晚：{period.words}，最晚{latest}。可填“{latest}”，也可以留空由系统计算。",
                latest,
            )
        if day < period.earliest:
            earliest = period.earliest.isoformat()
            return say(
                code,
                f"公示截止期{day.isoformat()}太早：{period.words}，最早{earliest}。请核对。",
                earliest,
                level=WARNING,
            )
        return None

    yield check


@row_rule(
    "E-DT-08", "停止执业、停业整顿的期限超出法定幅度", "停止执业最长一年、停业整顿最长六个月；超出的请核对决定书或笔误。",
    level=WARNING, needs=("content",), source="《律师法》第四十七条至第五十条、《公证法》第四十一条、第四十二条", certainty="K", example="停止执业十八个月",
    samples=(Sample({"content": "给予停止执业十八个月的处罚", "category": "停止执业"}),),
)  # fmt: skip
def suspension_term(say: Rule, bind: Binding) -> Iterator[Check]:
    content, code = bind.slot("content"), bind.code("content")
    for limit in bind.limits.get("suspension", ()):
        yield _term_check(say, content, code, limit["word"], limit["max_months"], limit["basis"])


def _term_check(say: Rule, slot: int, code: str, word: str, limit: int, basis: str) -> Check:
    pattern = re.compile(word + r"[^，。；\d]{0,6}?" + _TERM)

    def check(row: Row) -> Finding | None:
        text = row[slot]
        if not text or word not in text:
            return None
        match = pattern.search(text)
        months = _months(match["number"], match["unit"]) if match else 0
        if months <= limit:
            return None
        return say(
            code,
            f"处罚内容写的是“{match.group() if match else ''}”，而{word}最长{limit}个月（{basis}）。请照决定书核对。",
        )

    return check


def _months(number: str, unit: str) -> float:
    if number.isdecimal():
        count: float = int(number)
    elif number == "半":
        count = 0.5
    else:
        tens, ten, ones = number.rpartition("十")
        count = (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)
    return count * 12 if unit == "年" else count
