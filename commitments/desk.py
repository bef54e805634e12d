"""What promises leave on the desk: checks late or due, notices to serve, breaches to decide, papers overdue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from commitments.choices import RUNNING, State
from commitments.models import Breach, Promise, PromiseCheck
from commitments.transitions import CHECK, DECIDE
from core.staff import DeskItem, desk_items

ONE_BY_ONE, SOON_DAYS = 8, 14


@desk_items
def checks_to_do(user: Any, on: date) -> Iterable[DeskItem]:
    """Checks of the own section that are late or due within two weeks."""
    if not user.has_perm(CHECK):
        return []
    due = PromiseCheck.objects.filter(
        promise__section_id=user.section_id, promise__state__in=RUNNING, done_at=None, due_on__lte=on + timedelta(days=SOON_DAYS)
    )  # fmt: skip
    rows = due.select_related("promise__template").order_by("due_on", "pk")[:ONE_BY_ONE]
    return [
        DeskItem(
            f"{check.get_cause_display()}：{check.promise.template.title}", check.promise.party_name, _url(check.promise), check.due_on,
            action="去核查",
        )
        for check in rows
    ]  # fmt: skip


@desk_items
def breaches_to_move(user: Any, on: date) -> Iterable[DeskItem]:
    """Proposals whose notice is to be served; and, for chiefs who had no part in them, those ripe for the decision."""
    if not user.has_perm(CHECK):
        return []
    rows = Breach.objects.filter(promise__section_id=user.section_id, outcome="").select_related("promise__template")
    to_serve = [
        DeskItem(
            f"待送达告知书：{one.promise.template.title}", f"{one.promise.party_name}，拟认定{one.get_result_display()}", _url(one.promise),
            level="today", action="去送达",
        )
        for one in rows.filter(promise__state=State.PROPOSED)[:ONE_BY_ONE]
    ]  # fmt: skip
    if not user.has_perm(DECIDE):
        return to_serve
    ripe = rows.filter(Q(stated_at__isnull=False) | Q(statement_until__lt=on), promise__state=State.NOTICED)
    mine = ripe.exclude(Q(found_by=user) | Q(noticed_by=user))[:ONE_BY_ONE]
    return to_serve + [
        DeskItem(
            f"待认定：{one.promise.template.title}", f"{one.promise.party_name}，{'已陈述' if one.stated_at else '陈述期满'}", _url(one.promise),
            level="today", action="去认定",
        )
        for one in mine
    ]  # fmt: skip


def _url(promise: Promise) -> str:
    return reverse("admin:commitments_promise", args=[promise.public_id])
