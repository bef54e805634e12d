"""What a stranger with a report in hand may learn: that it is ours, of which day, about whom; nothing of what it says."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

from core import clock
from core.masking import mask_name
from core.text import clean
from records.models import CreditReport


@dataclass(frozen=True)
class Verified:
    """A report whose number and code belong together. `same_file` is None when no file was shown."""

    number: str
    issued_on: date
    subject: str
    withdrawn: bool
    same_file: bool | None


def verify(number: str, code: str, content: bytes | None = None) -> Verified | None:
    """None when the number is unknown or the code is not its code; the two cannot be told apart."""
    number, code = (clean(text).upper().replace(" ", "")[:40] for text in (number, code))
    report = CreditReport.objects.select_related("subject").defer("snapshot").filter(number=number).first()
    right = secrets.compare_digest((report.verify_code if report else "-").encode(), code.encode())
    if report is None or not right:
        return None
    name = report.subject.name
    same = None if content is None else hashlib.sha256(content).hexdigest() == report.pdf_sha256
    return Verified(
        number=report.number,
        issued_on=clock.local_date(report.issued_at),
        subject=mask_name(name) if report.subject.is_person else name,
        withdrawn=report.withdrawn_at is not None,
        same_file=same,
    )
