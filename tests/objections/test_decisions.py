"""An objection against a decision is corrected in the ledger: checked by every rule, reported once more, told to whoever had it."""

from datetime import date, datetime, timedelta

import pytest

from accounts import roles
from audit.services import saw
from core import clock
from core.errors import InvalidTransition
from objections.models import Letter
from objections.services import filing, handling
from publicity.choices import DecisionState
from publicity.models import Decision, LinkedEvent
from publicity.services import moves
from publicity.services.entry import decision_enter
from publicity.services.ledger import record_of
from records import corrections
from tests.factories import make_user
from tests.members.people import member
from wushan_credit.demo import cast, rows

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 7)
FIRM = cast.institutions()[0]
WHY = "经核对决定书原件，网上录入有误"


@pytest.fixture(autouse=True)
def _tenth():
    with clock.override(datetime(2026, 9, 10, 9, 0, tzinfo=clock.SHANGHAI)):
        yield


@pytest.fixture
def ledger():
    clerk, reviewer = make_user(roles.CLERK), make_user(roles.REVIEWER)
    raw = rows.penalty(FIRM, rows.number("penalty", 2026, 1), DAY, 1)
    entered = decision_enter(actor=clerk, kind="penalty", raw_values=raw, state=DecisionState.PENDING)
    return moves.decision_approve(actor=reviewer, decision=entered), clerk, reviewer


def objection_to(decision, **facts):
    record = record_of(decision)
    head = member(record.subject)
    made = filing.objection_file(
        actor=head,
        record=record,
        statement="违法行为类型与决定书不符",
        applicant_name="谭文静",
        **({"wanted": {}} | facts),
    )
    office = make_user(roles.CREDIT_OFFICE)
    handling.objection_accept(actor=office, objection=made)
    return handling.objection_check(actor=office, objection=made), office


def test_the_fields_are_those_of_the_national_standard_and_both_entry_and_approval_make_an_author(ledger):
    decision, clerk, reviewer = ledger
    record = record_of(decision)
    fields = {field.code: field for field in corrections.fields_of(record)}
    assert fields["CF_WFXW"].value == decision.data["CF_WFXW"] and "CF_FR_ZJHM" not in fields
    assert {clerk.pk, reviewer.pk} <= corrections.authors_of(record)


def test_a_correction_goes_through_the_ledger_and_readers_are_told_in_the_words_of_the_standard(
    ledger, django_capture_on_commit_callbacks
):
    decision, *_ = ledger
    reader = make_user()
    with clock.override(clock.now() + timedelta(minutes=1)):
        saw(actor=reader, deed="view", obj=record_of(decision).subject, purpose="日常监管")
    made, office = objection_to(decision, wanted={"CF_WFXW": "违规收取费用"})
    with django_capture_on_commit_callbacks(execute=True):
        handling.objection_decide(
            actor=office, objection=made, outcome="correct", reason=WHY, values={"CF_WFXW": "违规收取费用"}
        )
    fresh = Decision.objects.get(pk=decision.pk)
    assert fresh.data["CF_WFXW"] == "违规收取费用" and fresh.state == DecisionState.READY
    assert LinkedEvent.objects.get(decision=fresh).kind == "correction"
    letter = Letter.objects.get(recipient=reader)
    assert letter.key.startswith("decision-event:")
    assert any(values[1] == "违规收取费用" for values in letter.changes.values())
    assert not any(label.startswith("CF_") for label in letter.changes)


def test_what_the_ledger_refuses_leaves_the_objection_unanswered(ledger):
    decision, *_ = ledger
    made, office = objection_to(decision)
    Decision.objects.filter(pk=decision.pk).update(state=DecisionState.RETURNED)
    with pytest.raises(InvalidTransition):
        handling.objection_decide(
            actor=office, objection=made, outcome="correct", reason=WHY, values={"CF_WFXW": "违规收取费用"}
        )
    made.refresh_from_db()
    assert made.state == "checking" and made.outcome == ""
