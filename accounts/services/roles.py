"""Giving and taking roles: the security administrator's work, never on oneself, never against the separation of duties."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import ROLES, conflict
from accounts.services.common import locked, need, need_reason
from accounts.services.users import refuse_without_security_admin
from audit.services import Actor, deed
from core.errors import DomainError, Forbidden

_GRANT = "accounts.grant_roles"


def roles_grant(*, actor: Actor, user: User, roles: Iterable[str], reason: str) -> User:
    """Give a person exactly these roles. Needs accounts.grant_roles, which the system administrator does not hold.

    Refused: for oneself, for roles that exclude one another (accounts.roles.conflict), and when nobody could grant any more.
    """
    need(actor, _GRANT, "授予和收回角色", "安全管理员")
    need_reason(reason)
    if user.pk == actor.pk:
        raise Forbidden("不能给自己授予或收回角色。请由另一位安全管理员办理。")
    wanted = set(roles)
    _refuse_bad_roles(wanted)
    with deed(actor=actor, code="accounts.roles.granted", obj=user, reason=reason) as draft:
        row = locked(user)
        if wanted and not row.is_active:
            raise DomainError(f"“{row.display_name}”的账号已停用，不能授予角色。请先恢复账号。", code="E-STATE-01")
        before = sorted(row.role_names)
        known = {role.name: role for role in ROLES}
        if not any(_GRANT in known[name].permissions for name in wanted):
            refuse_without_security_admin(leaving=row)
        row.groups.set(Group.objects.filter(name__in=wanted))
        row.is_staff = row.is_superuser or any(known[name].staff for name in wanted)
        row.save(update_fields=["is_staff"])
        draft.extra = {"before": before, "after": sorted(wanted)}
    return row


def _refuse_bad_roles(wanted: set[str]) -> None:
    unknown = wanted - {role.name for role in ROLES}
    if unknown:
        raise DomainError(f"没有“{sorted(unknown)[0]}”这个角色。", code="E-ACC-05", field="roles")
    why = conflict(wanted)
    if why:
        raise DomainError(why, code="E-ACC-06", field="roles")
