"""Read the bureau's own rule parameters. Every key is declared here once, with its default and its legal basis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from core.errors import DomainError

_CACHE_KEY = "core:settings:v1"
_CACHE_SECONDS = 60


@dataclass(frozen=True)
class Declared:
    """One parameter: key, group, label, default value, unit, basis, whether the basis was read in the official text.

    `perm` is the right to change it: rules of the business are the system administrator's, limits of safety the security
    administrator's, so that neither can loosen what watches over him.
    """

    key: str
    group: str
    label: str
    default: Any
    unit: str = ""
    basis: str = ""
    confirmed: bool = False
    help: str = ""
    perm: str = "core.change_rules"


DECLARED: dict[str, Declared] = {}


def declare(*items: Declared) -> None:
    """Add parameters to the register; apps call this from `parameters.py`, loaded when the app is ready."""
    for item in items:
        DECLARED[item.key] = item


def get(key: str) -> Any:
    """Return the value in force for `key`.

    Raises DomainError when the key was never declared, so that a spelling mistake is loud.
    """
    if key not in DECLARED:
        raise DomainError(f"规则参数“{key}”没有登记，请联系系统管理员。", code="E-SET-01")
    return _stored().get(key, DECLARED[key].default)


def get_many(keys: Iterable[str]) -> dict[str, Any]:
    """The values in force for several keys with one look-up; for pages that show many of them."""
    stored = _stored()
    return {key: stored.get(key, DECLARED[key].default) for key in keys}


def unconfirmed() -> list[Declared]:
    """Parameters that still wait for the bureau's legal section, for the 待确认 marks and the desk."""
    from core.models import Setting

    confirmed = set(Setting.objects.filter(confirmed=True).values_list("key", flat=True))
    return [item for item in DECLARED.values() if not item.confirmed and item.key not in confirmed]


def is_confirmed(key: str) -> bool:
    """Whether a person has confirmed the parameter, or its text was read in the official source."""
    return DECLARED[key].confirmed or key not in {item.key for item in unconfirmed()}


def forget() -> None:
    """Drop the cached values after a change."""
    cache.delete(_CACHE_KEY)


def _stored() -> dict[str, Any]:
    from core.models import Setting

    values = cache.get(_CACHE_KEY)
    if values is None:
        values = dict(Setting.objects.values_list("key", "value"))
        cache.set(_CACHE_KEY, values, _CACHE_SECONDS)
    return values
