"""The way of an objection: every pair of state and move, the effects of each answer, and never by an author's hand."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import roles
from audit.services import SYSTEM
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from members.services import grant
from notices.models import Dispatch, Notice
from notices.services import dispatch_register
from objections.choices import State
from objections.clocks import due_after
from objections.models import Objection
from objections.parameters import REVIEW_ASK_DAYS
from objections.services import filing, handling
from objections.transitions import OBJECTION_MOVES
from records.models import CreditRecord
from records.selectors_marks import marks_of
from tests.factories import make_user
from tests.objections.conftest import NOW

pytestmark = pytest.mark.django_db
WHY = "经核对决定书原件"


def checking(case, **facts):
    made = case.file(**facts)
    handling.objection_accept(actor=case.office, objection=made)
    return handling.objection_check(actor=case.office, objection=made)


def decided(case, outcome="keep", **answer):
    return handling.objection_decide(actor=case.office, objection=checking(case), outcome=outcome, reason=WHY, **answer)


def unheard(case):
    """Decided for a party without an account: it waits to be told on paper."""
    made = checking(case)
    case.head.memberships.update(until=clock.today(), end_reason="离职")
    waiting = handling.objection_decide(actor=case.office, objection=made, outcome="keep", reason=WHY)
    grant(actor=SYSTEM, user=case.head, subject=case.firm, role="head")
    return waiting


def at(case, state):
    """An objection in this state, come there by services alone."""
    if state == State.SUBMITTED:
        return case.file()
    if state == State.ACCEPTED:
        return handling.objection_accept(actor=case.office, objection=case.file())
    if state == State.CHECKING:
        return checking(case)
    if state == State.DECIDED:
        return unheard(case)
    if state == State.TOLD:
        return decided(case)
    if state == State.REFUSED:
        return handling.objection_refuse(actor=case.office, objection=case.file(), cause="other_way", reason=WHY)
    if state == State.RECALLED:
        return filing.objection_recall(actor=case.head, objection=case.file())
    told = filing.review_ask(actor=case.head, objection=decided(case), statement="没有核对原件就维持")
    if state == State.REVIEWING:
        return told
    return handling.review_decide(actor=case.reviewer, objection=told, outcome="keep", reason=WHY)


def move(case, code, objection):
    made = {"objection": objection}
    return {
        "accept": lambda: handling.objection_accept(actor=case.office, **made),
        "refuse": lambda: handling.objection_refuse(actor=case.office, cause="answered", reason=WHY, **made),
        "check": lambda: handling.objection_check(actor=case.office, **made),
        "decide": lambda: handling.objection_decide(actor=case.office, outcome="keep", reason=WHY, **made),
        "tell": lambda: handling.objection_tell(actor=case.office, note="10:20 电话告知负责人", **made),
        "ask_review": lambda: filing.review_ask(actor=case.head, statement="没有核对原件", **made),
        "review": lambda: handling.review_decide(actor=case.reviewer, outcome="keep", reason=WHY, **made),
        "recall": lambda: filing.objection_recall(actor=case.head, **made),
    }[code]()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("code", [one.code for one in OBJECTION_MOVES.moves])
def test_every_pair_of_state_and_move(case, state, code):
    made = at(case, state)
    before = Objection.objects.get(pk=made.pk)
    if state in OBJECTION_MOVES[code].sources:
        after = move(case, code, made)
        # An answer to a party with an account is told in the same moment.
        assert after.state in (OBJECTION_MOVES[code].target, State.TOLD)
        return
    with pytest.raises(InvalidTransition):
        move(case, code, made)
    assert Objection.objects.get(pk=made.pk).state == before.state


def test_without_the_right_nobody_handles(case):
    made, clerk = case.file(), make_user(roles.CLERK)
    for deed in (handling.objection_accept, handling.objection_check):
        with pytest.raises(Forbidden):
            deed(actor=clerk, objection=made)
    with pytest.raises(Forbidden):
        handling.objection_refuse(actor=clerk, objection=made, cause="not_ours", reason=WHY)
    with pytest.raises(Forbidden):
        handling.display_suspend(actor=case.office, objection=made, reason=WHY)


def test_whoever_made_the_record_neither_checks_nor_refuses_nor_reviews(case):
    made = case.file()
    with pytest.raises(Forbidden, match="登记或者审核过"):
        handling.objection_refuse(actor=case.author, objection=made, cause="not_ours", reason=WHY)
    handling.objection_accept(actor=case.office, objection=made)
    with pytest.raises(Forbidden, match="登记或者审核过"):
        handling.objection_check(actor=case.author, objection=made)
    reviewing = filing.review_ask(
        actor=case.head, statement="没有核对原件",
        objection=handling.objection_decide(
            actor=case.office, objection=handling.objection_check(actor=case.office, objection=made), outcome="keep", reason=WHY
        ),
    )  # fmt: skip
    for barred in (case.author, case.office):
        with pytest.raises(Forbidden):
            handling.review_decide(actor=barred, objection=reviewing, outcome="keep", reason=WHY)


def test_only_the_handler_decides_and_only_with_reasons(case):
    made = checking(case)
    with pytest.raises(Forbidden, match="结论由核查人作出"):
        handling.objection_decide(actor=case.reviewer, objection=made, outcome="keep", reason=WHY)
    for wrong in ({"outcome": "keep", "reason": "好"}, {"outcome": "", "reason": WHY}):
        with pytest.raises(DomainError):
            handling.objection_decide(actor=case.office, objection=made, **wrong)


def test_a_correction_changes_the_record_takes_the_mark_off_and_tells_the_party(case):
    done = decided(case, "correct", values={"title": "未按规定统一收取服务费"})
    case.record.refresh_from_db()
    assert case.record.title == "未按规定统一收取服务费" and marks_of([case.record.pk]) == {}
    assert (done.state, done.told_way, done.review_until) == ("told", "online", date(2026, 10, 12))
    notice = Notice.objects.get(recipient=case.head, code="objections.answered")
    assert "更正" in notice.title and WHY in notice.body


def test_a_correction_must_say_into_what(case):
    with pytest.raises(DomainError) as refused:
        decided(case, "correct", values={})
    assert refused.value.field == "values"
    assert Objection.objects.get().state == "checking" and marks_of([case.record.pk])


def test_a_withdrawal_ends_publicity_and_keeping_changes_nothing(case):
    decided(case, "withdraw")
    assert not CreditRecord.objects.public().filter(pk=case.record.pk).exists()


def test_the_record_stays_when_the_bureau_keeps_it(case):
    decided(case, "keep")
    assert CreditRecord.objects.public().filter(pk=case.record.pk).exists() and marks_of([case.record.pk]) == {}


def test_an_erratum_is_published_when_the_party_wants_it_and_something_was_wrong(case):
    made = checking(case, erratum_wanted=True)
    with pytest.raises(DomainError) as refused:
        handling.objection_decide(actor=case.office, objection=made, outcome="withdraw", reason=WHY)
    assert refused.value.field == "erratum"
    words = "2026年公示的行政处罚信息对象有误，已撤下。"
    handling.objection_decide(actor=case.office, objection=made, outcome="withdraw", reason=WHY, erratum=words)
    assert list(Objection.objects.errata().values_list("erratum", flat=True)) == [words]


def test_the_review_is_asked_for_in_time_once_and_disputes_the_record_again(case):
    told = decided(case)
    with clock.override(NOW + timedelta(days=30)), pytest.raises(InvalidTransition, match="已经过了"):
        filing.review_ask(actor=case.head, objection=told, statement="没有核对原件")
    filing.review_ask(actor=case.head, objection=told, statement="没有核对原件")
    assert marks_of([case.record.pk]) == {case.record.pk: ["disputed"]}
    done = handling.review_decide(actor=case.reviewer, objection=told, outcome="withdraw", reason=WHY)
    assert done.state == "reviewed" and marks_of([case.record.pk]) == {}
    with pytest.raises(InvalidTransition):
        filing.review_ask(actor=case.head, objection=told, statement="还是不服")


def test_a_party_without_an_account_is_told_on_paper_and_its_days_run_from_the_service(case):
    waiting = unheard(case)
    assert waiting.state == "decided"
    owed = Dispatch.objects.get()
    assert (owed.title, owed.addressee, owed.starts_clock) == ("异议答复书", case.firm.name, True)
    sent = {
        "actor": case.office,
        "dispatch": owed,
        "way": "mail",
        "sent_on": clock.local_date(owed.made_at),
        "receipt_number": "EMS1",
    }
    dispatch_register(**sent)
    assert Objection.objects.get().state == "decided"  # on its way is not told
    with clock.override(clock.now() + timedelta(days=2)):
        dispatch_register(**sent, served_on=clock.today(), received_by="谭文静")
        told = Objection.objects.get()
        assert told.review_until == due_after(clock.today(), REVIEW_ASK_DAYS).on
    assert (told.state, told.told_way) == ("told", "paper") and "EMS1" in told.told_note


def test_who_is_told_by_telephone_needs_no_letter(case):
    waiting = unheard(case)
    with pytest.raises(DomainError):
        handling.objection_tell(actor=case.office, objection=waiting, note="")
    done = handling.objection_tell(actor=case.office, objection=waiting, note="10:20 电话告知负责人")
    assert (done.state, done.told_way) == ("told", "phone") and done.review_until is not None
    assert "电话告知" in Dispatch.objects.get().closed_reason


REFUSED = {
    "an answer without reasons": "UPDATE objections_objection SET state='decided', outcome='keep', decided_at=now() WHERE id=%(id)s",
    "an answer without an outcome": "UPDATE objections_objection SET state='decided' WHERE id=%(id)s",
    "a step that does not exist": "UPDATE objections_objection SET state='reviewed' WHERE id=%(id)s",
    "a handler who made the record": "UPDATE objections_objection SET handler_id=%(author)s WHERE id=%(id)s",
    "a reviewer who is the handler": "UPDATE objections_objection SET reviewer_id=handler_id WHERE id=%(id)s",
    "a claim that changes": "UPDATE objections_objection SET statement='别的' WHERE id=%(id)s",
    "authors that are forgotten": "UPDATE objections_objection SET authors='{}' WHERE id=%(id)s",
    "a deleted objection": "DELETE FROM objections_objection WHERE id=%(id)s",
    "a changed point": "UPDATE objections_point SET wanted_value='别的'",
    "a second open one": """INSERT INTO objections_objection (public_id, number, record_id, subject_id, way, state, statement, filed_by_id,
        applicant_name, applicant_phone, authors, submitted_at, due_on, due_provisional, refusal_cause, outcome, reason, told_way,
        told_note, review_statement, review_outcome, review_reason, erratum_wanted, erratum)
        SELECT gen_random_uuid(), 'X', record_id, subject_id, way, 'submitted', statement, filed_by_id, applicant_name, '', authors,
        submitted_at, due_on, false, '', '', '', '', '', '', '', '', false, '' FROM objections_objection WHERE id=%(id)s""",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(case, what):
    made = checking(case)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(REFUSED[what], {"id": made.pk, "author": case.author.pk})


def test_the_database_keeps_an_answer_and_knows_one_review_only(case):
    done = at(case, State.REVIEWED)
    for change in (
        "outcome='withdraw'",
        "reason='别的理由'",
        "review_outcome='withdraw'",
        "review_asked_at=now()",
        "state='told'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE objections_objection SET {change} WHERE id=%s", [done.pk])
