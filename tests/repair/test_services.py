"""Papers, promise, clocks, letters, checklist, notices, reminders: what each rule asks for and refuses."""

from datetime import date, timedelta

import pytest

from accounts import roles
from core import settings_store
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotReady, NotUnderstood
from core.models import Setting
from notices.models import Notice as Message
from records.models import CreditRecord, RecordMark
from records.services.evidence import evidence_add
from repair.models import Letter
from repair.services import applying, deciding, handling
from repair.verifying import verify
from tests.factories import make_decision, make_record, make_section, make_user
from tests.repair.conftest import MONDAY, PDF, at, fill, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(head, clerk, chief, third):
    return {"head": head, "clerk": clerk, "chief": chief, "third": third}


def setting(key, value):
    Setting.objects.update_or_create(key=key, defaults={"value": value, "label": key})
    settings_store.forget()


# -- who may ---------------------------------------------------------------------------------------------------------
def test_another_firm_cannot_apply_for_this_one(record, stranger):
    with pytest.raises(Forbidden):
        applying.application_start(actor=stranger, record=record)


def test_another_firm_cannot_touch_the_application(brought, stranger):
    row = brought("draft")
    for deed in (
        lambda: applying.application_save(actor=stranger, application=row, signer="王五"),
        lambda: applying.application_submit(actor=stranger, application=row),
        lambda: applying.application_withdraw(actor=stranger, application=row),
        lambda: applying.paper_add(actor=stranger, application=row, kind="fulfilment", content=PDF, filename="a.pdf"),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_the_clerk_of_another_section_cannot_handle_it(brought):
    other = make_user(roles.CLERK, section=make_section("approval"))
    with pytest.raises(Forbidden, match="其他科室"):
        handling.application_accept(actor=other, application=brought("submitted"))


def test_a_clerk_cannot_decide(brought, clerk):
    with pytest.raises(Forbidden):
        deciding.application_grant(actor=clerk, application=brought("proposed"), reason="符合条件可以准予")


def test_who_examined_cannot_decide(brought, head, chief, clerk, third):
    row = brought("submitted")
    handling.application_accept(actor=chief, application=row)
    handling.application_propose(actor=chief, application=row, proposal="grant", reason="材料齐全，情况属实")
    with pytest.raises(Forbidden, match="经办人不能决定"):
        deciding.application_grant(actor=chief, application=row, reason="符合条件可以准予")
    assert deciding.application_grant(actor=third, application=row, reason="符合条件可以准予").state == "syncing"


def test_who_refused_cannot_review(brought, chief):
    with pytest.raises(Forbidden, match="没有作出原决定|没有经办"):
        deciding.review_uphold(actor=chief, application=brought("reviewing"), reason="维持原来的决定")


# -- applying --------------------------------------------------------------------------------------------------------
def test_one_record_has_one_open_application(brought, head, record):
    row = brought("submitted")
    assert applying.application_start(actor=head, record=record) == row


def test_a_record_of_another_authority_is_sent_there(record, head):
    other = make_record(
        subject=record.subject, item=record.item, event_date=date(2026, 5, 11), authority="重庆市司法局"
    )
    with pytest.raises(NotReady, match="重庆市司法局"):
        applying.application_start(actor=head, record=other)


def test_before_the_first_day_a_draft_is_kept_but_not_handed_in(record, head):
    early = make_record(
        subject=record.subject, item=record.item, event_date=date(2026, 10, 1), publish_until=date(2027, 9, 30)
    )
    row = applying.application_start(actor=head, record=early)
    fill(head, row, fulfilled_on=date(2026, 10, 20))
    with pytest.raises(NotReady, match="2027-01-02"):
        applying.application_submit(actor=head, application=row)
    with at(date(2027, 1, 2)):
        assert applying.application_submit(actor=head, application=row).state == "submitted"


@pytest.mark.parametrize(
    ("leave_out", "says"), [("fulfilled_on", "履行完毕的日期"), ("signer", "承诺人姓名"), ("paper", "履行完毕证明")]
)
def test_only_two_papers_are_asked_for_and_each_is_named(record, head, leave_out, says):
    row = applying.application_start(actor=head, record=record)
    values = {"fulfilled_on": date(2026, 6, 1), "signer": "张三"} | (
        {leave_out: None if leave_out == "fulfilled_on" else ""} if leave_out != "paper" else {}
    )
    applying.application_save(actor=head, application=row, **values)
    if leave_out != "paper":
        applying.paper_add(actor=head, application=row, kind="fulfilment", content=PDF, filename="缴款凭证.pdf")
    row.refresh_from_db()
    assert [str(one) for one in applying.lacking(row) if says in str(one)] and len(applying.lacking(row)) == 1


def test_what_the_bureau_holds_is_attached_and_not_asked_for(record, head, clerk):
    decision = make_decision(section=clerk.section, subject=record.subject)
    CreditRecord.objects.filter(pk=record.pk).update(source_type="decision", source_id=decision.pk)
    evidence_add(actor=clerk, record=record, content=PDF, filename="a.pdf", title="行政处罚决定书")
    evidence_add(actor=clerk, record=record, content=PDF + b"\n", filename="b.pdf", title="罚款缴款凭证")
    row = applying.application_start(actor=head, record=record)
    assert [(p.kind, p.title) for p in row.papers.all()] == [("held", "行政处罚决定书"), ("fulfilment", "罚款缴款凭证")]
    applying.application_save(actor=head, application=row, fulfilled_on=date(2026, 6, 1), signer="张三")
    assert applying.application_submit(actor=head, application=row).state == "submitted"


def test_training_and_report_are_never_needed(brought):
    """接受培训、提交信用报告 are free will: an application without them is handed in and granted."""
    row = brought("syncing")
    assert set(row.papers.values_list("kind", flat=True)) == {"fulfilment"}


def test_a_paper_is_known_by_its_bytes_and_taken_once(record, head):
    row = applying.application_start(actor=head, record=record)
    with pytest.raises(NotUnderstood):
        applying.paper_add(
            actor=head, application=row, kind="fulfilment", content=b"MZ\x90\x00" * 100, filename="证明.pdf"
        )
    applying.paper_add(actor=head, application=row, kind="fulfilment", content=PDF, filename="证明.pdf")
    with pytest.raises(Duplicate):
        applying.paper_add(actor=head, application=row, kind="fulfilment", content=PDF, filename="再来.pdf")


def test_completing_keeps_the_earlier_papers(brought, head):
    row = brought("supplement")
    first = row.papers.get()
    with pytest.raises(InvalidTransition, match="留存"):
        applying.paper_remove(actor=head, application=row, paper=first)
    more = applying.paper_add(actor=head, application=row, kind="fulfilment", content=PDF + b"\n", filename="补充.pdf")
    assert (first.round, more.round) == (1, 2)
    applying.application_submit(actor=head, application=row)
    assert row.papers.filter(removed_at=None).count() == 2


def test_completion_is_asked_for_once(brought, people):
    row = take("submit", brought("supplement"), **people)
    with pytest.raises(InvalidTransition, match="一次性"):
        handling.application_supplement(actor=people["clerk"], application=row, reason="再补一份其他证明")


def test_a_promise_is_signed_by_name_and_kept_as_it_was(record, head):
    row = applying.application_start(actor=head, record=record)
    row = applying.application_save(actor=head, application=row, signer="张三")
    assert record.document_number in row.promise_text and row.promised_at
    signed = row.promised_at
    with at(MONDAY + timedelta(days=1)):
        row = applying.application_save(actor=head, application=row, signer="张三", statement="已整改")
        assert row.promised_at == signed
        assert applying.application_save(actor=head, application=row, signer="").promised_at is None


def test_after_a_withdrawal_one_may_apply_again(brought, head, record):
    first = brought("withdrawn")
    assert applying.application_start(actor=head, record=record) != first


def test_after_a_refusal_for_false_papers_one_is_barred(brought, head, chief, record):
    row = brought("proposed")
    deciding.application_refuse(actor=chief, application=row, ground="false", reason="缴款凭证系伪造")
    again = applying.application_start(actor=head, record=record)
    fill(head, again)
    with pytest.raises(NotReady, match="弄虚作假"):
        applying.application_submit(actor=head, application=again)


# -- clocks ----------------------------------------------------------------------------------------------------------
def test_three_working_days_to_accept_ten_in_all(brought):
    row = brought("submitted")  # Monday, 2 November 2026
    assert (row.accept_due, row.decide_due) == (date(2026, 11, 5), date(2026, 11, 16))


def test_the_days_are_settings(brought):
    setting("repair.accept_workdays", 1)
    setting("repair.decide_workdays", 5)
    row = brought("submitted")
    assert (row.accept_due, row.decide_due) == (date(2026, 11, 3), date(2026, 11, 9))


def test_ten_days_may_count_from_acceptance(brought, people):
    setting("repair.decide_from_acceptance", True)
    with at(date(2026, 11, 2)):
        row = brought("submitted")
    with at(date(2026, 11, 4)):
        assert handling.application_accept(actor=people["clerk"], application=row).decide_due == date(2026, 11, 18)


def test_waiting_for_the_applicant_stops_the_clock(brought, people):
    row = brought("supplement")
    with at(date(2026, 11, 9)):
        row = take("submit", row, **people)
    assert (row.accept_due, row.decide_due) == (date(2026, 11, 12), date(2026, 11, 23))


def test_a_listed_cause_stops_the_clock_and_another_does_not(brought, people):
    row = brought("accepted")
    with pytest.raises(DomainError, match="列明的情形"):
        handling.application_pause(actor=people["clerk"], application=row, cause="supplement", reason="人手不够等一等")
    row = take("pause", row, **people)
    with at(date(2026, 11, 4)):
        assert take("resume", row, **people).decide_due == date(2026, 11, 18)


def test_a_case_at_rest_is_not_proposed(brought, people):
    row = take("pause", brought("accepted"), **people)
    with pytest.raises(NotReady, match="中止"):
        take("propose", row, **people)


def test_extended_once_with_reason(brought, people):
    row = take("extend", brought("accepted"), **people)
    assert row.decide_due == date(2026, 11, 30) and row.extended_reason
    with pytest.raises(InvalidTransition, match="只能延长一次"):
        take("extend", row, **people)


def test_a_year_without_holidays_is_counted_by_weekends_and_marked(record, head):
    with at(date(2039, 3, 1)):
        late = make_record(
            subject=record.subject, item=record.item, event_date=date(2038, 11, 1), publish_until=date(2039, 11, 1)
        )
        row = applying.application_start(actor=head, record=late)
        fill(head, row, fulfilled_on=date(2038, 12, 1))
        row = applying.application_submit(actor=head, application=row)
    assert row.due_provisional and row.accept_due == date(2039, 3, 4)


# -- deciding --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("reason", ["", "不行", "    "])
def test_nothing_is_refused_without_a_reason(brought, people, reason):
    with pytest.raises(DomainError, match="理由"):
        deciding.application_refuse(
            actor=people["chief"], application=brought("proposed"), ground="duties", reason=reason
        )


def test_a_refusal_names_the_remedies(brought):
    row = brought("refused")
    assert "行政复议" in row.remedies and "复核" in row.remedies
    letter = Letter.objects.get(application=row)
    assert letter.kind == "refused" and any("行政复议" in text for text in letter.snapshot["paragraphs"])
    assert letter.pdf.read().startswith(b"%PDF")


def test_a_refused_ground_outside_the_list_is_not_taken(brought, people):
    with pytest.raises(DomainError, match="情形"):
        deciding.application_refuse(
            actor=people["chief"], application=brought("proposed"), ground="mood", reason="不想准予"
        )


def test_a_review_by_a_third_person_may_grant(brought, people, record):
    row = take("overturn", brought("reviewing"), **people)
    record.refresh_from_db()
    assert row.state == "syncing" and record.repaired_at
    assert set(row.letters.values_list("kind", flat=True)) == {"refused", "review", "certificate"}


def test_the_record_is_marked_while_it_is_under_repair(brought, record, people):
    row = brought("accepted")
    assert RecordMark.objects.filter(record=record, kind="repairing", until=None).count() == 1
    take("withdraw", row, **people)
    assert not RecordMark.objects.filter(record=record, until=None).exists()


def test_the_certificate_is_verified_by_number_and_code(brought):
    letter = brought("syncing").letters.get(kind="certificate")
    assert verify(letter.number, letter.verify_code.lower()).subject == "重庆夔门律师事务所"
    assert verify(letter.number, "222222222222") is None and verify("XF-0", letter.verify_code) is None


def test_the_applicant_is_told_of_every_step(brought, head):
    brought("closed")
    told = list(Message.objects.filter(recipient=head).order_by("id").values_list("title", flat=True))
    assert ["待受理" in told[0], "核查中" in told[1], "已修复" in told[2], "办结" in told[3]] == [True] * 4
