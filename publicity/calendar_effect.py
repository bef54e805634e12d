"""How many due days a new holiday table would move, for the preview when a year is loaded."""

from __future__ import annotations

from django.db.models import Count

from core import settings_store
from core.calendar_hooks import Effect, calendar_effect
from core.workdays import Calendar
from publicity.deadlines import clocks_for
from publicity.models import Decision, DecisionKind


@calendar_effect
def moved_deadlines(now: Calendar, then: Calendar) -> Effect:
    """Decisions still owed one by one whose days would be others; one query, one computation for each day of decision."""
    internal = int(settings_store.get("publicity.internal_days"))
    official = int(settings_store.get("publicity.official_workdays"))
    owed = Decision.objects.unreported().filter(kind__cycle=DecisionKind.Cycle.EACH)
    days = owed.order_by().values_list("decided_on", "act_by", "due_official").annotate(number=Count("pk"))
    moved = 0
    for decided_on, act_by, due_official, number in days:
        clocks = clocks_for(decided_on, then, internal_days=internal, official_workdays=official)
        if (clocks.act_by, clocks.due_official) != (act_by, due_official):
            moved += number
    return Effect("尚未报送的决定", moved)
