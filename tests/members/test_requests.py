"""Asking, inviting: the head or the bureau decides, nobody for himself, and the reason is told."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from accounts.roles import CREDIT_OFFICE
from core import clock
from core.errors import DomainError
from members import selectors, services
from members.models import BindingRequest, Invitation, Membership
from members.services import finding
from members.services.invitations import invitation_accept, invitation_cancel, invite, open_invitation
from members.services.registering import NewAccount, register_and_ask, register_invited
from members.services.requests import request_ask, request_decide, request_withdraw
from notices.models import Notice
from tests import factories as make
from tests.members.people import make_lawyer, member, outsider
from tests.support.together import together

pytestmark = pytest.mark.django_db
WHY = "本所行政内勤，负责申报"
ACCOUNT = NewAccount("周未央", "zhouweiyang", "静水流深-2026-巫峡")


def ask(firm, role="clerk", user=None):
    return request_ask(actor=user or outsider(), subject=firm, role=role, statement=WHY)


def code_of(call):
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code


def test_the_head_agrees_to_a_clerk_and_both_are_told():
    firm = make.make_subject()
    head = member(firm)
    user, row = register_and_ask(account=ACCOUNT, subject=firm, role="clerk", statement=WHY)
    assert row.number == f"BD-{clock.today():%Y%m%d}-01" and selectors.waiting_for(firm) == [row]
    assert not selectors.acts_for(user, firm)
    assert WHY in Notice.objects.get(recipient=head, code="members.asked").body
    request_decide(actor=head, request=row, agree=True)
    assert selectors.acts_for(user, firm, "clerk") and Membership.objects.get(user=user).way == "head"
    assert "已同意" in Notice.objects.get(recipient=user, code="members.decided").title


def test_a_refusal_says_why():
    firm = make.make_subject()
    head, user = member(firm), outsider()
    row = ask(firm, user=user)
    assert code_of(lambda: request_decide(actor=head, request=row, agree=False)) == "E-LAW-02"
    request_decide(actor=head, request=row, agree=False, reason="不是本所人员")
    assert "不是本所人员" in Notice.objects.get(recipient=user).body and not selectors.acts_for(user, firm)
    assert code_of(lambda: request_decide(actor=head, request=row, agree=True)) == "E-STATE-01"
    assert ask(firm, user=user), "may ask again with a better statement"


def test_who_decides_what():
    firm, other = make.make_subject(), make.make_subject()
    head, clerk, stranger = member(firm), member(firm, "clerk"), member(other)
    row, takeover = ask(firm), ask(firm, "head")
    for actor in (clerk, stranger, row.user, outsider(), make.make_user()):
        assert code_of(lambda a=actor: request_decide(actor=a, request=row, agree=True, reason="自己人")) in (
            "E-MEM-02", "E-LAW-02", "forbidden",
        )  # fmt: skip
    assert code_of(lambda: request_decide(actor=head, request=takeover, agree=True)) == "E-MEM-02"
    assert row.user not in selectors.users_of(firm)


def test_the_bureau_replaces_a_head_who_is_gone_and_says_what_it_checked():
    firm = make.make_subject()
    old = member(firm)
    row = ask(firm, "head")
    office = make.make_user(CREDIT_OFFICE)
    assert code_of(lambda: request_decide(actor=office, request=row, agree=True)) == "E-LAW-02"
    request_decide(actor=office, request=row, agree=True, reason="核对变更登记和身份证")
    assert selectors.head_of(firm).user == row.user and not selectors.acts_for(old, firm)
    assert row.number in Membership.objects.get(user=old).end_reason


def test_the_bureau_agrees_to_the_first_head():
    firm = make.make_subject()
    row = ask(firm, "head")
    request_decide(actor=make.make_user(CREDIT_OFFICE), request=row, agree=True, reason="电话核对无误")
    assert selectors.users_of(firm) == [row.user]


def test_asking_has_its_limits():
    firm = make.make_subject()
    head = member(firm)
    user = outsider()
    ask(firm, user=user)
    assert code_of(lambda: ask(firm, user=user)) == "E-MEM-10"
    assert code_of(lambda: ask(firm, user=head)) == "E-MEM-03"
    assert code_of(lambda: request_ask(actor=user, subject=firm, role="clerk", statement="我")) == "E-MEM-10"
    assert (
        code_of(lambda: request_ask(actor=user, subject=make_lawyer(), role="practitioner", statement=WHY))
        == "E-MEM-01"
    )
    for _ in range(2):
        ask(make.make_subject(), user=user)
    assert code_of(lambda: ask(make.make_subject(), user=user)) == "E-MEM-10"


def test_the_own_request_may_be_taken_back_by_nobody_else():
    firm = make.make_subject()
    head, row = member(firm), ask(firm)
    assert code_of(lambda: request_withdraw(actor=head, request=row)) == "forbidden"
    request_withdraw(actor=row.user, request=row)
    assert code_of(lambda: request_decide(actor=head, request=row, agree=True)) == "E-STATE-01"


def test_a_decided_request_stays_as_it_was_decided():
    row = ask(make.make_subject())
    request_withdraw(actor=row.user, request=row)
    with pytest.raises(Exception, match="annot"), transaction.atomic():
        BindingRequest.objects.update(state="waiting")


def test_an_invited_clerk_opens_an_account_by_the_link_and_the_head_hears_of_it():
    firm = make.make_subject()
    head = member(firm)
    row, token = invite(actor=head, subject=firm, name="周未央")
    assert token not in str(Invitation.objects.values()) and open_invitation(token) == row
    user, made = register_invited(account=ACCOUNT, token=token)
    assert selectors.acts_for(user, firm, "clerk") and made.way == "invitation"
    assert "周未央" in Notice.objects.get(recipient=head, code="members.joined").title
    assert code_of(lambda: invitation_accept(actor=outsider(), token=token)) == "E-MEM-12"


def test_somebody_with_an_account_accepts_with_it_but_not_who_is_there_already():
    firm = make.make_subject()
    head, known = member(firm), member(make.make_subject())
    _, token = invite(actor=head, subject=firm, name="邀请某人")
    assert code_of(lambda: invitation_accept(actor=head, token=token)) == "E-MEM-03"
    invitation_accept(actor=known, token=token)
    assert len(selectors.current(known)) == 2


@pytest.mark.parametrize("fate", ["old", "cancelled", "head gone", "wrong"])
def test_a_dead_link_opens_no_account(fate):
    firm = make.make_subject()
    head, clerk = member(firm), member(firm, "clerk")
    row, token = invite(actor=head, subject=firm, name="周未央")
    moment = clock.now()
    if fate == "old":
        moment = row.expires_at + timedelta(seconds=1)
    elif fate == "cancelled":
        invitation_cancel(actor=head, invitation=row)
    elif fate == "head gone":
        services.hand_over(actor=head, membership=selectors.current(clerk)[0], stays=False)
    else:
        token = token[:-1]
    with clock.override(moment):
        assert code_of(lambda: register_invited(account=ACCOUNT, token=token)) == "E-MEM-12"
    assert not User.objects.filter(username=ACCOUNT.username).exists()


def test_only_the_head_invites_and_takes_back():
    firm, other = make.make_subject(), make.make_subject()
    head, clerk, stranger = member(firm), member(firm, "clerk"), member(other)
    row, _ = invite(actor=head, subject=firm, name="周未央")
    for actor in (clerk, stranger):
        assert code_of(lambda a=actor: invite(actor=a, subject=firm, name="某某人")) == "E-MEM-02"
        assert code_of(lambda a=actor: invitation_cancel(actor=a, invitation=row)) == "E-MEM-02"
    assert code_of(lambda: invite(actor=head, subject=firm, name="13800138000")) == "E-MEM-11"


def test_a_firm_is_found_by_code_and_name_together():
    firm = make.make_subject("重庆某某律师事务所")
    firm.names.create(name="重庆原名律师事务所", valid_until=make.DAY)
    assert finding.firm_named(f" {firm.uscc.lower()} ", "重庆某某律师事务所 ") == firm
    assert finding.firm_named(firm.uscc, "重庆原名律师事务所") == firm
    for code, name, wanted in (
        (firm.uscc, "重庆别家律师事务所", "E-MEM-09"),
        (firm.uscc, "", "E-MEM-09"),
        (make.make_uscc(), firm.name, "E-MEM-09"),
        ("123", firm.name, "E-ID-01"),
    ):
        assert code_of(lambda c=code, n=name: finding.firm_named(c, n)) == wanted


def test_a_practitioner_is_found_by_licence_and_name_even_after_a_transfer():
    lawyer = make_lawyer("谭文静", licence_number="15002201510300777", licence_serial="300777")
    assert finding.practitioner_named("15002201510300777", "谭文静") == lawyer
    assert finding.practitioner_named("15002202010300777", "谭文静") == lawyer
    for number, name in (("15002201510300777", "别的人"), ("15002202010300777", "别的人"), ("", "谭文静")):
        assert code_of(lambda a=number, b=name: finding.practitioner_named(a, b)) == "E-MEM-09"


@pytest.mark.django_db(transaction=True)
def test_head_and_bureau_answering_at_once_have_exactly_one_effect():
    firm = make.make_subject()
    head, office, row = member(firm), make.make_user(CREDIT_OFFICE), ask(firm)

    def answer(actor, agree):
        try:
            return request_decide(actor=actor, request=row, agree=agree, reason="核对了证件").state
        except DomainError as error:
            return error.code

    results = together(lambda: answer(head, False), lambda: answer(office, True))
    assert "E-STATE-01" in results and len(set(results)) == 2
    row.refresh_from_db()
    assert row.state in results and selectors.acts_for(row.user, firm) is (row.state == "confirmed")
    assert Notice.objects.filter(recipient=row.user, code="members.decided").count() == 1
