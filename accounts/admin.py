"""The administrators' lists: people, sections, tokens. Every change is a service; rights are given by role only."""

from __future__ import annotations

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts import admin_sections, admin_tokens, admin_users  # noqa: F401 - importing a module registers its lists

# Rights are a table in code (accounts.roles); lists with raw permissions or raw sign-in attempts are nobody's tool.
for model in (Group, AccessAttempt, AccessFailureLog, AccessLog):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
