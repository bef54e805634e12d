"""What stands around every page of the portal: for whom, where to go, what is unread. Asked only when a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from members.models import Membership
from notices.models import Notice
from portal import menu


@dataclass
class Frame:
    """`request.portal` in templates."""

    request: HttpRequest
    membership: Membership
    memberships: list[Membership]

    @property
    def others(self) -> list[Membership]:
        """Whom the person may act for besides."""
        return [row for row in self.memberships if row.pk != self.membership.pk]

    @cached_property
    def menu(self) -> list[menu.Shown]:
        return menu.shown(self.request.path, self.membership.role)

    @cached_property
    def unread(self) -> int:
        return Notice.objects.visible_to(self.request.user).unread().count()
