"""The table of roles and rights in words, for the page that the bureau signs off."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps

from accounts.roles import ROLES

_VERBS = {"view": "查看", "add": "新增", "change": "修改", "delete": "删除"}


@dataclass(frozen=True)
class Right:
    """One right in words and which roles hold it, in the order of accounts.roles.ROLES."""

    code: str
    label: str
    held: tuple[bool, ...]


def matrix() -> list[tuple[str, list[Right]]]:
    """Rights by app (its Chinese name), apps and rights in the order in which the roles name them."""
    codes = dict.fromkeys(code for role in ROLES for code in role.permissions)
    groups: dict[str, list[Right]] = {}
    for code in codes:
        app, name = code.split(".")
        right = Right(code, label_of(app, name), tuple(code in role.permissions for role in ROLES))
        groups.setdefault(str(apps.get_app_config(app).verbose_name), []).append(right)
    return list(groups.items())


def label_of(app: str, codename: str) -> str:
    """“查看行政决定”; a right of its own has its own words; a code no model declares is returned as it is."""
    for model in apps.get_app_config(app).get_models():
        own = dict(model._meta.permissions)
        if codename in own:
            return str(own[codename])
        verb, _, name = codename.partition("_")
        if name == model._meta.model_name and verb in _VERBS:
            return f"{_VERBS[verb]}{model._meta.verbose_name}"
    return codename
