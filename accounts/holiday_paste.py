"""Reading holidays as people have them: the notice of 国务院办公厅 itself, or lines of day, kind and name. Pure.

一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月4日（周一）上班。
2027-02-05 至 2027-02-11 放假 春节
2027年2月20日 调休上班 春节
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.holiday_data import MAKEUP, OFF, HolidayRow
from core.text import clean_multiline

_HEAD = re.compile(r"^\s*[一二三四五六七八九十]+、\s*([^：:]{1,12})[：:]")
_REMARK = re.compile(r"（[^（）]*）|\([^()]*\)")
_DAY = r"(?:(?P<{0}y>\d{{4}})\s*[年\-/.]\s*)?(?:(?P<{0}m>\d{{1,2}})\s*[月\-/.]\s*)?(?P<{0}d>\d{{1,2}})(?:\s*[日号])?"
_SPAN = re.compile(rf"{_DAY.format('a')}(?:\s*(?:至|到|~|～|—|－)\s*{_DAY.format('b')})?")
_LENGTH = re.compile(r"共\s*\d+\s*天")
_WORDS = re.compile(r"放假|调休|上班|休息|补班|[、，,。；;:：\s]|与.*?连休|年$")
_LONGEST_SPAN = 40


@dataclass(frozen=True)
class Pasted:
    """What was understood, and the lines that were not, each with the reason."""

    rows: tuple[HolidayRow, ...]
    problems: tuple[str, ...]


def read_holidays(text: str, year: int) -> Pasted:
    """Days off and make-up days of `year` from a notice or from lines. A day named twice with the same kind counts once."""
    rows: dict[tuple[date, str], HolidayRow] = {}
    problems: list[str] = []
    name = ""
    for number, line in enumerate(clean_multiline(text).split("\n"), 1):
        head = _HEAD.match(line)
        name = head.group(1).strip() if head else name
        body = _LENGTH.sub("", _REMARK.sub("", line[head.end() :] if head else line))
        for clause in re.split(r"[。；;]", body):
            kind = MAKEUP if re.search("上班|补班", clause) else OFF if re.search("放假|休息", clause) else ""
            spans = [span for span in _SPAN.finditer(clause) if span["am"]]
            if not spans:
                continue
            if not kind:
                problems.append(f"第 {number} 行没有写明“放假”还是“上班”：{clause.strip()[:30]}")
                continue
            own = name or _own_name(clause)
            try:
                days = [day for span in spans for day in _days(span, year)]
            except ValueError:
                problems.append(f"第 {number} 行的日期不存在或先后颠倒：{clause.strip()[:30]}")
                continue
            for day in days:
                rows.setdefault((day, kind), HolidayRow(day, kind, own or "节假日"))
    if not rows and not problems:
        problems.append("没有找到任何日期。请粘贴放假通知的正文，或按“2027-01-01 放假 元旦”一行一天填写。")
    return Pasted(tuple(sorted(rows.values(), key=lambda row: row.date)), tuple(problems))


def as_lines(rows: tuple[HolidayRow, ...] | list[HolidayRow]) -> str:
    """The same rows as lines that read_holidays understands."""
    words = {OFF: "放假", MAKEUP: "上班"}
    return "\n".join(f"{row.date.isoformat()} {words[row.kind]} {row.name}" for row in rows)


def _own_name(clause: str) -> str:
    """What is left of a line of day, kind and name; a clause of the notice leaves nothing that is a name."""
    rest = _WORDS.sub("", _SPAN.sub("", clause))
    return rest if 0 < len(rest) <= 12 else ""


def _days(span: re.Match[str], year: int) -> Iterator[date]:
    first = date(int(span["ay"] or year), int(span["am"]), int(span["ad"]))
    last = first
    if span["bd"]:
        last = date(int(span["by"] or first.year), int(span["bm"] or first.month), int(span["bd"]))
    length = (last - first).days
    if not 0 <= length < _LONGEST_SPAN:
        raise ValueError
    for step in range(length + 1):
        yield first + timedelta(days=step)
