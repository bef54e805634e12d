"""Taking a granted repair back: served, heard, weighed, decided by somebody else; the record counts again; the database refuses shortcuts."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts import roles
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotReady
from notices.models import Dispatch
from notices.models import Notice as Message
from records.models import CreditRecord, News, Tombstone
from records.removals import removals
from records.services.records import record_suspend
from repair.choices import RevocationState
from repair.facts import eligibility_of
from repair.models import Application, Revocation
from repair.services import applying, revoking
from repair.transitions import REVOKE_MOVES, REVOKE_PAIRS
from repair.verifying import verify
from tests.factories import make_section, make_user
from tests.repair.conftest import MONDAY, PDF, at, fill, opened, revoke, serve

pytestmark = pytest.mark.django_db
STATES = [str(state) for state in RevocationState]
LATER = MONDAY + timedelta(days=14)
WHY = "缴款凭证系伪造，依法应当撤销"


@pytest.fixture
def people(head, clerk, chief):
    return {"head": head, "clerk": clerk, "chief": chief}


@pytest.fixture
def revoking_in(brought, people):
    """Bring a revocation to a state the way people do."""

    def bring(state: str) -> Revocation:
        row = opened(brought("syncing"), people["clerk"])
        ways = {
            "noticed": [], "hearing": ["serve"], "weighed": ["serve", "state", "weigh"], "dropped": ["drop"],
            "revoked": ["serve", "state", "weigh", "revoke"], "annulled": ["serve", "state", "weigh", "revoke", "annul"],
        }  # fmt: skip
        for move in ways[state]:
            step(move, row, **people)
            row.refresh_from_db()
        return row

    return bring


def step(code, row, *, head, clerk, chief):
    """One step by the person whose step it is."""
    steps = {
        "serve": lambda: serve(row, clerk),
        "state": lambda: revoking.revocation_state(
            actor=head, revocation=row, statement="凭证由代办人提供，我所不知情"
        ),
        "weigh": lambda: revoking.revocation_weigh(actor=clerk, revocation=row, reason="不知情不影响认定，证据确凿"),
        "revoke": lambda: revoking.revocation_revoke(actor=chief, revocation=row, reason=WHY),
        "drop": lambda: revoking.revocation_drop(actor=chief, revocation=row, reason="经核实凭证是真实的"),
        "annul": lambda: revoking.revocation_annul(
            actor=chief, revocation=row, document="渝巫府复〔2026〕3号", reason="复议机关撤销了决定"
        ),
    }
    steps[code]()


@pytest.mark.parametrize("state", STATES)
def test_from_each_state_exactly_the_moves_of_the_table(revoking_in, people, state):
    row = revoking_in(state)
    allowed = {move.code for move in REVOKE_MOVES.allowed(state)}
    for move in REVOKE_MOVES.moves:
        with transaction.atomic():
            try:
                step(move.code, row, **people)
                outcome = Revocation.objects.get(pk=row.pk).state
            except InvalidTransition:
                outcome = "not from here"
            except NotReady:
                outcome = "not yet"
            finally:
                transaction.set_rollback(True)
        if move.code not in allowed:
            assert outcome == "not from here", f"{state} {move.code}: {outcome}"
        elif (state, move.code) == ("hearing", "weigh"):
            assert outcome == "not yet"
        else:
            assert outcome == move.target, f"{state} {move.code}: {outcome}"


@pytest.mark.parametrize("state", STATES)
def test_the_database_knows_the_same_pairs(revoking_in, state):
    row = revoking_in(state)
    for target in STATES:
        try:
            with transaction.atomic():
                Revocation.objects.filter(pk=row.pk).update(state=target)
                transaction.set_rollback(True)
        except IntegrityError as error:
            stopped = error.__cause__.diag.constraint_name == "repair_revocation_way"
            assert not stopped or (state, target) not in REVOKE_PAIRS, f"{state} → {target}"
        else:
            assert (state, target) in REVOKE_PAIRS, f"{state} → {target} got past the database"


REFUSED = [
    ("noticed", {"state": "hearing", "served_on": MONDAY, "statement_until": LATER}, "repair_revocation_notice_served"),
    ("noticed", {"state": "revoked"}, "repair_revocation_way"),
    ("hearing", {"state": "revoked"}, "repair_revocation_way"),
    ("hearing", {"state": "weighed", "answer": "证据确凿", "weighed_on": MONDAY}, "repair_revocation_window"),
    ("hearing", {"served_on": date(2026, 10, 1)}, "repair_revocation_notice_served"),
    ("weighed", {"state": "revoked"}, "repair_revocation_"),
    ("weighed", {"answer": ""}, "repair_revocation_weighed_first"),
    ("revoked", {"reason": ""}, "repair_revocation_decided_how"),
    ("revoked", {"remedies": ""}, "repair_revocation_remedies"),
    ("hearing", {"state": "dropped"}, "repair_revocation_decided_how"),
    ("revoked", {"state": "annulled"}, "repair_revocation_annulled_how"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "change", "constraint"), REFUSED)
def test_the_database_refuses_what_the_law_refuses(revoking_in, state, change, constraint):
    row = revoking_in(state)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Revocation.objects.filter(pk=row.pk).update(**change)
    assert refused.value.__cause__.diag.constraint_name.startswith(constraint)


@pytest.mark.parametrize("state", ["noticed", "hearing", "weighed", "dropped"])
def test_no_door_takes_a_repair_back_without_a_decided_revocation(revoking_in, record, state):
    revoking_in(state)
    with pytest.raises(IntegrityError, match="without a decided revocation"), transaction.atomic():
        CreditRecord.objects.filter(pk=record.pk).update(
            repaired_at=None, repaired_source="", repair_revoked_at=clock.now()
        )


def test_an_application_is_not_revoked_by_hand(brought):
    row = brought("syncing")
    with pytest.raises(IntegrityError, match="decided revocation"), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(state="revoked")


def test_who_proposed_does_not_decide_in_the_database_either(revoking_in):
    row = revoking_in("revoked")
    with pytest.raises(IntegrityError, match="repair_revocation_two_people"), transaction.atomic():
        Revocation.objects.filter(pk=row.pk).update(decided_by=row.handler_id)


def test_what_the_notice_says_never_changes(revoking_in):
    row = revoking_in("hearing")
    with pytest.raises(InternalError), transaction.atomic():
        Revocation.objects.filter(pk=row.pk).update(facts="又查明了别的事实")


# -- the way ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "says"),
    [({"ground": "mood"}, "情形"), ({"facts": ""}, "查明的事实"), ({"content": b""}, "证据"), ({"content": b"MZ" * 99}, "不是")],
)  # fmt: skip
def test_nothing_is_begun_without_ground_facts_and_proof(brought, clerk, change, says):
    row = brought("syncing")
    with pytest.raises(DomainError, match=says):
        opened(row, clerk, **change)
    assert not Revocation.objects.exists()


def test_only_a_granted_repair_is_taken_back_and_once_at_a_time(brought, clerk):
    row = brought("refused")
    with pytest.raises(InvalidTransition):
        opened(row, clerk)
    Application.objects.filter(pk=row.pk)  # a refused one stays as it is
    assert not Revocation.objects.exists()


def test_one_revocation_at_a_time(brought, clerk):
    row = brought("closed")
    opened(row, clerk)
    with pytest.raises(Duplicate):
        opened(row, clerk)


def test_the_notice_alone_changes_nothing_for_the_record(revoking_in, record, head):
    row = revoking_in("noticed")
    record.refresh_from_db()
    assert record.repaired_at is not None and row.application.state == "syncing"
    letter = row.letters.get()
    assert letter.kind == "revoking" and any("陈述和申辩" in text for text in letter.snapshot["paragraphs"])
    owed = Dispatch.objects.get(paper_id=letter.pk, paper_type="repair.letter")
    assert owed.starts_clock and owed.addressee == record.party_name
    assert "陈述申辩" in Message.objects.get(recipient=head, code="repair.revoking").body


def test_the_days_to_speak_run_from_the_service(revoking_in):
    row = revoking_in("hearing")
    assert (row.served_on, row.statement_until) == (MONDAY, date(2026, 11, 9))  # five working days


def test_the_subject_confirms_on_the_portal_and_that_is_service(revoking_in, head, stranger):
    row = revoking_in("noticed")
    with pytest.raises(Forbidden):
        revoking.notice_confirm(actor=stranger, revocation=row)
    row = revoking.notice_confirm(actor=head, revocation=row)
    assert row.state == "hearing" and revoking.notice_dispatch(row).way == "electronic"


def test_nothing_is_weighed_while_the_subject_may_still_speak(revoking_in, clerk):
    row = revoking_in("hearing")
    with pytest.raises(NotReady, match="2026-11-09"):
        revoking.revocation_weigh(actor=clerk, revocation=row, reason="证据确凿，应当撤销")
    with at(date(2026, 11, 10)):
        assert revoking.revocation_weigh(actor=clerk, revocation=row, reason="证据确凿，应当撤销").state == "weighed"


def test_the_subject_speaks_once_and_in_time(revoking_in, head, stranger):
    row = revoking_in("hearing")
    with pytest.raises(Forbidden):
        revoking.revocation_state(actor=stranger, revocation=row, statement="这不是我们的事情")
    with at(date(2026, 11, 10)), pytest.raises(NotReady, match="届满"):
        revoking.revocation_state(actor=head, revocation=row, statement="凭证由代办人提供")
    done = revoking.revocation_state(
        actor=head, revocation=row, statement="凭证由代办人提供", content=PDF + b"%2", filename="说明.pdf"
    )
    assert done.stated_at and row.application.papers.filter(kind="statement").count() == 1
    with pytest.raises(NotReady, match="已经收到过"):
        revoking.revocation_state(actor=head, revocation=row, statement="再说一次我的意见")


def test_what_comes_on_paper_is_put_on_record_at_the_window(revoking_in, clerk):
    row = revoking_in("hearing")
    assert (
        revoking.revocation_state(actor=clerk, revocation=row, statement="书面意见：凭证由代办人提供").stated_by
        == clerk
    )


def test_who_proposed_does_not_decide(revoking_in, brought, chief, third):
    row = opened(brought("syncing"), chief)
    with pytest.raises(Forbidden, match="自己提出"):
        revoking.revocation_drop(actor=chief, revocation=row, reason="经核实凭证是真实的")
    assert revoking.revocation_drop(actor=third, revocation=row, reason="经核实凭证是真实的").state == "dropped"


def test_clerks_do_not_decide_and_other_sections_do_nothing(revoking_in, clerk):
    row = revoking_in("weighed")
    with pytest.raises(Forbidden):
        revoking.revocation_revoke(actor=clerk, revocation=row, reason=WHY)
    other = make_user(roles.REVIEWER, section=make_section("approval"))
    with pytest.raises(Forbidden, match="其他科室"):
        revoking.revocation_revoke(actor=other, revocation=row, reason=WHY)


@pytest.mark.parametrize("reason", ["", "该撤"])
def test_nothing_is_revoked_without_reasons(revoking_in, chief, reason):
    with pytest.raises(DomainError, match="理由"):
        revoking.revocation_revoke(actor=chief, revocation=revoking_in("weighed"), reason=reason)


# -- effects ---------------------------------------------------------------------------------------------------------
def test_the_record_is_shown_for_what_is_left_of_its_period(revoking_in, record):
    until = record.publish_until
    row = revoking_in("revoked")
    record.refresh_from_db()
    assert (record.repaired_at, record.repaired_source, record.publish_until) == (None, "", until)
    assert record.repair_revoked_at is not None and row.application.state == "revoked"
    assert CreditRecord.objects.public(until).filter(pk=record.pk).exists()
    assert not CreditRecord.objects.public(until + timedelta(days=1)).filter(pk=record.pk).exists()


def test_a_period_that_is_over_stays_over(brought, record, clerk, chief):
    row = brought("closed")
    day = record.publish_until + timedelta(days=30)
    with at(day):
        made = serve(opened(row, clerk), clerk, on=day)
    with at(day + timedelta(days=20)):
        made = revoking.revocation_weigh(actor=clerk, revocation=made, reason="当事人没有陈述，证据确凿")
        revoking.revocation_revoke(actor=chief, revocation=made, reason=WHY)
        assert not CreditRecord.objects.public().filter(pk=record.pk).exists()
        assert not Tombstone.objects.filter(record=record, cause="resumed", was_public=True).exists()


def test_the_removal_feed_says_that_it_is_back(revoking_in, record):
    revoking_in("revoked")
    with clock.override(datetime(2026, 11, 2, 12, 0)):
        causes = [item.cause for item in removals(now=clock.now()).items if item.id == record.public_id]
    assert causes == ["repaired", "resumed"]


def test_a_record_suspended_for_another_reason_does_not_come_back(revoking_in, record, chief):
    row = revoking_in("weighed")
    record_suspend(actor=chief, record=record, reason="另有行政复议")
    revoking.revocation_revoke(actor=chief, revocation=row, reason=WHY)
    assert not Tombstone.objects.filter(record=record, cause="resumed").exists()
    assert not CreditRecord.objects.public(MONDAY).filter(pk=record.pk).exists()


def test_ratings_hear_of_it_once_each_time(revoking_in, record):
    revoking_in("annulled")
    kinds = list(News.objects.filter(record=record).order_by("id").values_list("kind", flat=True))
    assert kinds == ["repaired", "reinstated", "repaired"]


def test_the_decision_goes_to_those_who_were_told_of_the_repair(brought, clerk, chief, record):
    row = brought("closed")
    row.syncs.filter(pk=row.syncs.first().pk).update(
        state="done", done_on=MONDAY, entered_by=clerk, note="网站已不显示"
    )
    revoke(row, clerk=clerk, chief=chief)
    letter = row.letters.get(kind="revoked")
    assert [one.addressee for one in Dispatch.objects.filter(paper_id=letter.pk)] == [row.syncs.first().channel]
    assert any("作废" in text for text in letter.snapshot["paragraphs"])
    assert any("行政复议" in text for text in letter.snapshot["paragraphs"])


def test_a_certificate_of_a_revoked_repair_is_void(revoking_in):
    letter = revoking_in("weighed").application.letters.get(kind="certificate")
    assert verify(letter.number, letter.verify_code).void_since is None
    row = Revocation.objects.get()
    revoking.revocation_revoke(actor=make_user(roles.REVIEWER), revocation=row, reason=WHY)
    assert verify(letter.number, letter.verify_code).void_since == MONDAY


def test_afterwards_one_is_barred_until_the_day_in_the_letter(revoking_in, record, head):
    row = revoking_in("revoked")
    assert row.barred_until == date(2029, 11, 2)
    record.refresh_from_db()
    assert eligibility_of(record, MONDAY).outcome == "barred"
    again = applying.application_start(actor=head, record=record)
    fill(head, again)
    with pytest.raises(NotReady, match="弄虚作假"):
        applying.application_submit(actor=head, application=again)


def test_not_taken_back_means_nothing_changed(revoking_in, record):
    row = revoking_in("hearing")
    revoking.revocation_drop(actor=make_user(roles.REVIEWER), revocation=row, reason="经核实凭证是真实的")
    record.refresh_from_db()
    assert record.repaired_at is not None and row.letters.filter(kind="kept").exists()
    assert eligibility_of(record, MONDAY).outcome == "done"


def test_a_decision_annulled_by_a_court_restores_the_repair(revoking_in, record):
    row = revoking_in("annulled")
    record.refresh_from_db()
    assert record.repaired_at is not None and row.application.state == "syncing"
    assert not CreditRecord.objects.public(MONDAY).filter(pk=record.pk).exists()
    assert eligibility_of(record, MONDAY).outcome == "done"
