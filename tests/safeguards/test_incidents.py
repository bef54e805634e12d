"""An incident has two clocks, a checklist, a list of the affected made from the registers, and two drafts."""

from datetime import datetime, timedelta

import pytest

from accounts.roles import AUDITOR, CLERK, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN
from audit.models import Access, Action
from audit.services import saw
from core import clock, settings_store
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from core.models import Setting
from core.staff import desk_for
from notices.models import Notice
from safeguards import drafts
from safeguards.checklist import STEPS
from safeguards.drills import next_drill
from safeguards.models import Incident
from safeguards.services import (
    Facts,
    affected_collect,
    incident_amend,
    incident_close,
    incident_open,
    notice_told,
    remind,
    step_done,
)
from tests import factories as make

pytestmark = pytest.mark.django_db
FOUND = datetime(2026, 9, 7, 9, 0, tzinfo=clock.SHANGHAI)
IDENTITY = "500237199003071234"


@pytest.fixture
def security():
    return make.make_user(SECURITY_ADMIN)


@pytest.fixture(autouse=True)
def _day():
    with clock.override(FOUND + timedelta(minutes=30)):
        yield


def facts(**more):
    given = {
        "kind": "abuse", "title": "账号夜间批量查阅", "facts": "某账号夜间批量查阅从业人员档案。", "data_kinds": "姓名、执业证号",
        "discovered_at": FOUND,
    }  # fmt: skip
    return Facts(**given | more)


def finish(actor, incident):
    for code, _ in STEPS:
        step_done(actor=actor, incident=incident, code=code, note="已办理")
    for whom in ("authority", "persons"):
        notice_told(actor=actor, incident=incident, whom=whom, needed=True, note="书面报告，文号另附")
    return incident_close(actor=actor, incident=incident, conclusion="账号外借所致，已停用并整改。")


def put(key, value):
    Setting.objects.update_or_create(key=key, defaults={"group": "g", "label": "l", "value": value})
    settings_store.forget()


# -- opening -----------------------------------------------------------------------------------------------------------
def test_both_clocks_run_from_the_discovery_by_the_parameters(security):
    put("safeguards.authority_hours", 2)
    incident = incident_open(actor=security, facts=facts())
    assert incident.authority_due - FOUND == timedelta(hours=2)
    assert incident.persons_due - FOUND == timedelta(hours=72)
    assert [step.code for step in incident.steps.all()] == [code for code, _ in STEPS]
    second = incident_open(actor=security, facts=facts())
    assert (incident.number, second.number) == ("AQ-2026-01", "AQ-2026-02")


@pytest.mark.parametrize("role", [CLERK, LEADER, SYSTEM_ADMIN, AUDITOR])
def test_only_the_security_administrator_keeps_the_register(role, security):
    other = make.make_user(role)
    incident = incident_open(actor=security, facts=facts())
    for attempt in (
        lambda: incident_open(actor=other, facts=facts()),
        lambda: step_done(actor=other, incident=incident, code="stop", note="已办理"),
        lambda: affected_collect(actor=other, incident=incident),
        lambda: notice_told(actor=other, incident=incident, whom="persons", needed=False, note="不需要的理由"),
        lambda: incident_close(actor=other, incident=incident, conclusion="账号外借所致，已停用并整改。"),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert Action.objects.filter(code__startswith="safeguards.").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"), ({"facts": ""}, "facts"), ({"data_kinds": ""}, "data_kinds"), ({"kind": "fun"}, "kind"),
        ({"discovered_at": FOUND + timedelta(days=1)}, "discovered_at"),
        ({"since": FOUND, "until": FOUND - timedelta(hours=1)}, "until"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(security, wrong, field):
    with pytest.raises(DomainError) as refused:
        incident_open(actor=security, facts=facts(**wrong))
    assert refused.value.field == field
    assert not Incident.objects.exists()


def test_identity_numbers_typed_into_the_story_are_masked(security):
    incident = incident_open(actor=security, facts=facts(facts=f"查阅了{IDENTITY}的档案"))
    assert IDENTITY not in incident.facts


# -- the affected ------------------------------------------------------------------------------------------------------
def test_the_list_of_the_affected_comes_from_the_registers_of_the_account_and_the_span(security):
    clerk, other = make.make_user(), make.make_user()
    first, second, third = (make.make_subject() for _ in range(3))
    record = make.make_record(subject=second)
    for subject in (first, first):
        saw(actor=clerk, deed="view", obj=subject)
    saw(actor=clerk, deed="export", obj=record)
    saw(actor=clerk, deed="export", title="一份没有对象的导出")
    saw(actor=other, deed="view", obj=third)
    span = {"since": clock.real_now() - timedelta(hours=1), "until": clock.real_now() + timedelta(hours=1)}
    incident = incident_open(actor=security, facts=facts(suspect=clerk, **span))
    extent = affected_collect(actor=security, incident=incident)
    assert [(row.subject, row.looks, row.ways) for row in incident.affected.order_by("-looks")] == [
        (first, 2, "查看"), (second, 1, "导出"),
    ]  # fmt: skip
    assert [entry.object_title for entry in extent.by_hand] == ["一份没有对象的导出"]
    affected_collect(actor=security, incident=incident)
    assert incident.affected.count() == 2


def test_a_submission_file_affects_everybody_in_it(security):
    from publicity.models import Submission, SubmissionRow

    clerk, decision = make.make_user(), make.make_decision()
    batch = Submission.objects.create(
        number="B-1", kind=decision.kind, edition=decision.edition, since=make.DAY, until=make.DAY, file="x.xlsx", row_count=1,
        created_by=clerk,
    )  # fmt: skip
    SubmissionRow.objects.create(submission=batch, decision=decision, sheet="s", row=3, digest="a" * 64)
    saw(actor=clerk, deed="export", obj=batch)
    span = {"since": clock.real_now() - timedelta(hours=1), "until": clock.real_now() + timedelta(hours=1)}
    incident = incident_open(actor=security, facts=facts(suspect=clerk, **span))
    affected_collect(actor=security, incident=incident)
    assert [row.subject for row in incident.affected.all()] == [decision.subject]


def test_without_a_span_and_a_suspect_there_is_no_list(security):
    clerk = make.make_user()
    for given in ({}, {"since": FOUND, "until": FOUND}, {"suspect": clerk}, {"suspect": clerk, "since": FOUND}):
        incident = incident_open(actor=security, facts=facts(**given))
        with pytest.raises(NotReady):
            affected_collect(actor=security, incident=incident)


# -- what becomes known later --------------------------------------------------------------------------------------------
def test_what_becomes_known_later_is_added_and_the_clocks_stay(security):
    incident = incident_open(actor=security, facts=facts())
    notice_told(actor=security, incident=incident, whom="authority", needed=False, note="研判为一般，不需要")
    later = facts(level="large", measures="已停用账号", discovered_at=FOUND)
    with pytest.raises(DomainError):
        incident_amend(actor=security, incident=incident, facts=later, reason=" ")
    with pytest.raises(Forbidden):
        incident_amend(actor=make.make_user(AUDITOR), incident=incident, facts=later, reason="查明")
    after = incident_amend(actor=security, incident=incident, facts=later, reason="查明涉及五百人")
    assert (after.measures, after.authority_due) == ("已停用账号", incident.authority_due)
    assert after.authority_told == "waiting"
    closed = finish(security, after)
    with pytest.raises(InvalidTransition):
        incident_amend(actor=security, incident=closed, facts=later, reason="办结以后")


# -- drafts ------------------------------------------------------------------------------------------------------------
def test_the_drafts_say_what_the_law_asks_and_mark_what_is_missing(security):
    incident = incident_open(actor=security, facts=facts(harm="姓名可能被转给他人", measures="已停用账号"))
    report, notice = drafts.authority_notice(incident, 7), drafts.persons_notice(incident, "某律师事务所")
    for text in (report, notice):
        assert (
            "姓名、执业证号" in text
            and "姓名可能被转给他人" in text
            and "已停用账号" in text
            and "巫山县司法局" in text
        )
    assert "7 个" in report and incident.number in report
    assert "某律师事务所：" in notice and "第五十七条" in notice and "您可以采取的减轻危害的措施：【待补充】" in notice
    drill = incident_open(actor=security, facts=facts(drill=True))
    assert drafts.persons_notice(drill).startswith("【演练，不实际发出】")


# -- to the end --------------------------------------------------------------------------------------------------------
def test_it_closes_only_when_every_step_and_both_notices_are_settled(security):
    incident = incident_open(actor=security, facts=facts())
    with pytest.raises(NotReady, match="9 步"):
        incident_close(actor=security, incident=incident, conclusion="账号外借所致，已停用并整改。")
    closed = finish(security, incident)
    assert closed.state == "closed"
    for attempt in (
        lambda: step_done(actor=security, incident=incident, code="stop", note="再来"),
        lambda: incident_close(actor=security, incident=incident, conclusion="账号外借所致，已停用并整改。"),
    ):
        with pytest.raises(InvalidTransition):
            attempt()


def test_a_step_is_done_once_with_words(security):
    incident = incident_open(actor=security, facts=facts())
    with pytest.raises(DomainError):
        step_done(actor=security, incident=incident, code="stop", note=" ")
    with pytest.raises(DomainError):
        step_done(actor=security, incident=incident, code="dance", note="已办理")
    step_done(actor=security, incident=incident, code="stop", note="已停用")
    with pytest.raises(InvalidTransition):
        step_done(actor=security, incident=incident, code="stop", note="已停用")


def test_a_large_incident_cannot_be_kept_from_the_authority(security):
    incident = incident_open(actor=security, facts=facts(level="large"))
    with pytest.raises(DomainError, match="必须报告"):
        notice_told(actor=security, incident=incident, whom="authority", needed=False, note="影响不大的")
    notice_told(
        actor=security, incident=incident, whom="persons", needed=False, note="措施有效避免危害，第五十七条第二款"
    )
    with pytest.raises(InvalidTransition):
        notice_told(actor=security, incident=incident, whom="persons", needed=True, note="再通知一次")


# -- reminders ---------------------------------------------------------------------------------------------------------
def test_half_of_the_time_and_the_end_of_it_are_told_once_each(security):
    incident_open(actor=security, facts=facts())
    told = Notice.objects.filter(code="safeguards.incident_due", recipient=security)
    with clock.override(FOUND + timedelta(hours=1)):
        remind()
        assert told.count() == 0
    for hours, count in ((2, 1), (3, 1), (5, 2), (6, 2)):
        with clock.override(FOUND + timedelta(hours=hours)):
            remind()
            assert told.count() == count


def test_the_drill_is_due_at_the_end_of_the_first_year_and_then_a_year_after_the_last(security):
    day = FOUND.date()
    assert next_drill(day).isoformat() == "2026-12-31"
    with clock.override(datetime(2026, 12, 5, 9, tzinfo=clock.SHANGHAI)):
        remind()
        remind()
    assert Notice.objects.filter(code="safeguards.drill_due").count() == 1
    finish(security, incident_open(actor=security, facts=facts(drill=True)))
    assert next_drill(day).isoformat() == "2027-09-07"
    real = incident_open(actor=security, facts=facts())
    finish(security, real)
    assert next_drill(day).isoformat() == "2027-09-07"


def test_the_desk_of_the_security_administrator_names_incident_and_drill(security):
    incident_open(actor=security, facts=facts())
    titles = [item.title for item in desk_for(security, FOUND.date())]
    assert "安全事件：账号夜间批量查阅" in titles and "年度应急演练" not in titles
    late = desk_for(security, datetime(2026, 11, 20).date())
    assert "年度应急演练" in [item.title for item in late]
    assert not any("安全事件" in item.title for item in desk_for(make.make_user(AUDITOR), FOUND.date()))
    assert Access.objects.count() == 0
