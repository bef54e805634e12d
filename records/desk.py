"""What the catalogue leaves on the desk: periods that are over and neither collected nor declared zero."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from core.staff import DeskItem, desk_items
from records.coverage import MISSING
from records.services.coverage import ALL_SECTIONS, coverage
from records.services.zeros import PERM

LOOK_BACK = 365


@desk_items
def coverage_gaps(user: Any, on: date) -> Iterable[DeskItem]:
    """Gaps of the last twelve months, one line for each year. Kinds of decision are asked for by their month close."""
    if not user.has_perm(PERM):
        return []
    cells = coverage(actor=user, first=on - timedelta(days=LOOK_BACK), last=on, on=on, items_only=True)
    gaps = [cell for cell in cells if cell.state == MISSING]
    everywhere = user.has_perm(ALL_SECTIONS)
    found = []
    for year in sorted({cell.period.first.year for cell in gaps}):
        mine = [cell for cell in gaps if cell.period.first.year == year]
        due = min(cell.due_on for cell in mine)
        names = "、".join(dict.fromkeys(cell.line.name for cell in mine[:4]))
        title = f"{year}年{'各科室' if everywhere else ''}目录事项缺归集"
        url = f"{reverse('admin:records_coverage_gaps')}?year={year}"
        detail = f"{names}{'等' if len(mine) > 4 else ''}：请归集，或签署零归集"
        # Who watches over all sections is told; late are those who owe it.
        level = "info" if everywhere else "late" if due < on else ""
        found.append(DeskItem(title, detail, url, None if everywhere else due, level, len(mine), "去办理"))
    return found
