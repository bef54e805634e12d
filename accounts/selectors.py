"""Who holds which role, who stands in for whom. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from axes.models import AccessAttempt
from django.db.models import QuerySet

from accounts import limits
from accounts.models import Section, SignIn, User
from accounts.roles import CREDIT_OFFICE, LEADER
from core import clock, settings_store


def users_with_role(role: str, section: Section | None = None) -> QuerySet[User]:
    """Active people who hold the role, of one section if given."""
    people = User.objects.filter(is_active=True, groups__name=role).select_related("section")
    return people.filter(section=section) if section is not None else people


def leaders() -> QuerySet[User]:
    """The bureau's leadership (分管副局长 among them)."""
    return users_with_role(LEADER)


def leading_group() -> list[User]:
    """Members of the leading group as named in the parameter accounts.leading_group; else leadership and 信用办."""
    named = settings_store.get("accounts.leading_group")
    if named:
        return list(User.objects.filter(is_active=True, username__in=named).select_related("section"))
    return list(dict.fromkeys([*leaders(), *users_with_role(CREDIT_OFFICE)]))


def duty(users: Iterable[User], on: date) -> list[User]:
    """The people and, for those on leave that day, who stands in for them; each once, in order.

    A deputy who is away too is followed to his own deputy; a circle ends where it began. People on leave stay in the list: they
    are told as well.
    """
    found: dict[int, User] = {}
    waiting = list(users)
    while waiting:
        person = waiting.pop(0)
        if person.pk in found:
            continue
        found[person.pk] = person
        if person.is_away(on) and person.deputy_id and person.deputy_id not in found:
            waiting += User.objects.filter(pk=person.deputy_id, is_active=True).select_related("section")
    return list(found.values())


def locked_usernames() -> QuerySet[AccessAttempt, str]:
    """Names with which nobody can sign in for the moment, because of failed attempts."""
    since = clock.now() - limits.lockout()
    failed = AccessAttempt.objects.filter(failures_since_start__gte=limits.failure_limit(), attempt_time__gte=since)
    return failed.values_list("username", flat=True)


def live_sign_ins(user: User) -> list[SignIn]:
    """Where the person is signed in now, the latest first."""
    now = clock.real_now()
    live = SignIn.objects.filter(
        user=user, ended_at__isnull=True, last_seen_at__gte=now - limits.idle(), started_at__gte=now - limits.age()
    )
    return list(live.order_by("-last_seen_at")[:50])
