"""The bureau's holiday table: delivered with the product, replaced by people who may, seen at once by every process."""

from datetime import date, timedelta

import pytest

from core import calendar_service
from core.calendar_service import load_calendar, load_year, preview_year, seed_holidays
from core.errors import CalendarYearMissing, DomainError, Forbidden
from core.holiday_data import HolidayRow, delivered_years
from core.models import CalendarYear, Holiday

pytestmark = pytest.mark.django_db


class Person:
    def __init__(self, *, may: bool):
        self.may = may

    def has_perm(self, perm: str) -> bool:
        return self.may and perm == calendar_service.PERMISSION


ADMIN, CLERK = Person(may=True), Person(may=False)


def rows_of(year: int, *, makeup: str = "") -> list[HolidayRow]:
    """A plausible notice: thirteen days off under all seven names."""
    names = [
        "元旦",
        "春节",
        "春节",
        "春节",
        "春节",
        "清明节",
        "劳动节",
        "劳动节",
        "端午节",
        "中秋节",
        "国庆节",
        "国庆节",
        "国庆节",
    ]
    start = date(year, 3, 1)
    rows = [HolidayRow(start + timedelta(days=2 * i), "off", name) for i, name in enumerate(names)]
    return rows + ([HolidayRow(date.fromisoformat(makeup), "makeup", "春节调休上班")] if makeup else [])


def test_the_delivered_years_are_in_the_table_after_migration():
    assert list(CalendarYear.objects.order_by("year").values_list("year", flat=True)) == list(range(2020, 2027))
    assert load_calendar().add(date(2025, 9, 30), 7) == date(2025, 10, 16)
    assert Holiday.objects.get(date="2026-02-14").name == "春节调休上班"


def test_the_table_is_read_once_and_again_after_a_change(django_assert_num_queries):
    load_calendar()
    with django_assert_num_queries(1):
        first = load_calendar()
    load_year(actor=ADMIN, year=2027, rows=rows_of(2027), source="国办发明电〔2026〕99号")
    assert load_calendar() is not first
    assert 2027 in load_calendar().years


def test_a_year_without_notice_is_loud():
    with pytest.raises(CalendarYearMissing):
        load_calendar().add(date(2026, 12, 30), 7)


def test_a_new_year_is_loaded_by_somebody_who_may():
    loaded = load_year(
        actor=ADMIN, year=2027, rows=rows_of(2027, makeup="2027-02-28"), source=" 国办发明电〔2026〕99号 "
    )
    assert loaded.source == "国办发明电〔2026〕99号"
    assert load_calendar().is_workday(date(2027, 2, 28))
    assert not load_calendar().is_workday(date(2027, 3, 1))


def test_a_clerk_may_not_change_the_table():
    with pytest.raises(Forbidden):
        load_year(actor=CLERK, year=2027, rows=rows_of(2027), source="国办发明电〔2026〕99号")
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_corrected_year_touches_only_what_differs():
    load_year(actor=ADMIN, year=2027, rows=rows_of(2027), source="一")
    kept = Holiday.objects.get(date="2027-03-03").pk
    rows = [
        *rows_of(2027)[1:-1],
        HolidayRow(date(2027, 3, 25), "off", "改名"),
        HolidayRow(date(2027, 10, 10), "makeup", "调休"),
    ]
    preview = preview_year(year=2027, rows=rows)
    assert [r.date for r in preview.added] == [date(2027, 10, 10)]
    assert [r.date for r in preview.removed] == [date(2027, 3, 1)]
    assert [(a.name, b.name) for a, b in preview.changed] == [("国庆节", "改名")]
    load_year(actor=ADMIN, year=2027, rows=rows, source="二")
    assert Holiday.objects.get(date="2027-03-03").pk == kept
    assert Holiday.objects.get(date="2027-03-25").name == "改名"
    after = preview_year(year=2027, rows=rows)
    assert (after.added, after.removed, after.changed) == ((), (), ())


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda rows: rows[:5], "少于法定"),
        (lambda rows: [*rows, HolidayRow(date(2026, 3, 1), "off", "元旦")], "不在 2027 年"),
        (lambda rows: [*rows, rows[0]], "出现了两次"),
        (lambda rows: [*rows, HolidayRow(date(2027, 3, 2), "makeup", "调休")], "本来就上班"),
        (lambda rows: [*rows, HolidayRow(date(2027, 3, 2), "party", "？")], "“放假”或“调休上班”"),
    ],
)
def test_a_faulty_notice_is_refused_and_nothing_is_written(spoil, words):
    rows = spoil(rows_of(2027))
    assert any(words in problem for problem in preview_year(year=2027, rows=rows).problems)
    with pytest.raises(DomainError, match=words):
        load_year(actor=ADMIN, year=2027, rows=rows, source="文号")
    assert not Holiday.objects.filter(date__year=2027).exists()


def test_a_year_without_source_is_refused():
    with pytest.raises(DomainError, match="文号"):
        load_year(actor=ADMIN, year=2027, rows=rows_of(2027), source=" ")


def test_an_odd_notice_gets_remarks():
    rows = [r for r in rows_of(2027, makeup="2027-03-06") if "中秋" not in r.name]
    remarks = preview_year(year=2027, rows=rows).remarks
    assert any("中秋" in remark for remark in remarks)
    assert any("2027-03-06" in remark for remark in remarks)


def test_real_notices_raise_no_problem_and_no_remark_about_names():
    for year in delivered_years():
        preview = preview_year(year=year.year, rows=year.rows)
        assert preview.problems == ()
        assert preview.remarks in ((), ("没有“中秋”的放假日，请对照放假通知核对。",))
        assert (preview.added, preview.removed, preview.changed) == ((), (), ())


def test_seeding_again_leaves_the_bureaus_own_years_alone():
    from django.apps import apps

    CalendarYear.objects.filter(year=2026).update(source="本局更正")
    Holiday.objects.filter(date__year=2025).delete()
    CalendarYear.objects.filter(year=2025).delete()
    seed_holidays(apps)
    assert CalendarYear.objects.get(year=2026).source == "本局更正"
    assert Holiday.objects.filter(date__year=2025).exists()
