"""The way of one decision: entered by one person, approved by another, public from then on, and never by a short cut."""

from datetime import date, timedelta

import pytest

from accounts import roles
from audit.models import Action
from core import clock, settings_store
from core.errors import DomainError, Forbidden, InvalidTransition
from core.models import Setting
from publicity.choices import DecisionState
from publicity.models import Decision
from publicity.services import moves
from publicity.services.entry import Refused, decision_enter
from publicity.services.events import decision_correct, decision_event, event_finish
from publicity.services.ledger import record_of
from publicity.transitions import DECISION_MOVES
from records.models import CreditRecord, Subject
from tests.factories import make_decision, make_section, make_user
from wushan_credit.demo import cast, rows

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 7)
FIRM = cast.institutions()[0]


@pytest.fixture(autouse=True)
def _today():
    with clock.override(DAY + timedelta(days=1)):
        yield


@pytest.fixture
def clerk():
    return make_user(roles.CLERK)


@pytest.fixture
def reviewer():
    return make_user(roles.REVIEWER)


def enter(clerk, row=None, state=DecisionState.PENDING, number=1, **more):
    raw = row or rows.penalty(FIRM, rows.number("penalty", 2026, number), DAY, 1)
    return decision_enter(actor=clerk, kind="penalty", raw_values=raw, state=state, **more)


def test_a_penalty_entered_by_one_and_approved_by_another_is_public_the_same_day(clerk, reviewer):
    decision = moves.decision_approve(actor=reviewer, decision=enter(clerk))
    record = record_of(decision)
    assert decision.state == DecisionState.READY and decision.reviewed_by == reviewer
    assert Subject.objects.get(uscc=FIRM.uscc).name == FIRM.name
    assert CreditRecord.objects.public().filter(pk=record.pk).exists()
    assert (record.publish_from, record.publish_until) == (date(2026, 9, 8), date(2027, 9, 7))
    assert record.item.code == "XZ-CF" and record.rule_version.code == "R-36"


def test_nothing_is_public_before_somebody_else_has_approved(clerk):
    decision = enter(clerk)
    assert record_of(decision) is None
    both = make_user(roles.CLERK, roles.REVIEWER)
    own = enter(both, number=2)
    with pytest.raises(Forbidden, match="不能审核自己"):
        moves.decision_approve(actor=both, decision=own)
    assert not CreditRecord.objects.exists()


def test_a_clerk_cannot_approve_and_another_section_sees_nothing(clerk, reviewer):
    decision = enter(clerk)
    with pytest.raises(Forbidden):
        moves.decision_approve(actor=make_user(roles.CLERK), decision=decision)
    stranger = make_user(roles.REVIEWER, section=make_section("approval"))
    with pytest.raises(Forbidden, match="不属于您的科室"):
        moves.decision_approve(actor=stranger, decision=decision)
    assert Decision.objects.get().state == DecisionState.PENDING


def test_an_incomplete_draft_counts_but_cannot_be_handed_in(clerk):
    raw = {
        key: value
        for key, value in rows.penalty(FIRM, rows.number("penalty", 2026, 1), DAY, 1).items()
        if key != "CF_YJ"
    }
    decision = enter(clerk, raw, DecisionState.DRAFT)
    assert Decision.objects.reportable(DAY, DAY).count() == 1
    with pytest.raises(Refused) as refused:
        moves.decision_submit(actor=clerk, decision=decision)
    assert "CF_YJ" in {finding.field for finding in refused.value.findings}


def test_returning_needs_a_reason_and_the_author_reads_it(clerk, reviewer):
    decision = enter(clerk)
    with pytest.raises(DomainError, match="理由"):
        moves.decision_return(actor=reviewer, decision=decision, reason="错")
    returned = moves.decision_return(actor=reviewer, decision=decision, reason="处罚依据条款写错，应为第五十条")
    assert (returned.state, returned.returned_reason) == (DecisionState.RETURNED, "处罚依据条款写错，应为第五十条")
    assert moves.decision_submit(actor=clerk, decision=returned).state == DecisionState.PENDING


def test_an_exempt_decision_stays_in_the_ledger_without_counting_and_leaves_the_public(clerk, reviewer):
    decision = moves.decision_approve(actor=reviewer, decision=enter(clerk))
    exempt = moves.decision_exempt(
        actor=reviewer, decision=decision, why="privacy", reason="涉及当事人商业秘密且无法隐去"
    )
    assert not Decision.objects.reportable(DAY, DAY).exists() and Decision.objects.filter(pk=exempt.pk).exists()
    assert not CreditRecord.objects.public().exists()
    restored = moves.decision_restore(actor=reviewer, decision=exempt, reason="经复核可以隐去后公示")
    assert restored.state == DecisionState.DRAFT and Decision.objects.reportable(DAY, DAY).count() == 1


def test_every_move_writes_one_named_action_with_its_reason(clerk, reviewer):
    decision = enter(clerk)
    moves.decision_return(actor=reviewer, decision=decision, reason="名称与证照不一致，请核对")
    entry = Action.objects.get(code="publicity.decision.returned")
    assert (entry.actor_name, entry.reason) == (reviewer.display_name, "名称与证照不一致，请核对")
    history = decision.history.order_by("-pgh_id").first()
    assert history.pgh_context["actor_name"] == reviewer.display_name
    assert history.pgh_context["reason"] == "名称与证照不一致，请核对"


def test_a_failed_move_leaves_no_action_behind(clerk):
    decision = enter(clerk)
    before = Action.objects.count()
    with pytest.raises(Forbidden):
        moves.decision_approve(actor=clerk, decision=decision)
    assert Action.objects.count() == before


@pytest.mark.parametrize("state", DecisionState.values)
@pytest.mark.parametrize("move", [move.code for move in DECISION_MOVES.moves])
def test_every_pair_of_state_and_move_is_allowed_or_refused_by_the_table(state, move, reviewer):
    allowed = state in DECISION_MOVES[move].sources
    credit = make_user(roles.CREDIT_OFFICE)
    decision = make_decision(state="draft")
    decision.state = state
    if allowed:
        assert moves.check_move(credit, decision, move, "理由足够长了") == DECISION_MOVES[move].target
    else:
        with pytest.raises(InvalidTransition):
            moves.check_move(credit, decision, move, "理由足够长了")


def test_a_legal_review_comes_from_somebody_else_and_before_the_decision(clerk, reviewer):
    decision = enter(clerk, rows.major_penalty(FIRM, rows.number("penalty", 2026, 1), DAY))
    assert decision.major
    with pytest.raises(DomainError, match="不能晚于决定日期"):
        moves.decision_legal_review(
            actor=reviewer,
            decision=decision,
            number="法审〔2026〕1号",
            on=DAY + timedelta(days=1),
            opinion="同意处罚意见",
        )
    done = moves.decision_legal_review(
        actor=reviewer,
        decision=decision,
        number="巫山司法审〔2026〕1号",
        on=DAY - timedelta(days=3),
        opinion="事实清楚，同意处罚意见",
    )
    assert done.legal_reviewer == reviewer
    minor = enter(clerk, number=2)
    with pytest.raises(DomainError, match="不属于重大"):
        moves.decision_legal_review(
            actor=reviewer, decision=minor, number="巫山司法审〔2026〕2号", on=DAY, opinion="同意处罚意见"
        )


@pytest.mark.parametrize("kind", ["change", "revocation", "unlawful", "invalid"])
def test_what_is_changed_or_revoked_leaves_the_public_at_once_and_must_be_withdrawn_in_three_workdays(
    kind, clerk, reviewer
):
    decision = moves.decision_approve(actor=reviewer, decision=enter(clerk))
    event = decision_event(
        actor=reviewer,
        decision=decision,
        kind=kind,
        happened_on=date(2026, 9, 8),
        document_number="巫山司撤〔2026〕1号",
        reason="复议机关撤销原决定",
    )
    assert not CreditRecord.objects.public().exists()
    assert event.due_on == date(2026, 9, 11)
    event_finish(actor=reviewer, event=event, public_note="原决定已被复议机关撤销，现撤回公示。")
    assert record_of(decision).withdrawn_at is not None
    with pytest.raises(InvalidTransition):
        event_finish(actor=reviewer, event=event, public_note="原决定已被复议机关撤销，现撤回公示。")


def test_the_withdrawal_clock_skips_the_national_day_and_its_make_up_days(clerk, reviewer):
    with clock.override(date(2026, 9, 30)):
        decision = moves.decision_approve(actor=reviewer, decision=enter(clerk))
        event = decision_event(
            actor=reviewer,
            decision=decision,
            kind="revocation",
            happened_on=date(2026, 9, 30),
            document_number="巫山司撤〔2026〕1号",
            reason="主动纠错撤销",
        )
    assert event.due_on == date(2026, 10, 10)


def test_a_pending_review_does_not_stop_publicity(clerk, reviewer):
    decision = moves.decision_approve(actor=reviewer, decision=enter(clerk))
    decision_event(
        actor=reviewer,
        decision=decision,
        kind="review",
        happened_on=date(2026, 9, 8),
        document_number="",
        reason="当事人申请行政复议",
    )
    assert CreditRecord.objects.public().count() == 1


def test_no_revocation_without_a_document_or_a_reason(clerk, reviewer):
    decision = moves.decision_approve(actor=reviewer, decision=enter(clerk))
    for number, reason in (("", "复议机关撤销原决定"), ("巫山司撤〔2026〕1号", "撤")):
        with pytest.raises(DomainError):
            decision_event(
                actor=reviewer,
                decision=decision,
                kind="revocation",
                happened_on=date(2026, 9, 8),
                document_number=number,
                reason=reason,
            )
    assert CreditRecord.objects.public().count() == 1


def test_a_correction_keeps_old_and_new_and_must_be_reported_again(clerk, reviewer):
    decision = moves.decision_approve(actor=reviewer, decision=enter(clerk))
    corrected = decision_correct(
        actor=clerk, decision=decision, raw_values=decision.data | {"CF_FRDB": "新负责人"}, reason="法定代表人录入错误"
    )
    event = corrected.events.get()
    assert event.changes == {"CF_FRDB": [FIRM.head, "新负责人"]}
    assert corrected.state == DecisionState.READY
    with pytest.raises(DomainError, match="理由"):
        decision_correct(actor=clerk, decision=corrected, raw_values=corrected.data, reason="改")


def test_a_persons_penalty_is_shared_and_not_public_unless_the_bureau_has_decided_so(clerk, reviewer):
    person = cast.people(cast.institutions())[40]
    raw = rows.penalty(FIRM, rows.number("penalty", 2026, 1), DAY, 1) | {
        "CF_XDR_MC": person.name, "CF_XDR_LB": "自然人", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": person.id_number, "CF_SY": "经查，违反规定承办业务。",
    }  # fmt: skip
    raw = {key: value for key, value in raw.items() if key not in ("CF_XDR_SHXYM", "CF_FRDB")}
    decision = moves.decision_approve(actor=reviewer, decision=enter(clerk, raw))
    record = record_of(decision)
    assert record.disclosure == "shared" and "自然人" in record.disclosure_reason
    assert person.id_number not in str(decision.data) and person.id_number not in decision.party_key
    Setting.objects.create(key="records.publish_person_adverse", group="公开", label="x", value=True)
    settings_store.forget()
    raw["CF_WSH"] = rows.number("penalty", 2026, 2)
    second = moves.decision_approve(actor=reviewer, decision=enter(clerk, raw))
    assert record_of(second).disclosure == "public"
