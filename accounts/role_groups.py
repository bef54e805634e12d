"""Keep the groups and their permissions equal to the table in roles.py, after every migrate."""

from __future__ import annotations

from typing import Any

from django.apps import apps as live_apps
from django.db import DEFAULT_DB_ALIAS

from accounts.roles import ROLES


def keep_roles_in_step(sender: Any, using: str = DEFAULT_DB_ALIAS, apps: Any = live_apps, **kwargs: Any) -> None:
    """Set each role's permissions. Runs once per app after migrate; what does not exist yet is set when it does."""
    try:
        group_model = apps.get_model("auth", "Group")
        permission_model = apps.get_model("auth", "Permission")
    except LookupError:
        return
    known = {
        f"{app}.{code}": pk
        for pk, app, code in permission_model.objects.using(using).values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role in ROLES:
        group, _ = group_model.objects.using(using).get_or_create(name=role.name)
        wanted = {known[name] for name in role.permissions if name in known}
        if set(group.permissions.values_list("pk", flat=True)) != wanted:
            group.permissions.set(wanted)
