"""A decision entered one at a time: checked by every rule, in the ledger at once, the same as from a workbook."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.roles import AUDITOR, CREDIT_OFFICE
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from publicity.models import Decision, DecisionKind
from publicity.services.checking import Refused, check_values
from publicity.services.entry import (
    AlreadyThere,
    checked_facts,
    decision_change,
    decision_enter,
    raw_values_of,
)
from publicity.services.standards import edition_for
from records.models import CreditRecord, Subject
from tests.factories import make_section, make_subject, make_user
from tests.publicity.rows import row_of

pytestmark = pytest.mark.django_db
ID_NUMBER = "110101199003074530"


@pytest.fixture(autouse=True)
def _demo_day():
    with clock.override(date(2026, 9, 1)):
        yield


def enter(actor=None, kind="penalty", state="pending", values=None, **more) -> Decision:
    return decision_enter(actor=actor or make_user(), kind=kind, raw_values=values or row_of(kind), state=state, **more)


def codes(refused) -> set[str]:
    return {finding.code for finding in refused.value.findings if finding.level == "error"}


def test_a_good_row_is_registered_with_both_clocks_and_waits_for_review():
    clerk = make_user()
    decision = enter(clerk)
    assert (decision.state, decision.party_code, decision.section) == ("pending", "31500000MD0000008D", clerk.section)
    assert decision.due_internal == date(2026, 3, 9)
    assert decision.series.prefix == "巫山司罚决字"
    assert not CreditRecord.objects.exists(), "the file is opened when a second person approves"
    assert Action.objects.filter(code="publicity.decision.entered", actor_id=clerk.pk).exists()
    assert decision.history.get().pgh_context["actor"] == clerk.pk


def test_all_mistakes_are_told_at_once_with_their_fields():
    with pytest.raises(Refused) as refused:
        enter(values=row_of(uscc="31500000MD0000009D", basis="", decided_on="2027-01-01"))
    fields = {finding.field for finding in refused.value.findings if finding.level == "error"}
    assert {"CF_XDR_SHXYM", "CF_YJ", "CF_JDRQ"} <= fields
    assert not Decision.objects.exists()


def test_a_draft_may_be_incomplete_and_counts_at_once():
    values = {code: value for code, value in row_of().items() if code in ("CF_XDR_MC", "CF_WSH", "CF_JDRQ")}
    decision = enter(state="draft", values=values)
    assert Decision.objects.reportable(date(2026, 3, 1), date(2026, 3, 31)).get() == decision


@pytest.mark.parametrize("role", ["party_name", "doc_number", "decided_on"])
def test_a_draft_needs_number_party_and_day(role):
    with pytest.raises(Refused):
        enter(state="draft", values=row_of(**{role: ""}))


def test_a_draft_may_not_hold_a_wrong_value():
    with pytest.raises(Refused) as refused:
        enter(state="draft", values=row_of(uscc="31500000MD0000009D"))
    assert "E-ID-02" in codes(refused) or "E-ID-01" in codes(refused)


def test_nobody_enters_a_decision_as_ready():
    with pytest.raises(DomainError):
        enter(state="ready")


def test_identity_numbers_are_only_kept_encrypted():
    decision = enter(values=row_of(party="natural"))
    decision.refresh_from_db()
    assert ID_NUMBER not in str(decision.data)
    assert ID_NUMBER not in decision.party_key
    assert ID_NUMBER not in str(raw_values_of(decision, secrets=False))
    assert raw_values_of(decision, secrets=True)["CF_XDR_ZJHM"] == ID_NUMBER
    for event in decision.history.all():
        assert ID_NUMBER not in str(vars(event))


def test_the_same_decision_again_is_not_registered_twice():
    enter()
    with pytest.raises(AlreadyThere):
        enter()
    assert Decision.objects.count() == 1


def test_the_same_number_and_party_with_other_content_is_refused():
    enter()
    with pytest.raises(Refused) as refused:
        enter(values=row_of(content="给予警告，责令改正"))
    assert "E-DOC-04" in codes(refused)


def test_a_stored_decision_passes_its_own_check():
    decision = enter()
    assert checked_facts(decision).content_digest == decision.content_digest


def test_a_check_digit_may_be_kept_with_a_reason_of_five_characters():
    """Pilot codes were issued with a wrong check digit; the licence shows them so."""
    values = row_of(party_name="厦门某某经营部有限公司", uscc="91350211M00013FA1N")
    edition = edition_for("penalty")
    assert "E-ID-02" in check_values(edition=edition, values=values).codes
    with pytest.raises(Refused):
        enter(values=values, overrides={"CF_XDR_SHXYM": "照证"})
    decision = enter(values=values, overrides={"CF_XDR_SHXYM": "营业执照上确是此码", "CF_XDR_MC": "没有用处的理由"})
    assert decision.overrides == {"CF_XDR_SHXYM": "营业执照上确是此码"}
    assert checked_facts(decision)


def test_a_reason_does_not_lift_what_may_not_be_lifted():
    with pytest.raises(Refused):
        enter(values=row_of(basis=""), overrides={"CF_YJ": "就是不想填写依据"})


def test_adverse_record_for_an_unknown_code_beside_a_nearly_equal_name_forces_a_comparison():
    make_subject("重庆巫霞律师事务所", uscc="31500000MD0000016L")
    values = row_of(party_name="重庆巫峡律师事务所")
    with pytest.raises(Refused) as refused:
        enter(values=values)
    assert codes(refused) == {"E-ID-20"}
    assert "【霞】" in refused.value.message
    decision = enter(values=values, overrides={"CF_XDR_MC": "已核对执业许可证，是两家"})
    assert decision.overrides


def test_two_agreeing_identifiers_need_no_comparison():
    make_subject("重庆巫霞律师事务所", uscc="31500000MD0000016L")
    make_subject("重庆晨光律师事务所", uscc="31500000MD0000008D")
    assert enter().pk


def test_a_licence_is_only_warned_of_a_near_name():
    make_subject("重庆晨先律师事务所", uscc="31500000MD0000016L")
    verdict = check_values(edition=edition_for("licence"), values=row_of("licence"))
    assert verdict.good
    assert [f.level for f in verdict.findings if f.code == "E-ID-20"] == ["warning"]


def test_the_same_name_under_another_code_is_refused_for_a_penalty():
    make_subject("重庆晨光律师事务所", uscc="31500000MD0000016L")
    with pytest.raises(Refused) as refused:
        enter()
    assert "31500000MD0000016L" in refused.value.message


def test_a_code_that_belongs_to_somebody_else_is_refused_with_what_the_file_says():
    make_subject("重庆夔门律师事务所", uscc="31500000MD0000008D")
    with pytest.raises(Refused) as refused:
        enter()
    assert "E-ID-05" in codes(refused)
    assert "重庆夔门律师事务所" in refused.value.message


def test_an_identity_number_on_file_under_another_name_is_refused():
    enter(values=row_of(party="natural"))
    from records.services.subjects import person_hash

    Subject.objects.create(
        kind="lawyer", name="王小明", id_type="身份证", id_number=ID_NUMBER, id_hash=person_hash(ID_NUMBER)
    ).names.create(name="王小明")
    with pytest.raises(Refused) as refused:
        enter(values=row_of(party="natural", doc_number="巫山司罚决字〔2026〕2号"))
    assert codes(refused) == {"E-ID-05"}
    assert ID_NUMBER not in refused.value.message


def test_without_a_catalogue_item_in_force_nothing_is_collected():
    with pytest.raises(Refused) as refused:
        enter(values=row_of(decided_on="1995-03-02", doc_number="巫山司罚决字〔1995〕1号"))
    assert "E-CL-06" in codes(refused)


def test_only_people_with_the_right_enter():
    with pytest.raises(Forbidden):
        enter(make_user(AUDITOR))


def test_people_without_a_section_enter_for_the_responsible_one():
    chief = make_user(CREDIT_OFFICE, section=None)
    DecisionKind.objects.get(pk="penalty").sections.set([])
    with pytest.raises(DomainError):
        enter(chief)
    section = make_section("approval")
    DecisionKind.objects.get(pk="penalty").sections.set([section])
    assert enter(chief).section == section


def test_a_draft_is_changed_by_its_section_and_keeps_its_history():
    clerk = make_user()
    decision = enter(clerk, state="draft", values=row_of(basis=""))
    changed = decision_change(actor=clerk, decision=decision, raw_values=row_of())
    assert changed.data["CF_YJ"]
    assert decision.history.count() == 2


def test_a_stranger_does_not_change_it():
    decision = enter(state="draft")
    with pytest.raises(Forbidden):
        decision_change(actor=make_user(section=make_section("approval")), decision=decision, raw_values=row_of())


def test_what_is_under_review_is_not_changed():
    clerk = make_user()
    decision = enter(clerk)
    with pytest.raises(InvalidTransition):
        decision_change(actor=clerk, decision=decision, raw_values=row_of())


def test_one_check_costs_a_bounded_number_of_queries(django_assert_max_num_queries):
    edition = edition_for("penalty")
    check_values(edition=edition, values=row_of())
    with django_assert_max_num_queries(16):
        check_values(edition=edition, values=row_of())
