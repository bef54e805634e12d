"""A party objects: marked at once, on a clock, with evidence; nobody objects for somebody else."""

from datetime import date, timedelta

import pytest

from accounts import roles
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotUnderstood
from notices.models import Notice
from objections.models import Objection, Paper
from objections.services import filing, handling
from records.selectors_marks import marks_of
from records.services.records import record_withdraw
from tests.factories import make_record, make_subject, make_user
from tests.members.people import member
from tests.objections.conftest import NOW, PDF

pytestmark = pytest.mark.django_db


def test_an_objection_marks_the_record_and_gets_a_number_and_a_last_day(case):
    made = case.file()
    assert made.number == "YY-20260921-001" and made.state == "submitted"
    assert marks_of([case.record.pk]) == {case.record.pk: ["disputed"]}
    point = made.points.get()
    assert (point.label, point.old_value, point.wanted_value) == ("事由", "私自收费", "未按规定统一收取服务费")
    assert made.authors == [case.author.pk]


def test_the_clock_counts_working_days_over_the_mid_autumn_holiday(case):
    """2026-09-25 至 27 放假: five working days from Monday the 21st end on Tuesday the 29th."""
    assert case.file().due_on == date(2026, 9, 29)


def test_a_year_without_a_holiday_notice_counts_weekends_and_says_so(case):
    with clock.override(NOW.replace(year=2026, month=12, day=30)):
        made = case.file()
    assert made.due_provisional and made.due_on == date(2027, 1, 6)


def test_the_house_is_told_but_never_the_records_own_author(case):
    case.file()
    told = set(Notice.objects.filter(code="objections.arrived").values_list("recipient_id", flat=True))
    assert case.office.pk in told and case.author.pk not in told


def test_evidence_is_known_by_its_bytes_and_never_under_a_guessable_name(case):
    made = case.file(papers=[(PDF, "证据 500237199001011234.exe")])
    paper = made.papers.get()
    assert paper.media_type == "application/pdf" and len(paper.sha256) == 64
    assert "500237199001011234" not in paper.filename and paper.filename.endswith(".pdf")
    assert "证据" not in paper.file.name
    with pytest.raises(NotUnderstood):
        filing.paper_add(actor=case.head, objection=made, content=b"MZ\x90 program", filename="x.pdf")
    with pytest.raises(Duplicate):
        filing.paper_add(actor=case.head, objection=made, content=PDF, filename="again.pdf")


def test_a_file_that_is_refused_leaves_no_objection_behind(case):
    with pytest.raises(NotUnderstood):
        case.file(papers=[(b"GIF89a", "x.gif")])
    assert not Objection.objects.exists() and marks_of([case.record.pk]) == {}


def test_another_firm_and_a_clerk_without_a_window_right_are_refused(case):
    stranger = member(make_subject())
    for actor in (stranger, make_user(roles.AUDITOR)):
        with pytest.raises(Forbidden):
            filing.objection_file(
                actor=actor, record=case.record, statement="不是我们的记录", wanted={}, applicant_name="李明"
            )


def test_a_clerk_registers_an_objection_at_the_window(case):
    clerk = make_user(roles.CLERK)
    made = filing.objection_file(
        actor=clerk, record=case.record, statement="当事人当场陈述", wanted={}, applicant_name="谭文静", way="window"
    )
    assert made.way == "window" and made.filed_by == clerk and marks_of([case.record.pk])
    hidden = make_record(disclosure="shared")
    with pytest.raises(Forbidden):
        filing.objection_file(
            actor=clerk, record=hidden, statement="当事人当场陈述", wanted={}, applicant_name="谭文静", way="window"
        )


def test_what_was_filed_at_the_window_goes_on_at_the_window_or_from_the_partys_account(case):
    clerk = make_user(roles.CLERK)
    made = filing.objection_file(
        actor=clerk, record=case.record, statement="当事人当场陈述", wanted={}, applicant_name="谭文静", way="window"
    )
    filing.paper_add(actor=clerk, objection=made, content=PDF, filename="a.pdf")
    filing.paper_add(actor=case.head, objection=made, content=PDF + b"2", filename="b.pdf")
    handling.objection_accept(actor=case.office, objection=made)
    handling.objection_check(actor=case.office, objection=made)
    handling.objection_decide(actor=case.office, objection=made, outcome="keep", reason="经核对决定书原件")
    assert filing.review_ask(actor=clerk, objection=made, statement="没有核对送达回证").state == "reviewing"
    online = filing.objection_file(
        actor=case.head,
        record=make_record(subject=case.firm),
        statement="认定与事实不符",
        wanted={},
        applicant_name="谭文静",
    )
    for step in (filing.objection_recall, lambda **who: filing.paper_add(content=PDF, filename="c.pdf", **who)):
        with pytest.raises(Forbidden):
            step(actor=clerk, objection=online)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"statement": "不对"}, "statement"),
        ({"applicant_name": " "}, "applicant_name"),
        ({"wanted": {"no_such_field": "x"}}, "points"),
    ],
)
def test_what_is_missing_is_named(case, facts, field):
    with pytest.raises(DomainError) as refused:
        case.file(**facts)
    assert refused.value.field == field


def test_one_open_objection_against_a_record_and_none_against_a_withdrawn_one(case):
    first = case.file()
    with pytest.raises(Duplicate, match=first.number):
        case.file()
    filing.objection_recall(actor=case.head, objection=first)
    assert marks_of([case.record.pk]) == {}
    case.file()
    gone = make_record(subject=case.firm)
    record_withdraw(actor=case.office, record=gone, reason="决定已被撤销")
    with pytest.raises(InvalidTransition):
        filing.objection_file(
            actor=case.head, record=gone, statement="认定有误，请撤销", wanted={}, applicant_name="谭文静"
        )


def test_the_contact_lies_encrypted_and_identity_numbers_are_masked(case):
    from django.db import connection

    made = case.file(statement="身份证号500237199001011234写错了", applicant_phone="13983271234")
    assert "500237199001011234" not in made.statement
    with connection.cursor() as cursor:
        cursor.execute("SELECT applicant_phone FROM objections_objection WHERE id = %s", [made.pk])
        assert "13983271234" not in cursor.fetchone()[0]
    assert Objection.objects.get().applicant_phone == "13983271234"


def test_papers_are_kept_until_the_answer_and_not_later(case):
    made = case.file()
    for number in range(10):
        filing.paper_add(actor=case.head, objection=made, content=PDF + str(number).encode(), filename=f"{number}.pdf")
    with pytest.raises(DomainError):
        filing.paper_add(actor=case.head, objection=made, content=PDF, filename="11.pdf")
    filing.objection_recall(actor=case.head, objection=made)
    with pytest.raises(InvalidTransition):
        filing.paper_add(actor=case.head, objection=made, content=PDF, filename="12.pdf")
    assert Paper.objects.count() == 10


def test_the_number_of_the_day_goes_on(case):
    case.file()
    other = make_record(subject=case.firm)
    made = filing.objection_file(
        actor=case.head, record=other, statement="与事实不符的认定", wanted={}, applicant_name="谭文静"
    )
    assert made.number == "YY-20260921-002"
    with clock.override(NOW + timedelta(days=1)):
        third = make_record(subject=case.firm)
        assert filing.objection_file(
            actor=case.head, record=third, statement="与事实不符的认定", wanted={}, applicant_name="谭文静"
        ).number == "YY-20260922-001"  # fmt: skip
