"""The results of one matter, and the look-ups behind a number, as exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from core import clock
from core.errors import DomainError
from core.sheets.writing import Column, SheetSpec
from exchange.exporting import ExportKind, Extract, register_export
from records.choices import Disclosure, Nature
from records.selectors_marks import Beside
from supervision import figures
from supervision.choices import Scene
from supervision.figures import MEASURES
from supervision.forms import PeriodForm
from supervision.matter_page import marks_now, records_in, words_of
from supervision.models import LookUp, Matter
from supervision.querysets import ALL_SECTIONS, OWN_SECTION
from supervision.services.matters import current_rows

_RESULTS = (
    Column("序号", 8), Column("查询名称", 32), Column("查询代码", 24), Column("对应主体", 32), Column("怎样对上的", 14),
    Column("结果", 32), Column("说明", 40), Column("查询时间", 20), Column("处理", 18), Column("处理说明", 32), Column("依据", 32),
)  # fmt: skip
_RECORDS = (
    Column("序号", 8), Column("主体", 32), Column("性质", 8), Column("文号", 30), Column("事由", 40), Column("认定机关", 24),
    Column("认定日期", 14), Column("有效至", 14), Column("公开方式", 12), Column("标注（导出时）", 18), Column("当事人回应", 40),
)  # fmt: skip


_LOOKED = (Column("事项编号", 20), Column("事项", 32), Column("科室", 20), Column("查询日期", 12), *_RESULTS[1:])
RESULT, LOOKED = "supervision.result", "supervision.looked"
#: What a matter's scene is called in the register of exports.
_PURPOSES = {Scene.OTHER: "supervision"}


def result_export(user: Any, params: Mapping[str, str], limit: int) -> Extract:
    """The results of the current round of one matter. Codes that were identity numbers are masked already in the rows."""
    matter = _matter(user, params.get("case", ""))
    found = current_rows(matter)

    def sheets() -> list[SheetSpec]:
        rows = list(found.select_related("subject", "feedback").order_by("row"))
        return [
            SheetSpec("查询结果", _RESULTS, (_result(row) for row in rows)),
            SheetSpec("记录明细", _RECORDS, _records(rows)),
        ]

    return Extract(
        f"查询结果 {matter.number}", found.count(), sheets, conditions=f"{matter.title}；仅限本局认定的信用信息，不含其他部门和市平台的信息",
        purpose=_PURPOSES.get(matter.scene, "approval"), matter=f"{matter.number} {matter.title}"[:100], filename=f"{matter.number}查询结果",
        about=matter,
    )  # fmt: skip


def figures_export(user: Any, params: Mapping[str, str], limit: int) -> Extract:
    """The look-ups behind one number of the figures."""
    measure = params.get("measure", "")
    if measure not in MEASURES:
        raise DomainError("没有这项统计。请从“查询与触发反馈”重新点开清单，再导出。", code="E-EXP-06")
    on = clock.today()
    form = PeriodForm({"since": on.replace(month=1, day=1), "until": on, **params})
    if not form.is_valid():
        raise DomainError("期间写法不对，请写成 2026-03-02 这样。", code="E-EXP-06")
    asked = form.cleaned_data
    section = asked["section"]
    rows = figures.looked(user, asked["since"], asked["until"], section.pk if section else None, measure)
    said = f"查询日期 {asked['since']} 至 {asked['until']}{f'；{section}' if section else ''}"

    def sheets() -> list[SheetSpec]:
        chosen = rows.select_related("matter__section", "subject", "feedback").order_by("-looked_on", "-pk")
        return [SheetSpec("查询明细", _LOOKED, (_looked(row) for row in chosen.iterator(chunk_size=2_000)))]

    return Extract(
        f"查询明细：{MEASURES[measure][0]}", rows.order_by().values("pk")[: 2 * limit + 1].count(), sheets, said
    )


def _matter(user: Any, case: str) -> Matter:
    """The matter, if this person may see it. DomainError otherwise."""
    try:
        found = Matter.objects.visible_to(user).filter(public_id=UUID(case)).first()
    except ValueError:
        found = None
    if found is None:
        raise DomainError("没有这个查询事项，或者它属于其他科室。", code="E-EXP-06")
    return found


def _looked(row: LookUp) -> list[Any]:
    return [row.matter.number, row.matter.title, str(row.matter.section), row.looked_on, *_result(row)[1:]]


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


register_export(ExportKind(RESULT, "查询结果", (OWN_SECTION, ALL_SECTIONS), ("case",), result_export))
register_export(
    ExportKind(
        LOOKED, "查询明细", (OWN_SECTION, ALL_SECTIONS), ("measure", "since", "until", "section"), figures_export
    )
)
