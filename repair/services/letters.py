"""Letters are made once, with their number, code and digest, and never changed."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.base import ContentFile

from core import clock
from core.settings_store import get
from records.reporting.pdf import typeset
from records.reporting.snapshot import digest
from repair.choices import LetterKind
from repair.models import Application, Letter
from repair.papers.letters import content_of

if TYPE_CHECKING:
    from accounts.models import User

LAYOUTS = Path(__file__).parent.parent / "papers" / "layouts"
# Without 0/O and 1/I, which are read wrongly from paper.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SUFFIX = {
    LetterKind.GRANTED: "ZY", LetterKind.REFUSED: "BY", LetterKind.DECLINED: "BS", LetterKind.REVIEW: "FH",
    LetterKind.CERTIFICATE: "ZM",
}  # fmt: skip
VERIFY_LENGTH = 12


def letter_make(*, actor: User, application: Application, kind: str) -> Letter:
    """Freeze one letter of an application. Runs inside the caller's deed, which has checked right and state."""
    number = f"{application.number}-{_SUFFIX[LetterKind(kind)]}"
    code = "".join(secrets.choice(_LETTERS) for _ in range(VERIFY_LENGTH))
    now = clock.now().replace(microsecond=0)
    seal: dict[str, Any] = {
        "layout": "letter-v1", "number": number, "verify_code": code, "bureau": bureau(),
        "verify_url": f"{settings.SITE_URL}/repair/verify/?{urlencode({'n': number, 'c': code})}",
        "issued_at": now.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
    }  # fmt: skip
    content = content_of(application, kind) | seal
    paper = typeset(
        LAYOUTS / f"{content['layout']}.typ", content, content["verify_url"], noun=str(LetterKind(kind).label)
    )
    return Letter.objects.create(
        application=application, kind=kind, number=number, verify_code=code, snapshot=content, snapshot_digest=digest(content),
        pdf=ContentFile(paper, name="letter"), pdf_sha256=hashlib.sha256(paper).hexdigest(), issued_by=actor, issued_at=now,
    )  # fmt: skip


def bureau() -> str:
    return str(get("bureau.name") or "巫山县司法局")
