"""Changing a rule parameter of the bureau: a number or text that the law or the bureau fixes."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.services.common import need, need_reason
from audit.services import Actor, deed
from core import settings_store
from core.errors import DomainError
from core.models import Setting
from core.settings_store import DECLARED, Declared

KEEPERS = {"accounts.change_security_rules": "安全管理员"}


def setting_change(
    *, actor: Actor, key: str, value: Any, basis: str, confirmed: bool, reason: str, seen: Any = None
) -> Setting:
    """Give a declared parameter a value with its basis; `confirmed` takes the 待确认 mark away.

    value: same type as the declared default (yes/no, whole number, number, text, list). seen: the value on which the change was
    made; if another one is in force by now, the change is refused. Needs the parameter's own right. The cache is dropped on commit.
    """
    if key not in DECLARED:
        raise DomainError(f"规则参数“{key}”没有登记，请联系系统管理员。", code="E-SET-01")
    declared = DECLARED[key]
    need(actor, declared.perm, "修改这个规则参数", KEEPERS.get(declared.perm, "系统管理员"))
    need_reason(reason)
    fitting = fit(declared, value)
    if confirmed and not basis.strip():
        raise DomainError("确认参数须写明依据（文号或条文），否则请保留“待确认”。", code="E-SET-02", field="basis")
    with deed(actor=actor, code="core.setting.changed", reason=reason) as draft:
        row, _ = Setting.objects.select_for_update().get_or_create(key=key, defaults=_declared_facts(declared))
        if seen is not None and row.value != seen:
            raise DomainError(
                "别人刚刚改过这个参数，您的修改没有保存。请核对最新的值后再改。", code="stale", field="value"
            )
        before = {"value": row.value, "basis": row.basis, "confirmed": row.confirmed}
        row.value, row.basis, row.confirmed = fitting, basis.strip()[:300], confirmed
        row.save(update_fields=["value", "basis", "confirmed"])
        draft.obj = row
        draft.extra = {"before": before, "after": {"value": fitting, "basis": row.basis, "confirmed": confirmed}}
        transaction.on_commit(settings_store.forget)
    return row


def fit(declared: Declared, value: Any) -> Any:
    """The value in the type of the declared default; DomainError (E-SET-02) in words when it does not fit."""
    kinds = {bool: "是或否", int: "整数", float: "数", str: "文字", list: "列表"}
    kind = type(declared.default)
    if isinstance(value, str) and kind in (int, float):
        try:
            value = kind(value.strip())
        except ValueError:
            value = None
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise DomainError(
            f"“{declared.label}”应填{kinds.get(kind, '相同类型的值')}，请改正。", code="E-SET-02", field="value"
        )
    if kind in (int, float) and value < 0:
        raise DomainError(f"“{declared.label}”不能是负数。", code="E-SET-02", field="value")
    return value


def _declared_facts(declared: Declared) -> dict[str, Any]:
    return {
        "group": declared.group, "label": declared.label, "value": declared.default, "unit": declared.unit,
        "basis": declared.basis, "confirmed": declared.confirmed, "help": declared.help,
    }  # fmt: skip
