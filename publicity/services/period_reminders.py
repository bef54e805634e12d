"""Reminders for whole periods: a month or quarter that is over and neither closed nor declared empty.

One message per person and stage; the key carries the due day and the stage, so that nobody hears of a stage twice. After the
due day it is repeated once a week. Whether anything is to be said at all follows from the date and the messages already told, so
that on most days the ledger need not be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.roles import CLERK, CREDIT_OFFICE, REVIEWER
from audit.services import Actor
from core.cycles import QUARTER, Period, period_of, previous
from core.workdays import Calendar
from notices.models import Notice
from publicity import deadlines
from publicity.choices import Stage
from publicity.models import DecisionKind
from publicity.services.months import MonthState, book_opened, month_states
from publicity.services.people import Directory
from publicity.services.telling import period_key, tell_periods
from records.models import CatalogueItem

_STAGES = ((Stage.T5, 5), (Stage.T3, 3), (Stage.T1, 1), (Stage.T0, 0))
_DEFAULT_DUE_DAY = 10
Cycle = DecisionKind.Cycle
_BY_PERIOD = {QUARTER: (Cycle.QUARTER,), "month": (Cycle.EACH, Cycle.MONTH)}


@dataclass(frozen=True)
class _Call:
    """A stage that is reached today for the kinds of one cycle and due day."""

    period: Period
    cycles: tuple[str, ...]
    items: frozenset[str]
    due: date
    stage: str


def remind_periods(*, actor: Actor, on: date, calendar: Calendar, people: Directory) -> int:
    """Tell the sections of last month's (quarter's) open closes; returns the number of new messages."""
    told = 0
    for call in _calls(on, calendar):
        if Notice.objects.filter(code="publicity.periods", key=period_key(call.due, call.stage, on)).exists():
            continue
        by_person: dict[int, list[MonthState]] = {}
        for state in _open(actor, call.period, call.cycles, on):
            if state.kind.item_code in call.items:
                for person in _recipients(call.stage, state.section.pk, people):
                    by_person.setdefault(person, []).append(state)
        told += tell_periods(by_person, due=call.due, stage=call.stage, on=on)
    return told


def open_periods(*, actor: Actor, on: date) -> list[MonthState]:
    """The last finished period of every kind and section, where nobody has signed yet."""
    return [
        state
        for cycle, cycles in _BY_PERIOD.items()
        for state in _open(actor, previous(period_of(cycle, on)), cycles, on)
    ]


def close_due(state: MonthState, due_days: dict[str, int]) -> date:
    """The day by which a period is to be closed, from the due day of its catalogue item."""
    return state.period.due_on(due_days.get(state.kind.item_code, _DEFAULT_DUE_DAY))


def due_days(on: date) -> dict[str, int]:
    """Day of the following month by catalogue item, for the items in force."""
    items = CatalogueItem.objects.filter(valid_from__lte=on).exclude(valid_until__lt=on)
    return dict(items.values_list("code", "due_day"))


def _open(actor: Actor, period: Period, cycles: tuple[str, ...], on: date) -> list[MonthState]:
    """Open closes of one finished period; nothing is owed for the time before the ledger began."""
    opened = book_opened()
    if opened is None or period.last < opened:
        return []
    states = month_states(actor=actor, since=period.first, until=period.last, on=on, cycles=cycles)
    return [state for state in states if state.close is None]


def _calls(on: date, calendar: Calendar) -> Iterator[_Call]:
    horizon, days = deadlines.last_rest_day_after(on, calendar), due_days(on)
    items_of: dict[tuple[str, int], set[str]] = {}
    for cycle, item in DecisionKind.objects.filter(active=True).values_list("cycle", "item_code"):
        key = (QUARTER if cycle == Cycle.QUARTER else "month", days.get(item, _DEFAULT_DUE_DAY))
        items_of.setdefault(key, set()).add(item)
    for (cycle, due_day), items in sorted(items_of.items()):
        period = previous(period_of(cycle, on))
        due = period.due_on(due_day)
        stage = _stage(due, on, horizon, calendar)
        if stage:
            yield _Call(period, _BY_PERIOD[cycle], frozenset(items), due, stage)


def _stage(due: date, on: date, horizon: date, calendar: Calendar) -> str:
    """The stage a due day has reached, "" before the first."""
    if due < on:
        return Stage.OVERDUE
    act_by = deadlines.workday_on_or_before(due, calendar)
    reached = [stage for stage, ahead in _STAGES if act_by <= horizon + timedelta(days=ahead)]
    return reached[-1] if reached else ""


def _recipients(stage: str, section_id: int, people: Directory) -> Iterable[int]:
    found = list(people.in_section(CLERK, section_id))
    if stage in (Stage.T1, Stage.T0, Stage.OVERDUE) or not found:
        found += people.in_section(REVIEWER, section_id)
    if stage == Stage.OVERDUE or not found:
        found += people.everywhere(CREDIT_OFFICE)
    return people.with_deputies(found)
