"""Reading the platform's receipt: a table from a file or pasted text, whatever its header calls the columns. Pure.

Nothing is guessed: a table without the columns that tell a row and its result is refused with the list of what was not found, and a
result word nobody knows stays an open question of its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.errors import NotUnderstood
from core.identifiers.docnumber import is_absent, normalise
from core.sheets.cells import cell_text
from core.text import clean, clean_code, clean_multiline, fold

ACCEPTED, REJECTED, UNKNOWN = "accepted", "rejected", "unknown"

#: Column → words a header may be called by, the surest first. A header matches when it holds the word, once folded.
HEADERS: dict[str, tuple[str, ...]] = {
    "number": ("决定书文号", "决定文书号", "文书号", "文号"),
    "certificate": ("许可编号", "许可证编号", "证书编号"),
    "code": ("统一社会信用代码", "相对人代码", "信用代码", "代码_1", "代码1"),
    "name": ("行政相对人名称", "相对人名称", "主体名称", "单位名称", "相对人", "名称"),
    "rule": ("规则代码", "错误代码", "校验规则", "错误编码", "规则编码"),
    "reason": ("退回原因", "失败原因", "错误原因", "错误信息", "错误说明", "反馈意见", "校验信息", "原因", "说明"),
    "result": ("处理结果", "入库状态", "入库结果", "校验结果", "反馈结果", "处理状态", "结果", "状态"),
    "reported_on": ("上报日期", "上报时间", "报送日期", "报送时间", "提交时间"),
}
_NOT = {
    "code": ("机关", "来源", "规则", "错误"),
    "name": ("机关", "来源", "文书", "证书", "证照", "单位名称来源"),
    "result": ("当前状态",),
}
_REJECTING = ("退回", "失败", "不通过", "未通过", "不合格", "未入库", "错误", "驳回", "疑问", "异常", "不符")
_ACCEPTING = ("入库", "成功", "通过", "合格", "正常", "接收", "完成")
_NOTHING_WRONG = ("无错误", "无误", "无异常", "没有错误")
_SPLIT = re.compile(r"\t|,|，|\s{2,}|\|")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_HEAD_ROWS = 10


@dataclass(frozen=True)
class Entry:
    """One row of a receipt. `row` is its place in the file; `number` is normalised, "" where the cell says there is none."""

    row: int
    number: str = ""
    certificate: str = ""
    code: str = ""
    name: str = ""
    result: str = UNKNOWN
    words: str = ""
    rule: str = ""
    reason: str = ""
    reported_on: date | None = None


@dataclass
class ReceiptTable:
    """The rows of a receipt and what the header was understood to say (column → header as written)."""

    entries: list[Entry]
    columns: dict[str, str] = field(default_factory=dict)


def read_table(rows: Iterable[tuple[int, Sequence[Any]]]) -> ReceiptTable:
    """Entries of a table given as (row number, cells). NotUnderstood without a header that names 文号 (or 许可编号) and the result."""
    lines = [(number, [clean_multiline(cell_text(cell)) for cell in cells]) for number, cells in rows]
    at, columns = _header(lines)
    found = []
    for number, cells in lines[at + 1 :]:
        values = {name: cells[i] if i < len(cells) else "" for name, i in columns.items()}
        if any(values.values()):
            found.append(_entry(number, values, "result" in columns))
    if not found:
        raise NotUnderstood(
            "回执里只有表头，没有数据行。请确认文件完整后重新上传。", code="receipt_empty", field="file"
        )
    headers = lines[at][1]
    return ReceiptTable(found, {name: headers[i] for name, i in columns.items()})


def read_pasted(text: str) -> ReceiptTable:
    """Entries of a table pasted from a web page or a sheet: one line per row, cells divided by tabs, commas or wide gaps."""
    lines = text.replace("\r\n", "\n").split("\n")
    divider = re.compile(r"\t") if any("\t" in line for line in lines) else _SPLIT
    return read_table((number, divider.split(line)) for number, line in enumerate(lines, start=1) if line.strip())


def result_of(words: str) -> str:
    """accepted, rejected, or unknown for a word of the platform. Refusals are looked for first: 未入库, 入库失败."""
    text = fold(words)
    if any(word in text for word in _NOTHING_WRONG):
        return ACCEPTED
    if any(word in text for word in _REJECTING):
        return REJECTED
    if any(word in text for word in _ACCEPTING):
        return ACCEPTED
    return UNKNOWN


def _header(lines: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for at, (_, cells) in enumerate(lines[:_HEAD_ROWS]):
        columns = _columns(cells)
        if len(columns) > len(best[1]):
            best = (at, columns)
    at, columns = best
    missing = []
    if not {"number", "certificate"} & columns.keys():
        missing.append("文号（或许可编号）")
    if not {"result", "reason"} & columns.keys():
        missing.append("结果（入库、退回）")
    if missing:
        raise NotUnderstood(
            f"看不懂这份回执：没有找到{'、'.join(missing)}列。请保留平台导出的表头（文号、名称、结果、原因），连同表头一起粘贴或上传。",
            code="receipt_header",
            field="file",
        )
    return at, columns


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Which cell of a header row is which column; each column the best header, each cell at most one column."""
    headers = [fold(cell) for cell in cells]
    found: dict[str, int] = {}
    for name, words in HEADERS.items():
        for word in words:
            places = [
                i
                for i, header in enumerate(headers)
                if fold(word) in header
                and len(header) <= 40
                and i not in found.values()
                and not _excluded(name, header)
            ]
            if places:
                found[name] = places[0]
                break
    return found


def _excluded(name: str, header: str) -> bool:
    return any(word in header for word in _NOT.get(name, ()))


def _entry(row: int, values: dict[str, str], has_result: bool) -> Entry:
    words = values.get("result", "")
    result = result_of(words) if has_result else (REJECTED if values.get("reason") else UNKNOWN)
    return Entry(
        row=row,
        number=number_key(values.get("number", "")),
        certificate=clean_code(values.get("certificate", "")),
        code=clean_code(values.get("code", "")),
        name=clean(values.get("name", "")),
        result=result,
        words=clean(words)[:60],
        rule=clean(values.get("rule", ""))[:40],
        reason=clean(values.get("reason", ""))[:500],
        reported_on=_day(values.get("reported_on", "")),
    )


def number_key(value: str) -> str:
    """A document number in its one writing; "" where there is none."""
    return "" if is_absent(value) else normalise(value).text


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return datetime.strptime("-".join(match.groups()), "%Y-%m-%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None
