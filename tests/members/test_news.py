"""Whose file changes is told, once, and before the public sees it; whose right begins or ends is told as well."""

from datetime import timedelta

import pytest

from audit.services import SYSTEM
from core import clock
from members import selectors, services
from members.services import codes
from members.services.registering import bind_by_code
from members.tasks import tell_new_records
from notices.models import Notice
from tests import factories as make
from tests.members.people import make_lawyer, member, outsider

pytestmark = pytest.mark.django_db


def told(user, code):
    return list(
        Notice.objects.filter(recipient=user, code=f"members.{code}").order_by("id").values_list("title", "body")
    )


def test_a_new_record_is_told_once_to_everybody_who_acts_for_its_subject():
    firm, today = make.make_subject("巫山清风律师事务所"), clock.today()
    head, clerk, stranger = member(firm), member(firm, "clerk"), member(make.make_subject())
    record = make.make_record(subject=firm, title="对本所律师疏于管理", event_date=today)
    assert tell_new_records() == 2 and tell_new_records() == 0
    title, body = told(head, "recorded")[0]
    assert title == "信用档案新增一条：对本所律师疏于管理"
    assert record.document_number in body and "对社会公示" in body and "提出异议" in body
    assert told(clerk, "recorded") and not told(stranger, "recorded")


def test_a_practitioner_hears_of_what_is_not_public_too():
    lawyer = make_lawyer()
    user = member(lawyer, "practitioner")
    make.make_record(subject=lawyer, title="警告", disclosure="shared", event_date=clock.today())
    tell_new_records()
    assert "不对社会公示" in told(user, "recorded")[0][1]


def test_old_decisions_withdrawn_ones_and_ended_accounts_are_left_in_peace():
    firm, today = make.make_subject(), clock.today()
    user = member(firm)
    make.make_record(subject=firm, event_date=today - timedelta(days=91))
    make.make_record(subject=firm, event_date=today, withdrawn_at=clock.now(), withdrawn_reason="登记错误")
    assert tell_new_records() == 0
    make.make_record(subject=firm, event_date=today)
    services.end(actor=SYSTEM, membership=selectors.current(user)[0], reason="机构注销")
    assert tell_new_records() == 0


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    for _ in range(6):
        firm = make.make_subject()
        member(firm)
        make.make_record(subject=firm, event_date=clock.today())
    with django_assert_max_num_queries(8):
        assert tell_new_records() == 6


def test_whose_right_ends_or_begins_is_told_with_the_reason():
    firm = make.make_subject("巫山清风律师事务所")
    head, clerk, heir = member(firm), member(firm, "clerk"), member(firm, "clerk")
    services.end(actor=head, membership=selectors.current(clerk)[0], reason="已经离职")
    assert "已经离职" in told(clerk, "ended")[0][1]
    services.hand_over(actor=head, membership=selectors.current(heir)[0])
    assert "巫山清风律师事务所" in told(heir, "handed_over")[0][0]


def test_the_head_hears_of_a_clerk_who_came_with_a_code():
    firm, user = make.make_subject(), outsider(display_name="周未央")
    head = member(firm)
    _, plain = codes.code_issue(actor=make.make_user(), subject=firm, role="clerk", seen="介绍信、身份证原件")
    bind_by_code(actor=user, code=codes.good_code(subject=firm, use="binding", plain=plain, by=user))
    assert "周未央" in told(head, "joined")[0][0]
