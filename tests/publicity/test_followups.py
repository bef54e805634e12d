"""What is wrong on the public's page is mended at once, whatever the platform is doing; the platform is told after its receipt."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from accounts.roles import CREDIT_OFFICE, REVIEWER
from core import clock
from core.errors import DomainError, InvalidTransition
from objections.services import filing, handling
from publicity.models import Decision, FollowUp, Submission, SubmissionRow
from publicity.receipts_reading import ACCEPTED, REJECTED, Entry
from publicity.services.entry import raw_values_of
from publicity.services.events import decision_correct
from publicity.services.followups import followup_done
from publicity.services.ledger import record_of
from publicity.services.moves import decision_exempt
from publicity.services.receipts import receipt_take
from publicity.services.submissions import submission_cancel, submission_mark_sent, submission_open
from publicity.staff_followups import platform_to_tell
from records.models import CreditRecord
from records.services.records import record_withdraw
from tests.factories import make_section, make_user
from tests.members.people import member
from tests.publicity.reporting import FIRM, NUMBER, TODAY, make, ready

WHY = "经核对决定书原件，事由写错"
RIGHT = "违反规定会见在押当事人"


@pytest.fixture(autouse=True)
def _on_the_first_of_september():
    with clock.override(TODAY):
        yield


@pytest.fixture
def clerk(db):
    return make_user(REVIEWER, section=make_section("legal-affairs"))


@pytest.fixture
def submission(clerk) -> Submission:
    """Two penalties in a file that is made and not sent."""
    for number in (1, 2):
        ready(number, clerk=clerk)
    return make(clerk).submission


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def decision(number=1) -> Decision:
    return Decision.objects.get(submission_rows__sheet__gt="", number=NUMBER.format(number))


def correct(clerk, one, **changes):
    values = raw_values_of(one, secrets=True) | ({"CF_WFXW": RIGHT} | changes)
    return decision_correct(actor=clerk, decision=one, raw_values=values, reason=WHY)


def sent(clerk, submission):
    return submission_mark_sent(actor=clerk, submission=submission, sent_on=TODAY)


def answer(clerk, submission, result=ACCEPTED, number=1):
    entry = Entry(row=2, number=NUMBER.format(number), name=FIRM, result=result, reason="平台说有错")
    return receipt_take(actor=clerk, submission=submission, entries=[entry])


@pytest.mark.parametrize("out", ["exported", "reported"])
def test_a_correction_takes_effect_for_the_public_at_once(clerk, submission, out):
    if out == "reported":
        sent(clerk, submission)
    one = decision()
    record = record_of(one)
    done = correct(clerk, one)
    assert done.state == out and done.data["CF_WFXW"] == RIGHT
    assert CreditRecord.objects.get(pk=record.pk).title == done.title
    task = FollowUp.objects.get()
    assert (task.kind, task.ready_on, task.done_on) == ("correct", None, None)


def test_the_file_and_its_digests_stay_as_they_were_sent(clerk, submission):
    before = (submission.sha256, list(submission.rows.order_by("pk").values_list("digest", flat=True)))
    content = submission_open(actor=clerk, submission=submission, purpose="上报")
    correct(clerk, decision())
    submission.refresh_from_db()
    assert before == (submission.sha256, list(submission.rows.order_by("pk").values_list("digest", flat=True)))
    assert submission_open(actor=clerk, submission=submission, purpose="上报") == content


def test_after_the_receipt_it_is_reported_again(clerk, submission):
    sent(clerk, submission)
    one = correct(clerk, decision())
    answer(clerk, submission)
    one.refresh_from_db()
    assert (one.state, one.accepted_on, one.first_reported_on) == ("ready", TODAY, TODAY)
    assert (
        SubmissionRow.objects.get(decision=one).state == "accepted"
    )  # what the platform said of what was sent stays true
    assert FollowUp.objects.get().ready_on == TODAY
    with clock.override(TODAY + timedelta(days=2)):
        second = make(clerk).submission
        assert list(second.rows.values_list("decision_id", flat=True)) == [one.pk]
        submission_mark_sent(actor=clerk, submission=second, sent_on=clock.today())
    task = FollowUp.objects.get()
    assert task.done_on == TODAY + timedelta(days=2) and second.number in task.note


def test_the_receipt_speaks_of_the_number_that_was_sent(clerk, submission):
    sent(clerk, submission)
    one = correct(clerk, decision(), CF_WSH=NUMBER.format(77))
    assert one.number == NUMBER.format(77)
    match = answer(clerk, submission)
    assert match.applies == 1 and not match.unmatched
    one.refresh_from_db()
    assert one.state == "ready"


def test_a_rejected_one_waits_to_be_corrected_as_ever(clerk, submission):
    sent(clerk, submission)
    one = correct(clerk, decision())
    answer(clerk, submission, REJECTED)
    one.refresh_from_db()
    assert one.state == "rejected" and FollowUp.objects.get().ready_on == TODAY
    assert correct(clerk, one, CF_WFXW="会见时违反规定").state == "ready"


def test_a_file_taken_back_leaves_nothing_to_tell(clerk, submission):
    one = correct(clerk, decision())
    submission_cancel(actor=clerk, submission=submission, reason="有一件写错，重新生成")
    one.refresh_from_db()
    assert one.state == "ready" and "作废" in FollowUp.objects.get().note


def test_corrected_twice_is_told_once(clerk, submission):
    sent(clerk, submission)
    one = correct(clerk, decision(), CF_WSH=NUMBER.format(77))
    correct(clerk, one, CF_WSH=NUMBER.format(78))
    assert FollowUp.objects.count() == 1
    assert SubmissionRow.objects.get(decision=one).sent_as["number"] == NUMBER.format(1)


def test_an_upheld_objection_corrects_what_was_sent_already(clerk, submission):
    sent(clerk, submission)
    record = record_of(decision())
    CreditRecord.objects.filter(pk=record.pk).update(disclosure="shared", publish_from=None, publish_until=None)
    record.refresh_from_db()
    head, office = member(record.subject), make_user(CREDIT_OFFICE)
    made = filing.objection_file(
        actor=head, record=record, statement="违法行为写错了", wanted={}, applicant_name="周明远", applicant_phone=""
    )
    handling.objection_accept(actor=office, objection=made)
    handling.objection_check(actor=office, objection=made)
    handling.objection_decide(
        actor=office, objection=made, outcome="correct", reason="经核对原件，写错了", values={"CF_WFXW": RIGHT}
    )
    assert decision().data["CF_WFXW"] == RIGHT and FollowUp.objects.get().kind == "correct"


# -- taken off -------------------------------------------------------------------------------------------------------
def withdraw(clerk, one, commits):
    with commits():
        record_withdraw(actor=clerk, record=record_of(one), reason="异议成立，撤下")


def test_what_was_taken_off_is_taken_off_there_after_the_receipt(clerk, submission, commits):
    sent(clerk, submission)
    one = decision()
    withdraw(clerk, one, commits)
    task = FollowUp.objects.get()
    assert (task.kind, task.ready_on) == ("withdraw", None) and list(platform_to_tell(clerk, TODAY)) == []
    with pytest.raises(InvalidTransition, match="回执"):
        followup_done(actor=clerk, followup=task, done_on=TODAY, note="已经申请撤下")
    answer(clerk, submission)
    assert [item.count for item in platform_to_tell(clerk, TODAY)] == [1]
    with pytest.raises(DomainError, match="怎样办理"):
        followup_done(actor=clerk, followup=task, done_on=TODAY, note="")
    done = followup_done(actor=clerk, followup=task, done_on=TODAY, note="平台受理编号 88，已不显示")
    assert done.done_on == TODAY and list(platform_to_tell(clerk, TODAY)) == []
    with pytest.raises(InvalidTransition, match="已经办理"):
        followup_done(actor=clerk, followup=task, done_on=TODAY, note="平台受理编号 89")


def test_what_the_platform_never_took_needs_nothing(clerk, submission, commits):
    sent(clerk, submission)
    withdraw(clerk, decision(), commits)
    answer(clerk, submission, REJECTED)
    assert "没有入库" in FollowUp.objects.get().note


def test_what_was_never_sent_needs_nothing(clerk, commits):
    one = ready(1, clerk=clerk)
    withdraw(clerk, one, commits)
    assert not FollowUp.objects.exists()


def test_what_was_taken_off_before_it_was_sent_goes_into_no_file_and_is_exempted_for_that_reason_only(clerk, commits):
    one, other = ready(7, clerk=clerk), ready(8, clerk=clerk)
    chief = make_user(REVIEWER)
    with pytest.raises(DomainError, match="没有撤下"):
        decision_exempt(actor=chief, decision=one, why="taken_off", reason="想当然地不报送")
    withdraw(clerk, one, commits)
    made = make(clerk)
    assert list(made.submission.rows.values_list("decision_id", flat=True)) == [other.pk]
    assert [(left.decision.pk, left.code) for left in made.left_out] == [(one.pk, "taken_off")]
    assert "异议成立" in made.left_out[0].reason
    done = decision_exempt(actor=chief, decision=one, why="taken_off", reason="异议成立，决定书有误")
    assert (done.state, done.exempt_reason) == ("exempt", "taken_off")


def test_the_database_keeps_why_and_how(clerk, submission):
    correct(clerk, decision())
    with pytest.raises(IntegrityError, match="publicity_followup_done_how"), transaction.atomic():
        FollowUp.objects.update(done_on=TODAY)
    with pytest.raises(InternalError), transaction.atomic():
        FollowUp.objects.all()[0].delete()


def test_the_pages_say_what_is_next(client, clerk, submission, commits):
    one = correct(clerk, decision())
    client.force_login(clerk)
    page = client.get(reverse("admin:publicity_submission", args=[submission.pk])).content.decode()
    assert "1 件在生成文件以后更正过" in page
    sent(clerk, submission)
    assert "等平台回执" in client.get(reverse("admin:publicity_decision_change", args=[one.pk])).content.decode()
    withdraw(clerk, decision(2), commits)
    answer(clerk, submission, number=2)
    task = FollowUp.objects.get(kind="withdraw")
    assert NUMBER.format(2) in client.get(reverse("admin:publicity_followups")).content.decode()
    address = reverse("admin:publicity_followup", args=[task.pk])
    assert "请写明怎样办理" in client.post(address, {"done_on": TODAY.isoformat(), "note": ""}).content.decode()
    given = {"done_on": TODAY.isoformat(), "note": "平台受理编号 88，已不显示"}
    assert client.post(address, given).status_code == 302
    assert "受理编号 88" in client.get(reverse("admin:publicity_followups") + "?show=done").content.decode()
