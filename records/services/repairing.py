"""The one way a record is repaired, and the one way a repair is taken back; the floors above are told of both."""

from __future__ import annotations

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, InvalidTransition
from records.choices import Nature
from records.models import CreditRecord
from records.signals import announce, record_reinstated, record_repaired


def record_repair(*, actor: Actor, record: CreditRecord, source: str, reason: str) -> CreditRecord:
    """End publicity and sharing of an adverse record for good; it stays in the file, and its history tells why.

    `source` names the decision (“repair:12”). The caller has checked who may decide. In the same transaction the database writes the
    tombstone of the removal feed; after commit `record_repaired` is sent with key `repaired:<id>`: who rates is to rate anew without the
    record, who has taken measures because of it is to lift them. Raises InvalidTransition when it was repaired or withdrawn before.
    """
    if len(reason.strip()) < 5 or not source.strip():
        raise DomainError(
            "请写明修复的依据和理由（至少 5 个字），理由会留在历史记录中。", code="E-LAW-02", field="reason"
        )
    with deed(actor=actor, code="records.record.repaired", obj=record, reason=reason) as draft:
        locked = CreditRecord.objects.select_for_update().get(pk=record.pk)
        if locked.nature != Nature.ADVERSE:
            raise DomainError("这不是失信信息，不需要修复。", code="E-REP-01")
        if locked.repaired_at is not None:
            raise InvalidTransition("这条记录已经修复，不能再修复一次。", code="E-STATE-01")
        if locked.withdrawn_at is not None:
            raise InvalidTransition("这条记录已经撤下公示，不需要修复。", code="E-STATE-01")
        locked.repaired_at, locked.repaired_source = clock.now(), source.strip()[:60]
        locked.save(update_fields=["repaired_at", "repaired_source"])
        draft.extra = {"source": locked.repaired_source}
        announce(record_repaired, locked, key=_key("repaired", locked), reason=reason)
    return locked


def record_reinstate(*, actor: Actor, record: CreditRecord, reason: str) -> CreditRecord:
    """Take a repair back: the record counts again. It is shown for what is left of its unchanged period, and not at all after it.

    The caller has checked who may decide, and that the subject was told and heard; the database asks for the decided revocation. In
    the same transaction the removal feed says that the record is back; after commit `record_reinstated` is sent, so that ratings are
    made anew. Raises InvalidTransition when the record is not repaired.
    """
    if len(reason.strip()) < 5:
        raise DomainError("请写明撤销修复的理由（至少 5 个字）。", code="E-LAW-02", field="reason")
    with deed(actor=actor, code="records.record.reinstated", obj=record, reason=reason):
        locked = CreditRecord.objects.select_for_update().get(pk=record.pk)
        if locked.repaired_at is None:
            raise InvalidTransition("这条记录没有修复，不能撤销修复。", code="E-STATE-01")
        locked.repaired_at, locked.repaired_source, locked.repair_revoked_at = None, "", clock.now()
        locked.save(update_fields=["repaired_at", "repaired_source", "repair_revoked_at"])
        announce(record_reinstated, locked, key=_key("reinstated", locked), reason=reason)
    return locked


def _key(what: str, record: CreditRecord) -> str:
    """Each repair and each revocation is news of its own."""
    again = f":{record.repair_revoked_at.timestamp():.0f}" if record.repair_revoked_at else ""
    return f"{what}:{record.pk}{again}"
