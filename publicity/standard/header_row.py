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

    Titles and notes above it, blank rows and a blank first column do not matter.
    """
    best: tuple[int, int, list[Any]] | None = None
    for number, row in enumerate(sheet.head(HEAD_ROWS), 1):
        known = book.recognised(row)
        if (
            known >= _LEAST
            and (best is None or known > best[0])
            and known * 2 >= sum(not is_empty(cell) for cell in row)
        ):
            best = (known, number, row)
    return None if best is None else (best[1], best[2])


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
