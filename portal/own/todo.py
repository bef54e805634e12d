"""What the accounts themselves ask of the head: people who want in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from core import settings_store
from core.clock import local_date
from core.staff import DeskItem
from members.choices import Role
from members.parameters import REQUEST_DAYS
from members.selectors import acts_for, waiting_for
from portal.todo import todo_items

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject


@todo_items
def requests_to_answer(subject: Subject, user: User, on: date) -> Iterable[DeskItem]:
    """Clerks to be, for the head; the bureau answers those whom the head leaves waiting."""
    rows = [row for row in waiting_for(subject) if row.role == Role.CLERK]
    if not rows or not acts_for(user, subject, Role.HEAD):
        return []
    days = timedelta(days=int(settings_store.get(REQUEST_DAYS)))
    return [
        DeskItem(
            f"{row.user.display_name}申请成为本机构的经办人", f"{row.number}，说明：{row.statement}",
            reverse("portal:answer", args=[row.public_id]), local_date(row.asked_at) + days, action="去答复",
        )
        for row in rows
    ]  # fmt: skip
