"""Every change to a credit record after it was opened: suspend, resume, withdraw, confirm its class, decide its disclosure."""

from __future__ import annotations

from datetime import date

from django.db.models import TextChoices

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from records import periods
from records.choices import Disclosure, Severity
from records.models import CreditRecord, RuleVersion
from records.signals import announce, record_withdrawn


def regimes() -> list[periods.Regime]:
    """All rule versions with their classes as plain facts, newest first; two queries."""
    return [
        periods.Regime(
            version.pk,
            version.code,
            version.effective_from,
            version.effective_until,
            {p.severity: periods.ClassPeriod(p.published, p.min_months, p.max_months) for p in version.periods.all()},
        )
        for version in RuleVersion.objects.prefetch_related("periods")
    ]


def record_suspend(*, actor: Actor, record: CreditRecord, reason: str) -> CreditRecord:
    """Take a record out of the public's sight at once, until it is resumed or withdrawn."""
    _need_reason(reason)
    with deed(actor=actor, code="records.record.suspended", obj=record, reason=reason):
        locked = _locked(record)
        if locked.suspended_at is None:
            locked.suspended_at, locked.suspended_reason = clock.now(), reason[:200]
            locked.save(update_fields=["suspended_at", "suspended_reason"])
    return locked


def record_resume(*, actor: Actor, record: CreditRecord, reason: str) -> CreditRecord:
    """Show a suspended record again for the rest of its unchanged period."""
    _need_reason(reason)
    with deed(actor=actor, code="records.record.resumed", obj=record, reason=reason):
        locked = _locked(record)
        if locked.suspended_at is None:
            raise InvalidTransition("这条记录没有暂停公示，不需要恢复。", code="E-STATE-01")
        locked.suspended_at, locked.suspended_reason = None, ""
        locked.save(update_fields=["suspended_at", "suspended_reason"])
    return locked


def record_withdraw(*, actor: Actor, record: CreditRecord, reason: str) -> CreditRecord:
    """End a record's publicity for good. The record itself stays in the file."""
    _need_reason(reason)
    with deed(actor=actor, code="records.record.withdrawn", obj=record, reason=reason):
        locked = _locked(record)
        if locked.withdrawn_at is not None:
            raise InvalidTransition("这条记录已经撤下公示。", code="E-STATE-01")
        locked.withdrawn_at, locked.withdrawn_reason = clock.now(), reason[:200]
        locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        announce(record_withdrawn, locked, key=f"withdrawn:{locked.pk}", reason=reason)
    return locked


def record_confirm_class(*, actor: Actor, record: CreditRecord, severity: str, basis: str) -> CreditRecord:
    """A person confirms or corrects the proposed publicity class; the period follows from it."""
    if not actor.has_perm("records.confirm_class"):
        raise Forbidden("确认公示类别需要信用办权限。")
    _need_reason(basis)
    _known(severity, Severity, "severity")
    with deed(actor=actor, code="records.record.class_confirmed", obj=record, reason=basis) as draft:
        locked = _still_shown(_locked(record))
        draft.extra = {"before": locked.get_severity_display(), "after": str(Severity(severity).label)}
        locked.severity, locked.severity_basis, locked.severity_confirmed = severity, basis[:300], True
        _apply_period(locked, locked.publish_from or clock.today())
        locked.save()
    return locked


def record_decide_disclosure(*, actor: Actor, record: CreditRecord, disclosure: str, reason: str) -> CreditRecord:
    """Change 公示 / 仅共享 / 不公示. Needs the section chief's right and a cited rule.

    A class that the rule version does not publish, or whose period is over, cannot be made public by anybody.
    """
    if not actor.has_perm("records.decide_publicity"):
        raise Forbidden("改变公开方式须由科室负责人决定，您没有这项权限。")
    _need_reason(reason)
    _known(disclosure, Disclosure, "disclosure")
    with deed(actor=actor, code="records.record.disclosure_decided", obj=record, reason=reason) as draft:
        locked = _still_shown(_locked(record))
        if locked.disclosure == disclosure:
            raise InvalidTransition(
                f"公开方式已经是“{locked.get_disclosure_display()}”，没有变化。", code="E-STATE-01", field="disclosure"
            )
        draft.extra = {"before": locked.get_disclosure_display(), "after": str(Disclosure(disclosure).label)}
        locked.disclosure, locked.disclosure_reason = disclosure, reason[:300]
        locked.disclosure_by_id = actor.pk
        _apply_period(locked, clock.today())
        if locked.disclosure != disclosure:
            raise DomainError(
                f"不能改为公示：“{locked.get_severity_display()}”类按{locked.rule_version.name}不公示，或者最长公示期已满。",
                code="E-DT-04", field="disclosure",
            )  # fmt: skip
        locked.save()
    return locked


def _apply_period(record: CreditRecord, first_day: date) -> None:
    """Recompute first and last public day; a class that is not published falls back to 仅共享."""
    if record.disclosure != "public":
        record.publish_from = record.publish_until = None
        return
    regime = periods.regime_on(regimes(), record.event_date)
    period = periods.period_for(regime, record.severity, record.event_date, first_day=first_day)
    if period is None:
        record.disclosure = "shared"
        record.disclosure_reason = f"{regime.code}：该类别不公示，或公示期已满"
        record.publish_from = record.publish_until = None
        return
    record.publish_from, record.publish_until = period.first, period.last


def _locked(record: CreditRecord) -> CreditRecord:
    return CreditRecord.objects.select_for_update().get(pk=record.pk)


def _still_shown(record: CreditRecord) -> CreditRecord:
    """A withdrawn or repaired record is closed for good."""
    if record.withdrawn_at is not None:
        raise InvalidTransition("这条记录已经撤下公示，不能再改公示类别和公开方式。", code="E-STATE-01")
    if record.repaired_at is not None:
        raise InvalidTransition("这条记录已经信用修复，不能再改公示类别和公开方式。", code="E-STATE-01")
    return record


def _known(value: str, choices: type[TextChoices], field: str) -> None:
    if value not in choices.values:
        raise DomainError("请在列出的选项中选择一项。", code="E-ENUM-01", field=field)


def _need_reason(reason: str) -> None:
    if len(reason.strip()) < 5:
        raise DomainError("请写明理由（至少 5 个字），理由会留在历史记录中。", code="E-LAW-02", field="reason")
