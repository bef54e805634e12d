"""Due days after a change of the holiday table: computed anew for every decision that is still owed, in one statement.

A day once promised and met is not touched: timeliness is judged by the calendar in force when it was reported. The exception are
provisional days of a year without holidays in the table: they were never more than the earliest possible, so they are made exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Max, Q

from audit.models import Action
from audit.services import SYSTEM, Actor, deed
from core.errors import Forbidden, NotReady
from core.models import CalendarYear
from publicity.deadlines import Clocks
from publicity.models import Decision, DecisionKind
from publicity.querysets import UNREPORTED
from publicity.services.house import house_for
from publicity.services.standards import edition_for

CODE = "publicity.deadlines.recounted"
_OWED = UNREPORTED | (Q(due_provisional=True) & ~Q(state__in=("exempt", "void")))

_APPLY = """
    UPDATE publicity_decision d
    SET due_internal = c.due_internal, act_by = c.act_by, due_official = c.due_official, due_provisional = c.provisional
    FROM unnest(%s::text[], %s::date[], %s::date[], %s::date[], %s::date[], %s::bool[])
         AS c (kind_id, decided_on, due_internal, act_by, due_official, provisional)
    WHERE d.kind_id = c.kind_id AND d.decided_on = c.decided_on
      AND NOT (d.state IN ('exempt', 'void')) AND (d.first_reported_on IS NULL OR d.due_provisional)
      AND (d.due_internal, d.act_by, d.due_official, d.due_provisional)
          IS DISTINCT FROM (c.due_internal, c.act_by, c.due_official, c.provisional)
"""


@dataclass(frozen=True)
class Recount:
    """What a recount would change or has changed: decisions looked at, decisions with other days, earlier and later ones."""

    looked_at: int
    changed: int
    earlier: int
    later: int


def recount_preview() -> Recount:
    """What `recount_deadlines` would do now, without writing."""
    new = _new_clocks()
    looked_at = changed = earlier = later = 0
    columns = ("kind_id", "decided_on", "due_internal", "act_by", "due_official", "due_provisional")
    for kind, decided_on, *old in Decision.objects.filter(_OWED).values_list(*columns).iterator(chunk_size=5000):
        looked_at += 1
        clocks = new.get((kind, decided_on))
        if clocks is None or tuple(old) == _row(clocks):
            continue
        changed += 1
        earlier += clocks.act_by < old[1]
        later += clocks.act_by > old[1]
    return Recount(looked_at, changed, earlier, later)


def recount_deadlines(*, actor: Actor) -> Recount:
    """Compute the due days of everything still owed anew. Forbidden without the right to keep calendar or standards."""
    if not (actor.has_perm("publicity.manage_standard") or actor.has_perm("core.change_rules")):
        raise Forbidden("重新计算期限由信用办或系统管理员办理，您没有这项权限。")
    with deed(actor=actor, code=CODE) as draft:
        preview = recount_preview()
        new = _new_clocks()
        if new:
            columns: list[list[object]] = [[], [], [], [], [], []]
            for (kind, decided_on), clocks in new.items():
                for column, value in zip(columns, (kind, decided_on, *_row(clocks)), strict=True):
                    column.append(value)
            with connection.cursor() as cursor:
                cursor.execute(_APPLY, columns)
        draft.extra = {"changed": preview.changed, "earlier": preview.earlier, "later": preview.later}
    return preview


def recount_if_calendar_changed() -> Recount | None:
    """For the daily run: recount when the holiday table is newer than the last recount. None when there is nothing to do."""
    if not calendar_is_newer():
        return None
    return recount_deadlines(actor=SYSTEM)


def calendar_is_newer() -> bool:
    """Whether the holiday table has changed since due days were last computed as a whole, while something is owed."""
    loaded: datetime | None = CalendarYear.objects.aggregate(at=Max("loaded_at"))["at"]
    last: datetime | None = Action.objects.filter(code=CODE).aggregate(at=Max("at"))["at"]
    if loaded is None or (last is not None and last >= loaded):
        return False
    owed = Decision.objects.filter(_OWED)
    return owed.filter(created_at__lt=loaded).exists()


def _new_clocks() -> dict[tuple[str, date], Clocks]:
    """Fresh clocks per kind and day of decision that occurs among what is owed; a few hundred at most."""
    days: dict[str, set[date]] = {}
    for kind, decided_on in Decision.objects.filter(_OWED).order_by().values_list("kind_id", "decided_on").distinct():
        days.setdefault(kind, set()).add(decided_on)
    return {
        (kind.code, day): clocks
        for kind in DecisionKind.objects.filter(code__in=days)
        for day, clocks in _clocks_of(kind, days[kind.code])
    }


def _clocks_of(kind: DecisionKind, days: Iterable[date]) -> Iterable[tuple[date, Clocks]]:
    house = house_for(edition_for(kind.code))
    for day in sorted(days):
        try:
            yield day, house.clocks_on(day, house.item_on(day).due_day)
        except NotReady:  # no catalogue item on that day: such a row could not be entered today; its days stay
            continue


def _row(clocks: Clocks) -> tuple[date, date, date, bool]:
    return clocks.due_internal, clocks.act_by, clocks.due_official, clocks.provisional
