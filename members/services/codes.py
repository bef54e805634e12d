"""One-time codes: written on a slip at the window, or sent as a message before a signature.

A window code is twelve letters: six that name the slip and six that only its holder knows. Both are drawn by chance, and only the
keyed hash of the whole is kept. A wrong guess counts against the slip it names, and after CODE_ATTEMPTS of them that slip is dead:
nobody finds a code by trying, and nobody who only knows the firm's public number can spoil a slip, for he cannot name it.
A code sent as a message has eight digits and is tried by the signed-in person alone.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
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
SLIP_LENGTH, SECRET_LENGTH, SIGN_LENGTH = 6, 6, 8
WINDOW_LENGTH = SLIP_LENGTH + SECRET_LENGTH
_GROUP = 4
WRONG = "查验码不对、已经用过或者已经过期。请逐字核对纸条上的 12 位字母和数字；同一张纸条连续输错会失效，失效后请到窗口重新开具。"
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
        slip = _fresh_slip()
        plain = slip + _letters(SECRET_LENGTH)
        draft.obj = row = OneTimeCode.objects.create(
            use=CodeUse.BINDING, subject=subject, role=role, about=seen[:120], slip=slip,
            digest=_digest(CodeUse.BINDING, subject, plain), issued_by=actor, issued_at=now, expires_at=now + timedelta(hours=int(get(CODE_HOURS))),
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
        notify(
            recipients=[actor], code=SIGN_CODE, params={"about": about, "code": spaced(plain), "minutes": minutes},
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
    text = _plainest(plain)
    typed = _digest(use, subject, text)
    with transaction.atomic():
        # Under lock: guesses sent at once are counted one after the other.
        tried = list(_tried(subject, use, user, text).select_for_update(of=("self",)))
        found = next((row for row in tried if hmac.compare_digest(row.digest, typed)), None)
        if found is None:
            with deed(actor=by, code="members.code.failed", obj=subject, extra={"use": use, "slips": len(tried)}):
                OneTimeCode.objects.filter(pk__in=[row.pk for row in tried]).update(attempts=F("attempts") + 1)
    if found is None:
        raise DomainError(WRONG if use == CodeUse.BINDING else WRONG_SIGN, code="E-MEM-07", field="code")
    return found


def spaced(plain: str) -> str:
    """A window code in groups, as the slip prints it."""
    return " ".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


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


def _tried(subject: Subject, use: str, user: User | None, text: str) -> Any:
    """The good codes that a typed text is tried on: of the window's only the one whose slip it names."""
    rows = _good(subject, use, user)
    if use != CodeUse.BINDING:
        return rows
    return rows.filter(slip=text[:SLIP_LENGTH]) if len(text) == WINDOW_LENGTH else rows.none()


def _digest(use: str, subject: Subject, text: str) -> str:
    """Bound to use and subject, so that a hash copied to another row opens nothing."""
    return blind_index(f"members.code.{use}", f"{subject.pk}:{text}")


def _plainest(text: str) -> str:
    """However it was typed: without spaces and hyphens, in capitals."""
    return clean_code(text).replace("-", "")


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def _fresh_slip() -> str:
    """A slip's name that no other slip has; two in some 480 million hardly meet."""
    while OneTimeCode.objects.filter(slip=(slip := _letters(SLIP_LENGTH))).exists():
        pass
    return slip
