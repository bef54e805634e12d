"""The short lists as workbooks that come back changed: identity, a change by the service, a refusal of the service, a stale row with its
difference, nobody without the right."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import Section, User
from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE, LEADER, SYSTEM_ADMIN
from accounts.services import section_save, setting_change, user_change
from audit.models import Action
from commitments.models import CertifiedMatter, PromiseTemplate
from core import clock, settings_store
from core.errors import DomainError, Forbidden
from core.models import Holiday
from exchange.roundtrip import trip_of, trips_for
from exchange.services.roundtrips import roundtrip_confirm
from exchange.small_trip import SmallTrip
from notices.services.wording import wording_of
from publicity.models import DecisionKind
from publicity.services.kinds import kind_change
from records.models import Affiliation, CatalogueItem
from records.services.affiliations import affiliation_close, affiliation_open
from records.services.catalogue import item_assign, items_on
from tests.exchange.trips import STATED, changed, codes, send_back, take_out
from tests.factories import make_section, make_subject, make_user

WHY = "按局务会纪要逐项更正"
KEY = "publicity.internal_days"
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """One list: who keeps it, a good edit and what it leads to, an edit that its service refuses, and a colleague's change meanwhile."""

    slug: str
    role: str
    mark: str
    good: tuple[tuple[str, Any], ...]
    became: Callable[[], bool]
    action: str
    wrong: tuple[tuple[str, Any], ...]
    refusal: str
    meanwhile: Callable[[User], Any]
    theirs: str
    locked: str


def _meanwhile_matter(user: User) -> None:
    from commitments.services.catalogue import matter_save

    trip, row = trip_of("matters"), CertifiedMatter.objects.select_related("section").get(code="ZM-001")
    matter_save(actor=user, matter=row, facts=trip.values(row, {"verification": "现场核查"}), reason=WHY)


def _meanwhile_wording(user: User) -> None:
    from commitments.services.catalogue import template_publish

    trip, row = trip_of("wordings"), _wording()
    template_publish(actor=user, code=row.code, facts=trip.values(row, {"summary": "同事改的说明"}), reason=WHY)


def _wording() -> PromiseTemplate:
    return PromiseTemplate.objects.select_related("section").filter(code="active").latest("version")


def _item() -> CatalogueItem:
    return next(one for one in items_on(clock.today()) if one.code == "XZ-CF")


def _tie() -> Affiliation:
    return Affiliation.objects.get(person__name="易知秋")


def _message(user: User) -> None:
    from notices.services import template_change

    template_change(actor=user, code="core.work_over", title="同事改的：{title}", body="{words}", reason=WHY)


CASES = [
    Case(
        "sections", SYSTEM_ADMIN, "old-street", (("名称", "南峰司法所"),), lambda: Section.objects.get(code="old-street").name == "南峰司法所",
        "accounts.section.changed", (("在用", "否"),), "E-ACC-09",
        lambda user: section_save(actor=user, section=Section.objects.get(code="old-street"), code="old-street", name="同事改的名"),
        "同事改的名", "代码",
    ),
    Case(
        "users", SYSTEM_ADMIN, "lixiao", (("姓名", "李晓晓"), ("电子邮箱", "lixiao@example.gov.cn")),
        lambda: User.objects.get(username="lixiao").email == "lixiao@example.gov.cn", "accounts.user.changed",
        (("姓名", "500237199003070014"),), "E-ACC-04",
        lambda user: user_change(actor=user, user=User.objects.get(username="lixiao"), display_name="同事改的"), "同事改的", "用户名",
    ),
    Case(
        "parameters", SYSTEM_ADMIN, KEY, (("值", "6"),), lambda: settings_store.get(KEY) == 6, "core.setting.changed",
        (("值", "六天"),), "E-SET-02",
        lambda user: setting_change(actor=user, key=KEY, value=5, basis="同事写的依据", confirmed=False, reason=WHY), "同事写的依据", "名称",
    ),
    Case(
        "holidays", SYSTEM_ADMIN, "2026-10-01", (("名称", "国庆节假期"),), lambda: Holiday.objects.get(date="2026-10-01").name == "国庆节假期",
        "core.calendar.loaded", (("性质", "调休上班"),), "E-CAL-02",
        lambda user: Holiday.objects.filter(date="2026-10-01").update(name="同事改的"), "同事改的", "日期",
    ),
    Case(
        "messages", SYSTEM_ADMIN, "core.work_over", (("标题", "办好了：{title}"),), lambda: wording_of("core.work_over")[0] == "办好了：{title}",
        "notices.template.changed", (("正文", "{nobody}"),), "E-MSG-02", _message, "同事改的：{title}", "代码",
    ),
    Case(
        "kinds", CREDIT_OFFICE, "penalty", (("责任科室", "老街司法所"), ("排序", "7")), lambda: DecisionKind.objects.get(pk="penalty").order == 7,
        "publicity.kind.changed", (("责任科室", "没有的科室"),), "E-RT-09",
        lambda user: kind_change(
            actor=user, kind=DecisionKind.objects.get(pk="penalty"), four_eyes=True, active=True, sections=[], order=55, reason=WHY
        ),
        "55", "名称",
    ),
    Case(
        "tasks", CREDIT_OFFICE, "XZ-CF", (("来源", "行政处罚台账"), ("次月截止日", "8")), lambda: _item().due_day == 8,
        "records.catalogue.assigned", (("次月截止日", "31"),), "E-CAT",
        lambda user: item_assign(
            actor=user, item=_item(), section=None, source="同事改的来源", cycle="month", due_day=5, reason=WHY
        ),
        "同事改的来源", "事项",
    ),
    Case(
        "ties", CLERK, "易知秋", (("终止日期", "2026-09-01"), ("终止依据", "渝司许〔2026〕12号变更决定")), lambda: _tie().until == date(2026, 9, 1),
        "records.affiliation.closed", (("终止日期", "2026-12-31"), ("终止依据", "渝司许〔2026〕12号变更决定")), "E-DATE-01",
        lambda user: affiliation_close(actor=user, affiliation=_tie(), until=date(2026, 9, 2), source="同事登记的终止文书"), "2026-09-02", "身份",
    ),
    Case(
        "matters", CREDIT_OFFICE, "ZM-001", (("核查方式", "部门间核查，必要时实地核查"),),
        lambda: CertifiedMatter.objects.get(code="ZM-001").verification == "部门间核查，必要时实地核查", "commitments.matter.saved",
        (("风险", "免核查"),), "E-CN-34", _meanwhile_matter, "现场核查", "编码",
    ),
    Case(
        "wordings", CREDIT_OFFICE, "active", (("什么时候用", "主动向社会承诺守信时"),), lambda: _wording().summary == "主动向社会承诺守信时",
        "commitments.template.published", (("承诺内容", "承诺 {没有的} 事"),), "E-CN-32", _meanwhile_wording, "同事改的说明", "第几版",
    ),
]  # fmt: skip
each = pytest.mark.parametrize("case", CASES, ids=[case.slug for case in CASES])


@pytest.fixture(autouse=True)
def _house(db):
    """A Monday; a section with somebody in it, an item, a tie."""
    with clock.override(datetime(2026, 9, 14, 10)):
        section = make_section("old-street", name="老街司法所")
        make_user(CLERK, username="lixiao", display_name="李晓", section=section)
        lawyer = make_subject("易知秋", kind="lawyer", uscc="", id_hash="h1")
        affiliation_open(
            actor=make_user(CLERK), person=lawyer, institution=make_subject("重庆云岫律师事务所"), role="practitioner", since=date(2025, 1, 1),
            source="渝司许〔2025〕1号执业许可",
        )  # fmt: skip
        yield


def edited(case: Case, content: bytes, *edits: tuple[str, Any]) -> bytes:
    return changed(content, *((case.mark, header, value) for header, value in edits), sheet=trip_of(case.slug).title)


def test_every_short_list_has_its_case():
    from exchange.roundtrip import _trips

    assert {slug for slug, trip in _trips.items() if isinstance(trip, SmallTrip)} == {case.slug for case in CASES}


@each
def test_sent_back_untouched_nothing_changes(case):
    keeper = make_user(case.role)
    entry, content = take_out(keeper, case.slug)
    before = Action.objects.count()
    job = send_back(keeper, case.slug, content)
    assert (job.good, job.bad, job.unchanged) == (0, 0, entry.rows) and entry.rows
    assert send_back(keeper, case.slug, edited(case, content)).unchanged == entry.rows, "saved by another program"
    assert not Action.objects.filter(pk__gt=before, code=case.action).exists()


@each
def test_a_change_is_shown_first_and_written_by_its_service_with_the_reason(case):
    keeper = make_user(case.role)
    content = edited(case, take_out(keeper, case.slug)[1], *case.good)
    done_before = Action.objects.filter(code=case.action).count()
    job = send_back(keeper, case.slug, content)
    assert (job.good, job.bad) == (1, 0), codes(job)
    assert {line["label"] for line in job.summary["changes"][0]["lines"]} == {header for header, _ in case.good}
    assert not case.became() and Action.objects.filter(code=case.action).count() == done_before, (
        "trying leaves nothing behind"
    )
    job = roundtrip_confirm(actor=keeper, job=job, reason=WHY)
    assert (job.created, job.bad) == (1, 0), codes(job)
    settings_store.forget()
    assert case.became() and Action.objects.filter(code=case.action).count() == done_before + 1


@each
def test_what_the_service_refuses_is_said_before_anything_is_written(case):
    keeper = make_user(case.role)
    job = send_back(keeper, case.slug, edited(case, take_out(keeper, case.slug)[1], *case.wrong))
    assert (job.good, job.bad) == (0, 1) and any(code.startswith(case.refusal) for code in codes(job)), codes(job)
    assert not case.became()
    with pytest.raises(DomainError):
        roundtrip_confirm(actor=keeper, job=job, reason=WHY)


@each
def test_a_column_of_another_rule_cannot_be_changed_here(case):
    keeper = make_user(case.role)
    job = send_back(keeper, case.slug, edited(case, take_out(keeper, case.slug)[1], (case.locked, "改不了")))
    assert job.good == 0 and codes(job) <= {"E-RT-03", "E-RT-01"} and codes(job)


@each
def test_a_row_that_a_colleague_changed_is_refused_with_the_difference(case):
    keeper = make_user(case.role)
    content = edited(case, take_out(keeper, case.slug)[1], *case.good)
    case.meanwhile(make_user(case.role))
    job = send_back(keeper, case.slug, content)
    assert job.good == 0 and len(job.summary["stale"]) == 1 and codes(job) == {"E-RT-02"}
    told = [line["now"] for line in job.summary["stale"][0]["lines"]]
    assert case.theirs in told and not case.became()


@each
def test_changed_between_looking_and_confirming_it_is_not_written(case):
    keeper = make_user(case.role)
    job = send_back(keeper, case.slug, edited(case, take_out(keeper, case.slug)[1], *case.good))
    case.meanwhile(make_user(case.role))
    job = roundtrip_confirm(actor=keeper, job=job, reason=WHY)
    assert (job.created, job.bad) == (0, 1) and codes(job) == {"E-RT-02"} and not case.became()


@each
@pytest.mark.parametrize("role", [LEADER, AUDITOR])
def test_without_the_right_the_list_neither_leaves_nor_comes_back(case, role):
    content = take_out(make_user(case.role), case.slug)[1]
    other = make_user(role)
    assert case.slug not in {trip.slug for trip in trips_for(other)}
    with pytest.raises(Forbidden):
        take_out(other, case.slug)
    with pytest.raises(Forbidden):
        send_back(other, case.slug, content)


@each
def test_a_right_lost_meanwhile_stops_the_writing(case):
    keeper = make_user(case.role)
    job = send_back(keeper, case.slug, edited(case, take_out(keeper, case.slug)[1], *case.good))
    keeper.groups.clear()
    with pytest.raises(Forbidden):
        roundtrip_confirm(actor=User.objects.get(pk=keeper.pk), job=job, reason=WHY)
    assert not case.became()


def test_parameters_of_safety_and_secrets_are_in_no_workbook():
    keeper = make_user(SYSTEM_ADMIN)
    said = [
        row[2].value
        for row in load_workbook(io.BytesIO(take_out(keeper, "parameters")[1]))["规则参数"].iter_rows(min_row=2)
    ]
    own = {one.key for one in settings_store.DECLARED.values() if one.perm == "core.change_rules"}
    assert set(said) == own and own < set(settings_store.DECLARED)
    users = take_out(keeper, "users")[1]
    heads = {cell.value for cell in load_workbook(io.BytesIO(users))["用户"][1]}
    assert heads == {"编号", "版本", "用户名", "姓名", "科室", "电子邮箱", "在用"}


def test_the_system_administrator_finds_the_way_and_sees_no_business_list(client):
    from django.urls import reverse

    keeper = make_user(SYSTEM_ADMIN)
    client.force_login(keeper)
    page = client.get(reverse("admin:exchange_again")).content.decode()
    assert "what=again.sections" in page and "what=again.subjects" not in page and "what=again.decisions" not in page
    made = client.post(reverse("admin:exchange_export_new"), STATED | {"what": "again.sections"}, follow=True)
    assert "下载文件" in made.content.decode()
    assert "改好再传" in client.get(reverse("admin:accounts_section_changelist")).content.decode()
    assert client.post(reverse("admin:exchange_export_new"), STATED | {"what": "again.subjects"}).status_code == 403
