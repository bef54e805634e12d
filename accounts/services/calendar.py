"""Loading the holidays of a year as the notice of 国务院办公厅 has them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.services.common import need
from audit.services import Actor, deed
from core.calendar_hooks import calendar_changed
from core.calendar_service import PERMISSION, load_year
from core.holiday_data import HolidayRow
from core.models import CalendarYear


def calendar_year_load(
    *, actor: Actor, year: int, rows: Sequence[HolidayRow], source: str, reason: str = ""
) -> CalendarYear:
    """Replace one year by what the notice says; source is the notice's number, `reason` why it changes if not because of the notice. Listeners of calendar_changed then recount.

    Raises DomainError with all problems of the rows (core.calendar_service.load_year). Needs core.change_holiday.
    """
    need(actor, PERMISSION, "修改节假日表", "系统管理员")
    with deed(
        actor=actor, code="core.calendar.loaded", reason=reason or source, extra={"year": year, "days": len(rows)}
    ) as draft:
        loaded = load_year(actor=actor, year=year, rows=rows, source=source)
        draft.obj = loaded
        transaction.on_commit(lambda: calendar_changed.send(sender=CalendarYear, year=year))
    return loaded
