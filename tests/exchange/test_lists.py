"""Every list of the staff site can be taken out, or it is said why not; and what is taken out is what the page shows."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN, permissions_of
from audit.services import saw
from core.errors import DomainError, Forbidden
from core.staff import may
from exchange.exporting import export_kind, export_titles
from exchange.lists import lists
from exchange.models import Export
from exchange.services.exports import export_make, export_plan
from tests.exchange import lists_page
from tests.factories import make_record, make_section, make_subject, make_superuser, make_user

pytestmark = pytest.mark.django_db
STATED = {"purpose": "audit", "matter": "年度审计取数"}
each = pytest.mark.parametrize("one", lists(), ids=lambda one: one.code)


def test_the_page_says_of_every_list_what_comes_back_and_what_only_leaves():
    assert lists_page.PAGE.read_text(encoding="utf-8") == lists_page.build()


def test_nothing_is_decided_about_pages_that_do_not_exist():
    told = {*lists_page.NO_LISTS, *lists_page.ONLY_OUT, *lists_page.OWN_DOOR, *lists_page.OLDER}
    assert told <= set(lists_page.known_pages())


@each
def test_a_list_answers_for_everybody_who_may_see_it(one):
    perm = one.perm if isinstance(one.perm, str) else one.perm[0]
    person = make_user("")
    for name in (perm, "exchange.export_data"):
        app, codename = name.split(".")
        person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    person.groups.add(make_user(CLERK).groups.get())
    extract = export_plan(actor=type(person).objects.get(pk=person.pk), kind=one.code, params={})[1]
    rows = list(extract.sheets()[0].rows)
    assert len(rows) == extract.count and all(len(row) == len(one.columns) for row in rows)


@each
def test_a_list_does_not_answer_without_the_right(one):
    perms = {one.perm} if isinstance(one.perm, str) else set(one.perm)
    if perms & {"notices.view_notice", "exchange.export_data"}:
        return  # of their own everybody may take out
    strangers = [
        role for role in (CLERK, LEADER, AUDITOR, SYSTEM_ADMIN, SECURITY_ADMIN) if not perms & set(permissions_of(role))
    ]
    assert strangers
    for role in strangers:
        with pytest.raises(Forbidden):
            export_plan(actor=make_user(role), kind=one.code, params={})


@each
def test_the_page_of_the_list_shows_the_way_out_with_its_filters(one, client):
    client.force_login(make_superuser())
    page = client.get(reverse(f"admin:{one.page}"), dict.fromkeys(one.params, ""))
    assert page.status_code == 200 and f"what={one.code}" in page.content.decode()


def test_the_filter_of_the_page_is_the_filter_of_the_file(client):
    office = make_user(CREDIT_OFFICE)
    make_record(title="处罚甲")
    make_record(title="处罚乙", disclosure="withheld")
    client.force_login(office)
    address = reverse("admin:records_creditrecord_changelist")
    page = client.get(address, {"disclosure__exact": "withheld"}).content.decode()
    assert "disclosure__exact=withheld" in page.split("list-tools", 1)[1].split("</div>", 1)[0]
    entry = export_make(actor=office, kind="records.records", params={"disclosure__exact": "withheld"}, **STATED)
    with entry.file.open("rb") as stream:
        sheet = load_workbook(io.BytesIO(stream.read()))["信用记录"]
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["处罚乙"] and entry.conditions


def test_only_what_the_person_sees_of_a_list_leaves():
    make_record(title="不公开的一条", disclosure="withheld")
    make_record(title="公开的一条")
    for role, told in ((CLERK, 1), (LEADER, 2)):
        assert export_plan(actor=make_user(role), kind="records.records", params={})[1].count == told, role


def test_numbers_of_persons_in_what_people_wrote_are_masked():
    firm, office = make_subject(), make_user(CREDIT_OFFICE)
    make_record(subject=firm, title="陈某500237199003070014电话13800138000")
    entry = export_make(actor=office, kind="records.records", params={}, **STATED)
    with entry.file.open("rb") as stream:
        text = str(list(load_workbook(io.BytesIO(stream.read()))["信用记录"].values))
    assert "500237199003070014" not in text and "13800138000" not in text


def test_ones_own_register_and_inbox_are_ones_own():
    mine, other = make_user(CLERK), make_user(CLERK, section=make_section("notary"))
    make_record()
    export_make(actor=other, kind="records.records", params={}, **STATED)
    with pytest.raises(DomainError, match="没有任何数据"):
        export_make(actor=mine, kind="exchange.exports", params={}, **STATED)
    assert Export.objects.count() == 1


def test_a_long_list_takes_as_many_statements_as_a_short_one(django_assert_max_num_queries):
    office = make_user(CREDIT_OFFICE)
    for _ in range(30):
        make_record()
        saw(actor=office, deed="view", purpose="日常监管", matter="核查")
    extract = export_plan(actor=office, kind="records.records", params={})[1]
    with django_assert_max_num_queries(3):
        assert len(list(extract.sheets()[0].rows)) == 30


@pytest.mark.parametrize(
    ("keeper", "own"),
    [
        (AUDITOR, {"audit.actions", "audit.accesses", "audit.seals", "safeguards.alerts", "safeguards.incidents"}),
        (SYSTEM_ADMIN, {
            "accounts.tokens", "notices.deliveries", "again.sections", "again.users", "again.parameters", "again.holidays", "again.messages",
        }),
        (SECURITY_ADMIN, {"safeguards.alerts", "safeguards.incidents"}),
    ],
)  # fmt: skip
def test_the_three_keepers_take_out_their_own_lists_and_no_business(keeper, own):
    person, open_to = make_user(keeper), set()
    for code in export_titles():
        kind = export_kind(code)
        if may(person, (kind.perm,) if isinstance(kind.perm, str) else kind.perm):
            open_to.add(code)
    assert open_to == own | {"notices.inbox", "exchange.exports"}
