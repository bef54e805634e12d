"""What look-ups leave on the desk: hits nobody answered, looks grown old before the decision, names waiting to be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q
from django.urls import reverse

from core import settings_store
from core.staff import DeskItem, desk_items
from supervision.choices import LookUpState, MatterState
from supervision.models import LookUp, Matter
from supervision.parameters import FEEDBACK_DAYS
from supervision.services.matters import valid_days

ONE_BY_ONE = 8
_UNFINISHED = (MatterState.OPEN, MatterState.DECIDED)


@desk_items
def hits_to_answer(user: Any, on: date) -> Iterable[DeskItem]:
    """Matters of the own section with hits that waited for an answer longer than allowed."""
    if not user.has_perm("supervision.look_up"):
        return []
    allowed = int(settings_store.get(FEEDBACK_DAYS))
    late = (
        LookUp.objects.unanswered()
        .filter(
            matter__section_id=user.section_id,
            matter__state__in=_UNFINISHED,
            looked_on__lt=on - timedelta(days=allowed),
        )
        .values("matter__public_id", "matter__number", "matter__title")
        .annotate(hits=Count("pk"), first=Min("looked_on"))
        .order_by("first")[:ONE_BY_ONE]
    )
    return [
        DeskItem(
            f"触发未反馈：{row['matter__title']}", f"{row['matter__number']}，{row['hits']} 个主体有记录，已查到 {(on - row['first']).days} 天",
            f"{_url(row['matter__public_id'])}?show=silent", row["first"] + timedelta(days=allowed), "late", row["hits"], "去反馈",
        )
        for row in late
    ]  # fmt: skip


@desk_items
def looks_grown_old(user: Any, on: date) -> Iterable[DeskItem]:
    """Undecided matters whose look-up no longer counts, and names that wait for a person."""
    if not user.has_perm("supervision.look_up"):
        return []
    oldest = on - timedelta(days=valid_days())
    current = Q(lookups__round=F("round"))
    rows = (
        Matter.objects.filter(section_id=user.section_id, state=MatterState.OPEN)
        .annotate(
            stale=Count("lookups", filter=current & Q(lookups__looked_on__lt=oldest)),
            unsure=Count("lookups", filter=current & Q(lookups__state=LookUpState.AMBIGUOUS)),
        )
        .filter(Q(stale__gt=0) | Q(unsure__gt=0))
        .newest()[:ONE_BY_ONE]
    )
    return [_item(matter) for matter in rows]


def _item(matter: Any) -> DeskItem:
    if matter.stale:
        words = f"{matter.number}，查询已超过 {valid_days()} 日，决定前须重新查询"
        return DeskItem(f"查询过期：{matter.title}", words, _url(matter.public_id), level="soon", action="去查询")
    return DeskItem(
        f"待选定主体：{matter.title}", f"{matter.number}，{matter.unsure} 个名称须由人核对", f"{_url(matter.public_id)}?show=unsure",
        level="info", count=matter.unsure, action="去选定",
    )  # fmt: skip


def _url(public_id: Any) -> str:
    return reverse("admin:supervision_matter", args=[public_id])
