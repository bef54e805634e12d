"""Mark a record as disputed or under repair, and take the mark off. The case that asks for it has checked the rights."""

from __future__ import annotations

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError
from records.choices import MarkKind
from records.models import CreditRecord, RecordMark


def mark(*, actor: Actor, record: CreditRecord, kind: str, source_type: str, source_id: int) -> RecordMark:
    """Show `kind` (disputed | repairing) beside the record on every surface from this moment.

    The same case marks a record once: a second call gives the mark that is there.
    """
    if kind not in MarkKind.values:
        raise DomainError("请选择标注的种类。", code="E-ENUM-01", field="kind")
    with deed(actor=actor, code="records.record.marked", obj=record) as draft:
        locked = CreditRecord.objects.select_for_update().get(pk=record.pk)
        draft.extra = {"kind": str(MarkKind(kind).label), "source": f"{source_type}:{source_id}"}
        found, _ = RecordMark.objects.get_or_create(
            record=locked, kind=kind, source_type=source_type, source_id=source_id, until=None,
            defaults={"since": clock.now()},
        )  # fmt: skip
    return found


def unmark(*, actor: Actor, record: CreditRecord, kind: str, source_type: str, source_id: int) -> bool:
    """Take the case's mark off; gives whether there was one. Marks of other cases stay."""
    with deed(actor=actor, code="records.record.unmarked", obj=record) as draft:
        CreditRecord.objects.select_for_update().get(pk=record.pk)
        draft.extra = {"kind": str(MarkKind(kind).label), "source": f"{source_type}:{source_id}"}
        ended = RecordMark.objects.filter(
            record=record, kind=kind, source_type=source_type, source_id=source_id, until=None
        ).update(until=clock.now())
    return ended > 0
