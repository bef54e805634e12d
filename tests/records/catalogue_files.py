"""Workbooks of catalogue editions for tests, made from what is in force."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

from openpyxl import load_workbook

from records.catalogue_sheet import write_edition
from records.services.catalogue import EditionFacts, edition_items, newest_edition, section_names

FIRST_DAY = date(2027, 1, 1)


def facts(**change) -> EditionFacts:
    """A new national edition from New Year's Day 2027."""
    known = {
        "code": "national-2027", "scope": "national", "name": "全国公共信用信息基础目录（2027年版）", "basis": "发改财金规〔2026〕99号",
        "valid_from": FIRST_DAY,
    }  # fmt: skip
    return EditionFacts(**(known | change))


def workbook(change: Callable[[list[list]], None] | None = None, scope: str = "national") -> bytes:
    """The present edition as downloaded; `change` gets the rows (the header first) and may alter, add or delete them."""
    target = io.BytesIO()
    write_edition(target, edition_items(newest_edition(scope)), section_names())
    book = load_workbook(target)
    sheet = book["目录事项"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    if change:
        change(rows)
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append(row)
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


def row_of(rows: list[list], code: str) -> list:
    """The row of an item."""
    return next(row for row in rows if row[0] == code)


def filing(name: str = "行政备案信息", code: str = "XZ-BA") -> list:
    """A new item as a row."""
    return [
        code, name, "行政管理信息", "一般", "是", "《行政备案管理办法》第三条", "社会公开", "60", "公共法律服务管理科（业务）", "备案证明", "按月", "10",
    ]  # fmt: skip
