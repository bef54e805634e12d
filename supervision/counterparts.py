"""Who is to be looked up, read from pasted lines or from a table: a name, a code, or both in each row. Pure.

An identity number is taken in only as its keyed hash; what is kept to be read is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.errors import NotUnderstood
from core.masking import find_private, mask_id, scrub
from core.search import fold
from core.sheets.cells import cell_text
from core.sheets.reading import read_workbook
from core.text import clean, clean_code
from records.services.subjects import person_hash

LIMIT = 500
"""Counterparts in one round (F21.3)."""

_SEPARATORS = re.compile(r"[\t,，;；|]+")
_CODE = re.compile(r"(?=.*\d)[0-9A-Z]{7,20}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NAME_HEADS = ("名称", "姓名", "单位", "机构", "企业", "相对人", "主体")
_CODE_HEADS = ("代码", "证号", "证件号", "执业证")
_HEAD_ROWS = 10


@dataclass(frozen=True)
class Counterpart:
    """One row as it will be looked up. `code` is fit to be shown; `id_hash` is filled when it was an identity number."""

    name: str
    code: str = ""
    id_hash: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return fold(self.name), self.id_hash or self.code


def from_text(text: str) -> list[Counterpart]:
    """One counterpart a line: a name, a code, or both, parted by tab, comma or space. Header lines and repeats are left out."""
    return _unique(_of_line(line) for line in text.splitlines() if line.strip())


def from_file(content: bytes, filename: str, max_bytes: int) -> list[Counterpart]:
    """The rows of the first sheet. NotUnderstood, in Chinese, when the file is no readable table."""
    rows = [
        [cell_text(cell) for cell in row]
        for row in read_workbook(content, filename=filename, max_bytes=max_bytes).sheets[0].rows
    ]
    start, name_at, code_at = _columns(rows)
    if start is None:
        return _unique(_of_parts(row) for row in rows)
    return _unique(_build(_cell(row, name_at), _cell(row, code_at)) for row in rows[start:])


def check_size(found: Sequence[Counterpart], already: int = 0) -> None:
    """NotUnderstood for nothing at all or for more than one round may hold."""
    if not found:
        raise NotUnderstood(
            "没有认出任何名称或代码。请每行写一个名称或统一社会信用代码，或上传有“名称”一列的表格。",
            code="E-CX-01",
            field="names",
        )
    if already + len(found) > LIMIT:
        raise NotUnderstood(
            f"一件事项最多查 {LIMIT} 个，现在共 {already + len(found)} 个。请分成几件事项办理。",
            code="E-CX-02",
            field="names",
        )


def _columns(rows: list[list[str]]) -> tuple[int | None, int | None, int | None]:
    """(first data row, column of names, column of codes) by the header; (None, None, None) without one."""
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        heads = [clean(cell) for cell in row]
        code_at = next(
            (i for i, head in enumerate(heads) if len(head) <= 20 and any(word in head for word in _CODE_HEADS)), None
        )
        name_at = next(
            (
                i
                for i, head in enumerate(heads)
                if i != code_at and len(head) <= 12 and any(head.endswith(word) for word in _NAME_HEADS)
            ),
            None,
        )
        if name_at is not None or code_at is not None:
            return number + 1, name_at, code_at
    return None, None, None


def _cell(row: list[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _of_line(line: str) -> Counterpart | None:
    parts = [part for part in _SEPARATORS.split(line) if part.strip()]
    if len(parts) == 1:
        words = parts[0].split()
        if len(words) > 1 and _CODE.fullmatch(clean_code(words[-1])):
            parts = [" ".join(words[:-1]), words[-1]]
    return _of_parts(parts)


def _of_parts(parts: Iterable[str]) -> Counterpart | None:
    """The first part with Chinese in it is the name, the first that has the form of a code the code.

    A line with neither, yet with a word, is kept by that word: a foreign name left out in silence would pass for looked up.
    """
    values = [part for part in map(clean, parts) if part]
    name = next((value for value in values if _CHINESE.search(value)), "")
    code = next((value for value in values if value != name and _CODE.fullmatch(clean_code(value))), "")
    if not code and name in _HEADER_LINES:
        return None
    if not name and not code:
        name = next((value for value in values if any(char.isalpha() for char in value)), "")
    return _build(name, code)


_HEADER_LINES = frozenset(("名称", "单位名称", "机构名称", "企业名称", "姓名", "行政相对人", "行政相对人名称", "序号"))


def _build(name: str, code: str) -> Counterpart | None:
    name, code = scrub(clean(name))[:200], clean_code(code)[:40]
    if not name and not code:
        return None
    if code and any(span.kind == "id" for span in find_private(code)):
        return Counterpart(name, mask_id(code), person_hash(code))
    return Counterpart(name, scrub(code))


def _unique(found: Iterable[Counterpart | None]) -> list[Counterpart]:
    return list({one.key: one for one in _some(found)}.values())


def _some(found: Iterable[Counterpart | None]) -> Iterator[Counterpart]:
    return (one for one in found if one is not None)
