"""What objections hear: a record was corrected or withdrawn, so whoever received it is told; an answer arrived on paper; a calendar changed, so the clocks are set anew."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from core.calendar_hooks import calendar_changed
from notices.signals import paper_served
from objections.choices import LetterKind
from objections.services.handling import answer_served
from objections.services.letters import Change, recipients_of, send
from objections.services.watching import recount
from records.signals import record_corrected, record_withdrawn


@receiver(record_corrected, dispatch_uid="objections.corrected")
def tell_of_correction(sender: Any, *, record: Any, key: str, reason: str, changes: Any, **kwargs: Any) -> None:
    """Write the correction letters."""
    _tell(record, key, LetterKind.CORRECTED, reason, changes)


@receiver(record_withdrawn, dispatch_uid="objections.withdrawn")
def tell_of_withdrawal(sender: Any, *, record: Any, key: str, reason: str, changes: Any, **kwargs: Any) -> None:
    """Write the letters that an item no longer counts."""
    _tell(record, key, LetterKind.WITHDRAWN, reason, changes)


def _tell(record: Any, key: str, kind: str, reason: str, changes: Any) -> None:
    recipients = recipients_of(record)
    if recipients:
        send(Change(record, key, kind, reason, changes), recipients)


@receiver(paper_served, dispatch_uid="objections.served")
def tell_by_paper(sender: Any, *, dispatch: Any, actor: Any, **kwargs: Any) -> None:
    """An answer on paper arrived."""
    answer_served(actor=actor, dispatch=dispatch)


@receiver(calendar_changed, dispatch_uid="objections.calendar")
def set_clocks_anew(sender: Any, **kwargs: Any) -> None:
    """A new holiday notice moves the last days of open objections."""
    recount()
