"""Lists of the house itself that its keepers change in a workbook: sections, people, rule parameters, holidays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from accounts.models import Section, User
from accounts.services import calendar_year_load, section_save, setting_change, user_change
from core.errors import DomainError
from core.holiday_data import HolidayRow
from core.models import CalendarYear, Holiday, Setting
from core.settings_store import DECLARED, Declared
from exchange.roundtrip import TripColumn
from exchange.small_trip import SmallTrip, one_of, said, section_named, whole_number, yes_no

_YES_NO = ("是", "否")


class SectionTrip(SmallTrip):
    """科室和司法所."""

    slug, title, noun, perm = "sections", "科室", "科室", "accounts.change_section"
    pages = ("accounts_section_changelist",)
    table = (
        TripColumn("code", "代码", "历史数据按代码归属，不能改。", width=16),
        TripColumn("name", "名称", "", True, longest=80, width=30),
        TripColumn("order", "顺序", "整数，小的在前。", True, width=10),
        TripColumn("active", "在用", "还有在用账号的科室不能停用。", True, listed=_YES_NO, width=8),
    )
    history = ("accounts", "SectionEvent")

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[Section]:
        return Section.objects.select_for_update().filter(pk=lock) if lock else Section.objects.order_by("order", "pk")

    def cells(self, row: Any) -> dict[str, str]:
        return {"code": row.code, "name": row.name, "order": str(row.order), "active": said(row.active)}

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        now = self.cells(row) | dict(changes)
        return {
            "name": now["name"], "order": whole_number(now["order"], "order"), "active": yes_no(now["active"], "active")
        }  # fmt: skip

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        section_save(actor=user, section=row, code=row.code, reason=reason, **values)


class UserTrip(SmallTrip):
    """用户: name, section, address for mail. Roles are granted by another person, on the page."""

    slug, title, noun, perm = "users", "用户", "用户", "accounts.change_user"
    pages = ("accounts_user_changelist",)
    table = (
        TripColumn("username", "用户名", "用户名不能改。", width=18),
        TripColumn("display_name", "姓名", "", True, longest=40, width=16),
        TripColumn("section", "科室", "写科室的全称；不属于科室的留空。", True, width=24),
        TripColumn("email", "电子邮箱", "", True, longest=100, width=28),
        TripColumn("active", "在用", "停用、恢复在用户页面办理。", width=8),
    )
    history = ("accounts", "UserEvent")
    guide = ("角色由安全管理员在页面上授予，密码、停用和恢复也在页面上办理，都不在表里。",)

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[User]:
        rows = User.objects.select_related("section").defer("password")
        return rows.select_for_update(of=("self",)).filter(pk=lock) if lock else rows.order_by("username")

    def cells(self, row: Any) -> dict[str, str]:
        return {
            "username": row.username, "display_name": row.display_name, "section": row.section.name if row.section_id else "",
            "email": row.email, "active": said(row.is_active),
        }  # fmt: skip

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        return {key: section_named(text) if key == "section" else text for key, text in changes.items()}

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        user_change(actor=user, user=row, reason=reason, **values)


@dataclass(frozen=True)
class _Parameter:
    """A declared parameter with what is in force."""

    pk: int
    declared: Declared
    value: Any
    basis: str
    confirmed: bool


class ParameterTrip(SmallTrip):
    """规则参数 of the business. Those of safety belong to another keeper and are changed one by one on the page."""

    slug, title, noun, perm = "parameters", "规则参数", "参数", "core.change_rules"
    pages = ("parameters",)
    table = (
        TripColumn("key", "代码", "由程序决定，不能改。", width=34),
        TripColumn("label", "名称", "由程序决定，不能改。", versioned=False, width=34),
        TripColumn(
            "value", "值", "和原来同一种写法：数字、是或否、文字；几项之间用顿号隔开。", True, longest=500, width=24
        ),
        TripColumn("unit", "单位", "由程序决定，不能改。", versioned=False, width=10),
        TripColumn("basis", "依据", "文号或条文。", True, longest=300, width=40),
        TripColumn("confirmed", "已确认", "依据已经法制机构确认的填“是”。", True, listed=_YES_NO, width=8),
    )
    guide = ("安全参数由安全管理员在页面上逐项修改，不在表里。",)

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[_Parameter]:
        stored = {row.key: row for row in Setting.objects.all()}
        own = [one for one in DECLARED.values() if one.perm == self.perm]
        for number, one in enumerate(sorted(own, key=lambda one: one.key), 1):
            if lock in (None, number):
                row = stored.get(one.key)
                yield _Parameter(
                    number,
                    one,
                    *((row.value, row.basis, row.confirmed) if row else (one.default, one.basis, one.confirmed)),
                )

    def past(self, variant: str, pks: Collection[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
        numbers = {row.declared.key: row for row in self.objects(None) if row.pk in pks}
        events: Any = apps.get_model("core", "SettingEvent").objects
        for event in events.filter(key__in=numbers).order_by("-pgh_id"):
            row = numbers[event.key]
            yield row.pk, self.cells(_Parameter(row.pk, row.declared, event.value, event.basis, event.confirmed))
        for row in numbers.values():
            one = row.declared
            yield row.pk, self.cells(_Parameter(row.pk, one, one.default, one.basis, one.confirmed))

    def key(self, row: Any) -> str:
        return str(row.declared.key)

    def name(self, row: Any) -> str:
        return str(row.declared.label)

    def cells(self, row: Any) -> dict[str, str]:
        return {
            "key": row.declared.key, "label": row.declared.label, "value": _text(row.value), "unit": row.declared.unit, "basis": row.basis,
            "confirmed": said(row.confirmed),
        }  # fmt: skip

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        now = self.cells(row) | dict(changes)
        value = _read(row.declared, now["value"]) if "value" in changes else row.value
        return {"value": value, "basis": now["basis"], "confirmed": yes_no(now["confirmed"], "confirmed")}

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        setting_change(actor=user, key=row.declared.key, reason=reason, seen=row.value, **values)


class HolidayTrip(SmallTrip):
    """节假日与调休: single days that were entered wrongly. A new year is loaded as a whole on its page."""

    slug, title, noun, perm = "holidays", "节假日", "节假日", "core.change_holiday"
    pages = ("calendar", "calendar_year")
    table = (
        TripColumn("date", "日期", "日期录错的，请在“节假日”页面按放假通知整年重新录入。", width=14),
        TripColumn("kind", "性质", "", True, listed=tuple(Holiday.Kind.labels), width=12),
        TripColumn("name", "名称", "如：国庆节。", True, longest=40, width=20),
        TripColumn("source", "放假通知", "通知文号在“节假日”页面随全年一起录入。", versioned=False, width=28),
    )
    history = ("core", "HolidayEvent")
    guide = ("改一天，受影响的期限随后重新计算。新的一年请在“节假日”页面按放假通知整年录入。",)
    _kinds = {str(kind.label): str(kind.value) for kind in Holiday.Kind}

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[Holiday]:
        sources = dict(CalendarYear.objects.values_list("year", "source"))
        rows = Holiday.objects.select_for_update().filter(pk=lock) if lock else Holiday.objects.order_by("-date")
        for row in rows:
            row.source = sources.get(row.date.year, "")  # type: ignore[attr-defined]
            yield row

    def cells(self, row: Any) -> dict[str, str]:
        return {
            "date": row.date.isoformat(), "kind": str(Holiday.Kind(row.kind).label), "name": row.name, "source": getattr(row, "source", "")
        }  # fmt: skip

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        now = self.cells(row) | dict(changes)
        return {"changed": HolidayRow(row.date, one_of(self._kinds, now["kind"], "kind"), now["name"])}

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        year = row.date.year
        others = Holiday.objects.filter(date__year=year).exclude(pk=row.pk)
        rows = [values["changed"], *(HolidayRow(one.date, one.kind, one.name) for one in others)]
        calendar_year_load(actor=user, year=year, rows=rows, source=row.source, reason=reason)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return said(value)
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _read(declared: Declared, text: str) -> Any:
    """The typed value in the kind of the default; what does not fit, the service says."""
    if isinstance(declared.default, bool):
        return yes_no(text, "value")
    if isinstance(declared.default, list):
        kind = type(declared.default[0]) if declared.default else str
        try:
            return [kind(part) for part in text.replace(",", "、").replace("，", "、").split("、") if part]
        except ValueError:
            raise DomainError("几项之间用顿号隔开，每项和原来同一种写法。", code="E-RT-09", field="value") from None
    return text
