"""One's own data as a workbook to take along (个人信息保护法第四十五条: the right to a copy)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from core.sheets.writing import Column, SheetSpec, write_workbook
from portal.own.lines import OwnLine, head

if TYPE_CHECKING:
    from records.models import Affiliation, Subject

_RECORD_COLUMNS = ("事项", "事由", "性质", "文号", "机关", "认定日期", "状态", "给谁看、到何时", "标注", "回应")


def own_workbook(subject: Subject, lines: list[OwnLine], names: list[Any], ties: list[Affiliation]) -> bytes:
    """Three sheets: who the file is about, the records, the ties. Cells are formula-safe, as everywhere."""
    facts = [[row.label, str(row.value)] for row in head(subject)]
    facts += [["曾用名", f"{one.name}（至 {one.valid_until}）"] for one in names if one.valid_until]
    target = io.BytesIO()
    write_workbook(
        target,
        [
            SheetSpec("基本信息", [Column("栏目"), Column("内容", width=50)], facts),
            SheetSpec("记录", [Column(title) for title in _RECORD_COLUMNS], [_record(line) for line in lines]),
            SheetSpec(
                "任职关系",
                [Column(title) for title in ("姓名", "机构", "身份", "起", "止", "依据")],
                [_tie(tie) for tie in ties],
            ),
        ],
    )
    return target.getvalue()


def _record(line: OwnLine) -> list[str]:
    record = line.record
    return [
        record.item.name, record.title, record.get_nature_display(), record.document_number, record.authority,
        f"{record.event_date}", line.state, line.why, line.beside.in_words, line.beside.reply,
    ]  # fmt: skip


def _tie(tie: Affiliation) -> list[str]:
    return [
        tie.person.name,
        tie.institution.name,
        tie.get_role_display(),
        f"{tie.since}",
        f"{tie.until or ''}",
        tie.source,
    ]
