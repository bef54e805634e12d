"""What stands on the keepers' desks: alerts to look into, notices that are due, the yearly drill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from core import clock
from core.staff import DeskItem, desk_items
from safeguards.choices import AlertState, IncidentState, Told
from safeguards.drills import next_drill
from safeguards.models import Alert, Incident

_AHEAD = timedelta(days=60)


@desk_items
def alerts_to_look_into(user: Any, on: date) -> Iterator[DeskItem]:
    """One line for all open alerts."""
    if not user.has_perm("safeguards.handle_alert"):
        return
    waiting = Alert.objects.filter(state=AlertState.OPEN).exclude(person_id=user.pk).count()
    if waiting:
        yield DeskItem(
            "异常查阅待核查", "请核对是否因工作需要，并写明结论。", f"{reverse('admin:safeguards_alerts')}?state=open", level="today",
            count=waiting, action="去核查",
        )  # fmt: skip


@desk_items
def incidents_to_handle(user: Any, on: date) -> Iterator[DeskItem]:
    """Each open incident with its next due moment, and the drill from two months before."""
    if not user.has_perm("safeguards.keep_incident"):
        return
    for one in Incident.objects.filter(state=IncidentState.OPEN).order_by("authority_due")[:8]:
        dues = [
            due
            for told, due in ((one.authority_told, one.authority_due), (one.persons_told, one.persons_due))
            if told == Told.WAITING
        ]
        url = reverse("admin:safeguards_incident", args=[one.pk])
        late = bool(dues) and min(dues) < clock.now()
        yield DeskItem(
            f"{'演练' if one.drill else '安全事件'}：{one.title}", one.number, url,
            clock.local_date(min(dues)) if dues else None, "late" if late else "today",
        )  # fmt: skip
    due = next_drill(on)
    if on >= due - _AHEAD:
        yield DeskItem(
            "年度应急演练", "按安全事件的同一份清单演练一次，并登记结果。", f"{reverse('admin:safeguards_incident_new')}?drill=1", due,
            action="开始演练",
        )  # fmt: skip
