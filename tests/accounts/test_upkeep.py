"""Rule parameters and the calendar: changed by who may, with reason, remembered, and in force at once."""

from datetime import date

import pytest

from accounts.roles import CREDIT_OFFICE, SYSTEM_ADMIN
from accounts.services import calendar_year_load, setting_change
from audit.models import Action
from audit.services import SYSTEM
from core import settings_store
from core.calendar_hooks import calendar_changed
from core.calendar_service import load_calendar
from core.errors import DomainError, Forbidden
from core.holiday_data import HolidayRow, delivered_years
from core.models import CalendarYear, Holiday, Setting
from tests import factories as make
from tests.support.together import together

pytestmark = pytest.mark.django_db
KEY = "notices.quiet_from"


def change(actor, **facts):
    return setting_change(
        **{
            "actor": actor,
            "key": KEY,
            "value": "21:00",
            "basis": "局务会纪要",
            "confirmed": True,
            "reason": "局务会决定",
        }
        | facts
    )


@pytest.mark.django_db(transaction=True)
def test_a_changed_parameter_is_in_force_at_once_and_confirmed():
    admin = make.make_user(SYSTEM_ADMIN)
    assert settings_store.get(KEY) == "22:00"
    change(admin)
    assert (settings_store.get(KEY), settings_store.is_confirmed(KEY)) == ("21:00", True)
    action = Action.objects.get()
    assert (action.code, action.extra["before"]["value"], action.extra["after"]["value"]) == (
        "core.setting.changed", "22:00", "21:00",
    )  # fmt: skip
    change(admin, value="20:00", basis="", confirmed=False)
    assert (settings_store.get(KEY), settings_store.is_confirmed(KEY)) == ("20:00", False)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"key": "notices.nothing"}, "没有登记"),
        ({"value": 7}, "应填文字"),
        ({"reason": " "}, "理由"),
        ({"basis": " "}, "依据"),
        ({"key": "notices.test_mode", "value": "ja"}, "应填是或否"),
        ({"seen": "23:00"}, "别人刚刚改过"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(facts, says):
    admin = make.make_user(SYSTEM_ADMIN)
    with pytest.raises(DomainError, match=says):
        change(admin, **facts)
    assert (Action.objects.count(), Setting.objects.filter(key__startswith="notices.").count()) == (0, 0)


def test_only_who_keeps_the_rules_changes_them():
    with pytest.raises(Forbidden):
        change(make.make_user(CREDIT_OFFICE))


@pytest.mark.django_db(transaction=True)
def test_two_changes_made_on_the_same_value_are_one_change_and_one_refusal():
    change(SYSTEM, value="22:00")

    def work(value):
        def run():
            try:
                return change(SYSTEM, value=value, seen="22:00").value
            except DomainError:
                return "refused"

        return run

    results = together(work("20:00"), work("21:00"))
    assert sorted(results)[1] == "refused"
    assert settings_store.get(KEY) == sorted(results)[0]


def rows_of(year):
    delivered = next(item for item in delivered_years() if item.year == 2026)
    days = [(row.date.replace(year=year), row.kind, row.name) for row in delivered.rows if row.kind == "off"]
    return [HolidayRow(*day) for day in days]


@pytest.mark.django_db(transaction=True)
def test_a_loaded_year_counts_at_once_and_is_announced_once():
    heard: list[int] = []

    def listen(sender, year, **kwargs):
        heard.append(year)

    calendar_changed.connect(listen)
    admin = make.make_user(SYSTEM_ADMIN)
    calendar_year_load(actor=admin, year=2027, rows=rows_of(2027), source="国办发明电〔2026〕9号")
    calendar_changed.disconnect(listen)
    assert heard == [2027]
    assert not load_calendar().is_workday(date(2027, 1, 1))
    assert Action.objects.get().extra == {"year": 2027, "days": len(rows_of(2027))}
    assert Holiday.objects.filter(date__year=2027).first().history.get().pgh_context["actor"] == admin.pk


def test_a_refused_year_leaves_nothing():
    for actor, source in ((make.make_user(CREDIT_OFFICE), "国办"), (make.make_user(SYSTEM_ADMIN), " ")):
        with pytest.raises(DomainError):
            calendar_year_load(actor=actor, year=2027, rows=rows_of(2027), source=source)
    assert (Action.objects.count(), CalendarYear.objects.filter(year=2027).count()) == (0, 0)
