"""When the next drill is due. Reads only."""

from __future__ import annotations

from datetime import date

from core import clock, settings_store
from records.periods import add_months
from safeguards.choices import IncidentState
from safeguards.models import Incident
from safeguards.parameters import DRILL_MONTHS


def next_drill(on: date) -> date:
    """The day by which a drill must be closed: some months after the last one; before the first one the end of this year."""
    last = Incident.objects.filter(drill=True, state=IncidentState.CLOSED).order_by("-closed_at").first()
    if last is None or last.closed_at is None:
        return date(on.year, 12, 31)
    return add_months(clock.local_date(last.closed_at), max(1, int(settings_store.get(DRILL_MONTHS))))
