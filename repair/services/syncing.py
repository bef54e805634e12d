"""After the repair: is it gone on the other sites too? Each is ticked with a day and a proof, or explained; then the matter is closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from audit.services import deed
from core import clock
from core.errors import DomainError, NotReady
from core.masking import scrub
from core.papers.taking import PICTURES, take
from core.text import clean
from repair.choices import State, SyncState
from repair.models import Application, SyncItem
from repair.services.steps import locked, need_text, note_step, tell

if TYPE_CHECKING:
    from accounts.models import User


def sync_done(
    *, actor: User, item: SyncItem, done_on: date, note: str = "", content: bytes = b"", filename: str = ""
) -> SyncItem:
    """Tick one channel: the day it showed the repair, with a screenshot or a word on how it was seen."""
    note = scrub(clean(note))[:300]
    if not content and len(note) < 5:
        raise DomainError("请上传截图，或者写明怎样核对的（至少 5 个字）。", code="E-REP-14", field="proof")
    with deed(actor=actor, code="repair.sync.done", obj=item.application, extra={"channel": item.channel}):
        row, found = _open(actor, item)
        since = clock.local_date(row.record.repaired_at) if row.record.repaired_at else done_on
        if not since <= done_on <= clock.today():
            raise DomainError("同步日期应当在修复之日到今天之间。", code="E-REP-14", field="done_on")
        if content:
            _keep_proof(found, content, filename)
        found.state, found.done_on, found.note = SyncState.DONE, done_on, note
        found.entered_by, found.entered_at = actor, clock.now()
        found.save()
    return found


def sync_explain(*, actor: User, item: SyncItem, note: str) -> SyncItem:
    """Say why this channel needs no tick: it never had the record, or who was asked to take it down."""
    note = need_text(note, "note", "为什么不需要同步，或者已经怎样要求其撤下", 300)
    with deed(actor=actor, code="repair.sync.done", obj=item.application, reason=note, extra={"channel": item.channel}):
        _, found = _open(actor, item)
        found.state, found.done_on, found.note = SyncState.EXPLAINED, None, note
        found.entered_by, found.entered_at = actor, clock.now()
        found.save()
    return found


def application_close(*, actor: User, application: Application) -> Application:
    """Close when every channel is ticked or explained."""
    with deed(actor=actor, code="repair.application.closed", obj=application):
        row = locked(actor, application, "close")
        left = list(row.syncs.filter(state=SyncState.OPEN).values_list("channel", flat=True))
        if left:
            raise NotReady(f"还不能办结：{'、'.join(left)}还没有核对。请登记同步日期，或者写明原因。", code="E-REP-15")
        row.state, row.closed_on = State.CLOSED, clock.today()
        row.save(update_fields=["state", "closed_on"])
        note_step(actor, row, "close")
        tell(row, "各网站的同步情况都已核对。", "全部办结；如果发现还有网站显示这条信息，请告诉本局")
    return row


def _open(actor: User, item: SyncItem) -> tuple[Application, SyncItem]:
    row = locked(actor, item.application, "tick")
    return row, SyncItem.objects.select_for_update().get(pk=item.pk, application=row)


def _keep_proof(found: SyncItem, content: bytes, filename: str) -> None:
    taken = take(content, filename, only=PICTURES, noun="截图", field="proof")
    found.proof = ContentFile(taken.content, name="proof")
    found.proof_name, found.proof_type, found.proof_sha256 = taken.filename, taken.kind.media_type, taken.sha256
