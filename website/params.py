"""What stands behind the question mark of a public address, read once for pages, API and CSV. Anything unreadable is said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from core.errors import DomainError
from core.text import clean
from records.search_cursor import NEWEST, ORDERINGS, read_cursor
from website.kinds import OTHERS, codes_of, kind_names

ROWS = (10, 20, 50)
MAX_ROWS = 100
MAX_TEXT = 200
_DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")


@dataclass
class Params:
    """The request as understood. `errors` holds what was not; the values it concerns stand at their defaults."""

    q: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    authority: str = ""
    after: str = ""
    start: int = 1
    rows: int = 20
    order: str = NEWEST
    errors: list[DomainError] = field(default_factory=list)

    @property
    def kinds(self) -> tuple[str, ...]:
        return codes_of(self.kind)

    def filters(self) -> dict[str, object]:
        """Keyword arguments for `search_records`."""
        return {
            "kind": self.kinds, "since": self.since, "until": self.until, "authority": self.authority or None,
            "after": self.after, "limit": self.rows, "order": self.order,
        }  # fmt: skip

    def without_errors(self) -> Params:
        """The same, or the first error raised: for answers that cannot show several."""
        if self.errors:
            raise self.errors[0]
        return self


def read_params(
    query: QueryDict, *, kind: str = "", rows_name: str = "rows", other_kinds: Iterable[str] = ()
) -> Params:
    """Read the parameters q, kind, since, until, authority, after, n, order and the number of rows.

    kind: fixed by the page, so that the parameter is not read. other_kinds: more values of `kind` that the page knows.
    """
    found = Params(q=clean(query.get("q", "")), kind=kind)
    errors = found.errors
    found.authority = clean(query.get("authority", ""))[:MAX_TEXT]
    if not kind:
        found.kind = _kind(query.get("kind", ""), other_kinds, errors)
    found.since = _day(query, "since", "起始日期", errors)
    found.until = _day(query, "until", "截止日期", errors)
    if found.since and found.until and found.since > found.until:
        errors.append(
            DomainError("起始日期晚于截止日期，查不出结果。请对调两个日期。", code="bad_dates", field="since")
        )
        found.since = found.until = None
    found.order = _order(query.get("order", ""), errors)
    found.rows = _rows(query, rows_name, errors)
    found.start = _start(query.get("n", ""))
    try:
        found.after = query.get("after", "") if read_cursor(query.get("after")) else ""
    except DomainError as error:
        errors.append(error)
    return found


def _kind(value: str, other_kinds: Iterable[str], errors: list[DomainError]) -> str:
    if not value or value == OTHERS or value in kind_names() or value in other_kinds:
        return value
    errors.append(DomainError("没有这种类别。请从页面上的类别中选择。", code="bad_kind", field="kind"))
    return ""


def _day(query: QueryDict, name: str, label: str, errors: list[DomainError]) -> date | None:
    text = clean(query.get(name, ""))
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return date(*map(int, match.groups()))
    except ValueError:
        errors.append(
            DomainError(f"{label}不是一个日期。请写成 2026-03-09 这样的年月日。", code="bad_date", field=name)
        )
        return None


def _order(value: str, errors: list[DomainError]) -> str:
    if not value or value in ORDERINGS:
        return value or NEWEST
    errors.append(
        DomainError(
            "没有这种排序。请写 newest（新作出的在前）或 ending（快到期的在前）。", code="bad_order", field="order"
        )
    )
    return NEWEST


def _rows(query: QueryDict, name: str, errors: list[DomainError]) -> int:
    text = query.get(name, "")
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MAX_ROWS:
        return int(text[:9])
    if text:
        errors.append(DomainError(f"每页条数不对，请写 1 到 {MAX_ROWS} 的整数。", code="bad_rows", field=name))
    return 20


def _start(text: str) -> int:
    """The number of the first row: decoration, so anything odd is a 1."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1
