"""Who must use a second factor by the bureau's own rule: the accounts of heads, once the bureau has switched it on."""

from accounts.limits import oblige
from accounts.models import User
from core import settings_store
from members.choices import Role
from members.models import Membership
from members.parameters import HEAD_FACTOR


@oblige
def heads_must(user: User) -> bool:
    """Whether the person is the head's account of any firm while the rule is on."""
    if user.is_staff or not settings_store.get(HEAD_FACTOR):
        return False
    return Membership.objects.in_force().filter(user_id=user.pk, role=Role.HEAD).exists()
