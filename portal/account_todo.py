"""What the own account asks for: a way to be reached that is proved, before the password is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from core.staff import DeskItem
from members.services.channels import ways_of, ways_on
from portal.todo import todo_items

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject


@todo_items
def way_to_confirm(subject: Subject, user: User, on: date) -> Iterable[DeskItem]:
    """Once, and never pressing; silent where the installation sends nothing outside."""
    if not ways_on() or any(way.confirmed_at for way in ways_of(user)):
        return []
    return [
        DeskItem(
            "确认邮箱或者短信", "确认以后，忘记密码时可以自己重设，不用再来窗口。", reverse("portal:account"), level="info", action="去确认"
        )
    ]  # fmt: skip
