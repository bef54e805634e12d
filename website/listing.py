"""From a request to a page of records: what every list of the public's door and of its API has in common."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from core.errors import DomainError
from records.models import CreditRecord
from records.search import Page, search_records
from records.search_cursor import ENDING, NEWEST
from website.params import ROWS, Params
from website.shown import ShownRecord, shown_records

AUTHORITIES_FROM, AUTHORITY_SECONDS = 1000, 60
ORDERS = ((NEWEST, "新作出的在前"), (ENDING, "快到期的在前"))


@dataclass(frozen=True)
class Listing:
    """A page of records ready to be shown, with the words and links around it."""

    rows: tuple[tuple[int, ShownRecord], ...]
    found: Page
    total_text: str
    first_url: str
    older_url: str


def list_records(params: Params, on: date) -> Listing:
    """Ask for the page that the parameters describe. A refused query becomes one of the parameters' errors."""
    try:
        found = search_records(params.q, on=on, **params.filters())  # type: ignore[arg-type]
    except DomainError as error:
        params.errors.append(error)
        found = Page(())
    rows = tuple(enumerate(shown_records(found.items, on), params.start))
    older = address_with(params, after=found.next, n=params.start + len(rows)) if found.next else ""
    return Listing(rows, found, total_text(found), address_with(params, after="", n="") if params.after else "", older)


def total_text(found: Page) -> str:
    """共 12 条 / 共 1,000 条以上; empty on later pages."""
    if not found.items or not found.count_text:
        return ""
    number = found.count_text.rstrip("+")
    return f"共 {number} 条以上" if found.count_text.endswith("+") else f"共 {number} 条"


def address_with(params: Params, **changes: object) -> str:
    """The present list with some parameters changed, as the part of the address from `?` on."""
    query = kept(params) | {name: str(value) for name, value in changes.items()}
    return "?" + urlencode({name: value for name, value in query.items() if value})


def kept(params: Params, *, without: Iterable[str] = ()) -> dict[str, str]:
    """The parameters that differ from what a plain address would mean."""
    values: Mapping[str, object] = {
        "q": params.q,
        "kind": params.kind,
        "since": params.since or "",
        "until": params.until or "",
        "authority": params.authority,
        "order": "" if params.order == NEWEST else params.order,
        "rows": "" if params.rows == 20 else params.rows,
        "after": params.after,
        "n": "" if params.start == 1 else params.start,
    }
    return {name: str(value) for name, value in values.items() if value != "" and name not in without}


def authorities(on: date, chosen: str) -> list[str]:
    """Authorities to choose from: those of the newest public records, and the one already chosen."""
    return sorted({*_authorities_at(on, int(time.monotonic() // AUTHORITY_SECONDS)), *([chosen] if chosen else [])})


@lru_cache(maxsize=1)
def _authorities_at(on: date, tick: int) -> frozenset[str]:
    newest = CreditRecord.objects.public(on).browsable().newest()
    return frozenset(newest.values_list("authority", flat=True)[:AUTHORITIES_FROM])


def filter_context(params: Params, on: date) -> dict[str, object]:
    """What the filter form of a list needs."""
    return {
        "params": params,
        "authorities": authorities(on, params.authority),
        "row_choices": ROWS,
        "orders": ORDERS,
        "filtered": bool(params.since or params.until or params.authority),
        "clear_url": address_with(params, since="", until="", authority="", after="", n=""),
    }  # fmt: skip
