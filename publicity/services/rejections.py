"""A rejection of the platform becomes a rule of ours, so that the same reject cannot happen twice (把这次退回变成规则)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from audit.services import Actor, deed
from core.errors import DomainError, Duplicate, Forbidden
from publicity.choices import RowState
from publicity.models import PlatformRejection, SubmissionRow

#: Roles of fields that may hold a person's number: it is never kept in the clear, and forbidding one number teaches nothing.
_SECRET_ROLES = ("id_number", "legal_rep_id")
_LONGEST = 300
REJECTED_BEFORE = "E-PLT-01"
"""Code of the rule that speaks when a learnt value comes back."""


def fields_to_learn(row: SubmissionRow) -> list[tuple[str, str, str]]:
    """(field code, header, value) of a rejected row that a rule may be made of: what was sent, without identity numbers."""
    decision = row.decision
    return [
        (field.code, field.header, decision.data[field.code])
        for field in decision.edition.fields.order_by("order")
        if decision.data.get(field.code) and field.spec.get("role") not in _SECRET_ROLES
        and len(decision.data[field.code]) <= _LONGEST
    ]  # fmt: skip


def rejection_learn(*, actor: Actor, row: SubmissionRow, field_code: str) -> PlatformRejection:
    """Keep the value of one field of a rejected row as a rule: from now on every door refuses it with the platform's words.

    DomainError when the row was not rejected, or the field is empty, too long or holds identity numbers; Duplicate when the
    rule exists (a retired one is switched on again).
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
                "这个字段没有可用的值（空白、太长，或属于证件号码），请选择真正引起退回的字段。",
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
