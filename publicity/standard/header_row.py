"""Finding the header row of a sheet, and telling explaining rows and closing lines from data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from core.sheets.cells import cell_text, is_empty
from core.sheets.reading import Sheet
from publicity.standard.headers import HeaderBook

HEAD_ROWS = 30
_LEAST = 3

_HINT = re.compile(
    r"^[（(【\[]?(?:必填|选填|非必填|可不填|条件必填|示例|例[:：如]|格式|长度|字符|文本|日期型?|数值|说明|填写|填报|请填|参考|注[:：]|如[:：]|自然人必填|法人必填)"
    r"|(?:必填项?|选填项?|yyyy|YYYY|字符型|不超过\d+|\d+位|\d+字)"
)
_EXAMPLE = re.compile(r"^(?:示例|样例|例子|例|示范|说明|填写说明|填表说明|填报说明|要求|备注说明)[:：\d]?")
_TAIL = re.compile(
    r"^(?:合计|总计|小计|填表人|填报人|填报单位|审核人|制表|制表人|负责人签字|联系电话|联系人|填表日期|填报日期|注[:：]|备注[:：]|说明[:：])"
)


def find_header(sheet: Sheet, book: HeaderBook) -> tuple[int, list[Any]] | None:
    """(row number, cells) of the row among the first thirty with the most known headers; None when no row has three of them.

    Titles and notes above it, blank rows and a blank first column do not matter. A header in two rows, a group above its parts
    (行政相对人代码 above 统一社会信用代码, 工商注册号 …), comes back as one row under the number of the lower one.
    """
    best: tuple[int, int, list[Any]] | None = None
    rows = sheet.head(HEAD_ROWS)
    for number, row in enumerate(rows, 1):
        known = book.recognised(row)
        if (
            known >= _LEAST
            and (best is None or known > best[0])
            and known * 2 >= sum(not is_empty(cell) for cell in row)
        ):
            best = (known, number, row)
    if best is None:
        return None
    _, number, row = best
    for lower in (number, number + 1):
        if 2 <= lower <= len(rows):
            joined = _in_one_row(_spread(sheet, lower - 1, rows[lower - 2]), rows[lower - 1], book)
            if joined and _different(joined, book) > _different(row, book):
                number, row = lower, joined
    return number, row


def _different(row: Sequence[Any], book: HeaderBook) -> int:
    """How many different headers of a row are known: two columns called 证件号码 say less than one."""
    return book.recognised(list(dict.fromkeys(cell for cell in row if isinstance(cell, str))))


def _spread(sheet: Sheet, number: int, row: Sequence[Any]) -> list[str]:
    """The texts of a row, each over the whole width of its merged block; where nothing is merged, as far as blanks follow."""
    texts = [cell_text(cell).strip() for cell in row]
    blocks = [block for block in sheet.merged if block.first_row <= number <= block.last_row]
    for block in blocks:
        for at in range(block.first_column, min(block.last_column, len(texts))):
            texts[at] = texts[block.first_column - 1]
    if not any(block.last_column > block.first_column for block in blocks):
        for at in range(1, len(texts)):
            texts[at] = texts[at] or texts[at - 1]
    return texts


def _in_one_row(groups: Sequence[str], lower: Sequence[Any], book: HeaderBook) -> list[Any] | None:
    """Group names and their parts as one row of headers; None when the lower row holds anything that is no part of a header."""
    joined: list[Any] = []
    for at in range(max(len(groups), len(lower))):
        group, part = (_text_at(row, at) for row in (groups, lower))
        header = _joined(group, part, book) if part else group
        if header is None:
            return None
        joined.append(header)
    return joined


def _joined(group: str, part: str, book: HeaderBook) -> str | None:
    """The header that a group and a part of it make, None when they make none."""
    if group and book.recognised([group + part]):
        return group + part
    if group and not book.recognised([group]) and book.recognised([f"{group}({part})"]):
        return f"{group}({part})"
    return part if book.recognised([part]) else None


def _text_at(row: Sequence[Any], at: int) -> str:
    return cell_text(row[at]).strip() if at < len(row) else ""


def is_hint_row(row: Sequence[Any]) -> bool:
    """Is the row right below the header one of hints (必填，18位 …) or an example, not data?"""
    texts = [cell_text(cell).strip() for cell in row if not is_empty(cell)]
    if not texts:
        return False
    if _EXAMPLE.match(texts[0]):
        return True
    hints = sum(1 for text in texts if _HINT.search(text))
    return hints * 2 > len(texts) or hints >= 3 and hints * 3 >= len(texts)


def is_tail_row(texts: Sequence[str]) -> bool:
    """Is it a closing line such as 合计 or 填表人：…: few cells, the first of them a known word."""
    filled = [text for text in texts if text]
    return len(filled) <= 4 and bool(filled) and bool(_TAIL.match(filled[0]))
