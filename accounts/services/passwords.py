"""Passwords: a first or forgotten one is set by the administrator and known once; from then on it is one's own."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import OldPassword, SignIn, User
from accounts.password_rules import remember
from accounts.services.common import locked, need
from accounts.services.sign_ins import end_all
from accounts.services.users import first_password
from audit.services import Actor, deed
from core.errors import DomainError


def password_reset(*, actor: Actor, user: User, reason: str) -> str:
    """Give a person who forgot it a new first password; it is returned once and must be changed at the next sign-in."""
    need(actor, "accounts.change_user", "重置密码", "系统管理员")
    password = first_password()
    with deed(actor=actor, code="accounts.password.reset", obj=user, reason=reason):
        row = locked(user)
        if not row.is_active:
            raise DomainError(f"“{row.display_name}”的账号已停用，不能重置密码。请先恢复账号。", code="E-STATE-01")
        row.set_password(password)
        row.must_change_password = True
        row.save(update_fields=["password", "must_change_password"])
        remember(row)
        end_all(user=row, why=SignIn.Why.PASSWORD)
    return password


def password_change(*, actor: User, password: str, keep: str = "") -> User:
    """Choose one's own password; all sign-ins but `keep` end. Raises DomainError with the rules it breaks.

    The trail says that, never what.
    """
    try:
        validate_password(password, actor)
    except ValidationError as error:
        raise DomainError("".join(error.messages), code="E-ACC-07", field="new_password1") from error
    with deed(actor=actor, code="accounts.password.changed", obj=actor):
        row = locked(actor)
        if row.check_password(password):
            raise DomainError("新密码与现在的密码相同，请换一个。", code="E-ACC-07", field="new_password1")
        if not OldPassword.objects.filter(user=row).exists():
            remember(row)  # the one in use so far, from before anybody counted
        row.set_password(password)
        row.save(update_fields=["password", "must_change_password"])
        remember(row)
        end_all(user=row, why=SignIn.Why.PASSWORD, keep=keep)
    return row
