"""The limits of signing in, as the bureau has set them; a value that would switch the protection off by mistake is lifted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.parameters import SECOND_FACTOR_ROLES
from core import settings_store


def number(name: str, least: int = 1) -> int:
    """The whole number of the parameter accounts.<name>, never less than `least`."""
    return max(least, int(settings_store.get(f"accounts.{name}")))


def idle() -> timedelta:
    """After how long without a request a sign-in ends."""
    return timedelta(minutes=number("session_idle_minutes", 5))


def age() -> timedelta:
    """How long a sign-in lasts at most."""
    return min(timedelta(hours=number("session_hours")), timedelta(seconds=settings.SESSION_COOKIE_AGE))


def lockout(request: HttpRequest | None = None) -> timedelta:
    """How long signing in pauses after too many wrong passwords or codes; django-axes asks here."""
    return timedelta(minutes=number("lockout_minutes"))


def failure_limit(request: HttpRequest | None = None, credentials: dict[str, Any] | None = None) -> int:
    """Wrong passwords in a row before the pause; django-axes asks here."""
    return number("lockout_attempts")


_obliging: list[Callable[[User], bool]] = []


def oblige(rule: Callable[[User], bool]) -> Callable[[User], bool]:
    """Register a rule of a floor above that demands a second factor of somebody."""
    if rule not in _obliging:
        _obliging.append(rule)
    return rule


def second_factor_required(user: User) -> bool:
    """Whether this person must have a second factor: by a rule of the bureau's, or by role where the installation enforces it."""
    if any(rule(user) for rule in _obliging):
        return True
    if not settings.SECOND_FACTOR_ENFORCED or not user.is_staff:
        return False
    wanted = set(settings_store.get(SECOND_FACTOR_ROLES))
    return user.is_superuser or bool(wanted.intersection(user.role_names))
