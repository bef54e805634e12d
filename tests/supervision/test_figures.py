"""查询量与触发反馈率 counted by hand."""

from datetime import date

import pytest

from accounts import roles
from core import clock
from supervision import figures
from supervision.desk import hits_to_answer, looks_grown_old
from supervision.models import LookUp
from supervision.services.feedback import feedback_record
from supervision.services.lookups import lookups_renew, run
from supervision.services.matters import exception_sign, matter_decide, matter_open
from tests.factories import make_record, make_subject, make_user
from tests.supervision.conftest import at

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


def answer(clerk, matter, number):
    for row in LookUp.objects.filter(matter=matter, hit=True)[:number]:
        feedback_record(actor=clerk, lookup=row, what="not_applicable", note="处罚与本事项无关")


@pytest.fixture
def three_hits(look):
    firms = [make_subject() for _ in range(3)]
    for firm in firms:
        make_record(subject=firm)
    return look("\n".join(firm.uscc for firm in firms) + "\n某某有限公司\n另一有限公司")


def test_the_rate_is_answered_hits_by_hits(clerk, three_hits):
    answer(clerk, three_hits, 2)
    total = figures.report(actor=clerk, **YEAR).total
    assert (total.looked, total.hits, total.answered, total.silent) == (5, 3, 2, 1)
    assert total.rate.text == "66.66%"


def test_without_a_hit_there_is_no_rate(clerk, look):
    look("某某有限公司")
    rate = figures.report(actor=clerk, **YEAR).total.rate
    assert (rate.text, rate.whole) == ("无触发", 0)


def test_every_number_is_the_length_of_its_list(clerk, three_hits):
    answer(clerk, three_hits, 1)
    total = figures.report(actor=clerk, **YEAR).total
    for measure in figures.MEASURES:
        assert figures.looked(clerk, YEAR["since"], YEAR["until"], measure=measure).count() == getattr(total, measure)


def test_a_fresh_look_counts_as_a_look_but_not_as_a_second_hit(clerk, three_hits):
    with at(date(2026, 10, 9)):
        lookups_renew(actor=clerk, matter=three_hits)
        run(three_hits.pk)
        report = figures.report(actor=clerk, **YEAR)
    assert (report.total.looked, report.total.hits) == (10, 3)
    assert [(line.label, line.counts.looked, line.counts.hits) for line in report.months] == [
        ("2026-09", 5, 0),
        ("2026-10", 5, 3),
    ]


def test_each_section_sees_its_own_numbers_and_the_credit_office_all(clerk, stranger, look, firm):
    look(firm.uscc)
    look(f"{firm.uscc}\n某某有限公司", actor=stranger)
    assert figures.report(actor=clerk, **YEAR).total.looked == 1
    assert figures.report(actor=stranger, **YEAR).total.looked == 2
    whole = figures.report(actor=make_user(roles.CREDIT_OFFICE), **YEAR)
    assert whole.total.looked == 3 and sorted(line.counts.looked for line in whole.sections) == [1, 2]


def test_the_rate_of_use_counts_decisions_taken_after_a_look(clerk, chief, look, firm):
    matter_decide(actor=clerk, matter=look(firm.uscc), decision="granted")
    unseen = matter_open(actor=clerk, scene="approval", title="变更住所")
    exception_sign(actor=chief, matter=unseen, reason="系统检修，次日补查")
    matter_decide(actor=clerk, matter=unseen, decision="granted")
    scenes = {scene: rate for scene, _, rate in figures.report(actor=clerk, **YEAR).scenes}
    assert (scenes["approval"].part, scenes["approval"].whole, scenes["approval"].text) == (1, 2, "50%")
    assert scenes["award"].text == "无已决定事项"


@pytest.mark.parametrize(("day", "late"), [(17, 0), (18, 1)])
def test_a_hit_unanswered_for_more_than_three_days_is_on_the_desk(clerk, stranger, three_hits, day, late):
    with at(date(2026, 9, day)):
        items = list(hits_to_answer(clerk, clock.today()))
        assert len(items) == late and not list(hits_to_answer(stranger, clock.today()))
    if late:
        assert items[0].count == 3 and items[0].level == "late"


def test_an_answered_hit_leaves_the_desk(clerk, three_hits):
    answer(clerk, three_hits, 3)
    with at(date(2026, 9, 30)):
        assert not list(hits_to_answer(clerk, clock.today()))


def test_a_look_grown_old_before_the_decision_is_on_the_desk(clerk, look, firm):
    matter = look(firm.uscc)
    with at(date(2026, 9, 19)):
        assert not list(looks_grown_old(clerk, clock.today()))
    with at(date(2026, 9, 20)):
        assert [item.action for item in looks_grown_old(clerk, clock.today())] == ["去查询"]
        matter_decide(actor=clerk, matter=matter, decision="refused")
        assert not list(looks_grown_old(clerk, clock.today()))
