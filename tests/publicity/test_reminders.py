"""Reminders: before the day, on the day, after it; upwards by stage; exactly once, whatever beats or processes do."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections

from accounts.roles import CLERK, CREDIT_OFFICE, LEADER, REVIEWER, SYSTEM_ADMIN
from audit.models import Action
from core import clock
from core.models import CalendarYear, Holiday
from notices.models import Notice
from publicity.models import Decision, LinkedEvent, Reminder, Submission, SubmissionRow
from publicity.services.recount import (
    calendar_is_newer,
    recount_deadlines,
    recount_if_calendar_changed,
    recount_preview,
)
from publicity.services.reminders import remind
from publicity.tasks import remind_deadlines
from tests.factories import make_decision, make_section, make_user

WEDNESDAY = date(2026, 6, 10)


@pytest.fixture
def bureau(db):
    """One person per role in the section of penalties, and the heads of the house."""
    office = make_section("credit-office")
    return {
        "clerk": make_user(CLERK, display_name="经办甲"),
        "other": make_user(CLERK, display_name="经办乙"),
        "chief": make_user(REVIEWER, display_name="科长"),
        "leader": make_user(LEADER, display_name="副局长", section=None),
        "office": make_user(CREDIT_OFFICE, display_name="信用办", section=office),
        "stranger": make_user(CLERK, display_name="外科室", section=make_section("approval")),
    }


def decided(bureau, act_by: date, **more) -> Decision:
    """An unreported decision to be acted on by a day."""
    facts = {
        "decided_on": act_by - timedelta(days=7),
        "due_internal": act_by,
        "act_by": act_by,
        "entered_by": bureau["clerk"],
    }
    facts["due_official"] = act_by + timedelta(days=2)
    return make_decision(**(facts | more))


def told(bureau) -> set[str]:
    """Which of the people have a message about deadlines."""
    heard = set(Notice.objects.filter(code="publicity.deadlines").values_list("recipient_id", flat=True))
    return {name for name, person in bureau.items() if person.pk in heard}


def run(on: date):
    with clock.override(on):
        return remind(on=on)


@pytest.mark.parametrize(
    ("ahead", "stages", "people"),
    [
        (6, set(), set()),
        (5, {"T-5"}, {"clerk"}),
        (3, {"T-5", "T-3"}, {"clerk"}),
        (1, {"T-5", "T-3", "T-1"}, {"clerk", "chief"}),
        (0, {"T-5", "T-3", "T-1", "T0"}, {"clerk", "chief", "leader"}),
        (-1, {"T-5", "T-3", "T-1", "T0", "late"}, {"clerk", "chief", "leader", "office"}),
    ],
)
def test_each_stage_is_recorded_and_climbs_one_step_higher(bureau, ahead, stages, people):
    decision = decided(bureau, WEDNESDAY + timedelta(days=ahead))
    run(WEDNESDAY)
    assert set(Reminder.objects.filter(decision=decision).values_list("stage", flat=True)) == stages
    assert told(bureau) == people


def test_a_person_gets_one_digest_with_the_days_that_remain_today(bureau):
    for ahead in (0, 1, 1, 3):
        decided(bureau, WEDNESDAY + timedelta(days=ahead))
    run(WEDNESDAY)
    notice = Notice.objects.get(recipient=bureau["clerk"])
    assert notice.title == "4 件决定要办：今天是最迟办理日"
    assert "今天到期" in notice.body
    assert "下一个工作日到期：2 件" in notice.body
    assert "还有 3 天（6月13日前）" in notice.body
    assert Notice.objects.get(recipient=bureau["leader"]).title.startswith("1 件")


def test_a_second_run_says_nothing_and_writes_no_action(bureau):
    decided(bureau, WEDNESDAY)
    assert run(WEDNESDAY).total == 1
    actions = Action.objects.count()
    again = run(WEDNESDAY)
    assert (again.total, again.notices) == (0, 0)
    assert Action.objects.count() == actions


def test_three_missed_beats_then_every_due_notice_exactly_once(bureau):
    decision = decided(bureau, WEDNESDAY + timedelta(days=2))
    run(WEDNESDAY - timedelta(days=3))  # five days ahead: T-5
    for _ in range(3):  # the machine was off for three days, then runs again and again
        run(WEDNESDAY + timedelta(days=1))
    stages = list(Reminder.objects.filter(decision=decision).order_by("id").values_list("stage", flat=True))
    assert sorted(stages) == ["T-1", "T-3", "T-5"]
    assert Notice.objects.filter(recipient=bureau["clerk"]).count() == 2, "one for T-5, one for what was missed"
    assert "还有 1 天" in Notice.objects.filter(recipient=bureau["clerk"]).first().body


def test_overdue_is_told_once_a_day_until_it_is_reported(bureau):
    decision = decided(bureau, WEDNESDAY - timedelta(days=1))
    for day in (0, 0, 1, 1):
        run(WEDNESDAY + timedelta(days=day))
    assert Reminder.objects.filter(decision=decision, stage="late").count() == 2
    Decision.objects.filter(pk=decision.pk).update(first_reported_on=WEDNESDAY, state="reported")
    assert run(WEDNESDAY + timedelta(days=2)).total == 0


def test_what_falls_due_after_a_holiday_is_spoken_of_before_it(bureau):
    eve, after = date(2026, 9, 30), date(2026, 10, 8)
    decision = decided(bureau, after)
    run(eve)
    assert set(Reminder.objects.filter(decision=decision).values_list("stage", flat=True)) == {"T-5", "T-3", "T-1"}
    assert "还有 8 天（10月8日前）" in Notice.objects.get(recipient=bureau["clerk"]).body
    assert run(date(2026, 10, 3)).total == 0, "nobody is disturbed twice in the holiday"


@pytest.mark.parametrize("state", ["exempt", "void"])
def test_what_is_not_reported_is_not_reminded_of(bureau, state):
    decided(bureau, WEDNESDAY, state=state, exempt_reason="secret", exempt_note="涉密", subject=None)
    assert run(WEDNESDAY).total == 0


def test_the_deputy_of_an_absent_person_hears_too_and_only_while_he_is_away(bureau):
    deputy = make_user(CLERK, display_name="代理人")
    clerk = bureau["clerk"]
    clerk.deputy, clerk.away_from, clerk.away_until = deputy, WEDNESDAY, WEDNESDAY + timedelta(days=1)
    clerk.save()
    decided(bureau, WEDNESDAY + timedelta(days=5))
    run(WEDNESDAY)
    assert set(Notice.objects.values_list("recipient_id", flat=True)) == {clerk.pk, deputy.pk}
    decided(bureau, WEDNESDAY + timedelta(days=8))
    run(WEDNESDAY + timedelta(days=3))
    assert Notice.objects.filter(recipient=deputy).count() == 1


def test_when_the_author_has_left_the_clerks_of_the_section_hear(bureau):
    decided(bureau, WEDNESDAY + timedelta(days=5))
    bureau["clerk"].is_active = False
    bureau["clerk"].save()
    run(WEDNESDAY)
    assert told(bureau) == {"other"}


def test_names_of_natural_persons_are_masked_in_messages(bureau):
    decided(bureau, WEDNESDAY, party_kind="natural", party_name="李四海")
    run(WEDNESDAY)
    body = Notice.objects.get(recipient=bureau["clerk"]).body
    assert "李**" in body
    assert "李四海" not in body


def sent_submission(bureau, sent_on: date) -> Decision:
    decision = decided(bureau, WEDNESDAY, state="reported", first_reported_on=sent_on)
    submission = Submission.objects.create(
        number=f"BS-{decision.pk}", kind=decision.kind, edition=decision.edition, since=sent_on, until=sent_on, state="sent",
        file="x.xlsx", sha256="0" * 64, row_count=1, created_by=bureau["clerk"], sent_on=sent_on,
    )  # fmt: skip
    SubmissionRow.objects.create(submission=submission, decision=decision, sheet="法人处罚", row=2, digest="0" * 64)
    return decision


def test_a_submission_without_receipt_is_chased_after_two_workdays_once(bureau):
    friday = date(2026, 6, 5)
    decision = sent_submission(bureau, friday)
    assert run(date(2026, 6, 9)).total == 0, "Tuesday is the second workday: still in time"
    assert run(date(2026, 6, 10)).made == {"receipt": 1}
    assert run(date(2026, 6, 11)).total == 0
    assert Reminder.objects.get(decision=decision).due_on == date(2026, 6, 9)
    assert told(bureau) == {"clerk", "other"}


def test_a_revoked_decision_is_chased_until_it_is_withdrawn(bureau):
    decision = decided(bureau, WEDNESDAY, state="accepted", first_reported_on=WEDNESDAY)
    event = LinkedEvent.objects.create(
        decision=decision, kind="revocation", happened_on=WEDNESDAY, document_number="巫山司撤〔2026〕1号", reason="复议撤销",
        due_on=date(2026, 6, 15), entered_by=bureau["chief"],
    )  # fmt: skip
    assert run(date(2026, 6, 11)).total == 0
    assert run(date(2026, 6, 12)).made == {"withdraw": 1}, "Friday speaks of Monday"
    assert run(date(2026, 6, 15)).total == 0
    assert run(date(2026, 6, 16)).made == {"withdraw": 1}, "now it is late"
    assert "chief" in told(bureau)
    event.done_at = clock.now()
    event.save()
    assert run(date(2026, 6, 17)).total == 0


def test_a_missing_year_is_told_loudly_to_those_who_can_mend_it(bureau):
    keeper = make_user(SYSTEM_ADMIN)
    done = run(date(2026, 11, 22))
    assert done.missing_years == [2027]
    notice = Notice.objects.get(recipient=keeper)
    assert "2027" in notice.title
    assert Notice.objects.filter(code="publicity.calendar_missing", recipient=bureau["office"]).exists()
    run(date(2026, 11, 22))
    assert Notice.objects.filter(code="publicity.calendar_missing", recipient=keeper).count() == 1


def test_the_command_says_what_it_did_and_is_idempotent(bureau, capsys):
    decided(bureau, WEDNESDAY)
    call_command("remind_deadlines", on=WEDNESDAY, json=True)
    first = json.loads(capsys.readouterr().out)
    assert (first["on"], first["decisions"], first["stages"]) == ("2026-06-10", 1, {"T0": 1})
    call_command("remind_deadlines", on=WEDNESDAY, json=True)
    assert json.loads(capsys.readouterr().out)["decisions"] == 0
    call_command("remind_deadlines", on=WEDNESDAY)
    assert "新提醒 0 件" in capsys.readouterr().out


def test_the_task_of_the_schedule_exists_under_its_name():
    from wushan_credit.schedule import SCHEDULE

    assert remind_deadlines.name in {entry["task"] for entry in SCHEDULE.values()}


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_speak_once():
    people = {"clerk": make_user(CLERK), "chief": make_user(REVIEWER)}
    for _ in range(40):
        decided(people, WEDNESDAY)
    gate, failures = threading.Barrier(2), []

    def sweep():
        try:
            gate.wait(timeout=10)
            run(WEDNESDAY)
        except Exception as error:  # noqa: BLE001 - told to the test, whatever it is
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures
    assert Reminder.objects.filter(stage="T0").count() == 40
    assert Notice.objects.filter(recipient=people["clerk"]).count() == 1
    assert Notice.objects.filter(recipient=people["chief"]).count() == 1


def test_reminders_cannot_be_rewritten(bureau):
    decided(bureau, WEDNESDAY)
    run(WEDNESDAY)
    with pytest.raises(Exception, match="append_only"), connection.cursor() as cursor:
        cursor.execute("UPDATE publicity_reminder SET made_on = '2020-01-01'")


class TestRecount:
    """A new holiday table moves the due days of what is still owed."""

    def test_a_new_year_makes_provisional_days_exact(self, bureau):
        # decided 2026-12-28, weekends only: 内控 2027-01-04, act by then; 国标 2027-01-06
        owed = decided(bureau, date(2027, 1, 4), due_official=date(2027, 1, 6), due_provisional=True)
        reported = decided(
            bureau, date(2027, 1, 4), due_official=date(2027, 1, 6), due_provisional=True, state="reported",
            first_reported_on=date(2027, 1, 6),
        )  # fmt: skip
        settled = decided(bureau, date(2026, 6, 9), state="reported", first_reported_on=date(2026, 6, 9))
        CalendarYear.objects.create(year=2027, source="国办发明电〔2026〕9号")
        for day in (1, 2, 3, 4):
            Holiday.objects.create(date=date(2027, 1, day), kind="off", name="元旦")
        preview = recount_preview()
        assert (preview.looked_at, preview.changed, preview.earlier, preview.later) == (2, 2, 2, 0)
        assert calendar_is_newer()
        recount_deadlines(actor=bureau["office"])
        for one in (owed, reported):
            one.refresh_from_db()
            # 29, 30, 31 December, 5, 6, 7, 8 January; the last workday on or before 4 January is 31 December
            assert (one.due_internal, one.act_by, one.due_official) == (
                date(2027, 1, 4),
                date(2026, 12, 31),
                date(2027, 1, 8),
            )
            assert not one.due_provisional
        settled.refresh_from_db()
        assert settled.act_by == date(2026, 6, 9), "what was reported by the old table stays"
        assert recount_preview().changed == 0
        assert not calendar_is_newer()
        assert recount_if_calendar_changed() is None
        history = owed.history.order_by("-pgh_id").first()
        assert history.pgh_context["action"] == "publicity.deadlines.recounted"

    def test_a_clerk_may_not_recount(self, bureau):
        from core.errors import Forbidden

        with pytest.raises(Forbidden):
            recount_deadlines(actor=bureau["clerk"])
