"""A window code opens one door once: not guessed, not old, not another firm's."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from accounts.roles import CREDIT_OFFICE
from audit.models import Action
from audit.services import Visitor
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from members import selectors
from members.models import Membership, OneTimeCode
from members.services import codes
from members.services.registering import NewAccount, bind_by_code, register_by_code
from notices.models import Notice
from tests import factories as make
from tests.members.people import make_lawyer, member, outsider
from tests.support.together import together

pytestmark = pytest.mark.django_db
WHO = Visitor("来访者")
GOOD = "静水流深-2026-巫峡"


def issue(firm, role="head"):
    return codes.code_issue(actor=make.make_user(), subject=firm, role=role, seen="执业许可证副本、身份证原件")


def good(firm, plain):
    return codes.good_code(subject=firm, use="binding", plain=plain, by=WHO)


def account(**facts):
    return NewAccount(**{"display_name": "周未央", "username": "zhouweiyang", "password": GOOD} | facts)


def refused(call, error=DomainError):
    with pytest.raises(error) as caught:
        call()
    return caught.value.code


def test_a_code_from_the_window_opens_and_binds_an_account_at_once():
    firm = make.make_subject()
    code, plain = issue(firm)
    assert len(plain) == 12 and plain not in str(OneTimeCode.objects.values())
    assert plain[6:] not in str(OneTimeCode.objects.values())
    user, row = register_by_code(account=account(), code=good(firm, f" {plain[:4].lower()}-{plain[4:8]} {plain[8:]} "))
    assert (
        selectors.acts_for(user, firm, "head") and row.way == "code" and user.check_password(GOOD) and not user.is_staff
    )
    code.refresh_from_db()
    assert code.used_by == user
    kept = str(list(Action.objects.values_list("extra", "reason", "object_title")))
    assert plain not in kept and GOOD not in kept


def test_a_practitioner_binds_himself():
    lawyer = make_lawyer()
    user = outsider()
    _, plain = issue(lawyer, "practitioner")
    bind_by_code(actor=user, code=good(lawyer, plain))
    assert selectors.acts_for(user, lawyer, "practitioner")


def test_a_used_code_is_dead():
    firm = make.make_subject()
    _, plain = issue(firm)
    found = good(firm, plain)
    bind_by_code(actor=outsider(), code=found)
    assert refused(lambda: good(firm, plain)) == "E-MEM-07"
    assert refused(lambda: bind_by_code(actor=outsider(), code=found)) == "E-MEM-07"


def test_an_old_code_is_dead_to_the_minute():
    firm = make.make_subject()
    code, plain = issue(firm, "clerk")
    with clock.override(code.expires_at - timedelta(seconds=1)):
        assert good(firm, plain) == code
    with clock.override(code.expires_at):
        assert refused(lambda: good(firm, plain)) == "E-MEM-07"


def spoilt(plain):
    """The right slip, the wrong secret."""
    return plain[:6] + ("222222" if plain[6:] != "222222" else "333333")


def test_five_guesses_at_a_slip_kill_it_and_are_counted_in_the_trail():
    firm = make.make_subject()
    code, plain = issue(firm)
    for _ in range(5):
        assert refused(lambda: good(firm, spoilt(plain))) == "E-MEM-07"
    assert refused(lambda: good(firm, plain)) == "E-MEM-07"
    code.refresh_from_db()
    assert code.attempts == 5
    assert Action.objects.filter(code="members.code.failed").count() == 6


@pytest.mark.parametrize("guess", ["AAAA2222AAAA", "AAAA2222", "", "A" * 300, "222222222222"])
def test_a_stranger_who_cannot_name_the_slip_spoils_nothing(guess):
    firm = make.make_subject()
    code, plain = issue(firm)
    for _ in range(12):
        assert refused(lambda: good(firm, guess)) == "E-MEM-07"
    code.refresh_from_db()
    assert code.attempts == 0 and good(firm, plain) == code
    assert Action.objects.filter(code="members.code.failed").count() == 12


def test_guesses_at_one_slip_leave_the_slip_of_another_firm_alone():
    firm, other = make.make_subject(), make.make_subject()
    code, plain = issue(firm)
    _, others = issue(other)
    for _ in range(6):
        assert refused(lambda: good(other, spoilt(plain))) == "E-MEM-07"
        assert refused(lambda: good(firm, spoilt(others))) == "E-MEM-07"
    assert good(firm, plain) == code and good(other, others)


def test_every_slip_has_a_name_of_its_own_that_nobody_could_foretell():
    slips = [issue(make.make_subject())[0].slip for _ in range(8)]
    assert len(set(slips)) == 8 and all(len(slip) == codes.SLIP_LENGTH for slip in slips)
    assert len(codes._LETTERS) ** codes.SLIP_LENGTH > 2**28 and len(codes._LETTERS) ** codes.SECRET_LENGTH > 2**28


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_at_once_are_counted_all():
    firm = make.make_subject()
    code, plain = issue(firm)
    wrong = spoilt(plain)
    together(lambda: refused(lambda: good(firm, wrong)), lambda: refused(lambda: good(firm, wrong)))
    code.refresh_from_db()
    assert code.attempts == 2


def test_a_code_opens_no_other_firm():
    firm, other = make.make_subject(), make.make_subject()
    _, plain = issue(firm)
    issue(other)
    assert refused(lambda: good(other, plain)) == "E-MEM-07"
    assert good(firm, plain).subject == firm


def test_a_hash_copied_to_another_firms_row_opens_nothing():
    firm, other = make.make_subject(), make.make_subject()
    code, plain = issue(firm)
    stolen, _ = issue(other)
    OneTimeCode.objects.filter(pk=stolen.pk).update(digest=code.digest)
    assert refused(lambda: good(other, plain)) == "E-MEM-07"


def test_a_new_code_replaces_the_old_one_and_one_may_be_withdrawn():
    firm = make.make_subject()
    first, plain = issue(firm)
    second, newer = issue(firm)
    assert refused(lambda: good(firm, plain)) == "E-MEM-07"
    codes.code_cancel(actor=make.make_user(), code=second, reason="纸条遗失")
    assert refused(lambda: good(firm, newer)) == "E-MEM-07"
    assert refused(lambda: codes.code_cancel(actor=make.make_user(), code=first, reason="再次作废")) == "E-STATE-01"


def test_who_may_issue_and_for_whom():
    firm = make.make_subject()
    with pytest.raises(Forbidden):
        codes.code_issue(actor=member(firm), subject=firm, role="clerk", seen="身份证原件")
    member_of_other = make.make_subject(kind="other_org")
    for subject, role, seen, code in (
        (member_of_other, "head", "身份证原件", "E-MEM-01"),
        (firm, "practitioner", "身份证原件", "E-MEM-01"),
        (firm, "clerk", " ", "E-LAW-02"),
        (firm, "head", "身份证原件", "E-MEM-03"),
    ):
        clerk = make.make_user()
        call = {"actor": clerk, "subject": subject, "role": role, "seen": seen}
        assert refused(lambda call=call: codes.code_issue(**call)) == code


def test_nothing_is_left_of_a_registration_that_fails():
    firm = make.make_subject()
    _, plain = issue(firm)
    taken = outsider()
    for facts, code in (
        ({"username": taken.username.upper()}, Duplicate.default_code),
        ({"username": "abc"}, "E-MEM-08"),
        ({"display_name": "周"}, "E-MEM-08"),
        ({"display_name": "周500237199003071234"}, "E-ACC-04"),
        ({"password": "1234567890"}, "E-ACC-07"),
        ({"email": "keine-adresse"}, "E-ACC-01"),
    ):
        found = good(firm, plain)
        assert refused(lambda f=facts, c=found: register_by_code(account=account(**f), code=c)) == code
    assert not User.objects.filter(username="zhouweiyang").exists() and not Membership.objects.exists()
    assert register_by_code(account=account(), code=good(firm, plain))


def test_somebody_who_acts_for_the_firm_already_gets_no_second_account_in_it():
    firm = make.make_subject()
    head = member(firm)
    _, plain = issue(firm, "clerk")
    assert refused(lambda: bind_by_code(actor=head, code=good(firm, plain))) == "E-MEM-03"
    assert good(firm, plain), "the code is not spent by the refusal"


def test_a_staff_account_never_binds():
    firm = make.make_subject()
    _, plain = issue(firm)
    assert refused(lambda: bind_by_code(actor=make.make_user(CREDIT_OFFICE), code=good(firm, plain))) == "E-ACC-06"


def test_a_signing_code_arrives_as_a_message_and_works_once_for_its_person():
    firm = make.make_subject()
    head, clerk = member(firm), member(firm, "clerk")
    codes.sign_code_send(actor=head, subject=firm, about="容缺受理承诺书")
    body = Notice.objects.get(recipient=head).body
    plain = "".join(char for char in body.split("确认码：")[1][:9] if char.isdigit())
    assert len(plain) == 8 and "容缺受理承诺书" in body
    assert refused(lambda: codes.sign_code_check(actor=clerk, subject=firm, plain=plain)) == "E-MEM-07"
    assert codes.sign_code_check(actor=head, subject=firm, plain=plain).used_by == head
    assert not Notice.objects.visible_to(head).unread().exists()
    assert refused(lambda: codes.sign_code_check(actor=head, subject=firm, plain=plain)) == "E-MEM-07"


def test_a_signing_code_is_only_for_who_acts_for_the_firm_and_binds_nobody():
    firm = make.make_subject()
    with pytest.raises(Forbidden):
        codes.sign_code_send(actor=outsider(), subject=firm, about="承诺书")
    row = codes.sign_code_send(actor=member(firm), subject=firm, about="承诺书")
    with pytest.raises(Forbidden):
        bind_by_code(actor=outsider(), code=row)


def test_an_ended_code_cannot_be_revived():
    firm = make.make_subject()
    code, plain = issue(firm)
    bind_by_code(actor=outsider(), code=good(firm, plain))
    with pytest.raises(Exception, match="annot"), transaction.atomic():
        OneTimeCode.objects.filter(pk=code.pk).update(used_at=None, used_by=None)
    with pytest.raises(InvalidTransition):
        codes.code_cancel(actor=make.make_user(), code=code, reason="为时已晚")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_with_one_code_exactly_one_gets_in():
    firm = make.make_subject()
    code, _ = issue(firm)

    def bind(user):
        try:
            bind_by_code(actor=user, code=code)
        except DomainError as error:
            return error.code
        return "in"

    one, two = outsider(), outsider()
    assert sorted(together(lambda: bind(one), lambda: bind(two))) == ["E-MEM-07", "in"]
    assert Membership.objects.count() == 1
