"""An account of one's own, opened by the person: for a window code, for a request, or for an invitation."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.password_rules import remember
from accounts.services.common import checked
from audit.services import Visitor, deed
from core.errors import DomainError, Duplicate, Forbidden
from core.masking import find_private
from core.text import clean
from members.choices import CodeUse, Role, Way
from members.models import BindingRequest, Invitation, Membership, OneTimeCode
from members.selectors import users_of
from members.services import codes, invitations, requests
from members.services.granting import open_membership
from records.models import Subject


@dataclass(frozen=True)
class NewAccount:
    """What a person chooses when registering. The name is the person's own, shown to the firm and the bureau."""

    display_name: str
    username: str
    password: str
    email: str = ""


def register_by_code(*, account: NewAccount, code: OneTimeCode) -> tuple[User, Membership]:
    """Open the account and bind it by a window code that was found good (codes.good_code); all of it or nothing."""
    with deed(actor=Visitor(clean(account.display_name)[:80]), code="members.registered") as draft:
        draft.obj = user = _open(account)
        row = bind_by_code(actor=user, code=code)
    return user, row


def bind_by_code(*, actor: User, code: OneTimeCode) -> Membership:
    """Bind an account that exists by a window code that was found good."""
    if code.use != CodeUse.BINDING:
        raise Forbidden("这个码不能用来绑定账号。", code="E-MEM-07")
    with transaction.atomic():
        spent = codes.spend(actor=actor, code=code)
        row = open_membership(actor=actor, user=actor, subject=spent.subject, role=spent.role, way=Way.CODE)
        others = [user for user in users_of(spent.subject, roles=(Role.HEAD,)) if user.pk != actor.pk]
        requests.tell_joined(
            actor, spent.subject, row.get_role_display(), row.get_way_display(), others, f"code:{spent.pk}"
        )
    return row


def register_and_ask(
    *, account: NewAccount, subject: Subject, role: str, statement: str
) -> tuple[User, BindingRequest]:
    """Open the account and ask to act for the firm; until somebody agrees it opens nothing but the state of the request."""
    with deed(actor=Visitor(clean(account.display_name)[:80]), code="members.registered") as draft:
        draft.obj = user = _open(account)
        row = requests.request_ask(actor=user, subject=subject, role=role, statement=statement)
    return user, row


def register_invited(*, account: NewAccount, token: str) -> tuple[User, Membership]:
    """Open the account of somebody invited by the head of a firm."""
    with deed(actor=Visitor(clean(account.display_name)[:80]), code="members.registered") as draft:
        draft.obj = user = _open(account)
        row = invitations.invitation_accept(actor=user, token=token)
    return user, row


def invited(token: str) -> Invitation:
    """The open invitation of a link; DomainError saying why there is none."""
    return invitations.open_invitation(token)


def _open(account: NewAccount) -> User:
    """Inside a deed: the row of the account. DomainError with the field that is to be mended."""
    name, username = clean(account.display_name), clean(account.username)
    for field, text in (("display_name", name), ("username", username)):
        if find_private(text):
            raise DomainError("这里不要填写身份证号、电话号码或银行卡号。", code="E-ACC-04", field=field)
    if len(name) < 2:
        raise DomainError("请填写您的真实姓名，本机构负责人和司法局凭它认出您。", code="E-MEM-08", field="display_name")
    if len(username) < 4:
        raise DomainError("用户名至少 4 个字符，例如姓名拼音。", code="E-MEM-08", field="username")
    user = User(username=username, display_name=name, email=account.email.strip(), is_staff=False)
    try:
        validate_password(account.password, user)
    except ValidationError as error:
        raise DomainError("".join(error.messages), code="E-ACC-07", field="password1") from error
    user.set_password(account.password)
    if User.objects.filter(username__iexact=username).exists():
        raise Duplicate(f"用户名“{username}”已经有人使用，请换一个。", field="username")
    checked(user)
    try:
        user.save()
        remember(user)
    except IntegrityError as error:
        raise Duplicate(f"用户名“{username}”刚刚被别人使用，请换一个。", field="username") from error
    return user
