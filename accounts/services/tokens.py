"""Keys of machines to the API. The plain text is handed out once; only its hash is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from accounts.models import ApiToken, User
from accounts.scopes import SCOPES
from accounts.services.common import locked, need, need_reason
from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, InvalidTransition
from core.text import clean

MOST_DAYS = 366
_NOTE_USE_EVERY = timedelta(minutes=1)


def token_issue(*, actor: Actor, user: User, name: str, scopes: Iterable[str], days: int = 365) -> tuple[ApiToken, str]:
    """Issue a token that acts with the user's rights, narrowed to the scopes, for at most a year; gives row and plain text."""
    need(actor, "accounts.manage_tokens", "签发接口令牌", "系统管理员")
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - set(SCOPES):
        raise DomainError(f"请选择权限范围：{'、'.join(SCOPES.values())}。", code="E-ACC-10", field="scopes")
    if not 1 <= days <= MOST_DAYS:
        raise DomainError(f"有效期应为 1 至 {MOST_DAYS} 天，到期前重新签发。", code="E-ACC-10", field="days")
    if not clean(name):
        raise DomainError("请写明令牌的用途，例如“办公自动化系统对接”。", code="E-ACC-10", field="name")
    plain = ApiToken.fresh()
    with deed(actor=actor, code="accounts.token.issued", extra={"scopes": wanted, "days": days}) as draft:
        owner = locked(user)
        if not owner.is_active:
            raise DomainError(f"“{owner.display_name}”的账号已停用，不能签发令牌。", code="E-STATE-01")
        expires = clock.now() + timedelta(days=days)
        draft.obj = token = ApiToken.objects.create(
            user=owner, name=clean(name)[:80], digest=ApiToken.hash(plain), scopes=wanted, expires_at=expires
        )
    return token, plain


def token_revoke(*, actor: Actor, token: ApiToken, reason: str) -> ApiToken:
    """End a token at once. Its owner may do that too."""
    if token.user_id != actor.pk:
        need(actor, "accounts.manage_tokens", "停用接口令牌", "系统管理员")
    need_reason(reason)
    with deed(actor=actor, code="accounts.token.revoked", obj=token, reason=reason):
        row = ApiToken.objects.select_for_update().get(pk=token.pk)
        if row.revoked_at is not None:
            raise InvalidTransition("这个令牌已经停用。", code="E-STATE-01")
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
    return row


def token_used(*, token: ApiToken) -> None:
    """Note that a token was used, at most once a minute. No deed: what the machine did with it is the trail."""
    now = clock.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _NOTE_USE_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
