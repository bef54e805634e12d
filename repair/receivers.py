"""What repair hears: a paper was served."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from notices.signals import paper_served
from repair.services.revoking import notice_served


@receiver(paper_served, dispatch_uid="repair.served")
def begin_the_days_to_speak(sender: Any, *, dispatch: Any, actor: Any, **kwargs: Any) -> None:
    """The notice of a revocation arrived."""
    notice_served(actor=actor, dispatch=dispatch)
