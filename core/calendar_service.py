"""The bureau's holiday table: loading it as a pure Calendar, and replacing a year when a new notice comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Count, Max

from core.errors import DomainError, Forbidden
from core.holiday_data import MAKEUP, OFF, HolidayRow, delivered_years
from core.models import CalendarYear, Holiday
from core.workdays import Calendar

PERMISSION = "core.change_holiday"
_NAMES = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
_FEWEST_DAYS_OFF = 11


class Actor(Protocol):
    """Whoever does it: a person, or the machine itself."""

    def has_perm(self, perm: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class YearPreview:
    """What loading a year would do. problems stop it; remarks are for the eye; the rest compares with the table in force."""

    year: int
    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    added: tuple[HolidayRow, ...]
    removed: tuple[HolidayRow, ...]
    changed: tuple[tuple[HolidayRow, HolidayRow], ...]


def load_calendar() -> Calendar:
    """The holiday table in force. Kept in the process; one small query sees whether any process has changed it since.

    Ask once per request, task or import, and pass the Calendar on.
    """
    seen = CalendarYear.objects.aggregate(latest=Max("loaded_at"), years=Count("pk"))
    return _calendar((seen["latest"], seen["years"]))


def preview_year(*, year: int, rows: Sequence[HolidayRow]) -> YearPreview:
    """Compare rows from a notice with the table, without writing anything."""
    stored = {h.date: HolidayRow(h.date, h.kind, h.name) for h in Holiday.objects.filter(date__year=year)}
    given = {row.date: row for row in rows}
    return YearPreview(
        year=year,
        problems=tuple(_problems(year, rows)),
        remarks=tuple(_remarks(rows)),
        added=tuple(given[day] for day in sorted(given.keys() - stored.keys())),
        removed=tuple(stored[day] for day in sorted(stored.keys() - given.keys())),
        changed=tuple((stored[d], given[d]) for d in sorted(given.keys() & stored.keys()) if stored[d] != given[d]),
    )


def load_year(*, actor: Actor, year: int, rows: Sequence[HolidayRow], source: str) -> CalendarYear:
    """Replace one year by what the notice says; source is the notice's number (国办发明电〔2025〕7号).

    Forbidden without the right to change holidays; DomainError with all problems of the rows. The caller runs it inside its
    deed, which names actor and reason in the history of every row. Deadlines already computed are not touched here.
    """
    if not actor.has_perm(PERMISSION):
        raise Forbidden("没有修改节假日表的权限，请联系系统管理员。", code="E-CAL-03")
    problems = list(_problems(year, rows))
    if not source.strip():
        problems.append("没有填写放假通知的文号，无法核对来源，请填写如“国办发明电〔2025〕7号”。")
    if problems:
        raise DomainError("".join(problems), code="E-CAL-02")
    with transaction.atomic():
        loaded, _ = CalendarYear.objects.update_or_create(year=year, defaults={"source": source.strip()})
        _replace_rows(year, rows)
    return loaded


def seed_holidays(apps: Any, schema_editor: Any = None) -> None:
    """For a migration: the years delivered with the product. Years the bureau already has are left alone."""
    years, holidays = apps.get_model("core", "CalendarYear"), apps.get_model("core", "Holiday")
    known = set(years.objects.values_list("year", flat=True))
    for delivered in delivered_years():
        if delivered.year in known:
            continue
        years.objects.create(year=delivered.year, source=delivered.source)
        holidays.objects.bulk_create(holidays(date=row.date, kind=row.kind, name=row.name) for row in delivered.rows)


@lru_cache(maxsize=2)
def _calendar(version: tuple[Any, int]) -> Calendar:
    days = list(Holiday.objects.values_list("date", "kind"))
    return Calendar.of(
        holidays=(day for day, kind in days if kind == Holiday.Kind.OFF),
        makeups=(day for day, kind in days if kind == Holiday.Kind.MAKEUP),
        years=CalendarYear.objects.values_list("year", flat=True),
    )


def _replace_rows(year: int, rows: Iterable[HolidayRow]) -> None:
    """Touch only what differs, so that the history shows the change and not the whole year."""
    stored = {h.date: h for h in Holiday.objects.select_for_update().filter(date__year=year)}
    given = {row.date: row for row in rows}
    Holiday.objects.filter(pk__in=[h.pk for day, h in stored.items() if day not in given]).delete()
    Holiday.objects.bulk_create(
        Holiday(date=r.date, kind=r.kind, name=r.name) for r in given.values() if r.date not in stored
    )
    for day in given.keys() & stored.keys():
        row, holiday = given[day], stored[day]
        if (holiday.kind, holiday.name) != (row.kind, row.name):
            holiday.kind, holiday.name = row.kind, row.name
            holiday.save(update_fields=["kind", "name"])


def _problems(year: int, rows: Sequence[HolidayRow]) -> Iterable[str]:
    seen: set[date] = set()
    for row in rows:
        shown = row.date.isoformat()
        if row.date.year != year:
            yield f"{shown} 不在 {year} 年，请核对日期。"
        if row.date in seen:
            yield f"{shown} 出现了两次，请删去一条。"
        if row.kind not in (OFF, MAKEUP):
            yield f"{shown} 的性质应为“放假”或“调休上班”。"
        if row.kind == MAKEUP and row.date.weekday() < 5:
            yield f"{shown} 是{_weekday(row.date)}，本来就上班，不能设为调休上班日，请核对日期。"
        seen.add(row.date)
    days_off = sum(row.kind == OFF for row in rows)
    if days_off < _FEWEST_DAYS_OFF:
        yield f"只有 {days_off} 个放假日，少于法定的 {_FEWEST_DAYS_OFF} 天，像是没有录全，请对照放假通知补齐。"


def _remarks(rows: Sequence[HolidayRow]) -> Iterable[str]:
    names = " ".join(row.name for row in rows)
    for name in _NAMES:
        if name not in names:
            yield f"没有“{name}”的放假日，请对照放假通知核对。"
    makeups = {row.date for row in rows if row.kind == MAKEUP}
    workday_off = sum(row.kind == OFF and row.date.weekday() < 5 for row in rows)
    if workday_off - len(makeups) > 15:
        yield "放假的工作日比调休上班日多出 15 天以上，请核对调休上班日是否录全。"
    for day in sorted(makeups):
        if {day - timedelta(days=1), day + timedelta(days=1)} <= {row.date for row in rows if row.kind == OFF}:
            yield f"调休上班日 {day.isoformat()} 前后两天都放假，请核对。"


def _weekday(day: date) -> str:
    return "星期" + "一二三四五六日"[day.weekday()]
