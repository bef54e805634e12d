"""Kinds of exports: an app of a higher floor says what is in a list; purpose, limit, watermark, register and file are here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.errors import DomainError
from core.sheets.cells import is_storable, storable
from core.sheets.writing import SheetSpec, Value, value_text


@dataclass(frozen=True)
class Extract:
    """One list as asked for. `count` is the number of rows that will be counted against the limit, known before anything is read
    (it may be capped just above the limit); `sheets` makes the sheets, the first one is the list itself.

    `purpose` and `matter` are what the page proposes, where the list belongs to a numbered matter.
    """

    title: str
    count: int
    sheets: Callable[[], Sequence[SheetSpec]]
    conditions: str = ""
    purpose: str = ""
    matter: str = ""
    filename: str = ""
    about: Any = None
    """The one object that all rows belong to, where there is one: named in the register of looks."""
    guide: Sequence[str] = ()
    """Lines of a first sheet that says how the list is to be filled in; not part of the sealed data."""


@dataclass(frozen=True)
class ExportKind:
    """`extract(user, params, limit)` finds what this person may see by these parameters; DomainError when they make no sense.
    `perm` is needed besides the right to export. `params` names the parameters that count; all others are dropped."""

    code: str
    title: str
    perm: str | tuple[str, ...]
    params: tuple[str, ...]
    extract: Callable[[Any, Mapping[str, str], int], Extract]


#: Fields of the export page itself; no list may use them for its parameters.
OWN_NAMES = frozenset({"what", "purpose", "matter", "csrfmiddlewaretoken"})
_kinds: dict[str, ExportKind] = {}
#: Signs between cells and after lines of the digest: no cell can hold them.
_BETWEEN, _END = "\x1f", "\x1e"


def register_export(kind: ExportKind) -> None:
    """Add a kind; apps call this from `jobs.py`, loaded when the app is ready."""
    if taken := OWN_NAMES & set(kind.params):
        raise ValueError(f"{kind.code}: {taken} are names of the export page itself")
    _kinds[kind.code] = kind


def export_url(code: str, asked: Mapping[str, str] | None = None) -> str:
    """The address where a list, as it is asked for, is taken out of the system."""
    query = {"what": code, **{name: value for name, value in (asked or {}).items() if name not in OWN_NAMES and value}}
    return f"{reverse('admin:exchange_export_new')}?{urlencode(query)}"


def export_kind(code: str) -> ExportKind:
    """The kind by its code. DomainError for one that is not known."""
    try:
        return _kinds[code]
    except KeyError:
        raise DomainError("没有这种导出。请回到原来的列表，点“导出”重新开始。", code="E-EXP-01") from None


def export_titles() -> dict[str, str]:
    """Code → title of all kinds."""
    return {kind.code: kind.title for kind in _kinds.values()}


@dataclass
class Seal:
    """SHA-256 over the cells of sheets, taken while they are written; `rows` of the first sheet are counted.

    A line is the cells' texts as they are stored, U+001F between them, none for empty cells at the end, and U+001E after it; headers
    first, every sheet after its name: the digest can be taken again from the workbook alone.
    """

    limit: int
    rows: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def over(self, spec: SheetSpec, *, counted: bool) -> SheetSpec:
        """The same sheet, which tells the seal what passes."""
        return SheetSpec(spec.name, spec.columns, self._through(spec, counted), spec.hints)

    def _through(self, spec: SheetSpec, counted: bool) -> Iterator[Sequence[Value]]:
        """Rows of text leave as the texts that were sealed; where a column holds numbers, they leave as they came."""
        numbers = any(column.kind == "number" for column in spec.columns)
        self.line([spec.name])
        self.line([column.header for column in spec.columns])
        for row in spec.rows:
            if counted:
                self.rows += 1
                if self.rows > self.limit:
                    raise over_limit(self.limit)
            texts = self.line(row)
            yield row if numbers else texts

    def line(self, row: Iterable[Value]) -> list[str]:
        """Take one line into the digest; its texts."""
        texts = [value if type(value) is str else value_text(value) for value in row]
        if not is_storable("".join(texts)):
            texts = [storable(text) for text in texts]
        self._digest.update(f"{_BETWEEN.join(texts).rstrip(_BETWEEN)}{_END}".encode())
        return texts

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())


def over_limit(limit: int, count: int | None = None) -> DomainError:
    """The refusal of too many rows."""
    many = f"共 {count} 行，" if count is not None and count <= 2 * limit else ""
    return DomainError(
        f"{many}超过您一次最多导出的 {limit} 行。请用筛选条件缩小范围，或请信用办导出。", code="E-EXP-03"
    )
