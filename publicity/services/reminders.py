"""The deadline sweep: what must be spoken of today is recorded once, and each person concerned gets one message.

Idempotent: publicity_reminder is unique per decision, stage and date. After an outage the stages that were missed are recorded
and spoken of once, with the days that remain today. Record and message are one transaction: neither exists without the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from audit.services import SYSTEM, Actor, deed
from core import clock, settings_store
from core.calendar_service import load_calendar
from core.workdays import Calendar
from publicity import deadlines
from publicity.models import Submission
from publicity.services.digests import ORDER, SHOWN, Line, digests
from publicity.services.people import Directory, directory
from publicity.services.period_reminders import remind_periods
from publicity.services.reminder_sql import ANYTHING, SWEEP
from publicity.services.telling import tell_digests, tell_missing_year

_LOCK = "publicity.remind"


@dataclass
class Reminded:
    """What one run did: reminders made by stage (decisions), messages, and years whose holidays nobody has entered."""

    on: date
    made: dict[str, int] = field(default_factory=dict)
    notices: int = 0
    missing_years: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.made.values())

    def as_json(self) -> dict[str, Any]:
        """For the command's --json."""
        return {
            "on": self.on.isoformat(),
            "decisions": self.total,
            "stages": self.made,
            "notices": self.notices,
            "missing_years": self.missing_years,
        }


def remind(*, actor: Actor = SYSTEM, on: date | None = None) -> Reminded:
    """Speak of everything that is due on `on` (today) and has not been spoken of yet. Safe to run at any time, any number of
    times, by several processes at once."""
    on = on or clock.today()
    calendar = load_calendar()
    done = Reminded(on, missing_years=_missing_years(on, calendar))
    facts = _facts(on, calendar)
    people = directory(on)
    if _anything(facts):
        with deed(actor=actor, code="publicity.reminders.made") as draft:
            lines, first_id = _sweep(facts)
            for line in lines:
                done.made[line.stage] = done.made.get(line.stage, 0) + line.count
            done.notices = tell_digests(digests(lines, people, on), on=on, run=first_id)
            draft.extra = done.as_json()
    done.notices += remind_periods(actor=actor, on=on, calendar=calendar, people=people)
    done.notices += _warn_of_missing_years(done, people)
    return done


def answer_due(sent_on: date, calendar: Calendar) -> date:
    """Until when the platform's receipt of what was sent on a day is waited for."""
    return deadlines.workdays_later(sent_on, int(settings_store.get("publicity.receipt_workdays")), calendar)


def _facts(on: date, calendar: Calendar) -> dict[str, Any]:
    waiting = Submission.objects.filter(state="sent", sent_on__lt=on).order_by("sent_on")
    days = [sent_on for sent_on in waiting.values_list("sent_on", flat=True).distinct() if sent_on]
    waits = [(sent_on, answer_due(sent_on, calendar)) for sent_on in days]
    over = [(sent_on, due) for sent_on, due in waits if due < on]
    return {
        "on": on,
        "horizon": deadlines.last_rest_day_after(on, calendar),
        "sent_on": [sent_on for sent_on, _ in over],
        "answer_due": [due for _, due in over],
        "order": [str(stage) for stage in ORDER],
        "sample": SHOWN,
    }


def _anything(facts: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ANYTHING, facts)
        return bool(cursor.fetchone()[0])


def _sweep(facts: dict[str, Any]) -> tuple[list[Line], int]:
    """Record under a lock, so that a second process waits here and then finds nothing; the first new number names the run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        cursor.execute(SWEEP, facts)
        rows = cursor.fetchall()
    lines = [Line(section, author, stage, count, tuple(sample)) for section, author, stage, count, sample, _, _ in rows]
    return lines, min((row[6] for row in rows), default=0)


def _missing_years(on: date, calendar: Calendar) -> list[int]:
    """Years that running clocks may reach and whose holidays are not in the table: this one, and the next from November on."""
    wanted: Iterable[int] = {on.year, (on + timedelta(days=61)).year}
    return sorted(year for year in wanted if year not in calendar.years)


def _warn_of_missing_years(done: Reminded, people: Directory) -> int:
    return sum(tell_missing_year(year, on=done.on, people=people) for year in done.missing_years)
