"""What a stranger with a letter of repair in hand may learn: that it is ours, of which day, about whom; nothing of what it says."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from core import clock
from core.masking import mask_name
from core.text import clean
from repair.choices import LetterKind, RevocationState
from repair.models import Letter

_OF_THE_REPAIR = (LetterKind.GRANTED, LetterKind.REVIEW, LetterKind.CERTIFICATE)


@dataclass(frozen=True)
class Verified:
    """A letter whose number and code belong together. `void_since`: the repair it speaks of was taken back on this day."""

    number: str
    title: str
    issued_on: date
    subject: str
    void_since: date | None = None


def verify(number: str, code: str) -> Verified | None:
    """None when the number is unknown or the code is not its code; the two cannot be told apart."""
    number, code = (clean(text).upper().replace(" ", "")[:40] for text in (number, code))
    letter = Letter.objects.select_related("application__subject").defer("snapshot").filter(number=number).first()
    right = secrets.compare_digest((letter.verify_code if letter else "-").encode(), code.encode())
    if letter is None or not right:
        return None
    subject = letter.application.subject
    void = None
    if letter.kind in _OF_THE_REPAIR:
        revoked = letter.application.revocations.filter(state=RevocationState.REVOKED)
        void = revoked.values_list("decided_on", flat=True).first()
    return Verified(
        letter.number, letter.get_kind_display(), clock.local_date(letter.issued_at),
        mask_name(subject.name) if subject.is_person else subject.name, void,
    )  # fmt: skip
