"""Reminders, each exactly once: the day before and on the day to those who act, when late to those who answer for it, weekly for channels
that still show the record, and to the firm on the first day it may apply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core import clock, settings_store
from members.models import Membership
from members.selectors import users_of
from notices.services import Telling, notify_many
from records.choices import Nature
from records.models import CreditRecord
from repair.choices import OPEN, RUNNING, State, SyncState
from repair.facts import eligibility_many
from repair.messages import CHASE, DUE, LATE, RIPE
from repair.models import Application
from repair.parameters import CHASE_DAYS
from repair.services.steps import portal_url
from repair.track import due_of
from repair.transitions import DECIDE, HANDLE

_WHAT = {
    State.SUBMITTED: "决定是否受理", State.ACCEPTED: "核查并提出意见", State.PROPOSED: "作出修复决定", State.REVIEWING: "作出复核决定",
    State.SYNCING: "核对各网站同步情况", State.SUPPLEMENT: "补正修复材料",
}  # fmt: skip
LATE_STAGES = (1, 3, 7, 14, 30)


def remind() -> int:
    """Everything that is due today; gives the number of new messages. The keys name the case and the stage, so a second run is silent."""
    on = clock.today()
    tellings = [*_deadlines(on), *_chases(on), *_ripe(on)]
    return len(notify_many(tellings))


def _deadlines(on: date) -> Iterable[Telling]:
    states = (*RUNNING, State.REVIEWING, State.SYNCING, State.SUPPLEMENT)
    rows = Application.objects.filter(state__in=states).select_related("handler", "section", "subject", "record")
    for row in rows.prefetch_related("pauses"):
        due = due_of(row)
        if due is None:
            continue
        left = (due - on).days
        facts = {"number": row.number, "what": _WHAT[State(row.state)], "due": f"{due:%Y-%m-%d}"}
        if row.state == State.SUPPLEMENT:
            if 0 <= left <= 2:
                yield from _to(
                    users_of(row.subject), DUE, f"repair-due:{row.pk}:{row.state}:{due}", facts, portal_url(row)
                )
        elif 0 <= left <= 1:
            yield from _to(_acting(row), DUE, f"repair-due:{row.pk}:{row.state}:{due}:{left}", facts, _case_url(row))
        elif left < 0:
            stage = max(days for days in LATE_STAGES if days <= -left)
            late = facts | {"days": -left, "handler": str(row.handler or "未确定")}
            people = {person.pk: person for person in [*_acting(row), *_answering(row)]}
            yield from _to(
                people.values(), LATE, f"repair-late:{row.pk}:{row.state}:{due}:{stage}", late, _case_url(row)
            )


def _chases(on: date) -> Iterable[Telling]:
    """Every so many days after the sync was due: which channels are open."""
    every = max(1, int(settings_store.get(CHASE_DAYS)))
    rows = Application.objects.filter(state=State.SYNCING, sync_due__lt=on).select_related(
        "handler", "section", "record"
    )
    for row in rows:
        assert row.sync_due is not None  # asked for above
        channels = list(row.syncs.filter(state=SyncState.OPEN).values_list("channel", flat=True))
        week = ((on - row.sync_due).days - 1) // every
        if channels:
            facts = {"number": row.number, "document": row.record.document_number, "channels": "、".join(channels)}
            yield from _to(_acting(row), CHASE, f"repair-chase:{row.pk}:{week}", facts, _case_url(row))


def _ripe(on: date) -> Iterable[Telling]:
    """Firms with an account whose record became ripe in the last three days (a run that failed is made good)."""
    subjects = Membership.objects.in_force().values("subject_id")
    rows = CreditRecord.objects.filter(
        Q(publish_until=None) | Q(publish_until__gte=on), nature=Nature.ADVERSE, withdrawn_at=None, repaired_at=None,
        subject__in=subjects,
    ).exclude(repairs__state__in=OPEN)  # fmt: skip
    records = list(rows.select_related("item", "subject", "rule_version").distinct())
    answers = eligibility_many(records, on)
    for record in records:
        day = answers[record.pk].earliest
        if day is None or not on - timedelta(days=3) < day <= on or record.event_date == day:
            continue
        facts = {"document": record.document_number, "subject": record.subject.name, "day": f"{day:%Y-%m-%d}"}
        link = reverse("portal:repair_record", args=[record.public_id])
        yield from _to(users_of(record.subject), RIPE, f"repair-ripe:{record.pk}:{day}", facts, link)


def _acting(row: Application) -> list[User]:
    """Who has to act: the handler, or whoever of the section may."""
    if row.state in (State.ACCEPTED, State.SYNCING) and row.handler is not None and row.handler.is_active:
        return [row.handler]
    perm = DECIDE if row.state in (State.PROPOSED, State.REVIEWING) else HANDLE
    apart = {row.handler_id, row.decided_by_id} if perm == DECIDE else set()
    return [person for person in _with(perm, row.section_id) if person.pk not in apart]


def _answering(row: Application) -> list[User]:
    """Who answers for it when it is late: those who may decide, in the section and over all sections."""
    return [*_with(DECIDE, row.section_id), *_with("repair.view_all_repairs", None)]


def _with(perm: str, section_id: int | None) -> list[User]:
    app, codename = perm.split(".")
    wanted = Permission.objects.filter(content_type__app_label=app, codename=codename)
    people = User.objects.filter(is_active=True, is_staff=True, groups__permissions__in=wanted)
    return list((people.filter(section_id=section_id) if section_id else people).distinct())


def _to(people: Iterable[User], code: str, key: str, facts: Mapping[str, object], link: str) -> Iterable[Telling]:
    return [Telling(person.pk, code, key, facts, link) for person in people]


def _case_url(row: Application) -> str:
    return reverse("admin:repair_case", args=[row.public_id])
