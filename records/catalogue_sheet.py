"""The workbook of a catalogue edition: one row an item, in words. Written from the items and read back into facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import IO

from core.sheets.tables import DOUBLE_ROW, Table, TableColumn, read_table, write_table
from records.choices import InfoClass, Nature, PublishScope
from records.models import CatalogueItem

Cycle = CatalogueItem.Cycle
YES, NO = "是", "否"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
BAD_CODE = "E-CAT-01"

GUIDE = (
    "这是归集目录的可编辑表。要换新版本：在本表上增加、修改或删去事项，保存后在“导入目录版本”页面上传。",
    "上传后先看差异（新增、修改、停用），确认前不会改变任何数据；确认后从施行日期起生效，原版本停用。",
    "删去的事项从新版本施行之日起不能再归集；以前的记录仍然保留在原来的事项下面。",
    "没有法律依据的事项不能进入目录。编码不要改，改了编码就是停用旧事项、新增一个事项。",
)


@dataclass(frozen=True)
class ItemFacts:
    """A catalogue item without its edition and days. `section` is the code of the responsible section, "" for none."""

    code: str
    name: str
    info_class: str
    nature: str
    for_persons: bool
    basis: str
    publish_scope: str
    retention_months: int
    section: str
    source: str
    cycle: str
    due_day: int


def columns(sections: Mapping[str, str]) -> tuple[TableColumn, ...]:
    """The columns; `sections` maps the code of each section to its name."""
    return (
        TableColumn("code", "编码", "事项的编码，字母、数字和短横，如 XZ-XK；同一事项在各版本里编码相同。", True, longest=40, width=14),
        TableColumn("name", "名称", "目录正文里的事项名称。", True, longest=120, width=28),
        TableColumn("info_class", "信息类别", "国家目录的类别。", True, tuple(InfoClass.labels), width=22),
        TableColumn("nature", "性质", "守信、一般或失信。", True, tuple(Nature.labels), width=8),
        TableColumn("for_persons", "适用自然人", "自然人的信息能不能归集。", False, (YES, NO), default=YES, width=12),
        TableColumn("basis", "法律依据", "法律、法规或文件的名称和条款；没有依据的事项不能归集。", True, longest=300, lines=True, width=44),
        TableColumn("publish_scope", "公开属性", "社会公开、政务共享或授权查询。", True, tuple(PublishScope.labels), width=12),
        TableColumn("retention_months", "保存期限（月）", "整月数，空白按 60 个月。", False, whole=(1, 1200), default="60", width=14),
        TableColumn("section", "责任科室", "由哪个科室归集；空白表示还没有落实。", False, tuple(sections.values()), width=26),
        TableColumn("source", "数据来源", "从哪里取得，如许可决定书。", False, longest=120, width=20),
        TableColumn("cycle", "归集频次", "多久归集一次，空白按逐件。", False, tuple(Cycle.labels), default=str(Cycle.EACH.label), width=16),
        TableColumn("due_day", "次月截止日", "每期结束后次月的几日前归集完，空白按 10 日。", False, whole=(1, 28), default="10", width=12),
    )  # fmt: skip


def facts_of(item: CatalogueItem) -> ItemFacts:
    """The facts of a stored item."""
    plain = {field.name: getattr(item, field.name) for field in fields(ItemFacts) if field.name != "section"}
    return ItemFacts(**plain, section=item.section.code if item.section else "")


def words_of(facts: ItemFacts, sections: Mapping[str, str]) -> dict[str, str]:
    """The facts as the workbook and the difference show them."""
    return {
        "code": facts.code,
        "name": facts.name,
        "info_class": InfoClass(facts.info_class).label,
        "nature": Nature(facts.nature).label,
        "for_persons": YES if facts.for_persons else NO,
        "basis": facts.basis,
        "publish_scope": PublishScope(facts.publish_scope).label,
        "retention_months": str(facts.retention_months),
        "section": sections.get(facts.section, ""),
        "source": facts.source,
        "cycle": Cycle(facts.cycle).label,
        "due_day": str(facts.due_day),
    }


def write_edition(target: IO[bytes], items: Iterable[ItemFacts], sections: Mapping[str, str]) -> None:
    """Write the workbook of an edition."""
    write_table(target, "目录事项", columns(sections), (words_of(item, sections) for item in items), GUIDE)


def read_edition(data: bytes, filename: str, sections: Mapping[str, str]) -> tuple[Table, list[ItemFacts]]:
    """Read an edition's workbook: the table with its findings, and the facts of the rows (empty while anything is wrong)."""
    table = read_table(data, filename, columns(sections), noun="事项")
    _check_codes(table)
    if table.findings:
        return table, []
    return table, [_facts(row.cells, sections) for row in table.rows]


def _check_codes(table: Table) -> None:
    seen: dict[str, int] = {}
    for row in table.rows:
        code = row.cells["code"]
        if code and not _CODE.fullmatch(code):
            message = f"编码“{code[:20]}”里有不能用的字符。编码只用字母、数字、点和短横，如 XZ-XK。"
            table.say(BAD_CODE, message, row=row, key="code")
        if code and code in seen:
            message = f"编码“{code}”与第 {seen[code]} 行重复。一个编码只能是一个事项，请改正其中一行。"
            table.say(DOUBLE_ROW, message, row=row, key="code")
        seen.setdefault(code, row.number)


def _facts(cells: Mapping[str, str], sections: Mapping[str, str]) -> ItemFacts:
    return ItemFacts(
        code=cells["code"],
        name=cells["name"],
        info_class=_value(InfoClass, cells["info_class"]),
        nature=_value(Nature, cells["nature"]),
        for_persons=cells["for_persons"] == YES,
        basis=cells["basis"],
        publish_scope=_value(PublishScope, cells["publish_scope"]),
        retention_months=int(cells["retention_months"]),
        section=next((code for code, name in sections.items() if name == cells["section"]), ""),
        source=cells["source"],
        cycle=_value(Cycle, cells["cycle"]),
        due_day=int(cells["due_day"]),
    )


def _value(choices: type, label: str) -> str:
    return next(value for value, shown in choices.choices if shown == label)  # type: ignore[attr-defined]
