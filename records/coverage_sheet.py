"""The coverage matrix as a workbook: the matrix, and the gaps with their due days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import IO

from core.sheets.writing import Column, SheetSpec, write_workbook
from records.coverage import COLLECTED, MISSING, RUNNING, ZERO, Cell, totals

_CYCLES = {"each": "逐件", "month": "按月", "quarter": "按季", "year": "按年"}
_WORDS = {ZERO: "零申报", MISSING: "缺", RUNNING: "进行中"}


def write_coverage(target: IO[bytes], year: int, cells: Sequence[Cell], on: date, by: str) -> None:
    """Write it. A quarter or year stands in its last month."""
    whole = totals(cells)
    head = (Column("科室", 20), Column("编码", 14), Column("事项", 28), Column("频次", 8))
    months = tuple(Column(f"{month}月", 10) for month in range(1, 13))
    gaps = (Column("科室", 20), Column("编码", 14), Column("事项", 28), Column("期间", 18), Column("归集期限", 14))
    about = [
        ["年份", str(year)], ["截至", on.isoformat()], ["制表人", by], ["应归集", str(whole.due)], ["已归集", str(whole.collected)],
        ["零申报", str(whole.zero)], ["缺", str(whole.missing)], ["覆盖率", whole.percent],
        ["怎么算", "（已归集 + 零申报）÷ 应归集，只算已经结束的期间；只舍不入。"],
    ]  # fmt: skip
    write_workbook(target, [
        SheetSpec("归集覆盖", (*head, *months), _rows(cells)),
        SheetSpec("缺项", gaps, _gaps(cells)),
        SheetSpec("说明", (Column("项目", 14), Column("内容", 60)), about),
    ])  # fmt: skip


def _rows(cells: Sequence[Cell]) -> Iterator[list[str]]:
    for line, mine in groupby(cells, key=lambda cell: cell.line):
        months = [""] * 12
        for cell in mine:
            months[cell.period.last.month - 1] = word(cell)
        yield [line.section_name, line.code, line.name, _CYCLES.get(line.cycle, line.cycle), *months]


def _gaps(cells: Sequence[Cell]) -> Iterator[list[str]]:
    for cell in cells:
        if cell.state == MISSING:
            yield [
                cell.line.section_name, cell.line.code, cell.line.name, cell.period.label, cell.due_on.isoformat(),
            ]  # fmt: skip


def word(cell: Cell) -> str:
    """What stands in the cell of the sheet."""
    if cell.ahead:
        return "未到"
    return f"已归集 {cell.count.collected}" if cell.state == COLLECTED else _WORDS.get(cell.state, "")
