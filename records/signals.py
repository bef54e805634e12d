"""News of credit records for the floors above, told after commit: corrected, withdrawn, repaired.

Every signal gives `record` (the row as committed), `key` (names this one change; the same key is never news twice),
`reason`, and `changes` (label → [before, after], empty when nothing but the display changed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.dispatch import Signal

if TYPE_CHECKING:
    from records.models import CreditRecord

record_corrected = Signal()
record_withdrawn = Signal()
record_repaired = Signal()


def announce(
    signal: Signal, record: CreditRecord, *, key: str, reason: str, changes: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Tell the floors above once this transaction is committed; nothing is told of what was rolled back."""
    facts = {label: list(values) for label, values in (changes or {}).items()}
    transaction.on_commit(
        lambda: signal.send(sender=type(record), record=record, key=key, reason=reason, changes=facts)
    )
