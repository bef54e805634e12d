"""Reminders for whole periods: a month or quarter that is over and neither closed nor declared empty.

One message per person and stage; the key carries the due day and the stage, so that nobody hears of a stage twice. After the
due day it is repeated once a week.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from accounts.roles import CLERK, CREDIT_OFFICE, REVIEWER
from audit.services import Actor
from core.workdays import Calendar
from publicity import deadlines
from publicity.choices import Stage
from publicity.cycles import period_of, previous
from publicity.services.months import MonthState, book_opened, month_states
from publicity.services.people import Directory
from publicity.services.telling import tell_periods
from records.models import CatalogueItem

_STAGES = ((Stage.T5, 5), (Stage.T3, 3), (Stage.T1, 1), (Stage.T0, 0))
_LOOK_BACK = timedelta(days=190)


def remind_periods(*, actor: Actor, on: date, calendar: Calendar, people: Directory) -> int:
    """Tell the sections of last month's (quarter's) open closes; returns the number of new messages."""
    told = 0
    for (due, stage), states in _by_stage(open_periods(actor=actor, on=on), on, calendar).items():
        by_person: dict[int, list[MonthState]] = {}
        for state in states:
            for person in _recipients(stage, state.section.pk, people):
                by_person.setdefault(person, []).append(state)
        told += tell_periods(by_person, due=due, stage=stage, on=on)
    return told


def open_periods(*, actor: Actor, on: date) -> list[MonthState]:
    """The last finished period of every kind and section, where nobody has signed yet."""
    opened = book_opened()
    if opened is None:
        return []
    states = month_states(actor=actor, since=max(opened, on - _LOOK_BACK), until=on, on=on)
    return [
        state for state in states if state.close is None and state.period == previous(period_of(state.kind.cycle, on))
    ]


def close_due(state: MonthState, due_days: dict[str, int]) -> date:
    """The day by which a period is to be closed, from the due day of its catalogue item."""
    return state.period.due_on(due_days.get(state.kind.item_code, 10))


def due_days(on: date) -> dict[str, int]:
    """Day of the following month by catalogue item, for the items in force."""
    items = CatalogueItem.objects.filter(valid_from__lte=on).exclude(valid_until__lt=on)
    return dict(items.values_list("code", "due_day"))


def _by_stage(states: Iterable[MonthState], on: date, calendar: Calendar) -> dict[tuple[date, str], list[MonthState]]:
    horizon, days = deadlines.last_rest_day_after(on, calendar), due_days(on)
    found: dict[tuple[date, str], list[MonthState]] = {}
    for state in states:
        due = close_due(state, days)
        act_by = deadlines.workday_on_or_before(due, calendar)
        reached = [stage for stage, ahead in _STAGES if act_by <= horizon + timedelta(days=ahead)]
        if due < on:
            found.setdefault((due, Stage.OVERDUE), []).append(state)
        elif reached:
            found.setdefault((act_by, reached[-1]), []).append(state)
    return found


def _recipients(stage: str, section_id: int, people: Directory) -> list[int]:
    found = list(people.in_section(CLERK, section_id))
    if stage in (Stage.T1, Stage.T0, Stage.OVERDUE) or not found:
        found += people.in_section(REVIEWER, section_id)
    if stage == Stage.OVERDUE or not found:
        found += people.everywhere(CREDIT_OFFICE)
    return people.with_deputies(found)
