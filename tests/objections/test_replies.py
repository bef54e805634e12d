"""The right of reply: the subject's own words, refused for a listed cause only."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import roles
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from notices.models import Notice
from objections.services.replies import reply_refuse, reply_show, reply_take_back, reply_write
from records.models import Reply
from records.selectors_marks import beside
from tests.factories import make_record, make_subject, make_user
from tests.members.people import member

pytestmark = pytest.mark.django_db
WORDS = "我所已于三月主动退还全部费用，并完善了收费制度。"


def write(case, text=WORDS):
    return reply_write(actor=case.head, record=case.record, text=text)


def test_a_reply_is_shown_after_a_check_and_the_party_is_told(case):
    made = write(case)
    assert beside([case.record.pk]) == {}
    reply_show(actor=case.reviewer, reply=made)
    assert beside([case.record.pk])[case.record.pk].reply == WORDS
    assert Notice.objects.filter(recipient=case.head, code="objections.reply_judged").count() == 1


@pytest.mark.parametrize("text", ["短", "字" * 201, "  "])
def test_two_hundred_characters_at_most(case, text):
    with pytest.raises(DomainError) as refused:
        write(case, text)
    assert refused.value.field == "text"
    assert write(case, "字" * 200).state == "pending"


def test_it_is_refused_for_a_listed_cause_with_reasons_only(case):
    made = write(case)
    for wrong in ({"cause": "disagree", "reason": "与事实不符，不予展示"}, {"cause": "insult", "reason": "骂人"}):
        with pytest.raises(DomainError):
            reply_refuse(actor=case.reviewer, reply=made, **wrong)
    done = reply_refuse(actor=case.reviewer, reply=made, cause="third_party", reason="写出了投诉人的住址")
    assert done.state == "refused" and beside([case.record.pk]) == {}
    assert "住址" in Notice.objects.get(recipient=case.head, code="objections.reply_judged").body


def test_only_the_subject_writes_and_only_a_reviewer_judges(case):
    with pytest.raises(Forbidden):
        reply_write(actor=member(make_subject()), record=case.record, text=WORDS)
    made = write(case)
    with pytest.raises(Forbidden):
        reply_show(actor=make_user(roles.CLERK), reply=made)
    with pytest.raises(Forbidden):
        reply_take_back(actor=member(make_subject()), reply=made)


def test_a_new_reply_takes_the_place_of_the_old_one_and_can_be_taken_back(case):
    reply_show(actor=case.reviewer, reply=write(case))
    second = write(case, "费用已经退还，制度已经公布。")
    with pytest.raises(Duplicate):
        write(case)
    assert beside([case.record.pk])[case.record.pk].reply == WORDS
    reply_show(actor=case.reviewer, reply=second)
    assert beside([case.record.pk])[case.record.pk].reply == "费用已经退还，制度已经公布。"
    reply_take_back(actor=case.head, reply=second)
    assert beside([case.record.pk]) == {}
    for deed in (reply_show, reply_take_back):
        actor = case.reviewer if deed is reply_show else case.head
        with pytest.raises(InvalidTransition):
            deed(actor=actor, reply=second)
    assert sorted(Reply.objects.values_list("state", flat=True)) == ["replaced", "taken_back"]


@pytest.mark.parametrize(
    "change",
    [
        "state='refused', judged_at=now()",
        "state='shown'",
        "text='别的话'",
        "judged_by_id=written_by_id",
        "state='refused', judged_at=now(), judged_by_id=%(judge)s, refusal_cause='disagree', refusal_reason='不同意'",
    ],
)
def test_the_database_refuses(case, change):
    write(case)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_reply SET {change}", {"judge": case.reviewer.pk})


def test_one_reply_of_each_record_is_shown(case):
    other = make_record(subject=case.firm)
    reply_show(actor=case.reviewer, reply=write(case))
    reply_show(actor=case.reviewer, reply=reply_write(actor=case.head, record=other, text=WORDS))
    with pytest.raises(DatabaseError), transaction.atomic():
        Reply.objects.filter(record=other).update(record=case.record)
