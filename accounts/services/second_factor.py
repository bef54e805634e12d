"""The second factor: set up by the person, asked at each sign-in, reset by the security administrator.

A wrong guess is counted in a transaction of its own before it is refused, under the row's lock: guesses sent at once are counted all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.db import transaction

from accounts import limits, totp
from accounts.models import RecoveryCode, SecondFactor, SignIn, User
from accounts.services.common import locked, need, need_reason
from accounts.services.sign_ins import end_all
from audit.services import Actor, deed, saw
from core import clock
from core.crypto import blind_indexes
from core.errors import DomainError, Forbidden, NotReady
from core.text import clean

RECOVERY_CODES = 10
_HALF = 5
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_PURPOSE = "accounts.recovery_code"
_WRONG = "动态口令不对或者已经用过。请等手机上换成下一个口令再输入；一直不对时，请核对手机的时间是否自动校准。"


def factor_of(user: User) -> SecondFactor | None:
    """The person's second factor, if it is in use."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def factor_begin(*, actor: User, password: str) -> SecondFactor:
    """Make a new secret that waits for its first code. Asks for the password again: an open screen must not be enough."""
    SecondFactor.objects.get_or_create(user=actor)
    row = _guess(actor, lambda row: actor.check_password(password), "密码不对，请重新输入。", "password")
    row.pending = totp.fresh_secret()
    row.save(update_fields=["pending"])
    return row


def factor_confirm(*, actor: User, code: str) -> list[str]:
    """Take the waiting secret into use once its code was typed; gives the recovery codes, which are shown once.

    A secret in use so far ends with it, and so do its recovery codes.
    """

    def proved(row: SecondFactor) -> bool:
        if not row.pending:
            raise NotReady("还没有开始设置，请先输入登录密码，生成二维码。", field="code")
        found = totp.check(row.pending, clean(code).replace(" ", ""), after=0, drift=0, tolerance=_tolerance())
        if found is not None:
            row.last_step, row.drift = found.step, found.drift
        return found is not None

    _guess(actor, proved, _WRONG, "code")
    with deed(actor=actor, code="accounts.factor.enabled") as draft:
        row = SecondFactor.objects.select_for_update().get(user=actor)
        row.secret, row.pending, row.confirmed_at = str(row.pending), "", clock.real_now()
        row.save(update_fields=["secret", "pending", "confirmed_at"])
        draft.obj = row
        return _fresh_codes(actor)


def factor_check(*, actor: User, code: str) -> int | None:
    """The sign-in step: a code of the phone, or a recovery code, each good once.

    Gives None for a code of the phone, for a recovery code how many are left. DomainError when it does not fit or too many did not.
    """
    typed, by_recovery = clean(code).replace(" ", "").replace("-", "").lower(), False

    def fits(row: SecondFactor) -> bool:
        nonlocal by_recovery
        if not row.is_on:
            raise NotReady("您的第二重验证已被重置，请退出后重新登录。", field="code")
        found = totp.check(str(row.secret), typed, after=row.last_step, drift=row.drift, tolerance=_tolerance())
        if found is not None:
            row.last_step, row.drift = found.step, found.drift
            return True
        by_recovery = _spend(actor, typed)
        return by_recovery

    _guess(actor, fits, _WRONG, "code")
    saw(actor=actor, deed="factor", obj=actor)
    return RecoveryCode.objects.filter(user=actor, used_at__isnull=True).count() if by_recovery else None


def codes_renew(*, actor: User, code: str) -> list[str]:
    """New recovery codes in place of the old ones; asks for a code of the phone."""
    _guess(actor, lambda row: _by_phone(row, code), _WRONG, "code")
    with deed(actor=actor, code="accounts.factor.codes", obj=actor):
        return _fresh_codes(actor)


def factor_remove(*, actor: User, code: str) -> None:
    """Do without from now on; refused to whom the rules oblige. Asks for a code of the phone."""
    if limits.second_factor_required(actor):
        raise Forbidden("您的角色必须使用第二重验证，不能停用。换手机时请点“重新设置”。")
    _guess(actor, lambda row: _by_phone(row, code), _WRONG, "code")
    with deed(actor=actor, code="accounts.factor.removed", obj=actor):
        _switch_off(actor)


def factor_reset(*, actor: Actor, user: User, reason: str) -> None:
    """Somebody lost the phone and the codes: take the factor away and end the person's sign-ins. Needs accounts.reset_factor.

    Nobody does that for himself: who stole a session could otherwise.
    """
    need(actor, "accounts.reset_factor", "重置第二重验证", "安全管理员")
    need_reason(reason)
    if user.pk == actor.pk:
        raise Forbidden("不能重置自己的第二重验证。请由另一位安全管理员办理，或使用恢复码登录。")
    with deed(actor=actor, code="accounts.factor.reset", obj=user, reason=reason):
        row = locked(user)
        if factor_of(row) is None:
            raise DomainError(f"“{row.display_name}”没有启用第二重验证，不需要重置。", code="E-STATE-01")
        _switch_off(row)
        end_all(user=row, why=SignIn.Why.FACTOR)


def _guess(actor: User, fits: Callable[[SecondFactor], bool], wrong: str, field: str) -> SecondFactor:
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(user=actor).first()
        if row is None:
            raise NotReady("您还没有设置第二重验证。", field=field)
        now = clock.real_now()
        if row.locked_until is not None and row.locked_until > now:
            minutes = int((row.locked_until - now).total_seconds() // 60) + 1
            raise Forbidden(
                f"连续输错次数过多，已暂停验证，约 {minutes} 分钟后可以再试。不是本人操作的，请立即告诉安全管理员。",
                field=field,
            )
        right = fits(row)
        row.failures = 0 if right else row.failures + 1
        if row.failures >= limits.number("second_factor_attempts"):
            row.failures, row.locked_until = 0, now + limits.lockout()
        row.save(update_fields=["last_step", "drift", "failures", "locked_until"])
    if not right:
        saw(actor=actor, deed="factor_failed", obj=actor)
        raise DomainError(wrong, code="E-ACC-20", field=field)
    return row


def _by_phone(row: SecondFactor, code: str) -> bool:
    if not row.is_on:
        raise NotReady("您还没有启用第二重验证。", field="code")
    typed = clean(code).replace(" ", "")
    found = totp.check(str(row.secret), typed, after=row.last_step, drift=row.drift, tolerance=_tolerance())
    if found is not None:
        row.last_step, row.drift = found.step, found.drift
    return found is not None


def _spend(user: User, typed: str) -> bool:
    """Use up a recovery code; False when there is none such."""
    fitting = RecoveryCode.objects.filter(user=user, used_at__isnull=True, digest__in=blind_indexes(_PURPOSE, typed))
    return bool(fitting.update(used_at=clock.real_now()))


def _fresh_codes(user: User) -> list[str]:
    plain = ["".join(secrets.choice(_LETTERS) for _ in range(2 * _HALF)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=blind_indexes(_PURPOSE, one)[0]) for one in plain])
    return [f"{one[:_HALF]}-{one[_HALF:]}" for one in plain]


def _switch_off(user: User) -> None:
    SecondFactor.objects.filter(user=user).update(
        secret="", pending="", confirmed_at=None, failures=0, locked_until=None, drift=0
    )
    RecoveryCode.objects.filter(user=user).delete()


def _tolerance() -> int:
    return limits.number("second_factor_drift_steps", 0)
