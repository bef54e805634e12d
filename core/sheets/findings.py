"""What a check found in a workbook, and the words in which the clerk reads it: in the cell, in the row, in the summary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from core.masking import mask_id, scrub
from core.sheets.cells import column_letters

Level = Literal["error", "warning", "note"]

RESULT_HEADER = "检查结果"
EXPLANATION_HEADER = "问题说明"
RESULT_HEADERS = (RESULT_HEADER, EXPLANATION_HEADER)
"""The pair of columns added to a marked workbook. A reader ignores columns with these headers."""

LEVEL_LABELS: dict[Level, str] = {"error": "需修改", "warning": "请核对", "note": "已自动调整"}
PASSED = "通过"
_RANK: dict[Level, int] = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about one cell (or, without column, about a whole row).

    row counts from 1 as in the sheet, column from 0; header is the column's title as the clerk wrote it; message says what – why –
    how; value is what stands there; proposal what to write instead. Identity numbers inside texts are masked when shown;
    secret marks a column of identity numbers, where value and proposal are masked whatever they look like.
    """

    row: int
    column: int | None
    level: Level
    code: str
    message: str
    header: str = ""
    value: str = ""
    proposal: str = ""
    secret: bool = False

    @property
    def shown_value(self) -> str:
        """The value as it may be shown."""
        return mask_id(self.value) if self.secret else scrub(self.value)

    @property
    def shown_proposal(self) -> str:
        """The proposal as it may be shown."""
        return mask_id(self.proposal) if self.secret else scrub(self.proposal)

    @property
    def advice(self) -> str:
        """Message and proposal in one sentence."""
        proposal = f"　建议改为：{self.shown_proposal}" if self.proposal else ""
        return scrub(self.message) + proposal


@dataclass(frozen=True, slots=True)
class Summary:
    """The frame of a check: which sheet, where its header is, and the rows that were checked (sheet row numbers)."""

    filename: str
    sheet: str
    header_row: int
    checked_rows: Collection[int]
    checked_at: str = ""
    remarks: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Group:
    """The same remark at several places: mended once, mended everywhere."""

    code: str
    header: str
    level: Level
    findings: tuple[Finding, ...]

    @property
    def places(self) -> str:
        """第 5–20、33 行; a long list is cut."""
        runs = row_runs(f.row for f in self.findings)
        text = "、".join(f"{a}–{b}" if b > a else str(a) for a, b in runs[:12])
        return f"第 {text} 行" + (f" 等 {len({f.row for f in self.findings})} 行" if len(runs) > 12 else "")


def by_row(findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    """Row → its findings, the worst first."""
    rows: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        rows[finding.row].append(finding)
    for found in rows.values():
        found.sort(key=lambda f: (_RANK[f.level], -1 if f.column is None else f.column))
    return rows


def groups(findings: Iterable[Finding]) -> list[Group]:
    """Same code in the same column together; errors before remarks, and within them the most frequent first."""
    gathered: dict[tuple[str, str, Level], list[Finding]] = defaultdict(list)
    for finding in findings:
        gathered[finding.code, finding.header, finding.level].append(finding)
    made = [Group(*key, tuple(sorted(found, key=lambda f: f.row))) for key, found in gathered.items()]
    return sorted(made, key=lambda g: (_RANK[g.level], -len(g.findings), g.findings[0].row))


def row_runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Row numbers as runs: 5, 6, 7, 9 → (5, 7), (9, 9)."""
    ordered = sorted(set(rows))
    runs = groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    return [(members[0][1], members[-1][1]) for members in (list(run) for _, run in runs)]


def verdict(found: Sequence[Finding]) -> str:
    """The word in the column 检查结果; `found` has the worst first."""
    return LEVEL_LABELS[found[0].level] if found else PASSED


def explanation(found: Sequence[Finding]) -> str:
    """The text in the column 问题说明: every remark with its column's title."""
    lines = [f"【{f.header or '整行'}】{f.advice}" for f in found]
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1)) if len(lines) > 1 else "".join(lines)


def cell_comment(found: Sequence[Finding]) -> str:
    """The comment on one cell."""
    return "\n".join(f"{LEVEL_LABELS[f.level]}（{f.code}）：{f.advice}" for f in found)


def cells(found: Sequence[Finding]) -> dict[int, list[Finding]]:
    """Column → findings of one row; whole-row remarks belong to no cell."""
    columns: dict[int, list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.column is not None:
            columns[finding.column].append(finding)
    return columns


def counts(findings: Sequence[Finding], summary: Summary) -> tuple[int, int, int, int]:
    """(rows checked, rows good, rows to be mended, remarks that do not stop a row)."""
    refused = {f.row for f in findings if f.level == "error"}
    remarks = sum(f.level != "error" for f in findings)
    return len(summary.checked_rows), len(summary.checked_rows) - len(refused), len(refused), remarks


GROUP_HEADERS = ("级别", "代码", "列", "出现次数", "所在行", "怎么改（举例）")
DETAIL_HEADERS = ("行号", "列", "级别", "代码", "当前内容", "问题说明", "建议改为")
DETAIL_WIDTHS = (10, 26, 12, 14, 30, 60, 26)


def heading_lines(findings: Sequence[Finding], summary: Summary) -> list[str]:
    """The lines above the tables of the summary sheet."""
    total, good, refused, remarks = counts(findings, summary)
    lines = [
        f"文件：{summary.filename}　工作表：{summary.sheet}"
        + (f"　检查时间：{summary.checked_at}" if summary.checked_at else ""),
        f"共检查 {total:,} 行：{good:,} 行通过，{refused:,} 行需修改；另有 {remarks:,} 处提醒。",
        "红色单元格必须修改，橙色单元格请核对；同样的问题排在一起，出现多的在前。改好后直接上传本文件即可，检查结果两列和本页会被忽略。",
    ]
    return lines + list(summary.remarks)


def group_rows(findings: Sequence[Finding]) -> list[list[str | int]]:
    """The first table: one line per kind of problem."""
    return [
        [LEVEL_LABELS[g.level], g.code, g.header, len(g.findings), g.places, g.findings[0].advice]
        for g in groups(findings)
    ]


def detail_rows(findings: Sequence[Finding]) -> Iterable[tuple[Finding, list[str | int]]]:
    """The second table: every finding, in the order of the groups."""
    for group in groups(findings):
        for f in group.findings:
            place = f"{f.header}（{column_letters(f.column)}列）" if f.column is not None else "整行"
            yield f, [f.row, place, LEVEL_LABELS[f.level], f.code, f.shown_value, scrub(f.message), f.shown_proposal]
