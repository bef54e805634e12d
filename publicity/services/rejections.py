"""A rejection of the platform becomes a rule of ours, so that the same reject cannot happen twice (把这次退回变成规则)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, F, Q

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden
from publicity.choices import DecisionState, RowState
from publicity.models import Decision, PlatformRejection, SubmissionRow

#: Roles of fields that may hold a person's number: it is never kept in the clear, and forbidding one number teaches nothing.
_SECRET_ROLES = ("id_number", "legal_rep_id")
_DAYS = ("date", "date_or_long")
_LONGEST = 300
_RECENT = timedelta(days=730)
REJECTED_BEFORE = "E-PLT-01"
"""Code of the rule that speaks when a learnt value comes back."""


def fields_to_learn(row: SubmissionRow) -> list[tuple[str, str, str]]:
    """(field code, header, value) of a rejected row that a rule may be made of, in the order of the standard.

    Left out: identity numbers, days, texts too long to be a value, and every value that the platform has accepted elsewhere; a rule
    against our own name or against 登记 would stop all reporting and taught nothing.
    """
    decision = row.decision
    found = [
        (field.code, field.header, decision.data[field.code])
        for field in decision.edition.fields.order_by("order")
        if decision.data.get(field.code) and len(decision.data[field.code]) <= _LONGEST
        and field.spec.get("role") not in _SECRET_ROLES and field.type not in _DAYS
    ]  # fmt: skip
    fine = _accepted_elsewhere(decision, {code: value for code, _, value in found})
    return [(code, header, value) for code, header, value in found if code not in fine]


def _accepted_elsewhere(decision: Decision, values: dict[str, str]) -> set[str]:
    """Fields whose very value stands in a decision of this kind that the platform took in the last two years. One query."""
    recent = Decision.objects.filter(
        kind_id=decision.kind_id, state=DecisionState.ACCEPTED, decided_on__gte=clock.today() - _RECENT
    )
    if not values:
        return set()
    counted = {f"n_{code}": Count("pk", filter=Q(**{f"data__{code}": value})) for code, value in values.items()}
    return {name.removeprefix("n_") for name, count in recent.aggregate(**counted).items() if count}


def rejection_learn(*, actor: Actor, row: SubmissionRow, field_code: str) -> PlatformRejection:
    """Keep the value of one field of a rejected row as a rule: from now on every door refuses it with the platform's words.

    DomainError when the row was not rejected, or `fields_to_learn` does not offer the field; Duplicate when the rule exists (a
    retired one is switched on again).
    """
    if not actor.has_perm("publicity.take_receipt"):
        raise Forbidden("您没有登记回执的权限，请联系科室负责人。")
    with deed(actor=actor, code="publicity.rejection.learned") as draft:
        found = SubmissionRow.objects.select_for_update(of=("self",)).select_related("decision__edition").get(pk=row.pk)
        if found.state != RowState.REJECTED:
            raise DomainError("只有被平台退回的行才能变成规则。", code="E-RCP-03")
        values = {code: value for code, _, value in fields_to_learn(found)}
        if field_code not in values:
            raise DomainError(
                "这个字段的值不能变成规则（空白、太长、属于证件号码或日期，或者平台在别处接受过），请选择真正引起退回的字段。",
                code="E-RCP-03",
                field="field_code",
            )
        rule, made = PlatformRejection.objects.get_or_create(
            kind_id=found.decision.kind_id, field_code=field_code, bad_value=values[field_code],
            defaults={"platform_code": found.platform_code, "message": found.message[:300]},
        )  # fmt: skip
        if not made and rule.active:
            raise Duplicate("这条退回已经是规则，不需要重复登记。", code="E-RCP-03")
        rule.active = True
        rule.save(update_fields=["active"])
        draft.obj = rule
    return rule


def rejection_retire(*, actor: Actor, rule: PlatformRejection, reason: str) -> PlatformRejection:
    """Switch a learnt rule off, with the reason: the platform has mended its own data, or the value was right after all."""
    if not actor.has_perm("publicity.manage_standard"):
        raise Forbidden("停用规则由信用办办理，您没有这项权限。")
    if len(reason.strip()) < 5:
        raise DomainError("请写明停用的理由（至少 5 个字）。", code="E-STATE-02", field="reason")
    with deed(actor=actor, code="publicity.standard.changed", obj=rule, reason=reason):
        locked = PlatformRejection.objects.select_for_update().get(pk=rule.pk)
        locked.active = False
        locked.save(update_fields=["active"])
    return locked


def rejections_hit(kind: str, values: Iterable[tuple[str, str]]) -> int:
    """Count that learnt rules have stopped these (field code, value) pairs (同类问题已拦 n 次). One statement per pair that differs."""
    counted: dict[tuple[str, str], int] = {}
    for pair in values:
        counted[pair] = counted.get(pair, 0) + 1
    return sum(
        PlatformRejection.objects.filter(kind_id=kind, field_code=field, bad_value=value).update(hits=F("hits") + times)
        for (field, value), times in counted.items()
    )
