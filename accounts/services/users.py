"""Accounts of people: opened, changed, closed and unlocked by the administrators. Nothing is deleted."""

from __future__ import annotations

import secrets
from typing import Any

from axes.utils import reset as forget_failures
from django.db import IntegrityError, connection

from accounts.models import Section, User
from accounts.password_rules import remember
from accounts.services.common import checked, locked, need, need_reason
from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from core.masking import find_private
from core.text import clean

_CHANGEABLE = ("display_name", "section", "email")
_ONE_AT_A_TIME = 20220830  # number of an advisory lock
# Without letters and digits that are mistaken for one another when a password is read out.
_READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def user_create(
    *, actor: Actor, username: str, display_name: str, section: Section | None = None, email: str = "", reason: str = ""
) -> tuple[User, str]:
    """Open an account without any role; gives it and its first password, which is not kept readable anywhere.

    The person must choose another password at the first sign-in. Needs accounts.add_user.
    """
    need(actor, "accounts.add_user", "新建用户", "系统管理员")
    username = clean(username)
    _refuse_identity(username, display_name)
    password = first_password()
    try:
        with deed(actor=actor, code="accounts.user.created", reason=reason) as draft:
            user = User(username=username, display_name=clean(display_name), section=section, email=email.strip())
            user.set_password(password)
            user.must_change_password = True
            checked(user)
            user.save()
            remember(user)
            draft.obj = user
    except IntegrityError as error:
        raise Duplicate(f"用户名“{username}”刚刚被别人占用，请换一个。", field="username") from error
    return user, password


def user_change(*, actor: Actor, user: User, reason: str = "", **facts: Any) -> User:
    """Change display_name, section or email. Needs accounts.change_user; other facts are refused."""
    need(actor, "accounts.change_user", "修改用户", "系统管理员")
    unknown = sorted(set(facts) - set(_CHANGEABLE))
    if unknown:
        raise DomainError(f"这里不能修改 {'、'.join(unknown)}。", code="E-ACC-02")
    _refuse_identity(str(facts.get("display_name", "")))
    with deed(actor=actor, code="accounts.user.changed", obj=user, reason=reason):
        row = locked(user)
        for name, value in facts.items():
            setattr(row, name, clean(value) if isinstance(value, str) else value)
        checked(row)
        row.save(update_fields=list(facts))
    return row


def user_deactivate(*, actor: Actor, user: User, reason: str) -> User:
    """Close an account: sessions end with the next request, tokens are revoked; the person's deeds stay readable."""
    need(actor, "accounts.change_user", "停用用户", "系统管理员")
    need_reason(reason)
    if user.pk == actor.pk:
        raise Forbidden("不能停用自己的账号。请由另一位系统管理员办理。")
    with deed(actor=actor, code="accounts.user.deactivated", obj=user, reason=reason) as draft:
        row = locked(user)
        if not row.is_active:
            raise InvalidTransition(f"“{row.display_name}”已经停用，不需要再次停用。", code="E-STATE-01")
        refuse_without_security_admin(leaving=row)
        row.is_active = False
        row.save(update_fields=["is_active"])
        revoked = row.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=clock.now())
        draft.extra = {"revoked_tokens": revoked}
    return row


def user_reactivate(*, actor: Actor, user: User, reason: str) -> User:
    """Open a closed account again, with its roles; its tokens stay revoked."""
    need(actor, "accounts.change_user", "恢复用户", "系统管理员")
    need_reason(reason)
    with deed(actor=actor, code="accounts.user.reactivated", obj=user, reason=reason):
        row = locked(user)
        if row.is_active:
            raise InvalidTransition(f"“{row.display_name}”没有停用，不需要恢复。", code="E-STATE-01")
        row.is_active = True
        row.save(update_fields=["is_active"])
    return row


def user_unlock(*, actor: Actor, user: User, reason: str = "") -> int:
    """Let somebody sign in again who was shut out after failed attempts; gives the number of attempts forgotten."""
    need(actor, "accounts.unlock_user", "解除登录锁定", "安全管理员")
    with deed(actor=actor, code="accounts.user.unlocked", obj=user, reason=reason) as draft:
        row = locked(user)
        forgotten = forget_failures(username=row.username)
        if not forgotten:
            raise InvalidTransition(f"“{row.display_name}”没有登录失败的记录，不需要解除锁定。", code="E-STATE-01")
        draft.extra = {"attempts": forgotten}
    return forgotten


def refuse_without_security_admin(*, leaving: User) -> None:
    """Refuse what would leave nobody to grant roles. Call inside the deed, before the change.

    One at a time: two who are closed at the same moment must not each count on the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    may_grant = User.objects.filter(is_active=True, groups__permissions__codename="grant_roles")
    if not may_grant.filter(pk=leaving.pk).exists():
        return
    others = may_grant.exclude(pk=leaving.pk).exists() or (
        User.objects.filter(is_active=True, is_superuser=True).exclude(pk=leaving.pk).exists()
    )
    if not others:
        raise DomainError(
            "这是最后一位能够授予角色的人，停用或收回后就没有人能管理角色了。请先把“安全管理员”授予另一位同事。",
            code="E-ACC-03",
        )


def first_password() -> str:
    """A random password of 14 readable characters (about 80 bits)."""
    return "".join(secrets.choice(_READABLE) for _ in range(14))


def _refuse_identity(*texts: str) -> None:
    if any(find_private(text) for text in texts):
        raise DomainError(
            "用户名和姓名中不能含有身份证号、电话号码或银行卡号，请改用姓名拼音等。", code="E-ACC-04", field="username"
        )
