"""One-time codes: written on a slip at the window, or sent as a message before a signature.

A code has 40 random bits (window) or 8 digits (message); only its keyed hash is kept. A wrong guess counts against every good code
of the subject, and after CODE_ATTEMPTS of them all are dead: nobody finds one by trying.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse

from audit.services import deed
from core import clock
from core.crypto import blind_index
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from core.masking import scrub
from core.settings_store import get
from core.text import clean, clean_code
from members.choices import CodeUse, Role
from members.messages import SIGN_CODE
from members.models import OneTimeCode
from members.parameters import CODE_ATTEMPTS, CODE_HOURS, SIGN_MINUTES
from members.querysets import ISSUE
from members.selectors import acts_for, head_of
from members.services.granting import fits, reasoned
from notices.models import Notice
from notices.services import notice_read, notify
from records.choices import REGISTER_KINDS
from records.models import Subject

if TYPE_CHECKING:
    from accounts.models import User

# Without 0/O, 1/I, 8/B and 5/S, which are misread on paper.
_LETTERS = "234679ACDEFGHJKLMNPQRTUVWXYZ"
WINDOW_LENGTH, SIGN_LENGTH = 8, 8
WRONG = "查验码不对、已经用过或者已经过期。请逐字核对纸条上的 8 位字母和数字；连续输错会使查验码失效，失效后请到窗口重新开具。"
WRONG_SIGN = "确认码不对、已经用过或者已经过期。请核对消息里最新的一个，或者重新发送。"


def code_issue(*, actor: User, subject: Subject, role: str, seen: str) -> tuple[OneTimeCode, str]:
    """Issue a code at the window to somebody whose papers were seen (`seen` says which); gives the row and the plain code.

    Earlier unused window codes of the subject die. Needs members.issue_code. Raises Duplicate when the place is taken.
    """
    if not actor.has_perm(ISSUE):
        raise Forbidden("您没有开具查验码的权限，请联系科室负责人。")
    if subject.kind not in REGISTER_KINDS:
        raise DomainError("只有法律服务机构和从业人员可以开通网上办事账号。", code="E-MEM-01")
    fits(subject, role)
    seen = reasoned(seen)
    with deed(actor=actor, code="members.code.issued", reason=seen, extra={"role": role}) as draft:
        Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
        if role != Role.CLERK and (held := head_of(subject)) is not None:
            raise Duplicate(
                f"“{subject.name}”已有账号（{held.user.display_name}，{held.since:%Y-%m-%d} 起）。"
                "要换人的，请先在“机构账号”中终止原账号并写明理由。",
                code="E-MEM-03",
                field="role",
            )
        now = clock.now()
        _unused(subject, CodeUse.BINDING).update(cancelled_at=now, cancel_reason="已重新开具")
        plain = "".join(secrets.choice(_LETTERS) for _ in range(WINDOW_LENGTH))
        draft.obj = row = OneTimeCode.objects.create(
            use=CodeUse.BINDING, subject=subject, role=role, about=seen[:120], digest=_digest(CodeUse.BINDING, subject, plain),
            issued_by=actor, issued_at=now, expires_at=now + timedelta(hours=int(get(CODE_HOURS))),
        )  # fmt: skip
    return row, plain


def code_cancel(*, actor: User, code: OneTimeCode, reason: str) -> OneTimeCode:
    """Withdraw a window code that went to the wrong hands. Needs members.issue_code."""
    if not actor.has_perm(ISSUE):
        raise Forbidden("您没有作废查验码的权限，请联系科室负责人。")
    reason = reasoned(reason)
    with deed(actor=actor, code="members.code.cancelled", obj=code, reason=reason):
        row = OneTimeCode.objects.select_for_update().get(pk=code.pk)
        if row.used_at or row.cancelled_at:
            raise InvalidTransition("这个查验码已经用过或者作废，不需要再办。", code="E-STATE-01")
        row.cancelled_at, row.cancel_reason = clock.now(), reason
        row.save(update_fields=["cancelled_at", "cancel_reason"])
    return row


def sign_code_send(*, actor: User, subject: Subject, about: str) -> OneTimeCode:
    """Send the person a code before a signature for the subject, over the notice channels. Earlier ones to the person die.

    about: what is being signed, as the message says it. Raises Forbidden for somebody who does not act for the subject.
    """
    if not acts_for(actor, subject):
        raise Forbidden("您不能代表这家机构签署。请联系本机构负责人。", code="E-MEM-02")
    about = scrub(clean(about))[:120]
    minutes = int(get(SIGN_MINUTES))
    with deed(actor=actor, code="members.code.sent", reason=about) as draft:
        now = clock.now()
        _unused(subject, CodeUse.SIGNING, user=actor).update(cancelled_at=now, cancel_reason="已重新发送")
        plain = "".join(secrets.choice("0123456789") for _ in range(SIGN_LENGTH))
        draft.obj = row = OneTimeCode.objects.create(
            use=CodeUse.SIGNING, subject=subject, user=actor, about=about,
            digest=_digest(CodeUse.SIGNING, subject, plain), issued_by=actor, issued_at=now,
            expires_at=now + timedelta(minutes=minutes),
        )  # fmt: skip
        spaced = f"{plain[:4]} {plain[4:]}"
        notify(
            recipients=[actor], code=SIGN_CODE, params={"about": about, "code": spaced, "minutes": minutes},
            key=_key(row), link=reverse("portal:home"),
        )  # fmt: skip
    return row


def sign_code_check(*, actor: User, subject: Subject, plain: str) -> OneTimeCode:
    """Use up the code that was sent to the person for the subject. DomainError (field "code") when it is not the one.

    Call it before the deed that signs: a wrong guess must be counted even though the signing then fails.
    """
    return redeem(actor=actor, subject=subject, use=CodeUse.SIGNING, plain=plain, user=actor)


def redeem(*, actor: User | Any, subject: Subject, use: str, plain: str, user: User | None = None) -> OneTimeCode:
    """Use up a good code by the actor; gives it. A wrong one is counted, in a transaction of its own, then DomainError."""
    found = good_code(subject=subject, use=use, plain=plain, user=user, by=actor)
    return spend(actor=actor, code=found)


def good_code(*, subject: Subject, use: str, plain: str, by: Any, user: User | None = None) -> OneTimeCode:
    """The good code that the text is, not yet used up; a wrong text is counted and refused.

    by: who is guessing, for the trail; a visitor who is about to register counts like anybody.
    """
    typed = _digest(use, subject, plain)
    for row in _good(subject, use, user):
        if hmac.compare_digest(row.digest, typed):
            return row
    with deed(actor=by, code="members.code.failed", obj=subject, extra={"use": use}):
        _good(subject, use, user).update(attempts=F("attempts") + 1)
    raise DomainError(WRONG if use == CodeUse.BINDING else WRONG_SIGN, code="E-MEM-07", field="code")


def spend(*, actor: User, code: OneTimeCode) -> OneTimeCode:
    """Mark a good code as used by the actor; of two at once the second is refused."""
    with deed(actor=actor, code="members.code.used", obj=code):
        row = _good(code.subject, code.use, code.user).select_for_update(of=("self",)).filter(pk=code.pk).first()
        if row is None:
            raise DomainError(WRONG if code.use == CodeUse.BINDING else WRONG_SIGN, code="E-MEM-07", field="code")
        row.used_at, row.used_by = clock.now(), actor
        row.save(update_fields=["used_at", "used_by"])
        for notice in Notice.objects.visible_to(actor).unread().filter(key=_key(row)):
            notice_read(actor=actor, notice=notice)  # the code was read, wherever it was read
    return row


def _key(code: OneTimeCode) -> str:
    return f"members.sign_code:{code.pk}"


def _unused(subject: Subject, use: str, user: User | None = None) -> Any:
    rows = OneTimeCode.objects.filter(subject=subject, use=use, used_at=None, cancelled_at=None)
    return rows.filter(user=user) if user is not None else rows


def _good(subject: Subject, use: str, user: User | None) -> Any:
    rows = OneTimeCode.objects.good(clock.now(), int(get(CODE_ATTEMPTS))).filter(subject=subject, use=use)
    return rows.filter(user=user) if user is not None else rows


def _digest(use: str, subject: Subject, plain: str) -> str:
    """Bound to use and subject, so that a hash copied to another row opens nothing."""
    return blind_index(f"members.code.{use}", f"{subject.pk}:{clean_code(plain).upper()}")
