"""What every step has in common: the row under lock, the right, the state, the dated step, the clock, and who is told."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import NoReverseMatch, reverse

from core import clock, settings_store
from core.calendar_service import load_calendar
from core.errors import DomainError, Forbidden
from core.masking import scrub
from core.text import clean
from members.selectors import acts_for, users_of
from notices.services import notify
from repair import clocks
from repair.choices import Channel, State
from repair.messages import MOVED
from repair.models import Application, Pause, Step
from repair.parameters import ACCEPT_DAYS, DECIDE_DAYS, FROM_ACCEPTANCE
from repair.transitions import OWN, REPAIR_MOVES

if TYPE_CHECKING:
    from accounts.models import User

_NUMBERING = 20260401  # number of the advisory lock that keeps the numbers of a day without gaps and doubles
REASON = 5


def locked(actor: User, application: Application, move: str) -> Application:
    """The application under lock. Forbidden without the right, InvalidTransition when the step does not follow."""
    wanted = REPAIR_MOVES[move]
    row = Application.objects.select_for_update(of=("self",)).select_related("record__item", "subject", "section").get(
        pk=application.pk
    )  # fmt: skip
    if wanted.perm == OWN:
        _own(actor, row)
    elif not actor.has_perm(wanted.perm):
        raise Forbidden(f"“{wanted.label}”需要相应权限，您的账号没有。请联系科室负责人。")
    elif not Application.objects.visible_to(actor).filter(pk=row.pk).exists():
        raise Forbidden("这件修复申请由其他科室办理，您不能办理。")
    REPAIR_MOVES.check(row.state, move)
    return row


def may_write(actor: User, application: Application) -> bool:
    """Who speaks for the applicant: its own people, or at the window a handler of the section who may see it."""
    if application.channel == Channel.PORTAL or not actor.is_staff:
        return acts_for(actor, application.subject)
    return (
        actor.has_perm("repair.handle_repair")
        and Application.objects.visible_to(actor).filter(pk=application.pk).exists()
    )


def _own(actor: User, application: Application) -> None:
    if not may_write(actor, application):
        raise Forbidden("这件修复申请不是您所代表的机构或者您本人的，您不能办理。")


def note_step(actor: User, application: Application, move: str, note: str = "") -> Step:
    """Keep the dated step that the applicant sees."""
    return Step.objects.create(application=application, move=move, at=clock.now(), by=actor, note=note[:500])


def need_text(text: str, field: str, what: str, most: int = 500) -> str:
    """Clean text of at least a few characters; DomainError naming what to write."""
    text = scrub(clean(text))[:most]
    if len(text) < REASON:
        raise DomainError(f"请写明{what}（至少 {REASON} 个字）。", code="E-REP-02", field=field)
    return text


def next_number(on: date) -> str:
    """XF-20261102-01."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    prefix = f"XF-{on:%Y%m%d}-"
    taken = Application.objects.filter(number__startswith=prefix).values_list("number", flat=True)
    return f"{prefix}{max((int(number.removeprefix(prefix)) for number in taken), default=0) + 1:02d}"


def workdays_after(start: date, key: str) -> clocks.Due:
    """The last day of a term in working days given by a setting."""
    return clocks.due(load_calendar(), start, int(settings_store.get(key)))


def set_clocks(application: Application) -> None:
    """Both clocks anew, from the days kept on the application and its finished pauses."""
    if application.submitted_on is None:
        return
    calendar = load_calendar()
    pauses = [(p.since, p.until) for p in Pause.objects.filter(application=application) if p.until is not None]
    accept = clocks.due(calendar, application.submitted_on, int(settings_store.get(ACCEPT_DAYS)), pauses)
    start = application.submitted_on
    if settings_store.get(FROM_ACCEPTANCE):
        start = application.accepted_on or accept.on
        pauses = [(since, until) for since, until in pauses if until > start]
    days = int(settings_store.get(DECIDE_DAYS)) + application.extended_days
    decide = clocks.due(calendar, start, days, pauses)
    application.accept_due, application.decide_due = accept.on, decide.on
    application.due_provisional = accept.provisional or decide.provisional


def end_pause(application: Application, on: date) -> bool:
    """End the open pause; whether there was one."""
    return Pause.objects.filter(application=application, until=None).update(until=on) > 0


def tell(application: Application, note: str, what_next: str) -> None:
    """Tell everybody who acts for the subject where it stands; once for each state and day."""
    people = users_of(application.subject)
    if not people:
        return
    facts = {
        "number": application.number, "state": State(application.state).label, "document": application.record.document_number,
        "note": note, "next": what_next,
    }  # fmt: skip
    key = f"repair:{application.pk}:{application.state}:{clock.now():%Y%m%d%H%M%S}"
    notify(recipients=people, code=MOVED, params=facts, key=key, link=portal_url(application))


def portal_url(application: Application) -> str:
    """The applicant's page of it; "" where the portal has none."""
    try:
        return reverse("portal:repair", args=[application.public_id])
    except NoReverseMatch:
        return ""
