"""Workbooks as a county office makes and mends them: a title over the table, notes, today's habits of typing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

BUREAU = "巫山县司法局"
TITLE_ROWS = 2
"""A merged title and a line of remarks stand above the header."""

# field → header as this office writes it, not as the standard does
HEADERS = {
    "name": "行政相对人名称",
    "kind": "行政相对人类别",
    "code": "统一社会信用代码",
    "head": "法定代表人",
    "number": "行政处罚决定书文号",
    "offence": "违法行为类型",
    "facts": "违法事实",
    "basis": "处罚依据",
    "classes": "处罚类别",
    "content": "处罚内容",
    "fine": "罚款金额（万元）",
    "decided": "处罚决定日期",
    "until": "处罚有效期",
    "authority": "处罚机关",
    "authority_code": "处罚机关统一社会信用代码",
    "source": "数据来源单位",
    "source_code": "数据来源单位统一社会信用代码",
}


def penalty_row(place: Any, number: str, decided: date, bureau_code: str, **change: str) -> dict[str, str]:
    """A fine on a firm, as a clerk types it; `change` by the keys of HEADERS."""
    return {
        "name": place.name,
        "kind": "法人及非法人组织",
        "code": place.uscc,
        "head": place.head,
        "number": number,
        "offence": "对本所律师疏于管理，造成不良影响",
        "facts": f"经查，{place.name}对本所律师疏于管理，有询问笔录等证据证实。",
        "basis": "《中华人民共和国律师法》第五十条第一款第八项",
        "classes": "罚款",
        "content": "处罚款10000元。",
        "fine": "1",
        "decided": f"{decided.year}年{decided.month}月{decided.day}日",
        "until": "2099/12/31",
        "authority": BUREAU,
        "authority_code": bureau_code,
        "source": BUREAU,
        "source_code": bureau_code,
    } | change


def write(path: Path, rows: list[Mapping[str, str]]) -> Path:
    """The workbook: a merged title, a remark, the header, the rows; everything typed as text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "九月处罚"
    sheet.append([f"{BUREAU}2026年9月行政处罚信息归集表"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADERS))
    sheet["A1"].font, sheet["A1"].alignment = Font(size=16, bold=True), Alignment(horizontal="center")
    sheet.append(["填表说明：一行填一件，金额单位为万元。"])
    sheet.append(list(HEADERS.values()))
    for row in rows:
        sheet.append([row.get(key, "") for key in HEADERS])
    for cells in sheet.iter_rows(min_row=TITLE_ROWS + 2):
        for cell in cells:
            cell.number_format = "@"
    book.save(path)
    return path


def marks(path: Path) -> dict[str, str]:
    """Address → comment of every cell of the data sheet that is filled red, in an answered workbook."""
    return {
        cell.coordinate: cell.comment.text if cell.comment else ""
        for line in data_sheet(load_workbook(path)).iter_rows()
        for cell in line
        if _is_red(cell)
    }


def mend(path: Path, values: Mapping[str, str]) -> None:
    """Type new values into cells of the answered workbook and save it, as a clerk does."""
    book = load_workbook(path)
    sheet = data_sheet(book)
    for address, value in values.items():
        sheet[address] = value
    book.save(path)


def data_sheet(book: Any) -> Worksheet:
    """The clerk's own sheet among those that the answer added."""
    return book["九月处罚"]


def column(key: str) -> str:
    """Letter of a column."""
    return chr(ord("A") + list(HEADERS).index(key))


def _is_red(cell: Any) -> bool:
    colour = cell.fill.fgColor.rgb if cell.fill and cell.fill.fill_type == "solid" else None
    if not isinstance(colour, str):
        return False
    red, green, blue = (int(colour[-6:][i : i + 2], 16) for i in (0, 2, 4))
    return red > 200 and green < red - 30 and blue < red - 30
