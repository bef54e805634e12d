"""Repair on the work desk: what waits for me, what is late, what the other sites still show, penalties without their notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.staff import DeskItem, desk_items
from repair.choices import RevocationState, State
from repair.models import Application, Revocation
from repair.track import due_of
from repair.transitions import DECIDE, HANDLE

ONE_BY_ONE = 8
_WAITS = {
    State.SUBMITTED: "决定是否受理", State.ACCEPTED: "核查", State.PROPOSED: "作出决定", State.REVIEWING: "复核",
    State.SYNCING: "同步核对",
}  # fmt: skip


@desk_items
def repairs_waiting(user: Any, on: date) -> Iterable[DeskItem]:
    """Applications that this person may move now."""
    mine = Q(pk__in=[])
    if user.has_perm(HANDLE):
        mine |= Q(state=State.SUBMITTED) | Q(state__in=(State.ACCEPTED, State.SYNCING), handler=user)
    if user.has_perm(DECIDE):
        mine |= Q(state=State.PROPOSED) & ~Q(handler=user)
        mine |= Q(state=State.REVIEWING) & ~Q(handler=user) & ~Q(decided_by=user)
    rows = (
        Application.objects.visible_to(user)
        .filter(mine)
        .select_related("subject")
        .prefetch_related("pauses")
        .distinct()
    )
    items = []
    for row in rows.order_by("decide_due", "id")[: ONE_BY_ONE * 2]:
        due = due_of(row)
        if due is None:
            continue
        items.append(
            DeskItem(
                f"修复申请待{_WAITS[State(row.state)]}：{row.subject.name}", row.number, _url(row), due, action="去办理"
            )
        )
    return sorted(items, key=lambda item: item.due or on)[:ONE_BY_ONE]


@desk_items
def penalties_without_notice(user: Any, on: date) -> Iterable[DeskItem]:
    """Penalties of the last ninety days that were entered without the repair notice: one line for all of them."""
    if not user.has_perm("repair.serve_notice") or not user.section_id:
        return []
    from repair.staff_notices import owed

    number = owed(user).filter(notice_served=None, event_date__gte=date.fromordinal(on.toordinal() - 90)).count()
    if not number:
        return []
    text = "送达处罚决定书时，须同时送达信用修复告知书"
    return [
        DeskItem(
            f"{number} 件处罚没有送达信用修复告知书", text, reverse("admin:repair_notices"), level="info", count=number
        )
    ]


@desk_items
def revocations_waiting(user: Any, on: date) -> Iterable[DeskItem]:
    """Repairs being taken back: to be weighed when the subject has spoken or its days are over, to be decided by another person."""
    mine = Q(pk__in=[])
    if user.has_perm(HANDLE):
        heard = Q(stated_at__isnull=False) | Q(statement_until__lt=on)
        mine |= Q(state=RevocationState.HEARING, handler=user) & heard
    if user.has_perm(DECIDE):
        mine |= Q(state=RevocationState.WEIGHED) & ~Q(handler=user)
    rows = Revocation.objects.filter(mine, application__in=Application.objects.visible_to(user))
    return [
        DeskItem(
            f"撤销修复待{'核查' if row.state == RevocationState.HEARING else '决定'}：{row.application.subject.name}", row.number,
            reverse("admin:repair_revocation", args=[row.public_id]), level="today", action="去办理",
        )
        for row in rows.select_related("application__subject").order_by("id")[:ONE_BY_ONE]
    ]  # fmt: skip


def _url(row: Application) -> str:
    return reverse("admin:repair_case", args=[row.public_id])
