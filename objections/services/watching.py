"""The scheduled watch over open objections: reminders once each, overdue ones to the deputy director the same day, display suspended
as the switch says. May run at any time, any number of times; what was missed is caught up with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from accounts.selectors import duty, leaders, leading_group
from audit.services import SYSTEM, Actor, deed
from core import clock, settings_store
from notices.services import notify
from objections.choices import ON_THE_CLOCK, OPEN, UNANSWERED, State
from objections.clocks import due_after, workdays_left
from objections.messages import DUE, OVERDUE
from objections.models import Objection
from objections.parameters import ANSWER_DAYS, REVIEW_DAYS, SUSPEND_FIRMS, SUSPEND_PERSONS
from objections.services.effects import suspend
from objections.services.filing import responsible
from objections.services.rights import locked

#: Working days before the last one at which the handler is reminded; the tightest that applies is spoken of.
STAGES = (0, 2)


@dataclass
class Watched:
    """What one run did."""

    reminded: int = 0
    escalated: int = 0
    suspended: int = 0


def watch(*, actor: Actor = SYSTEM, on: date | None = None) -> Watched:
    """Look at every open objection as of `on` (today)."""
    day = on or clock.today()
    done = Watched()
    for objection in Objection.objects.on_the_clock().select_related("record", "subject", "handler").order_by("id"):
        if _due(objection) < day:
            _escalate(actor, objection, day, done)
        else:
            done.reminded += _remind(objection, day)
    return done


def recount(*, actor: Actor = SYSTEM) -> int:
    """Set the last days of open objections by the calendar in force; gives how many moved."""
    moved = 0
    for pk in Objection.objects.filter(state__in=OPEN).values_list("pk", flat=True):
        with transaction.atomic():
            moved += _recount_one(actor, pk)
    return moved


def _recount_one(actor: Actor, pk: int) -> int:
    row = Objection.objects.select_for_update().get(pk=pk)
    if row.state == State.REVIEWING and row.review_asked_at:
        due = due_after(clock.local_date(row.review_asked_at), REVIEW_DAYS)
        changed, fields = row.review_due_on != due.on, ["review_due_on"]
        row.review_due_on = due.on
    elif row.state in UNANSWERED:
        due = due_after(clock.local_date(row.submitted_at), ANSWER_DAYS)
        changed, fields = (row.due_on, row.due_provisional) != (due.on, due.provisional), ["due_on", "due_provisional"]
        row.due_on, row.due_provisional = due.on, due.provisional
    else:
        return 0
    if changed:
        with deed(actor=actor, code="objections.due.recounted", obj=row):
            row.save(update_fields=fields)
    return int(changed)


def _due(objection: Objection) -> date:
    review = objection.review_due_on if objection.state == State.REVIEWING else None
    return review or objection.due_on


def _remind(objection: Objection, day: date) -> int:
    due = _due(objection)
    left = workdays_left(day, due)
    stage = next((stage for stage in STAGES if left <= stage), None)
    if stage is None:
        return 0
    told = notify(
        recipients=responsible(objection), code=DUE, key=f"objection:{objection.pk}:due:{due}:{stage}",
        params={
            "number": objection.number, "record": str(objection.record), "due": f"{due:%Y-%m-%d}",
            "left": f"还有 {left} 个工作日" if left else "今天到期",
        },
        link=_page(objection),
    )  # fmt: skip
    return len(told)


def _escalate(actor: Actor, objection: Objection, day: date, done: Watched) -> None:
    """Once for the answer, once for the review: on record, display suspended where the switch says so, the leaders told."""
    with transaction.atomic():
        row = locked(objection)
        if _is_news(row, day):
            _escalate_now(actor, row, day, done)


def _is_news(row: Objection, day: date) -> bool:
    since = row.review_asked_at if row.state == State.REVIEWING else row.submitted_at
    told = row.escalated_at is not None and since is not None and row.escalated_at >= since
    return row.state in ON_THE_CLOCK and _due(row) < day and not told


def _escalate_now(actor: Actor, row: Objection, day: date, done: Watched) -> None:
    due = _due(row)
    with deed(actor=actor, code="objections.objection.escalated", obj=row):
        row.escalated_at = clock.now()
        row.save(update_fields=["escalated_at"])
        person = row.record.party_is_person or row.subject.is_person
        hide = bool(settings_store.get(SUSPEND_PERSONS if person else SUSPEND_FIRMS))
        hidden = hide and row.state in OPEN and suspend(actor, row, "按规则参数自动暂停展示")
        done.escalated += 1
        done.suspended += int(hidden)
        notify(
            recipients=duty(list(leaders()) or leading_group(), day), code=OVERDUE, key=f"objection:{row.pk}:overdue:{due}",
            params={
                "number": row.number, "record": str(row.record), "due": f"{due:%Y-%m-%d}", "state": row.get_state_display(),
                "display": "这条记录已自动暂停展示。" if hidden else "这条记录仍在展示。",
            },
            link=_page(row),
        )  # fmt: skip


def _page(objection: Objection) -> str:
    return reverse("admin:objections_objection_page", args=[objection.public_id])
