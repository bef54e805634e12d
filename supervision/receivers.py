"""A record was corrected or withdrawn: whoever looked its subject up for a matter, opened the matter or decided it is told once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.dispatch import receiver

from objections.choices import LetterKind, Received
from objections.services.letters import Change, Recipient, first_day, send
from records.models import CreditRecord
from records.signals import record_corrected, record_withdrawn
from supervision.models import LookUp


@receiver(record_corrected, dispatch_uid="supervision.corrected")
def tell_of_correction(sender: Any, *, record: Any, key: str, reason: str, changes: Any, **kwargs: Any) -> None:
    """Write the correction letters of look-ups."""
    _tell(Change(record, key, LetterKind.CORRECTED, reason, changes))


@receiver(record_withdrawn, dispatch_uid="supervision.withdrawn")
def tell_of_withdrawal(sender: Any, *, record: Any, key: str, reason: str, changes: Any, **kwargs: Any) -> None:
    """Write the letters that an item no longer counts."""
    _tell(Change(record, key, LetterKind.WITHDRAWN, reason, changes))


def lookers_up(record: CreditRecord) -> Iterator[Recipient]:
    """People of the matters in which this very record was found, since the day that letters reach back to."""
    rows = LookUp.objects.filter(
        subject_id=record.subject_id, looked_on__gte=first_day(),
        result__contains={"records": [{"id": str(record.public_id)}]},
    ).select_related("matter__opened_by__section", "matter__decided_by__section", "looked_by__section")  # fmt: skip
    for row in rows.order_by("-looked_on", "-pk"):
        for person in (row.looked_by, row.matter.opened_by, row.matter.decided_by):
            if person is not None and row.looked_on is not None:
                name = f"{person.section_name} {person.display_name}".strip()
                yield Recipient(name, Received.LOOKUP, row.looked_on, row.matter.number, person)


def _tell(change: Change) -> None:
    found = list(lookers_up(change.record))
    if found:
        send(change, found)
