"""What the ledger hears: the record of a decision was taken off, so the platform must take it off too."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from publicity.models import Decision
from publicity.services.followups import withdrawal_queue
from publicity.services.ledger import SOURCE
from records.signals import record_withdrawn


@receiver(record_withdrawn, dispatch_uid="publicity.withdrawn")
def tell_the_platform(sender: Any, *, record: Any, reason: str, **kwargs: Any) -> None:
    """Queue the follow-up of a decision that was ever sent."""
    decision = Decision.objects.filter(pk=record.source_id).first() if record.source_type == SOURCE else None
    if decision is not None:
        withdrawal_queue(decision=decision, reason=reason)
