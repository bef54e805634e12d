"""What the system administrator has to do: a year without holidays, parameters that wait to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from core import settings_store
from core.models import CalendarYear
from core.staff import DeskItem, desk_items

_WARN_FROM = 12  # the notice for the next year comes out in November


@desk_items
def calendar_gaps(user: Any, on: date) -> Iterator[DeskItem]:
    """The present year at any time, the next one from 1 December."""
    if not user.has_perm("core.change_holiday"):
        return
    wanted = [on.year] + ([on.year + 1] if on.month >= _WARN_FROM else [])
    known = set(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    for year in wanted:
        if year not in known:
            yield DeskItem(
                f"{year} 年的节假日还没有录入",
                "没有放假安排，工作日期限只能按周末估算，并标为“待核”。请按国务院办公厅通知录入。",
                f"{reverse('admin:calendar_load')}?year={year}",
                due=date(year - 1, 12, 31) if year > on.year else on,
                action="去录入",
            )


@desk_items
def parameters_to_confirm(user: Any, on: date) -> Iterator[DeskItem]:
    """One line for all parameters whose basis nobody has checked yet."""
    if not user.has_perm("core.change_rules"):
        return
    waiting = len(settings_store.unconfirmed())
    if waiting:
        yield DeskItem(
            "规则参数待确认",
            "这些参数还没有对照正式文本核对，页面上带“待确认”标记。请法制人员核对后确认。",
            f"{reverse('admin:parameters')}?show=open",
            level="info",
            count=waiting,
            action="去核对",
        )
