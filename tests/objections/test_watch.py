"""The watch: reminded once, escalated the very day, display suspended as the switch says, and caught up with after an outage."""

from datetime import date, timedelta

import pytest

from audit.models import Action
from core import clock
from core.calendar_hooks import calendar_changed
from core.errors import InvalidTransition
from core.models import CalendarYear, Holiday, Setting
from notices.models import Notice
from objections.services import filing, handling
from objections.services.watching import watch
from records.models import CreditRecord
from tests.objections.conftest import make_case

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 29)


def told(code):
    return Notice.objects.filter(code=code).count()


def shown(case):
    return CreditRecord.objects.public().filter(pk=case.record.pk).exists()


def switch(key, value):
    from core import settings_store

    Setting.objects.update_or_create(
        key=key, defaults={"value": value, "group": "异议与纠错", "label": key, "basis": "测试"}
    )
    settings_store.forget()


def test_the_handler_is_reminded_once_at_each_stage(case):
    made = case.file()
    handling.objection_accept(actor=case.office, objection=made)
    handling.objection_check(actor=case.office, objection=made)
    for day, expected in ((date(2026, 9, 23), 0), (date(2026, 9, 24), 1), (date(2026, 9, 25), 1), (DUE, 2), (DUE, 2)):
        with clock.override(day):
            watch()
            watch()
            assert told("objections.due") == expected, day
    assert set(Notice.objects.filter(code="objections.due").values_list("recipient_id", flat=True)) == {case.office.pk}


def test_an_overdue_objection_reaches_the_deputy_director_the_same_day_and_once(case):
    made = case.file()
    with clock.override(DUE):
        assert watch().escalated == 0
    with clock.override(DUE + timedelta(days=1)):
        assert watch().escalated == 1
        assert watch().escalated == 0
    assert told("objections.overdue") == 1
    assert Notice.objects.get(code="objections.overdue").recipient == case.leader
    assert Action.objects.filter(code="objections.objection.escalated", object_id=str(made.pk)).count() == 1


def test_after_an_outage_it_is_escalated_late_but_once(case):
    case.file()
    with clock.override(DUE + timedelta(days=20)):
        watch()
        watch()
    assert told("objections.overdue") == 1


def test_a_firms_record_stays_on_display_until_the_deputy_director_says_otherwise(case):
    made = case.file()
    with clock.override(DUE), pytest.raises(InvalidTransition):
        handling.display_suspend(actor=case.leader, objection=made, reason="逾期没有核查")
    with clock.override(DUE + timedelta(days=1)):
        assert watch().suspended == 0 and shown(case)
        handling.display_suspend(actor=case.leader, objection=made, reason="逾期没有核查")
        assert not shown(case)
        with pytest.raises(InvalidTransition):
            handling.display_suspend(actor=case.leader, objection=made, reason="逾期没有核查")
    assert Action.objects.filter(code="records.record.suspended").count() == 1


def test_a_persons_record_is_suspended_by_default_and_comes_back_with_the_answer():
    case = make_case(party_is_person=True)
    made = case.file()
    with clock.override(DUE + timedelta(days=1)):
        assert watch().suspended == 1 and not shown(case)
        handling.objection_accept(actor=case.office, objection=made)
        handling.objection_check(actor=case.office, objection=made)
        handling.objection_decide(actor=case.office, objection=made, outcome="keep", reason="经核对决定书原件")
        assert shown(case)


def test_a_recalled_objection_brings_the_display_back():
    case = make_case(party_is_person=True)
    made = case.file()
    with clock.override(DUE + timedelta(days=1)):
        watch()
        filing.objection_recall(actor=case.head, objection=made)
        assert shown(case)


def test_an_answer_that_nobody_was_told_in_time_reaches_the_deputy_director_too(case):
    made = case.file()
    handling.objection_accept(actor=case.office, objection=made)
    handling.objection_check(actor=case.office, objection=made)
    case.head.memberships.update(until=clock.today(), end_reason="离职")
    handling.objection_decide(actor=case.office, objection=made, outcome="keep", reason="经核对决定书原件")
    with clock.override(DUE + timedelta(days=1)):
        assert watch().escalated == 1
        handling.objection_tell(actor=case.office, objection=made, note="10:20 电话告知负责人")
        assert watch().escalated == 0


def test_the_switches_decide(case):
    switch("objections.suspend_firms", True)
    case.file()
    with clock.override(DUE + timedelta(days=1)):
        assert watch().suspended == 1 and not shown(case)


def test_a_new_holiday_notice_moves_the_last_day(case):
    made = case.file()
    Holiday.objects.create(date=DUE, kind="off", name="临时放假")
    CalendarYear.objects.update_or_create(year=2026, defaults={"source": "测试"})
    calendar_changed.send(sender=CalendarYear, year=2026)
    made.refresh_from_db()
    assert made.due_on == date(2026, 9, 30)
