"""The results of one matter as a workbook: safe cells, and a sheet that says who took it, when and for what."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from core import clock
from core.sheets.writing import Column, SheetSpec, write_workbook
from records.choices import Disclosure, Nature
from records.selectors_marks import Beside
from supervision.matter_page import marks_now, records_in, words_of
from supervision.models import LookUp, Matter
from supervision.services.matters import current_rows

_RESULTS = (
    Column("序号", 8), Column("查询名称", 32), Column("查询代码", 24), Column("对应主体", 32), Column("怎样对上的", 14),
    Column("结果", 32), Column("说明", 40), Column("查询时间", 20), Column("处理", 18), Column("处理说明", 32), Column("依据", 32),
)  # fmt: skip
_RECORDS = (
    Column("序号", 8), Column("主体", 32), Column("性质", 8), Column("文号", 30), Column("事由", 40), Column("认定机关", 24),
    Column("认定日期", 14), Column("有效至", 14), Column("公开方式", 12), Column("标注（导出时）", 18), Column("当事人回应", 40),
)  # fmt: skip


def result_workbook(matter: Matter, taken_by: Any) -> bytes:
    """The workbook of the current round. Codes that were identity numbers are masked already in the rows."""
    rows = list(current_rows(matter).select_related("subject", "feedback").order_by("row"))
    buffer = io.BytesIO()
    sheets = [
        SheetSpec("查询结果", _RESULTS, (_result(row) for row in rows)),
        SheetSpec("记录明细", _RECORDS, _records(rows)),
        SheetSpec("用途与水印", (Column("项目", 18), Column("内容", 70)), _watermark(matter, taken_by, len(rows))),
    ]
    write_workbook(buffer, sheets)
    return buffer.getvalue()


def _result(row: LookUp) -> list[Any]:
    answer = getattr(row, "feedback", None)
    return [
        str(row.row), row.name, row.code, row.subject.name if row.subject else "", row.get_matched_by_display(), words_of(row), row.note,
        f"{row.looked_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if row.looked_at else "",
        *((answer.get_what_display(), answer.note, answer.basis) if answer else ("未反馈" if row.hit else "", "", "")),
    ]  # fmt: skip


def _records(rows: list[LookUp]) -> Iterator[list[Any]]:
    near = marks_now(rows)
    for row in rows:
        for one in records_in(row):
            now = near.get(one["id"], Beside())
            yield [
                str(row.row), row.subject.name if row.subject else "", Nature(one["nature"]).label, one["number"], one["title"],
                one["authority"], one["event_date"], one["until"], Disclosure(one["disclosure"]).label, now.in_words, now.reply,
            ]  # fmt: skip


def _watermark(matter: Matter, taken_by: Any, count: int) -> list[list[str]]:
    return [
        ["导出人", f"{taken_by}（{taken_by.section_name or '未分科室'}）"],
        ["导出时间", f"{clock.now():%Y-%m-%d %H:%M}"],
        ["用途", matter.get_scene_display()],
        ["事项", f"{matter.number} {matter.title}"],
        ["行数", str(count)],
        ["范围", "仅限本局认定的信用信息，不含其他部门和市平台的信息。"],
        ["要求", "仅用于上述事项，不得转发、公开或挪作他用；用后按档案规定保管。"],
    ]
