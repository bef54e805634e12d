"""What an answer does: the record is corrected, withdrawn or stays; the mark goes; the display comes back; an erratum is published."""

from __future__ import annotations

from collections.abc import Mapping

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError
from core.masking import scrub
from core.text import clean
from objections.choices import Outcome
from objections.models import Objection
from records import corrections
from records.choices import MarkKind
from records.models import CreditRecord
from records.services.marks import unmark
from records.services.records import record_resume, record_suspend, record_withdraw

SOURCE = "objections.objection"


def apply(actor: Actor, row: Objection, outcome: str, values: Mapping[str, str], reason: str, erratum: str) -> None:
    """Carry an answer out, inside the caller's deed and on a locked row. Recipients of the item are told by the record's own signal."""
    record = CreditRecord.objects.get(pk=row.record_id)
    why = f"异议 {row.number}：{reason}"[:200]
    if outcome == Outcome.CORRECT:
        wanted = {code: text for code, text in values.items() if text.strip()}
        if not wanted:
            raise DomainError("更正须写明改成什么，请至少填写一项更正后的内容。", code="E-OBJ-04", field="values")
        corrections.correct(actor=actor, record=record, values=wanted, reason=why)
    elif outcome == Outcome.WITHDRAW and record.withdrawn_at is None:
        record_withdraw(actor=actor, record=record, reason=why)
    take_off(actor, row)
    if outcome != Outcome.KEEP and row.erratum_wanted:
        _publish_erratum(actor, row, erratum)


def take_off(actor: Actor, row: Objection) -> None:
    """The mark goes, and a display that was suspended because of the delay comes back unless the record was withdrawn."""
    unmark(actor=actor, record=row.record, kind=MarkKind.DISPUTED, source_type=SOURCE, source_id=row.pk)
    record = CreditRecord.objects.get(pk=row.record_id)
    ours = record.suspended_at is not None and record.suspended_reason.startswith(_words(row))
    if row.suspended_at and ours and record.withdrawn_at is None:
        record_resume(actor=actor, record=record, reason=f"异议 {row.number} 已经答复，恢复公示")


def suspend(actor: Actor, row: Objection, reason: str) -> bool:
    """Suspend the display of the record of a locked objection; False when it is not on display."""
    record = CreditRecord.objects.public().filter(pk=row.record_id).first()
    if record is None:
        return False
    record_suspend(actor=actor, record=record, reason=f"{_words(row)}：{reason}"[:200])
    row.suspended_at = clock.now()
    row.save(update_fields=["suspended_at"])
    return True


def _words(row: Objection) -> str:
    return f"异议 {row.number} 逾期未答复"


def _publish_erratum(actor: Actor, row: Objection, text: str) -> None:
    words = scrub(clean(text))[:500]
    if len(words) < 10:
        raise DomainError("当事人要求公开更正声明，请写明更正声明（至少 10 个字）。", code="E-OBJ-07", field="erratum")
    with deed(actor=actor, code="objections.erratum.published", obj=row):
        row.erratum, row.erratum_at = words, clock.now()
        row.save(update_fields=["erratum", "erratum_at"])
