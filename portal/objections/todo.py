"""What objections leave to be done for a party: a review that may still be asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from core.staff import DeskItem
from objections.choices import UNANSWERED, State
from objections.models import Objection
from portal.todo import todo_items

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject

MOST = 10


@todo_items
def objections_to_do(subject: Subject, user: User, on: date) -> Iterable[DeskItem]:
    """One query."""
    rows = Objection.objects.of(subject).filter(state__in=(*UNANSWERED, State.REVIEWING, State.TOLD))
    for row in rows.select_related("record").order_by("-id")[:MOST]:
        url = reverse("portal:objection", args=[row.public_id])
        if row.state != State.TOLD:
            due = row.review_due_on if row.state == State.REVIEWING else row.due_on
            yield DeskItem(
                f"异议正在办理：{row.record.title}", f"{row.number}，等待本局答复", url, due, "info", action="看进度"
            )
        elif row.review_until and on <= row.review_until:
            yield DeskItem(
                f"异议已答复（{row.get_outcome_display()}）：{row.record.title}", "不服的可以申请一次复核", url, row.review_until, action="看结论"
            )  # fmt: skip
