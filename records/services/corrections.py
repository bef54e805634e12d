"""Correct a record in its own columns. Records with a source of their own are corrected there (records.corrections)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from audit.services import Actor, deed
from core.errors import DomainError, InvalidTransition
from core.masking import scrub
from core.text import clean
from records.models import CreditRecord
from records.services.catalogue import need_reason
from records.signals import announce, record_corrected

#: Columns that may be corrected, with their Chinese names.
OWN_FIELDS = {
    "party_name": "文书上的名称", "document_number": "文号", "title": "事由", "authority": "认定机关", "event_date": "认定日期",
}  # fmt: skip
_DAY = "event_date"


def record_correct(*, actor: Actor, record: CreditRecord, values: Mapping[str, str], reason: str) -> CreditRecord:
    """Write {column: value} over a record's columns of OWN_FIELDS; what was before stays in the history.

    A later day of finding never makes publicity longer: the last public day stays. Raises DomainError when nothing changes.
    """
    need_reason(reason)
    wanted = {column: _read(column, value) for column, value in values.items()}
    with deed(actor=actor, code="records.record.corrected", obj=record, reason=reason) as draft:
        locked = CreditRecord.objects.select_for_update().get(pk=record.pk)
        if locked.withdrawn_at is not None:
            raise InvalidTransition("这条记录已经撤下公示，不能再更正。", code="E-STATE-01")
        if locked.repaired_at is not None:
            raise InvalidTransition("这条记录已经信用修复，不再公示和使用，不能再更正。", code="E-STATE-01")
        changes = {
            OWN_FIELDS[column]: [str(getattr(locked, column)), str(value)]
            for column, value in wanted.items()
            if getattr(locked, column) != value
        }
        if not changes:
            raise DomainError("更正后的内容与现在相同，没有可更正的。", code="E-OBJ-04", field="values")
        for column, value in wanted.items():
            setattr(locked, column, value)
        locked.save(update_fields=list(wanted))
        draft.extra = {"changes": changes}
        key = f"corrected:{locked.pk}:{uuid4().hex[:12]}"
        announce(record_corrected, locked, key=key, reason=reason, changes=changes)
    return locked


def _read(column: str, value: str) -> str | date:
    if column not in OWN_FIELDS:
        raise DomainError("这一项不能在这里更正。", code="E-OBJ-04", field=column)
    text = scrub(clean(value))
    if not text:
        raise DomainError(f"“{OWN_FIELDS[column]}”更正后的内容不能为空。", code="E-OBJ-04", field=column)
    if column != _DAY:
        return text[: getattr(CreditRecord._meta.get_field(column), "max_length", None)]
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DomainError("日期写法不对，请写成 2026-03-02 这样。", code="E-OBJ-04", field=column) from None
