"""A kept promise counts; a broken one needs finding, notice, window, reasons and another person, and the database knows it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from commitments.choices import State
from commitments.models import Breach, CertifiedMatter, Promise, PromiseCheck
from commitments.selectors import standing_of
from commitments.services.breaches import breach_drop, breach_notify, breach_state, breach_uphold
from commitments.services.checks import check_keep, check_propose, check_start, promise_archive
from commitments.services.drafts import draft_start
from commitments.transitions import PROMISE_MOVES, STEPS
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from notices.models import Notice
from records.models import CreditRecord
from tests.commitments.conftest import MONDAY, PDF, at, draft_of, in_section, sign, template

pytestmark = pytest.mark.django_db

NOTICE = "经查，承诺五日内答复投诉，实际超过二十日没有答复，拟认定未履行承诺。"
FINDING = "投诉登记簿和询问笔录证明，三件投诉均未按期答复。"
REASONS = "事实清楚，陈述中没有新的证据，陈述意见不予采纳。"


def check(actor, promise, **change):
    check_start(actor=actor, promise=promise)
    facts = {
        "method": "查阅台账",
        "finding": FINDING,
        "result": "partial",
        "unfulfilled": "五日内书面答复投诉",
    } | change
    return check_propose(actor=actor, promise=promise, **facts)


def notify(actor, promise):
    return breach_notify(actor=actor, promise=promise, number="巫山司信告〔2026〕1号", text=NOTICE)


def uphold(actor, promise, **change):
    promise = Promise.objects.get(pk=promise.pk)
    facts = {
        "number": "巫山司信认〔2026〕1号", "fault": "unfulfilled", "reasons": REASONS,
        "liabilities": ["将未履行承诺的情况记入信用记录"],
    } | change  # fmt: skip
    return breach_uphold(actor=actor, promise=promise, **facts)


@pytest.fixture
def noticed(signed, clerk):
    promise = signed("trade")
    check(clerk, promise)
    notify(clerk, promise)
    return Promise.objects.get(pk=promise.pk)


def test_a_kept_promise_is_a_positive_record(signed, clerk):
    promise = signed("trade")
    check_start(actor=clerk, promise=promise)
    done = check_keep(actor=clerk, promise=promise, method="抽查", finding="抽查五件，均按期答复。")
    record = CreditRecord.objects.get(source_type="promise", source_id=promise.pk)
    assert done.state == done.fulfilment == "kept" and done.found_on == MONDAY
    assert (record.nature, record.item.code, record.disclosure, record.kind) == (
        "positive",
        "CN-LX",
        "public",
        "promise",
    )
    assert promise_archive(actor=clerk, promise=done).fulfilment == "kept"


@pytest.mark.parametrize(("kind", "disclosure"), [("tolerance", "shared"), ("trade", "public")])
def test_a_record_is_disclosed_as_far_as_the_letter_said(signed, kind, disclosure):
    promise = signed(kind)
    person = in_section(promise.section.code, roles.CLERK)
    check_start(actor=person, promise=promise)
    check_keep(actor=person, promise=promise, method="抽查", finding="材料已经补齐。")
    assert CreditRecord.objects.get(source_id=promise.pk, source_type="promise").disclosure == disclosure


def test_the_whole_way_of_a_breach(noticed, clerk, chief, head):
    breach = Breach.objects.get(promise=noticed)
    assert (
        breach.statement_until.isoformat() == "2026-09-20" and noticed.state == "noticed"
    )  # the fifth working day is a Sunday on which people work
    assert Notice.objects.filter(recipient=head, code="commitments.breach_notice").count() == 1
    breach_state(
        actor=head, promise=noticed, statement="当时负责人住院，请予酌情。", content=PDF, filename="住院证明.pdf"
    )
    assert Notice.objects.filter(recipient=chief, code="commitments.stated").count() == 1
    done = uphold(chief, noticed)
    record = CreditRecord.objects.get(source_type="promise", source_id=noticed.pk)
    assert (done.outcome, done.promise.state, done.promise.fulfilment) == ("upheld", "partial", "partial")
    assert (record.nature, record.document_number, record.severity) == ("adverse", "巫山司信认〔2026〕1号", "general")
    assert record.severity_confirmed is False


def test_nothing_is_decided_inside_the_window_unless_the_promisor_has_spoken(noticed, chief):
    with pytest.raises(NotReady, match="陈述期到"):
        uphold(chief, noticed)
    with at(MONDAY + timedelta(days=6)), pytest.raises(NotReady):
        uphold(chief, noticed)
    with at(MONDAY + timedelta(days=7)):
        assert uphold(chief, noticed).outcome == "upheld"


def test_nobody_decides_what_he_has_proposed_or_served(signed):
    promise = signed("trade")
    author, other = (in_section("public-legal-service", roles.REVIEWER) for _ in range(2))
    check(author, promise)
    notify(other, promise)
    with at(MONDAY + timedelta(days=8)):
        for person in (author, other):
            with pytest.raises(Forbidden, match="其他"):
                uphold(person, promise)
        assert uphold(in_section("public-legal-service", roles.REVIEWER), promise)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"liabilities": []}, "liabilities"), ({"liabilities": ["罚款五万元"]}, "liabilities"), ({"reasons": "短"}, "reasons"),
        ({"fault": ""}, "fault"), ({"number": "没有"}, "number"),
    ],
)  # fmt: skip
def test_only_printed_consequences_with_reasons_and_document(noticed, chief, change, field):
    with at(MONDAY + timedelta(days=8)), pytest.raises(DomainError) as refused:
        uphold(chief, noticed, **change)
    assert refused.value.field == field
    assert Promise.objects.get(pk=noticed.pk).state == "noticed"
    assert not CreditRecord.objects.filter(source_type="promise").exists()


def test_a_dropped_proposal_goes_back_to_be_checked(noticed, clerk, chief):
    with pytest.raises(Forbidden):
        breach_drop(actor=clerk, promise=noticed, reasons="证据不足，不予认定，重新核查。")
    breach_drop(actor=chief, promise=noticed, reasons="证据不足，不予认定，重新核查。")
    promise = Promise.objects.get(pk=noticed.pk)
    assert promise.state == "checking" and promise.checks.get(done_at=None).cause == "again"
    check_keep(actor=clerk, promise=promise, method="抽查", finding="再查，已经全部答复。")
    assert CreditRecord.objects.get(source_id=promise.pk, source_type="promise").nature == "positive"


def test_a_clerk_decides_nothing_and_another_section_does_nothing(noticed, clerk, signed):
    with at(MONDAY + timedelta(days=8)):
        with pytest.raises(Forbidden):
            uphold(in_section("public-legal-service", roles.CLERK), noticed)
        with pytest.raises(Forbidden):
            uphold(in_section("approval", roles.REVIEWER), noticed)
    with pytest.raises(Forbidden):
        check_start(actor=in_section("approval", roles.CLERK), promise=signed("active"))


def test_the_promisor_speaks_once_and_in_time(noticed, head):
    with at(MONDAY + timedelta(days=7)), pytest.raises(NotReady, match="届满"):
        breach_state(actor=head, promise=noticed, statement="当时负责人住院。")
    breach_state(actor=head, promise=noticed, statement="当时负责人住院。")
    with pytest.raises(NotReady, match="已经收到"):
        breach_state(actor=head, promise=noticed, statement="再说一次当时负责人住院。")


def test_a_false_promise_bars_the_firm_until_it_is_repaired(head, firm, signed, chief):
    promise = signed("proof")
    author, chief = in_section("approval", roles.CLERK), in_section("approval", roles.REVIEWER)
    check(author, promise, result="broken", unfulfilled="新住所没有使用权")
    notify(author, promise)
    with at(MONDAY + timedelta(days=8)):
        uphold(chief, promise, fault="false", liabilities=["依法撤销变更决定"])
        with pytest.raises(NotReady, match="曾作不实承诺"):
            draft_of(head, firm, "approval")
        with pytest.raises(NotReady, match="信用修复"):
            draft_start(
                actor=head, subject=firm, template=template("proof"), matter=CertifiedMatter.objects.get(code="ZM-001")
            )
        assert draft_of(head, firm, "active").state == "draft"
        from core import clock

        CreditRecord.objects.filter(source_type="promise").update(repaired_at=clock.now(), repaired_source="repair:1")
        assert [one.repaired for one in standing_of(firm)] == [True]
        assert sign(head, draft_of(head, firm, "approval")).state == "signed"


# -- every pair of the state table ------------------------------------------------------------------------------------
@pytest.mark.parametrize("current", State.values)
@pytest.mark.parametrize("move", [move.code for move in PROMISE_MOVES.moves])
def test_every_pair_of_state_and_move(current, move):
    if current in PROMISE_MOVES[move].sources:
        assert PROMISE_MOVES.check(current, move).code == move
    else:
        with pytest.raises(InvalidTransition) as refused:
            PROMISE_MOVES.check(current, move)
        assert PROMISE_MOVES[move].label in refused.value.message


def test_the_database_refuses_every_step_that_is_not_in_the_table(signed):
    promise = signed("trade")
    for target in State.values:
        if target == "signed" or ("signed", target) in STEPS:
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            Promise.objects.filter(pk=promise.pk).update(state=target)


def test_a_promise_begins_as_a_draft(firm, head, signed):
    one = signed("trade")
    one.pk, one.public_id, one.code = None, None, ""
    import uuid

    one.public_id = uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save(force_insert=True)


# -- what the database refuses ----------------------------------------------------------------------------------------
def test_no_breach_without_its_procedure(noticed):
    with pytest.raises(IntegrityError, match="no breach without"), transaction.atomic():
        Promise.objects.filter(pk=noticed.pk).update(state="broken", fulfilment="broken", found_on=MONDAY)


def test_not_kept_before_it_was_checked(signed, clerk):
    promise = signed("trade")
    check_start(actor=clerk, promise=promise)
    with pytest.raises(IntegrityError, match="not kept before"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(state="kept", fulfilment="kept", found_on=MONDAY)


def _whole(breach, chief):
    return {
        "outcome": "upheld", "fault": "false", "document_number": "巫山司信认〔2026〕1号", "reasons": REASONS, "liabilities": "记入",
        "decided_by": chief, "decided_on": breach.statement_until + timedelta(days=1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (lambda b: {"reasons": ""}, "decided_whole"),
        (lambda b: {"decided_on": b.statement_until}, "window"),
        (lambda b: {"decided_by": b.found_by}, "other_person|not_by_the_server"),
        (lambda b: {"document_number": ""}, "upheld_lawfully"),
        (lambda b: {"liabilities": ""}, "upheld_lawfully"),
        (lambda b: {"fault": ""}, "upheld_lawfully"),
        (lambda b: {"noticed_on": None, "noticed_by": None, "statement_until": None}, "upheld_lawfully|window"),
        (lambda b: {"liabilities": "罚款五万元"}, "does not print"),
        (lambda b: {"liabilities": "将未履行承诺的情况记入信用记录\n罚款五万元"}, "does not print"),
        (lambda b: {"notice_text": ""}, "notice_whole"),
        (lambda b: {"decided_by": None}, "decided_whole"),
    ],
)
def test_the_database_refuses_an_unlawful_decision(noticed, chief, change, constraint):
    breach = Breach.objects.get(promise=noticed)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Breach.objects.filter(pk=breach.pk).update(**_whole(breach, chief) | change(breach))
    Breach.objects.filter(pk=breach.pk).update(**_whole(breach, chief))


def test_whoever_served_the_notice_does_not_decide_even_in_raw_sql(noticed, chief):
    breach = Breach.objects.get(promise=noticed)
    with pytest.raises(IntegrityError, match="not_by_the_server|finding"), transaction.atomic():
        Breach.objects.filter(pk=breach.pk).update(**_whole(breach, chief) | {"noticed_by": chief})


def test_a_decision_is_final(noticed, chief):
    breach = Breach.objects.get(promise=noticed)
    Breach.objects.filter(pk=breach.pk).update(**_whole(breach, chief))
    with pytest.raises(Exception, match="[Cc]annot update"), transaction.atomic():
        Breach.objects.filter(pk=breach.pk).update(reasons="改一改")


def test_one_open_check_and_one_open_breach(noticed, clerk):
    breach = Breach.objects.get(promise=noticed)
    assert PromiseCheck.objects.filter(promise=noticed, done_at=None).count() == 0
    PromiseCheck.objects.create(promise=noticed, due_on=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PromiseCheck.objects.create(promise=noticed, due_on=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Breach.objects.create(
            promise=noticed, check_done=PromiseCheck.objects.get(promise=noticed, done_at=None), result="broken",
            unfulfilled="x", finding="y", found_by=clerk, found_at=breach.found_at,
        )  # fmt: skip
