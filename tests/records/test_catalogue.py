"""A new edition of the catalogue: first a difference, then one effect, and older days keep their items."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import Section
from accounts.roles import CLERK, CREDIT_OFFICE
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition, Stale
from exchange.models import Job
from records.catalogue_diff import diff
from records.models import CatalogueEdition, CatalogueItem, CreditRecord
from records.services import catalogue
from records.services.catalogue_import import edition_adopt, edition_hand_in, edition_look_again
from tests.factories import make_record, make_rule, make_subject, make_user
from tests.records.catalogue_files import FIRST_DAY, facts, filing, row_of, workbook
from tests.support.together import together

pytestmark = pytest.mark.django_db
REASON = "发改财金规〔2026〕99号自2027年1月1日起施行"
LAST_DAY = FIRST_DAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _before_the_new_edition():
    with clock.override(date(2026, 12, 1)):
        yield


@pytest.fixture
def office(db):
    return make_user(CREDIT_OFFICE)


def new_edition(rows):
    """Coercion leaves the catalogue, a fine is kept longer, filings come in."""
    rows.remove(row_of(rows, "XZ-QZ"))
    row_of(rows, "XZ-CF")[7] = "72"
    rows.append(filing())


def handed_in(office, change=new_edition, **more) -> Job:
    return edition_hand_in(actor=office, facts=facts(**more), file=workbook(change), filename="目录2027.xlsx")


def adopted(office, **more) -> CatalogueEdition:
    return edition_adopt(actor=office, job=handed_in(office, **more), reason=REASON)


def problems(job: Job) -> str:
    return "".join(one["message"] for one in job.summary["problems"])


# -- the difference comes first ----------------------------------------------------------------------------------------


def test_the_difference_is_shown_field_by_field_and_nothing_is_written(office):
    before = CatalogueItem.objects.count(), CatalogueEdition.objects.count()
    job = handed_in(office)
    found = job.summary["diff"]
    assert [line["code"] for line in found["added"]] == ["XZ-BA"]
    assert [line["code"] for line in found["ended"]] == ["XZ-QZ"]
    assert found["changed"] == [
        {
            "code": "XZ-CF",
            "name": "行政处罚信息",
            "changes": [{"label": "保存期限（月）", "before": "60", "after": "72"}],
        }
    ]
    assert (job.state, job.summary["problems"]) == ("checked", [])
    assert (CatalogueItem.objects.count(), CatalogueEdition.objects.count()) == before


def test_an_edition_downloaded_and_sent_back_untouched_has_no_difference(office):
    job = handed_in(office, change=None)
    assert job.summary["diff"]["empty"] and "完全相同" in "".join(job.summary["remarks"])


@pytest.mark.parametrize(
    ("column", "value", "code", "words"),
    [
        (5, "", "E-TAB-05", "没有填写法律依据"),
        (0, "", "E-TAB-05", "没有填写编码"),
        (0, "XZ CF", "E-CAT-01", "不能用的字符"),
        (0, "XZ-XK", "E-TAB-10", "重复"),
        (3, "坏的", "E-TAB-06", "从下拉框选择"),
        (7, "五年", "E-TAB-07", "整数"),
        (7, "0", "E-TAB-07", "整数"),
        (8, "不存在的科室", "E-TAB-06", "不在可选的词里"),
        (11, "31", "E-TAB-07", "1 至 28"),
        (1, "长" * 121, "E-TAB-08", "最多 120"),
    ],
)
def test_a_wrong_cell_is_named_with_its_reason_and_stops_the_edition(office, column, value, code, words):
    def spoil(rows):
        row_of(rows, "XZ-CF")[column] = value

    job = handed_in(office, spoil)
    found = [one for row in job.rows.all() for one in row.findings]
    assert [one["code"] for one in found] == [code] and words in found[0]["message"]
    assert found[0]["column"] == column and job.report
    with pytest.raises(DomainError, match="还有错误"):
        edition_adopt(actor=office, job=job, reason=REASON)


def test_an_unknown_column_is_never_ignored(office):
    job = handed_in(office, lambda rows: [row.append("备注" if row[0] == "编码＊" else "x") for row in rows])
    assert "认不出" in job.rows.get().findings[0]["message"] and job.bad == 1


def test_a_file_that_is_no_catalogue_says_what_was_looked_for(office):
    job = edition_hand_in(actor=office, facts=facts(), file="甲,乙\n1,2\n".encode(), filename="名单.csv")
    assert job.state == "failed" and "编码、名称" in job.error


# -- taking effect -----------------------------------------------------------------------------------------------------


def test_the_former_edition_ends_the_day_before_and_its_items_with_it(office):
    edition = adopted(office)
    old = CatalogueEdition.objects.get(code="national-2024")
    assert (old.valid_until, edition.valid_from, edition.valid_until) == (LAST_DAY, FIRST_DAY, None)
    assert set(old.items.values_list("valid_until", flat=True)) == {LAST_DAY}
    assert set(edition.items.values_list("valid_from", flat=True)) == {FIRST_DAY}
    fine = edition.items.get(code="XZ-CF")
    assert (fine.retention_months, fine.section.code, fine.confirmed) == (72, "legal-affairs", False)
    assert CatalogueItem.objects.get(edition__code="chongqing-supplement", code="CQ-NDKH").valid_until is None
    action = Action.objects.get(code="records.catalogue.imported")
    assert (action.actor_id, action.reason, action.extra["after"]) == (office.pk, REASON, "新增 1、修改 1、停用 1")


def test_an_item_ended_earlier_by_itself_keeps_its_day(office):
    CatalogueItem.objects.filter(edition__code="national-2024", code="XZ-QR").update(valid_until=date(2026, 6, 30))
    adopted(office)
    assert CatalogueItem.objects.get(edition__code="national-2024", code="XZ-QR").valid_until == date(2026, 6, 30)


def test_each_day_finds_the_item_in_force_on_that_day(office):
    edition = adopted(office)
    on = {day: {item.code: item for item in catalogue.items_on(day)} for day in (LAST_DAY, FIRST_DAY)}
    assert "XZ-QZ" in on[LAST_DAY] and "XZ-QZ" not in on[FIRST_DAY]
    assert "XZ-BA" in on[FIRST_DAY] and "XZ-BA" not in on[LAST_DAY]
    make_rule()
    for day in (LAST_DAY, FIRST_DAY):
        record = make_record(event_date=day, item=on[day]["XZ-CF"])
        assert (record.item.edition == edition) == (day == FIRST_DAY)


@pytest.mark.parametrize(("day", "edition"), [(FIRST_DAY, "national-2024"), (LAST_DAY, "national-2027")])
def test_the_database_refuses_a_record_under_an_item_not_in_force(office, day, edition):
    """巫山司发〔2022〕20号第1项: 没有施行中的目录事项，不得归集；绕过程序直接写库也不行。"""
    adopted(office)
    kept = make_record(event_date=date(2026, 11, 2))
    item = CatalogueItem.objects.get(edition__code=edition, code="XZ-CF")
    columns = [
        f.column
        for f in CreditRecord._meta.concrete_fields
        if f.column not in ("id", "public_id", "source_id", "item_id", "event_date")
    ]
    listed = ", ".join(columns)
    with pytest.raises(DatabaseError, match="not in force"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO records_creditrecord (public_id, source_id, item_id, event_date, {listed})"
            f" SELECT gen_random_uuid(), 999999, %s, %s, {listed} FROM records_creditrecord WHERE id = %s",
            [item.pk, day, kept.pk],
        )


def test_no_item_without_legal_basis_by_any_way(office):
    first, *rest = catalogue.edition_items(catalogue.newest_edition("national"))
    items = [replace(first, basis=" "), *rest]
    mark = catalogue.catalogue_plan(facts=facts(), items=items).mark
    with pytest.raises(DomainError, match="没有法律依据"):
        catalogue.catalogue_adopt(actor=office, facts=facts(), items=items, mark=mark, reason=REASON)
    item = CatalogueItem.objects.first()
    with pytest.raises(IntegrityError, match="records_item_has_basis"), transaction.atomic():
        CatalogueItem.objects.filter(pk=item.pk).update(basis="")


# -- days that cannot be ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 1), "已经到了或过去了"),
        (date(2026, 3, 1), "已经到了或过去了"),
        (date(2023, 12, 31), "必须更晚"),
    ],
)
def test_a_day_that_has_come_or_lies_before_the_former_edition_is_refused(office, day, words):
    job = handed_in(office, valid_from=day)
    assert words in problems(job)
    with pytest.raises(DomainError, match="还有错误"):
        edition_adopt(actor=office, job=job, reason=REASON)


def test_an_edition_over_the_days_of_another_is_refused(office):
    CatalogueEdition.objects.filter(code="national-2024").update(valid_until=date(2027, 2, 1))
    assert "重叠" in problems(handed_in(office))


def test_days_without_any_catalogue_are_pointed_out(office):
    CatalogueEdition.objects.filter(code="national-2024").update(valid_until=date(2026, 12, 15))
    job = handed_in(office)
    assert "没有目录" in "".join(job.summary["remarks"]) and not job.summary["problems"]


def test_records_of_later_days_cannot_lose_their_item(office):
    make_record(event_date=FIRST_DAY, rule_version=make_rule())
    assert "已有 1 条记录" in problems(handed_in(office))


def test_a_code_of_the_other_catalogue_is_refused(office):
    def take(rows):
        rows.append(filing(code="CQ-NDKH"))

    assert "两个目录的编码不能相同" in problems(handed_in(office, take))


# -- who, and how often -----------------------------------------------------------------------------------------------


def test_only_the_credit_office_keeps_the_catalogue(office):
    clerk = make_user(CLERK)
    with pytest.raises(Forbidden):
        handed_in(clerk)
    job = handed_in(office)
    with pytest.raises(Forbidden):
        edition_adopt(actor=clerk, job=job, reason=REASON)
    assert CatalogueEdition.objects.count() == 3


def test_no_edition_without_a_reason(office):
    job = handed_in(office)
    with pytest.raises(DomainError, match="至少 5 个字"):
        edition_adopt(actor=office, job=job, reason="好")
    job.refresh_from_db()
    assert job.state == "checked" and not CatalogueEdition.objects.filter(code="national-2027").exists()


def test_a_second_click_changes_nothing(office):
    job = handed_in(office)
    edition_adopt(actor=office, job=job, reason=REASON)
    with pytest.raises(InvalidTransition):
        edition_adopt(actor=office, job=job, reason=REASON)
    assert CatalogueEdition.objects.count() == 4


def test_a_catalogue_changed_meanwhile_has_to_be_looked_at_again(office):
    job = handed_in(office)
    item = CatalogueItem.objects.get(edition__code="national-2024", code="XZ-XK")
    catalogue.item_assign(
        actor=office, item=item, section=None, source="许可台账", cycle="each", due_day=5, reason="科室职责调整"
    )
    with pytest.raises(Stale, match="重新核对"):
        edition_adopt(actor=office, job=job, reason=REASON)
    again = edition_look_again(actor=office, job=Job.objects.get(pk=job.pk))
    assert "XZ-XK" in [line["code"] for line in again.summary["diff"]["changed"]]
    edition_adopt(actor=office, job=again, reason=REASON)
    assert CatalogueEdition.objects.filter(code="national-2027").exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_edition():
    first, second = make_user(CREDIT_OFFICE), make_user(CREDIT_OFFICE)
    jobs = handed_in(first), handed_in(second, code="national-2027b")

    def adopt(actor, job):
        with clock.override(date(2026, 12, 1)):
            try:
                edition_adopt(actor=actor, job=job, reason=REASON)
            except DomainError as error:
                return error
        return None

    results = together(lambda: adopt(first, jobs[0]), lambda: adopt(second, jobs[1]))
    assert [type(result) for result in results if result] == [Stale]
    assert CatalogueEdition.objects.filter(scope="national", valid_until=None).count() == 1


# -- marks and tasks ----------------------------------------------------------------------------------------------------


def test_the_official_text_is_confirmed_once_with_a_reason(office):
    edition = CatalogueEdition.objects.get(code="national-2024")
    catalogue.edition_confirm(actor=office, edition=edition, reason="已对照国家发展改革委公布的正式文本")
    edition.refresh_from_db()
    assert edition.confirmed and not edition.items.filter(confirmed=False).exists()
    with pytest.raises(DomainError, match="已经核对"):
        catalogue.edition_confirm(actor=office, edition=edition, reason="再核对一次正式文本")


def test_a_collection_task_goes_to_another_section_with_its_trail(office):
    item = CatalogueItem.objects.get(edition__code="national-2024", code="XZ-QR")
    section = Section.objects.get(code="legal-aid")
    catalogue.item_assign(
        actor=office, item=item, section=section, source="确认书", cycle="quarter", due_day=8, reason="科室职责调整"
    )
    item.refresh_from_db()
    assert (item.section, item.source, item.cycle, item.due_day) == (section, "确认书", "quarter", 8)
    event = CatalogueItem.pgh_event_model.objects.filter(pgh_obj_id=item.pk, pgh_label="update").get()
    assert (event.pgh_context["actor"], event.pgh_context["reason"]) == (office.pk, "科室职责调整")
    with pytest.raises(Forbidden):
        catalogue.item_assign(
            actor=make_user(CLERK), item=item, section=None, source="", cycle="each", due_day=8, reason="科室职责调整"
        )


def test_the_difference_sees_a_new_order():
    rows = [{"code": "A", "name": "甲"}, {"code": "B", "name": "乙"}]
    assert diff(rows, rows[::-1], [("name", "名称")]).reordered
    assert diff(rows, rows, [("name", "名称")]).empty


def test_a_subject_keeps_its_records_of_the_ended_item(office):
    record = make_record(event_date=date(2026, 11, 2), subject=make_subject())
    adopted(office)
    record.refresh_from_db()
    record.title = "违反执业规定（已更正）"
    record.save(update_fields=["title"])
    assert record.item.edition.code == "national-2024"
