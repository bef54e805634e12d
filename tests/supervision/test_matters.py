"""A matter from its opening to its end: what is allowed, what is refused, and who may."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from core import settings_store
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from core.models import Setting
from supervision.models import Feedback, LookUp, Matter
from supervision.services.feedback import feedback_record
from supervision.services.lookups import counterparts_add, lookups_renew, run
from supervision.services.matters import exception_sign, matter_close, matter_decide, matter_open, platform_record
from tests.factories import make_record, make_section, make_user
from tests.supervision.conftest import MONDAY, at

pytestmark = pytest.mark.django_db


def test_matters_of_a_day_are_numbered_in_turn(clerk):
    numbers = [matter_open(actor=clerk, scene="award", title="年度表扬").number for _ in range(2)]
    assert numbers == ["CX-20260914-01", "CX-20260914-02"]


@pytest.mark.parametrize("role", [roles.LEADER, roles.AUDITOR, roles.SYSTEM_ADMIN])
def test_only_who_decides_may_look_up(role):
    with pytest.raises(Forbidden):
        matter_open(actor=make_user(role), scene="award", title="年度表扬")


def test_the_same_counterpart_is_kept_once_and_a_header_is_no_name(clerk):
    matter = matter_open(actor=clerk, scene="award", title="年度表扬")
    text = "单位名称\n重庆甲乙律师事务所\n重庆甲乙律师事务所 \n\n"
    assert counterparts_add(actor=clerk, matter=matter, text=text) == 1
    with pytest.raises(DomainError, match="已经在这件事项里"):
        counterparts_add(actor=clerk, matter=matter, text="重庆甲乙律师事务所")


def test_more_than_five_hundred_are_refused_and_nothing_is_kept(clerk):
    matter = matter_open(actor=clerk, scene="award", title="年度表扬")
    with pytest.raises(DomainError, match="最多查 500 个"):
        counterparts_add(actor=clerk, matter=matter, text="\n".join(f"重庆第{n}律师事务所" for n in range(501)))
    assert not LookUp.objects.exists()


def test_another_section_can_neither_add_nor_answer(look, stranger, firm):
    matter = look(firm.uscc)
    with pytest.raises(Forbidden):
        counterparts_add(actor=stranger, matter=matter, text="某某有限公司")
    with pytest.raises(Forbidden):
        feedback_record(actor=stranger, lookup=matter.lookups.get(), what="not_applicable", note="与本事项无关")


def test_granting_without_a_look_up_is_refused(clerk):
    matter = matter_open(actor=clerk, scene="approval", title="变更住所")
    with pytest.raises(NotReady, match="还没有查询"):
        matter_decide(actor=clerk, matter=matter, decision="granted")
    assert matter_decide(actor=clerk, matter=matter, decision="refused").state == "decided"


def test_granting_while_names_wait_or_are_unsure_is_refused(look, clerk, firm):
    matter = look(f"{firm.uscc}\n重庆夔明律师事务所")
    with pytest.raises(NotReady, match="1 个待选定"):
        matter_decide(actor=clerk, matter=matter, decision="granted")
    counterparts_add(actor=clerk, matter=matter, text="某某有限公司")
    with pytest.raises(NotReady, match="1 个还在查询"):
        matter_decide(actor=clerk, matter=matter, decision="granted")


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (5, True), (6, False)])
def test_a_look_up_counts_for_five_days(look, clerk, firm, days, allowed):
    matter = look(firm.uscc)
    with at(MONDAY + timedelta(days=days)):
        if allowed:
            assert matter_decide(actor=clerk, matter=matter, decision="granted").decided_on == MONDAY + timedelta(
                days=days
            )
        else:
            with pytest.raises(NotReady, match="超过 5 日"):
                matter_decide(actor=clerk, matter=matter, decision="granted")


def test_the_bureau_may_change_how_long_a_look_up_counts(look, clerk, firm):
    matter = look(firm.uscc)
    Setting.objects.create(key="supervision.lookup_valid_days", value=2)
    settings_store.forget()
    with at(MONDAY + timedelta(days=3)), pytest.raises(NotReady, match="超过 2 日"):
        matter_decide(actor=clerk, matter=matter, decision="granted")


def test_a_stale_matter_is_looked_up_anew_and_the_old_look_stays(look, clerk, firm):
    matter = look(firm.uscc)
    make_record(subject=firm, event_date=date(2026, 9, 15))
    with at(date(2026, 9, 24)):
        lookups_renew(actor=clerk, matter=matter)
        run(matter.pk)
        assert matter_decide(actor=clerk, matter=matter, decision="granted").round == 2
    first, second = LookUp.objects.filter(matter=matter).order_by("round")
    assert (first.result["adverse"], second.result["adverse"]) == (1, 2)
    assert (first.looked_on, second.looked_on) == (MONDAY, date(2026, 9, 24))


def test_only_a_chief_signs_an_exception_and_says_why(clerk, chief):
    matter = matter_open(actor=clerk, scene="approval", title="变更住所")
    with pytest.raises(Forbidden):
        exception_sign(actor=clerk, matter=matter, reason="当天必须办结，事后补查")
    with pytest.raises(DomainError, match="写明为什么"):
        exception_sign(actor=chief, matter=matter, reason="急")
    exception_sign(actor=chief, matter=matter, reason="系统检修，当天必须办结，次日补查")
    assert matter_decide(actor=clerk, matter=matter, decision="granted").exception_by == chief


def test_a_chief_of_another_section_signs_nothing_here(clerk):
    matter = matter_open(actor=clerk, scene="approval", title="变更住所")
    with pytest.raises(Forbidden):
        exception_sign(
            actor=make_user(roles.REVIEWER, section=make_section("approval")), matter=matter, reason="当天必须办结"
        )


def test_the_database_itself_refuses_granting_without_a_fresh_look_up(look, firm):
    matter = look("重庆夔明律师事务所")
    with pytest.raises(IntegrityError, match="fresh look-up"), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(decision="granted", decided_on=MONDAY, state="decided")


def test_a_matter_is_never_deleted(look, firm):
    from django.db import InternalError

    matter = look(firm.uscc)
    for row in (matter.lookups.get(), matter):
        with pytest.raises(InternalError), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")


def test_a_hit_is_answered_with_a_measure_and_its_basis(look, clerk, firm):
    row = look(firm.uscc).lookups.get()
    with pytest.raises(DomainError, match="须有依据"):
        feedback_record(actor=clerk, lookup=row, what="measure_taken", note="不予评优")
    done = feedback_record(
        actor=clerk, lookup=row, what="measure_taken", note="不予评优", basis="律师事务所年度检查考核办法第十条"
    )
    assert (done.fed_back_on, done.by) == (MONDAY, clerk)


def test_a_hit_of_bad_faith_earns_no_incentive(look, clerk, firm):
    with pytest.raises(DomainError, match="没有守信记录"):
        feedback_record(actor=clerk, lookup=look(firm.uscc).lookups.get(), what="incentive_given", note="容缺受理")


def test_not_applicable_needs_a_reason(look, clerk, firm):
    row = look(firm.uscc).lookups.get()
    with pytest.raises(DomainError, match="不适用的理由"):
        feedback_record(actor=clerk, lookup=row, what="not_applicable", note=" ")
    feedback_record(actor=clerk, lookup=row, what="not_applicable", note="处罚与本事项无关")
    corrected = feedback_record(actor=clerk, lookup=row, what="not_applicable", note="处罚事项与本次许可无关联")
    assert Feedback.objects.get() == corrected and corrected.history.count() == 2


def test_without_a_hit_there_is_nothing_to_answer(look, clerk):
    with pytest.raises(NotReady, match="没有触发"):
        feedback_record(
            actor=clerk, lookup=look("某某有限公司").lookups.get(), what="not_applicable", note="与本事项无关"
        )


def test_what_was_not_used_must_be_explained_before_closing(look, clerk, firm):
    matter = look(firm.uscc)
    with pytest.raises(NotReady, match="1 个触发没有反馈"):
        matter_close(actor=clerk, matter=matter)
    assert (
        matter_close(actor=clerk, matter=matter, unused_reason="申请人已撤回申请").unused_reason == "申请人已撤回申请"
    )


def test_a_matter_whose_hits_are_answered_closes_without_more_words(look, clerk, firm):
    matter = look(firm.uscc)
    feedback_record(actor=clerk, lookup=matter.lookups.get(), what="not_applicable", note="处罚与本事项无关")
    matter_decide(actor=clerk, matter=matter, decision="granted")
    closed = matter_close(actor=clerk, matter=matter)
    assert (closed.state, closed.unused_reason) == ("closed", "")
    with pytest.raises(InvalidTransition):
        counterparts_add(actor=clerk, matter=closed, text="某某有限公司")


def test_what_the_city_platform_answered_is_noted(look, clerk, firm):
    done = platform_record(actor=clerk, matter=look(firm.uscc), looked_on=MONDAY, result="未触发")
    assert done.platform_result == "未触发"
    with pytest.raises(DomainError, match="不能晚于今天"):
        platform_record(actor=clerk, matter=done, looked_on=MONDAY + timedelta(days=1), result="未触发")
