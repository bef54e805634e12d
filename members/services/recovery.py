"""A forgotten password: a code to a way that the person proved before, and a new password for it.

Whoever asks learns nothing: the answer is the same for a name nobody has, for staff, and for somebody without a proved way.
A code answers only to the browser that asked for it, so that a stranger who knows a name spoils nobody's code by guessing.
"""

from __future__ import annotations

from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services import password_change
from accounts.signin import shown_username
from audit.services import Visitor, deed
from core import clock
from core.crypto import blind_index
from core.errors import DomainError
from core.settings_store import get
from core.text import clean
from members.choices import AccountCodeUse
from members.messages import RECOVER_CODE, RECOVERED
from members.models import AccountCode
from members.parameters import RECOVERY_A_DAY
from members.services.channels import code_found, code_make, code_spend, sent_today, ways_of, ways_on
from notices.services import notify

WRONG = "确认码不对、已经用过或者已经过期。请核对收到的最新一个；没有收到的，请回到上一步核对用户名，或者携带身份证件到司法局窗口办理。"


def recovery_open() -> bool:
    """Whether this installation can send anything at all."""
    return bool(ways_on())


def recovery_ask(*, username: str, asker: str) -> None:
    """Send a code to the proved ways of the account, if there is such an account; says nothing either way.

    asker: the secret of the browser that asks, from its session. The trail has every asking, a known name or only its beginning.
    """
    name = clean(username)[:150]
    with deed(actor=Visitor(shown_username(name)), code="members.recovery.asked") as draft:
        user = _outsider(name, lock=True)
        ways = [one.channel for one in ways_of(user) if one.confirmed_at] if user is not None else []
        if user is None or not ways:
            blind_index("members.asker", asker)  # as much work as for somebody who is known
            return
        draft.obj, draft.extra = user, {"channels": [str(way) for way in ways]}
        if sent_today(user, AccountCodeUse.RECOVER) >= int(get(RECOVERY_A_DAY)):
            draft.extra = {"channels": [], "why": "a day's number is reached"}
            return
        mine = blind_index("members.asker", asker)
        AccountCode.objects.filter(
            user=user, use=AccountCodeUse.RECOVER, asker=mine, used_at=None, cancelled_at=None
        ).update(cancelled_at=clock.now())
        code_make(user, AccountCodeUse.RECOVER, RECOVER_CODE, ways, asker=mine)


def recover(*, username: str, asker: str, plain: str, password: str) -> User:
    """Choose a new password by the code; every sign-in ends, a pause after wrong passwords ends too, and the person is told.

    DomainError (field "code" or "password1"); what is wrong with a password in general is said before the code is looked at, what is
    wrong with it for this person only to who holds the code.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        raise DomainError("".join(error.messages), code="E-ACC-07", field="password1") from error
    user = _outsider(clean(username)[:150])
    found = None
    if user is not None:
        found = code_found(user, AccountCodeUse.RECOVER, plain, asker=blind_index("members.asker", asker))
    if user is None or found is None:
        with deed(actor=Visitor(shown_username(username)), code="members.account_code.failed", obj=user):
            pass
        raise DomainError(WRONG, code="E-MEM-22", field="code")
    with deed(actor=user, code="members.password.recovered", obj=user):
        if not code_spend(found):
            raise DomainError(WRONG, code="E-MEM-22", field="code")
        try:
            changed = password_change(actor=user, password=password)
        except DomainError as error:
            raise DomainError(error.message, code=error.code, field="password1") from error
        forget_failures(username=user.username)
        at = f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        notify(recipients=[changed], code=RECOVERED, params={"at": at}, key=f"members.recovered:{found.pk}")
    return changed


def _outsider(username: str, *, lock: bool = False) -> User | None:
    """The active account of a firm's person or a practitioner with this name; never one of the staff."""
    rows = User.objects.filter(username=username, is_active=True, is_staff=False, is_superuser=False)
    return (rows.select_for_update(of=("self",)) if lock else rows).first()
