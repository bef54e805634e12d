"""Missing papers: told in time, once for each stage; what is late becomes a check, never a blame.

Idempotent: commitments_paperreminder is unique for paper and stage. After an outage the stages that were missed are recorded and
only the last one is spoken of. Record, message and check are one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from audit.services import SYSTEM, Actor, deed
from commitments import rules
from commitments.choices import RUNNING, CheckCause, Stage
from commitments.dates import workdays_later
from commitments.models import MissingPaper, PaperReminder, PromiseCheck
from commitments.parameters import OVERDUE_CHECK_WORKDAYS, REMIND_BEFORE
from commitments.services.common import clerks_of, tell_party
from core import clock, settings_store
from core.words import cn_date, countdown
from notices.services import notify


@dataclass
class Reminded:
    """What one run did."""

    papers: int = 0
    late: int = 0


def remind_papers(*, actor: Actor = SYSTEM, on: date | None = None) -> Reminded:
    """Speak of every missing paper that has reached a new stage. Safe to run any number of times, by several processes at once."""
    on = on or clock.today()
    before, done = int(settings_store.get(REMIND_BEFORE)), Reminded()
    waiting = MissingPaper.objects.filter(paper=None, promise__state__in=RUNNING).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        stage = _advance(actor, pk, on, before)
        done.papers += bool(stage)
        done.late += stage == Stage.LATE
    return done


def _advance(actor: Actor, pk: int, on: date, before: int) -> str:
    """Record the stages a paper has newly reached and speak of the last; "" when there is nothing new."""
    peek = MissingPaper.objects.get(pk=pk)
    known = set(PaperReminder.objects.filter(missing=peek).values_list("stage", flat=True))
    if set(rules.stages_reached(peek.due_on, on, before)) <= known:
        return ""
    with deed(actor=actor, code="commitments.papers.reminded") as draft:
        row = (
            MissingPaper.objects.select_for_update(of=("self", "promise"))
            .select_related("promise__subject", "promise__section")
            .get(pk=pk)
        )
        known = set(PaperReminder.objects.filter(missing=row).values_list("stage", flat=True))
        fresh = [stage for stage in rules.stages_reached(row.due_on, on, before) if stage not in known]
        draft.obj, draft.extra = row.promise, {"row": row.row, "stages": fresh}
        if not fresh or row.paper_id is not None or row.promise.state not in RUNNING:
            draft.extra["nothing"] = True
            return ""
        PaperReminder.objects.bulk_create(PaperReminder(missing=row, stage=stage, on=on) for stage in fresh)
        _speak(row, fresh[-1], on)
        if fresh[-1] == Stage.LATE:
            _to_be_checked(row, on)
    return fresh[-1]


def _speak(row: MissingPaper, stage: str, on: date) -> None:
    params: dict[str, Any] = {"code": row.promise.code, "name": row.name, "due": cn_date(row.due_on)}
    key = f"missing:{row.pk}:{stage}"
    if stage == Stage.LATE:
        tell_party(row.promise, "commitments.paper_late", params, key)
        link = reverse("admin:commitments_promise", args=[row.promise.public_id])
        notify(
            recipients=clerks_of(row.promise.section), code="commitments.paper_late", params=params, key=key, link=link
        )
        return
    left = countdown(row.due_on, on)
    tell_party(row.promise, "commitments.paper_due", params | {"when": left.left if left else ""}, key)


def _to_be_checked(row: MissingPaper, on: date) -> None:
    """Bring the check forward, or open one: a person looks into it."""
    due = workdays_later(on, int(settings_store.get(OVERDUE_CHECK_WORKDAYS)))
    check = PromiseCheck.objects.select_for_update().filter(promise=row.promise, done_at=None).first()
    if check is None:
        PromiseCheck.objects.create(promise=row.promise, cause=CheckCause.PAPERS, due_on=due)
    else:
        check.cause, check.due_on = CheckCause.PAPERS, min(check.due_on, due)
        check.save(update_fields=["cause", "due_on"])
