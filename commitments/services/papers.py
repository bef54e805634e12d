"""Files that a promisor hands in: known by their bytes, kept as they came, each with a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import connection

from audit.services import deed
from commitments.choices import PaperPurpose
from commitments.models import MissingPaper, Promise, PromisePaper
from commitments.services.common import locked_promise, tell_party
from core import clock
from core.errors import DomainError
from core.papers.taking import take

if TYPE_CHECKING:
    from accounts.models import User

_NUMBERING = 20200042


def paper_keep(*, actor: User, promise: Promise, purpose: str, content: bytes, filename: str) -> PromisePaper:
    """Keep one file inside the caller's deed: pdf, jpg, png, ofd or docx of at most 20 MB. NotUnderstood for anything else."""
    taken = take(content, filename)
    return PromisePaper.objects.create(
        promise=promise, purpose=purpose, receipt=_next_receipt(), file=ContentFile(taken.content, name="paper"),
        filename=taken.filename, media_type=taken.kind.media_type, size=len(taken.content), sha256=taken.sha256,
        uploaded_by=actor, uploaded_at=clock.now(),
    )  # fmt: skip


def missing_bring(
    *, actor: User, missing: MissingPaper, content: bytes, filename: str, at_window: bool = False
) -> PromisePaper:
    """Bring a paper that was lacking; late is better than never. The receipt goes to everybody who acts for the promisor.

    at_window: the staff take it in for somebody who came in person.
    """
    with deed(actor=actor, code="commitments.paper.brought", obj=missing.promise) as draft:
        promise = locked_promise(actor, missing.promise, "bring", at_window=at_window)
        row = MissingPaper.objects.select_for_update(of=("self",)).get(pk=missing.pk, promise=promise)
        if row.paper_id is not None:
            raise DomainError(f"“{row.name}”已经补交过，不需要重复上传。", code="E-CN-05", field="file")
        paper = paper_keep(
            actor=actor, promise=promise, purpose=PaperPurpose.MISSING, content=content, filename=filename
        )
        row.paper, row.received_at = paper, paper.uploaded_at
        row.save(update_fields=["paper", "received_at"])
        draft.extra = {"row": row.row, "receipt": paper.receipt, "sha256": paper.sha256, "at_window": at_window}
        params = {"code": promise.code, "name": row.name, "receipt": paper.receipt}
        tell_party(promise, "commitments.paper_received", params, key=f"promise:{promise.pk}:paper:{row.pk}")
    return paper


def _next_receipt() -> str:
    """CL-day-nnnn, without doubles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    prefix = f"CL{clock.today():%Y%m%d}"
    last = (
        PromisePaper.objects.filter(receipt__startswith=prefix).order_by("-receipt").values_list("receipt", flat=True)
    )
    newest = last.first()
    return f"{prefix}{(int(newest[len(prefix) :]) if newest else 0) + 1:05d}"
