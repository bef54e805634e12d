"""Letters are made once, with their number, code and digest, and never changed."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse

from core import clock
from core.settings_store import get
from members.selectors import users_of
from notices.services import dispatch_owe
from records.reporting.pdf import typeset
from records.reporting.snapshot import digest
from repair.choices import Channel, LetterKind, SyncState
from repair.models import Application, Letter, Revocation
from repair.papers.letters import content_of

if TYPE_CHECKING:
    from accounts.models import User

LAYOUTS = Path(__file__).parent.parent / "papers" / "layouts"
# Without 0/O and 1/I, which are read wrongly from paper.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SUFFIX = {
    LetterKind.GRANTED: "ZY", LetterKind.REFUSED: "BY", LetterKind.DECLINED: "BS", LetterKind.REVIEW: "FH",
    LetterKind.CERTIFICATE: "ZM", LetterKind.REVOKING: "GZ", LetterKind.REVOKED: "CX", LetterKind.KEPT: "BC",
}  # fmt: skip
VERIFY_LENGTH = 12
#: Sites that hand applications on, as addressees of the answer.
HANDED_ON: dict[str, str] = {Channel.CREDIT_CHINA: "信用中国", Channel.CREDIT_CITY: "信用重庆"}


def letter_make(*, actor: User, application: Application, kind: str, revocation: Revocation | None = None) -> Letter:
    """Freeze one letter of an application, or of taking its repair back. Runs inside the caller's deed, which has checked right and
    state. What must reach somebody outside the house is put on the register of service."""
    number = f"{(revocation or application).number}-{_SUFFIX[LetterKind(kind)]}"
    code = "".join(secrets.choice(_LETTERS) for _ in range(VERIFY_LENGTH))
    now = clock.now().replace(microsecond=0)
    seal: dict[str, Any] = {
        "layout": "letter-v1", "number": number, "verify_code": code, "bureau": bureau(),
        "verify_url": f"{settings.SITE_URL}/repair/verify/?{urlencode({'n': number, 'c': code})}",
        "issued_at": now.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
    }  # fmt: skip
    content = content_of(application, kind, revocation) | seal
    paper = typeset(
        LAYOUTS / f"{content['layout']}.typ", content, content["verify_url"], noun=str(LetterKind(kind).label)
    )
    made = Letter.objects.create(
        application=application, revocation=revocation, kind=kind, number=number, verify_code=code, snapshot=content, snapshot_digest=digest(content),
        pdf=ContentFile(paper, name="letter"), pdf_sha256=hashlib.sha256(paper).hexdigest(), issued_by=actor, issued_at=now,
    )  # fmt: skip
    _send_out(made)
    return made


def _send_out(letter: Letter) -> None:
    """Who has no account gets it on paper; the site that handed the application on gets the answer; the notice of a revocation is
    always served, for a term runs from it; and whoever was told of the repair is told that it was taken back."""
    row = letter.application
    if letter.kind == LetterKind.CERTIFICATE:
        return  # goes with the decision
    clock_starts = letter.kind == LetterKind.REVOKING
    if clock_starts or not users_of(row.subject):
        _owe(letter, row.record.party_name, clock_starts)
    if row.channel in HANDED_ON and not clock_starts:
        _owe(letter, HANDED_ON[row.channel])
    if letter.kind == LetterKind.REVOKED:
        for item in row.syncs.filter(state=SyncState.DONE):
            _owe(letter, item.channel)


def _owe(letter: Letter, addressee: str, starts_clock: bool = False) -> None:
    row = letter.application
    dispatch_owe(
        paper=letter, title=letter.get_kind_display(), number=letter.number, addressee=addressee,
        about=f"{row.record.party_name}　{row.record.document_number}", section=row.section, starts_clock=starts_clock,
        link=reverse("admin:repair_case_letter", args=[row.public_id, letter.pk]),
    )  # fmt: skip


def bureau() -> str:
    return str(get("bureau.name") or "巫山县司法局")
