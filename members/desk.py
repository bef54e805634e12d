"""What binding leaves on the desk: requests that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from core import settings_store
from core.clock import local_date
from core.staff import DeskItem, desk_items
from members.models import BindingRequest
from members.parameters import REQUEST_DAYS
from members.querysets import DECIDE

ONE_BY_ONE = 8


@desk_items
def requests_to_answer(user: Any, on: date) -> Iterable[DeskItem]:
    """Waiting requests with who asks and for whom; the firm's head may answer as well."""
    if not user.has_perm(DECIDE):
        return []
    days = timedelta(days=int(settings_store.get(REQUEST_DAYS)))
    rows = BindingRequest.objects.waiting().select_related("user", "subject").order_by("id")[:ONE_BY_ONE]
    return [
        DeskItem(
            f"绑定申请：{row.user.display_name} 申请成为{row.subject.name}的{row.get_role_display()}",
            f"{row.number}，说明：{row.statement}", reverse("admin:members_request", args=[row.public_id]),
            local_date(row.asked_at) + days, action="去核对",
        )
        for row in rows
    ]  # fmt: skip
