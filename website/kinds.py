"""Kinds of decision as the public reads them. Asked on every page, so they are kept in the process for half a minute."""

from __future__ import annotations

import time
from functools import lru_cache

from publicity.models import DecisionKind

_SECONDS = 30
LICENCE, PENALTY, OTHERS = "licence", "penalty", "others"
FINDINGS = {"promise": "信用承诺履行认定"}
"""Kinds of records that no decision of the ledger stands behind; they are in no list of decisions."""


def kind_names() -> dict[str, str]:
    """Code → name of all kinds, in their order."""
    return _names_at(int(time.monotonic() // _SECONDS))


def kind_name(code: str) -> str:
    """The name of one kind; a kind made a moment ago is found too."""
    if code in FINDINGS:
        return FINDINGS[code]
    if code not in kind_names():
        _names_at.cache_clear()
    return kind_names().get(code, "行政决定")


def codes_of(choice: str) -> tuple[str, ...]:
    """The kinds behind a choice: a code, or `others` for all but licences and penalties; () for every kind."""
    if choice == OTHERS:
        return tuple(code for code in kind_names() if code not in (LICENCE, PENALTY))
    return (choice,) if choice else ()


@lru_cache(maxsize=1)
def _names_at(tick: int) -> dict[str, str]:
    return dict(DecisionKind.objects.order_by("order", "code").values_list("code", "name"))
