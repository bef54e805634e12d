"""Raise an alert once for each episode, tell the keepers, and keep what the auditor found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.urls import reverse

from accounts.models import User
from accounts.roles import AUDITOR, SECURITY_ADMIN
from accounts.selectors import duty, users_with_role
from audit.services import SYSTEM, Actor, deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from core.masking import scrub
from core.text import clean_multiline
from notices.services import notify
from records.models import Subject
from safeguards.choices import AlertState, Finding
from safeguards.messages import ALERT
from safeguards.models import Alert
from safeguards.watching import RULES, Episode, Rule, episodes

if TYPE_CHECKING:
    from datetime import datetime


def watch(*, actor: Actor = SYSTEM, rules: Iterable[Rule] = RULES, person_id: int | None = None) -> list[Alert]:
    """Look for unusual reading and raise what is new; gives the new alerts. May run at any time, also twice at once."""
    if actor is not SYSTEM and not actor.has_perm("safeguards.handle_alert"):
        raise Forbidden("您没有核查异常查阅的权限，请联系审计员。")
    return [
        alert
        for rule in rules
        for episode in episodes(rule, person_id=person_id)
        if (alert := _noted(actor, episode)) is not None
    ]


def _noted(actor: Actor, episode: Episode) -> Alert | None:
    """The alert if it is new. One at a time for each rule and key, so that two watchers cannot both find nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"alert:{episode.rule.code}:{episode.key}"])
        known = _same_episode(episode)
        if known is None:
            return _raise(actor, episode)
        if known.state == AlertState.OPEN:
            if episode.last > known.last_at:
                known.last_at, known.count = episode.last, max(known.count, episode.count)
                known.what = episode.what if episode.count >= known.count else known.what
                known.save(update_fields=["last_at", "count", "what"])
            return None
        return _after(actor, episode, known.handled_at)


def _same_episode(episode: Episode) -> Alert | None:
    near = Alert.objects.filter(
        rule=episode.rule.code,
        key=episode.key,
        last_at__gte=episode.first - episode.rule.window,
        first_at__lte=episode.last + episode.rule.window,
    )
    return near.order_by("-id").first()


def _after(actor: Actor, episode: Episode, handled_at: datetime | None) -> Alert | None:
    """What was looked into is not raised again; what came afterwards is, if it is unusual by itself."""
    if handled_at is None or episode.last <= handled_at:
        return None
    later = [one for one in episodes(episode.rule, since=handled_at) if one.key == episode.key]
    return _raise(actor, later[-1]) if later else None


def _raise(actor: Actor, episode: Episode) -> Alert:
    person = User.objects.filter(pk=episode.person_id).select_related("section").first() if episode.person_id else None
    who = f"{person}（{person.section_name or '未分科室'}）" if person else episode.key.partition(":")[2]
    what = episode.what
    if episode.object_id:
        subject = Subject.objects.filter(pk=episode.object_id).first()
        what = f"{what}：{subject.name}" if subject else what
    with deed(actor=actor, code="safeguards.alert.raised") as draft:
        alert = Alert.objects.create(
            rule=episode.rule.code, key=episode.key, person=person, who=scrub(who)[:120], what=scrub(what)[:300],
            first_at=episode.first, last_at=episode.last, count=episode.count, raised_at=clock.real_now(),
        )  # fmt: skip
        draft.obj, draft.extra = alert, {"count": episode.count}
        _tell(alert, episode.rule.label)
    return alert


def _tell(alert: Alert, label: str) -> None:
    """Auditors and security administrators with their deputies; not whom it is about."""
    keepers = [person for role in (AUDITOR, SECURITY_ADMIN) for person in users_with_role(role)]
    others = [person for person in duty(keepers, clock.today()) if person.pk != alert.person_id]
    local = [moment.astimezone(clock.SHANGHAI) for moment in (alert.first_at, alert.last_at)]
    notify(
        recipients=others, code=ALERT, link=reverse("admin:safeguards_alert", args=[alert.pk]), key=f"alert:{alert.pk}",
        params={
            "rule": label, "who": alert.who, "what": alert.what,
            "first": f"{local[0]:%Y-%m-%d %H:%M}", "last": f"{local[1]:%Y-%m-%d %H:%M}",
        },
    )  # fmt: skip


def alert_handle(*, actor: User, alert: Alert, finding: str, note: str) -> Alert:
    """The auditor looked into it: what it was, in words. Nobody judges an alert about himself."""
    if not actor.has_perm("safeguards.handle_alert"):
        raise Forbidden("您没有核查异常查阅的权限，请联系审计员。")
    if alert.person_id == actor.pk:
        raise Forbidden("这条提醒涉及您本人，请由另一位审计员核查。")
    if finding not in Finding.values:
        raise DomainError("请选择核查结论。", code="E-SAF-01", field="finding")
    note = scrub(clean_multiline(note))
    if len(note) < 4:
        raise DomainError("请写明怎样核查、查到什么，至少 4 个字。", code="E-SAF-01", field="note")
    with deed(actor=actor, code="safeguards.alert.handled", obj=alert, reason=note):
        row = Alert.objects.select_for_update().get(pk=alert.pk)
        if row.state != AlertState.OPEN:
            raise InvalidTransition("这条提醒已经核查过。请刷新页面查看结论。", code="E-STATE-01")
        row.state, row.finding, row.note = AlertState.CLOSED, finding, note
        row.handled_by, row.handled_at = actor, clock.real_now()
        row.save(update_fields=["state", "finding", "note", "handled_by", "handled_at"])
    return row
