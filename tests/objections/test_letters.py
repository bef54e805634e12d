"""Whoever received an item in the last twelve months hears once that it was wrong; nobody twice, nobody who never had it."""

from datetime import timedelta

import pytest

from accounts import roles
from audit.services import saw
from core import clock
from notices.models import Notice
from objections.models import Letter
from objections.services import handling
from objections.services.letters import Change, recipients_of, send
from records.models import News
from records.services.corrections import record_correct
from records.services.records import record_withdraw
from records.services.reports import report_issue
from records.signals import record_withdrawn
from records.tasks import tell_news
from supervision.services.lookups import counterparts_add, run
from supervision.services.matters import matter_open
from tests.factories import make_record, make_subject, make_user
from tests.objections.conftest import NOW

pytestmark = pytest.mark.django_db
WHY = "经核对决定书原件"
TODAY = NOW.date()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def read(who, case):
    saw(actor=who, deed="view", obj=case.firm, purpose="日常监管", matter="检查〔2026〕1号")


def letters(**facts):
    return list(Letter.objects.filter(**facts).values_list("recipient_id", flat=True))


def test_a_reader_of_the_file_gets_one_letter_however_often_he_looked(case, commits):
    reader = make_user()
    for _ in range(3):
        read(reader, case)
    with commits():
        record_correct(actor=case.office, record=case.record, values={"title": "未统一收费"}, reason=WHY)
    letter = Letter.objects.get()
    assert (letter.recipient, letter.kind, letter.matter) == (reader, "corrected", "检查〔2026〕1号")
    assert letter.changes == {"事由": ["私自收费", "未统一收费"]}
    notice = Notice.objects.get(recipient=reader, code="objections.letter")
    assert "未统一收费" in notice.body and notice.link.endswith(f"{letter.number}/")


def test_who_looked_the_subject_up_and_opened_the_matter_hear_once_each(case, commits, monkeypatch):
    monkeypatch.setattr("supervision.services.lookups.enqueue", lambda matter_id: None)
    clerk = make_user(roles.CLERK)
    matter = matter_open(actor=clerk, scene="approval", title="变更负责人")
    counterparts_add(actor=clerk, matter=matter, text=case.firm.uscc)
    run(matter.pk)
    read(clerk, case)
    with commits():
        record_withdraw(actor=case.office, record=case.record, reason=WHY)
    assert letters() == [clerk.pk]
    assert Notice.objects.filter(recipient=clerk, code="objections.letter").count() == 1


def test_who_got_a_report_gets_a_letter_to_print(case, commits):
    report_issue(
        actor=case.reviewer, subject=case.firm, purpose="approval", matter="巫司受〔2026〕18号",
        since=TODAY - timedelta(days=300), until=TODAY, requested_by="巫山县发展和改革委员会",
    )  # fmt: skip
    with commits():
        record_withdraw(actor=case.office, record=case.record, reason=WHY)
    outside = Letter.objects.get(recipient=None)
    assert (outside.addressee, outside.received, outside.matter) == (
        "巫山县发展和改革委员会",
        "report",
        "巫司受〔2026〕18号",
    )
    assert letters(recipient__isnull=False) == [case.reviewer.pk]


def test_nobody_hears_who_looked_before_the_record_was_there_or_at_another_subject_or_long_ago(case, commits):
    early, other, old = make_user(), make_user(), make_user()
    saw(actor=early, deed="view", obj=case.firm, purpose="日常监管")
    late = make_record(subject=case.firm)
    saw(actor=other, deed="view", obj=make_subject(), purpose="日常监管")
    with commits():
        record_withdraw(actor=case.office, record=late, reason=WHY)
    assert letters() == []
    read(old, case)
    with clock.override(NOW + timedelta(days=600)):
        assert recipients_of(case.record) == []


def test_a_member_of_the_firm_itself_gets_the_answer_and_no_letter(case, commits):
    saw(actor=case.head, deed="view", obj=case.firm, purpose="查看本机构档案")
    with commits():
        record_withdraw(actor=case.office, record=case.record, reason=WHY)
    assert letters() == []


def test_the_same_news_told_twice_makes_one_letter(case):
    reader = make_user()
    read(reader, case)
    change = Change(case.record, "withdrawn:1", "withdrawn", WHY, {})
    assert len(send(change, recipients_of(case.record))) == 1
    assert send(change, recipients_of(case.record)) == []
    assert Notice.objects.filter(recipient=reader, code="objections.letter").count() == 1


def test_what_is_rolled_back_is_told_to_nobody(case, commits):
    read(make_user(), case)
    made = case.file(erratum_wanted=True)
    handling.objection_accept(actor=case.office, objection=made)
    handling.objection_check(actor=case.office, objection=made)
    with commits(), pytest.raises(Exception, match="更正声明"):
        handling.objection_decide(actor=case.office, objection=made, outcome="withdraw", reason=WHY)
    assert letters() == []


def test_news_that_a_dead_process_left_untold_is_told_by_the_next_run(case, commits):
    reader = make_user()
    read(reader, case)
    record_withdraw(actor=case.office, record=case.record, reason=WHY)  # the process dies before its commit hooks run
    assert letters() == [] and News.objects.get().told_at is None
    assert tell_news() == 1 and letters() == [reader.pk]
    assert tell_news() == 0 and letters() == [reader.pk]


def test_a_listener_that_fails_stops_nobody_else_and_hears_it_again(case, commits):
    reader, heard = make_user(), []
    read(reader, case)

    def stumble(sender, **news):
        heard.append(news["key"])
        if len(heard) == 1:
            raise ValueError("not today")

    record_withdrawn.connect(stumble)
    try:
        with commits():
            record_withdraw(actor=case.office, record=case.record, reason=WHY)
        assert letters() == [reader.pk] and News.objects.get().told_at is None
        assert tell_news() == 1 and len(heard) == 2 and letters() == [reader.pk]
    finally:
        record_withdrawn.disconnect(stumble)


def test_an_upheld_objection_tells_the_readers(case, commits):
    reader = make_user()
    read(reader, case)
    made = case.file()
    handling.objection_accept(actor=case.office, objection=made)
    handling.objection_check(actor=case.office, objection=made)
    with commits():
        handling.objection_decide(
            actor=case.office, objection=made, outcome="correct", reason=WHY, values={"title": "未统一收费"}
        )
    assert letters() == [reader.pk]
    assert made.number in Letter.objects.get().reason
