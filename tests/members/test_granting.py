"""Who acts for a firm: begun, ended, handed over, and never past the rules."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.roles import CREDIT_OFFICE, FIRM_USER, PRACTITIONER
from audit.models import Action
from audit.services import SYSTEM
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotReady
from members import selectors, services
from members.models import Membership
from tests import factories as make
from tests.members.people import member, outsider
from tests.support.together import together

pytestmark = pytest.mark.django_db


def own(user):
    return selectors.current(user)[0]


def test_a_granted_head_acts_for_the_firm_and_is_told_of_it():
    firm, user = make.make_subject(), outsider()
    row = services.grant(actor=make.make_user(CREDIT_OFFICE), user=user, subject=firm, role="head")
    assert selectors.current(user) == [row] and selectors.users_of(firm) == [user]
    assert selectors.acts_for(user, firm) and selectors.acts_for(user, firm, "head", "clerk")
    assert not selectors.acts_for(user, firm, "clerk") and not selectors.acts_for(user, make.make_subject())
    assert user.role_names == [FIRM_USER]
    assert Action.objects.get(code="members.granted").extra == {"role": "head", "way": "staff"}


def test_a_practitioner_acts_for_himself_only():
    lawyer, user = make.make_subject("谭文静", kind="lawyer", uscc="", id_hash="h1"), outsider()
    services.grant(actor=SYSTEM, user=user, subject=lawyer, role="practitioner")
    assert user.role_names == [PRACTITIONER]
    with pytest.raises(DomainError) as refused:
        services.grant(actor=SYSTEM, user=outsider(), subject=lawyer, role="head")
    assert refused.value.code == "E-MEM-01"


def test_without_the_right_nobody_is_let_in():
    with pytest.raises(Forbidden):
        services.grant(actor=make.make_user(), user=outsider(), subject=make.make_subject(), role="head")
    assert not Membership.objects.exists()


def test_a_firm_has_one_head_and_a_person_one_account_in_it():
    firm = make.make_subject()
    head = member(firm)
    for user, role in ((outsider(), "head"), (head, "clerk")):
        with pytest.raises(Duplicate) as refused:
            services.grant(actor=SYSTEM, user=user, subject=firm, role=role)
        assert refused.value.code == "E-MEM-03"


def test_staff_and_closed_accounts_are_never_a_firms_users():
    firm = make.make_subject()
    with pytest.raises(Forbidden):
        services.grant(actor=SYSTEM, user=make.make_user(), subject=firm, role="clerk")
    with pytest.raises(DomainError):
        services.grant(actor=SYSTEM, user=outsider(is_active=False), subject=firm, role="clerk")


@pytest.mark.parametrize(
    ("kind", "role", "staff"),
    [("law_firm", "clerk", True), ("law_firm", "practitioner", False), ("lawyer", "head", False)],
)
def test_the_database_itself_refuses_the_wrong_people(kind, role, staff):
    facts = {"uscc": "", "id_hash": "h2"} if kind == "lawyer" else {}
    subject, user = make.make_subject("某某", kind=kind, **facts), outsider(is_staff=staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, subject=subject, role=role, way="staff", since=make.DAY)


def test_two_open_heads_are_refused_by_the_database():
    firm = make.make_subject()
    member(firm)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=outsider(), subject=firm, role="head", way="staff", since=make.DAY)


def test_an_end_counts_at_once_and_takes_the_group_with_the_last_right():
    firm, other = make.make_subject(), make.make_subject()
    head, clerk = member(firm), member(firm, "clerk")
    services.grant(actor=SYSTEM, user=clerk, subject=other, role="clerk")
    first = next(row for row in selectors.current(clerk) if row.subject == firm)
    services.end(actor=head, membership=first, reason="已经离职")
    assert not selectors.acts_for(clerk, firm) and selectors.acts_for(clerk, other)
    assert clerk.groups.exists()
    services.leave(actor=clerk, membership=own(clerk))
    assert not clerk.groups.exists() and selectors.current(clerk) == []
    with pytest.raises(InvalidTransition):
        services.end(actor=head, membership=first, reason="再次终止")


def test_an_end_needs_a_reason_and_the_right():
    firm, other = make.make_subject(), make.make_subject()
    head, clerk, stranger = member(firm), member(firm, "clerk"), member(other)
    row = own(clerk)
    with pytest.raises(DomainError) as refused:
        services.end(actor=head, membership=row, reason=" ")
    assert refused.value.field == "reason"
    for actor in (stranger, clerk):
        with pytest.raises(Forbidden):
            services.end(actor=actor, membership=row, reason="不应成功")
    assert selectors.acts_for(clerk, firm)


def test_the_head_cannot_simply_go():
    firm = make.make_subject()
    head = member(firm)
    with pytest.raises(Forbidden):
        services.end(actor=head, membership=own(head), reason="想要离开")
    with pytest.raises(NotReady) as refused:
        services.leave(actor=head, membership=own(head))
    assert refused.value.code == "E-MEM-05"
    services.end(actor=make.make_user(CREDIT_OFFICE), membership=own(head), reason="机构注销")
    assert selectors.users_of(firm) == []


@pytest.mark.parametrize("stays", [True, False])
def test_the_headship_goes_over_to_a_clerk(stays):
    firm = make.make_subject()
    head, clerk = member(firm), member(firm, "clerk")
    services.hand_over(actor=head, membership=own(clerk), stays=stays)
    assert own(clerk).role == "head" and clerk.role_names == [FIRM_USER]
    assert [row.role for row in selectors.current(head)] == (["clerk"] if stays else [])
    with pytest.raises(Forbidden):
        services.hand_over(actor=head, membership=own(clerk))


def test_the_headship_goes_to_nobody_outside():
    firm, other = make.make_subject(), make.make_subject()
    head, stranger, clerk = member(firm), member(other, "clerk"), member(firm, "clerk")
    with pytest.raises(Forbidden):
        services.hand_over(actor=head, membership=own(stranger))
    with pytest.raises(InvalidTransition):
        services.hand_over(actor=head, membership=own(head))
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    with pytest.raises(InvalidTransition):
        services.hand_over(actor=head, membership=Membership.objects.get(user=clerk))
    assert own(head).role == "head"


def test_a_closed_account_acts_for_nobody():
    firm = make.make_subject()
    user = member(firm)
    user.is_active = False
    user.save()
    assert selectors.current(user) == [] and selectors.users_of(firm) == [] and not selectors.acts_for(user, firm)


def test_nothing_of_it_can_be_deleted_or_taken_back():
    head = member(make.make_subject())
    services.end(actor=SYSTEM, membership=own(head), reason="测试终止")
    for sql in (
        "DELETE FROM members_membership",
        "UPDATE members_membership SET until = NULL, end_reason = ''",
        "TRUNCATE members_membership CASCADE",
    ):
        with pytest.raises(Exception, match="annot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_whoever_joins_the_staff_acts_for_no_firm_any_more():
    firm = make.make_subject()
    head, clerk = member(firm), member(firm, "clerk")
    User.objects.filter(pk=head.pk).update(is_staff=True)
    head.refresh_from_db()
    assert selectors.current(head) == [] and selectors.users_of(firm) == [clerk] and not selectors.acts_for(head, firm)
    with pytest.raises(Forbidden):
        services.hand_over(actor=head, membership=own(clerk))


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_at_once_exactly_one_is_granted():
    firm, one, two = make.make_subject(), outsider(), outsider()

    def grant(user):
        try:
            return services.grant(actor=SYSTEM, user=user, subject=firm, role="head").role
        except Duplicate as error:
            return error.code

    assert sorted(together(lambda: grant(one), lambda: grant(two))) == ["E-MEM-03", "head"]
    assert len(selectors.users_of(firm)) == 1
