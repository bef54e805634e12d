"""How a person is reached outside the portal: an address is entered, proved by a code that went there, and only then relied on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit.services import deed
from core import clock
from core.crypto import blind_index, blind_indexes
from core.errors import DomainError, Forbidden
from core.settings_store import get
from core.text import clean, clean_code
from members.choices import AccountCodeUse, Reach
from members.messages import CONFIRM_CODE, EMAIL_CHANGED
from members.models import AccountCode, ConfirmedChannel
from members.parameters import CODE_ATTEMPTS, RECOVERY_MINUTES
from notices.services import Telling, notify, notify_many
from notices.services.telling import email_is_on

if TYPE_CHECKING:
    from collections.abc import Iterable

CODE_LENGTH = 8
MOST_A_DAY = 10
_ADDRESS, _CODE = "members.channel", "members.account_code"
_WRONG = "确认码不对、已经用过或者已经过期。请核对最新收到的一个，或者重新发送。"


@dataclass(frozen=True)
class Known:
    """One way to reach the person: where it leads (masked), and since when it is proved."""

    channel: Reach
    where: str
    confirmed_at: datetime | None

    @property
    def label(self) -> str:
        return str(self.channel.label)


def ways_on() -> list[Reach]:
    """The ways that this installation has at all."""
    on = {Reach.EMAIL: email_is_on(), Reach.GATEWAY: bool(settings.WEBHOOK_URL)}
    return [way for way in Reach if on[way]]


def ways_of(user: User) -> list[Known]:
    """The person's ways, proved or not; an e-mail address that was never entered is left out."""
    proved = {row.channel: row for row in ConfirmedChannel.objects.filter(user=user)}
    found = []
    for way in ways_on():
        address = _address(user, way)
        if address:
            row = proved.get(way)
            good = row is not None and row.digest in blind_indexes(_ADDRESS, address)
            where = masked_email(user.email) if way == Reach.EMAIL else "按用户名由短信网关转发"
            found.append(Known(way, where, row.confirmed_at if row is not None and good else None))
    return found


def masked_email(address: str) -> str:
    """f***@example.cn: enough to know it again."""
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}" if host else ""


def email_set(*, actor: User, password: str, email: str) -> User:
    """Enter another address of one's own. Asks for the password again; until the new one is proved nothing secret goes there."""
    own_account(actor)
    if not actor.check_password(password):
        raise DomainError("密码不对，请重新输入。", code="E-ACC-20", field="password")
    email = clean(email)[:254]
    try:
        validate_email(email)
    except ValidationError as error:
        raise DomainError("邮箱写法不对，应像 name@example.cn。", code="E-MEM-20", field="email") from error
    with deed(actor=actor, code="members.email.changed", obj=actor, extra={"email": masked_email(email)}):
        row = User.objects.select_for_update().get(pk=actor.pk)
        row.email = email
        row.save(update_fields=["email"])
        _unused(row, AccountCodeUse.CONFIRM).filter(channel=Reach.EMAIL).update(cancelled_at=clock.now())
        now = clock.now()
        notify(
            recipients=[row], code=EMAIL_CHANGED, key=f"members.email:{row.pk}:{now.timestamp()}",
            params={"at": f"{now.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}", "email": masked_email(email)},
        )  # fmt: skip
    return row


def confirm_send(*, actor: User, channel: str) -> AccountCode:
    """Send a code that way and no other. DomainError for a way that is not there, and after MOST_A_DAY of them."""
    own_account(actor)
    way = next((one.channel for one in ways_of(actor) if one.channel == channel), None)
    if way is None:
        raise DomainError("这个联系方式还没有填写，或者本系统没有开通。", code="E-MEM-21", field="channel")
    with deed(actor=actor, code="members.channel.sent", obj=actor, extra={"channel": str(way)}):
        row = User.objects.select_for_update().get(pk=actor.pk)
        if sent_today(row, AccountCodeUse.CONFIRM) >= MOST_A_DAY:
            raise DomainError(f"一天最多发送 {MOST_A_DAY} 次确认码，请明天再试。", code="E-MEM-21", field="channel")
        _unused(row, AccountCodeUse.CONFIRM).filter(channel=way).update(cancelled_at=clock.now())
        address = blind_index(_ADDRESS, _address(row, way))
        return code_make(row, AccountCodeUse.CONFIRM, CONFIRM_CODE, [way], channel=str(way), address=address)


def confirm(*, actor: User, channel: str, plain: str) -> ConfirmedChannel:
    """Prove the way by the code that went there. A wrong guess counts; another address meanwhile makes the code worthless."""
    own_account(actor)
    found = code_found(actor, AccountCodeUse.CONFIRM, plain, channel=channel)
    if found is None or found.address not in blind_indexes(_ADDRESS, _address(found.user, Reach(channel))):
        with deed(actor=actor, code="members.account_code.failed", obj=actor, extra={"use": "confirm"}):
            pass
        raise DomainError(_WRONG, code="E-MEM-22", field="code")
    with deed(actor=actor, code="members.channel.confirmed", extra={"channel": channel}) as draft:
        if not code_spend(found):
            raise DomainError(_WRONG, code="E-MEM-22", field="code")
        draft.obj, _ = ConfirmedChannel.objects.update_or_create(
            user=actor, channel=channel, defaults={"digest": found.address, "confirmed_at": clock.now()}
        )
    return draft.obj


def own_account(actor: User) -> None:
    """Forbidden for the staff, whose accounts the administrator keeps."""
    if actor.is_staff or actor.is_superuser:
        raise Forbidden("工作人员的账号由系统管理员维护，不在这里办理。")


# -- the codes themselves, for recovery too ---------------------------------------------------------------------------
def code_make(user: User, use: str, message: str, ways: Iterable[Reach], **facts: Any) -> AccountCode:
    """Inside a deed: a fresh code, on its way to the person over these ways only."""
    plain, now = "".join(secrets.choice("0123456789") for _ in range(CODE_LENGTH)), clock.now()
    minutes = int(get(RECOVERY_MINUTES))
    row = AccountCode.objects.create(
        use=use, user=user, digest=_digest(use, user, plain), issued_at=now, expires_at=now + timedelta(minutes=minutes), **facts
    )  # fmt: skip
    params = {"code": f"{plain[:4]} {plain[4:]}", "minutes": minutes}
    notify_many([Telling(user.pk, message, f"members.account_code:{row.pk}", params, channels=tuple(map(str, ways)))])
    return row


def code_found(user: User, use: str, plain: str, **facts: Any) -> AccountCode | None:
    """The good code that the text is, under lock; None counts as a wrong guess on those it was tried on."""
    with transaction.atomic():
        rows = AccountCode.objects.good(clock.now(), int(get(CODE_ATTEMPTS))).filter(user=user, use=use, **facts)
        tried = list(rows.select_for_update(of=("self",)).select_related("user"))
        typed = _digests(use, user, plain)
        found = next((row for row in tried if row.digest in typed), None)
        if found is None:
            AccountCode.objects.filter(pk__in=[row.pk for row in tried]).update(attempts=F("attempts") + 1)
    return found


def code_spend(code: AccountCode) -> bool:
    """Use the code up; of two at once only one does."""
    rows = AccountCode.objects.filter(pk=code.pk, used_at=None, cancelled_at=None)
    return bool(rows.update(used_at=clock.now()))


def sent_today(user: User, use: str) -> int:
    """How many codes of the use went to the person in the last 24 hours."""
    return AccountCode.objects.filter(user=user, use=use, issued_at__gt=clock.now() - timedelta(days=1)).count()


def _unused(user: User, use: str) -> Any:
    return AccountCode.objects.filter(user=user, use=use, used_at=None, cancelled_at=None)


def _address(user: User, way: Reach) -> str:
    """What the way leads to: the address, or the name by which the gateway knows the person."""
    return user.email.strip().lower() if way == Reach.EMAIL else user.username


def _digest(use: str, user: User, plain: str) -> str:
    return blind_index(_CODE, f"{use}:{user.pk}:{clean_code(plain)}")


def _digests(use: str, user: User, plain: str) -> list[str]:
    return blind_indexes(_CODE, f"{use}:{user.pk}:{clean_code(plain)}")
