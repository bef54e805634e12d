"""A forgotten password: only by a way that was proved before, only from the browser that asked, and nobody learns who is there."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt

from accounts.models import SignIn
from accounts.services.sign_ins import sign_in_open
from audit.models import Action
from core import clock
from core.errors import DomainError, Forbidden
from members.models import AccountCode, ConfirmedChannel
from members.services import channels
from members.services.recovery import recover, recovery_ask
from notices.models import Delivery, Notice
from tests import factories as make
from tests.members.people import member
from tests.support.together import together

pytestmark = pytest.mark.django_db
NEW = "山高水长-2026-神女"
HERE, ELSEWHERE = "browser-one", "browser-two"


@pytest.fixture(autouse=True)
def gateway(settings):
    settings.WEBHOOK_URL = "https://gateway.example/"


@pytest.fixture
def person():
    return member(make.make_subject(), email="yi@example.cn")


def newest(code):
    """The digits of the newest message of the kind."""
    return re.search(r"\d{4} \d{4}", Notice.objects.filter(code=f"members.{code}").latest("pk").body)[0]


def prove(user, channel="email"):
    channels.confirm_send(actor=user, channel=channel)
    return channels.confirm(actor=user, channel=channel, plain=newest("confirm_code"))


def refused(call, error=DomainError):
    with pytest.raises(error) as caught:
        call()
    return caught.value.code, caught.value.field


def ask(user, asker=HERE):
    recovery_ask(username=user.username, asker=asker)


def choose(user, plain, password=NEW, asker=HERE):
    return recover(username=user.username, asker=asker, plain=plain, password=password)


def test_a_proved_address_opens_a_new_password_and_every_sign_in_ends(person):
    prove(person)
    sign_in_open(actor=person)
    AccessAttempt.objects.create(
        username=person.username, failures_since_start=5, user_agent="", ip_address="192.0.2.1"
    )
    ask(person)
    plain = newest("recover_code")
    choose(person, f" {plain.replace(' ', '')} ")
    person.refresh_from_db()
    assert person.check_password(NEW) and not person.must_change_password
    assert not SignIn.objects.filter(user=person, ended_at=None).exists()
    assert not AccessAttempt.objects.filter(username=person.username).exists(), (
        "the pause after wrong passwords is over"
    )
    told = Notice.objects.visible_to(person).get(code="members.recovered")
    assert "全部退出" in told.body and told.deliveries.filter(channel="inbox").exists()
    trail = Action.objects.filter(code="members.password.recovered").get()
    assert trail.actor_id == person.pk
    kept = str(list(Action.objects.values_list("extra", "reason", "object_title", "actor_name")))
    assert NEW not in kept and plain not in kept and plain.replace(" ", "") not in kept


def test_the_code_never_lies_in_the_inbox_and_takes_only_the_proved_way(person):
    prove(person)
    ask(person)
    notice = Notice.objects.get(code="members.recover_code")
    assert list(notice.deliveries.values_list("channel", flat=True)) == ["email"]
    assert (
        not Notice.objects.visible_to(person).filter(code__in=["members.recover_code", "members.confirm_code"]).exists()
    )


def test_the_gateway_is_proved_by_a_code_of_its_own(person):
    prove(person, "webhook")
    notice = Notice.objects.get(code="members.confirm_code")
    assert list(notice.deliveries.values_list("channel", flat=True)) == ["webhook"]
    ask(person)
    assert Delivery.objects.get(notice__code="members.recover_code").channel == "webhook"


def test_nothing_goes_to_an_unproved_address_a_stranger_a_closed_account_or_the_staff(person):
    clerk = make.make_user(email="staff@example.cn")
    ConfirmedChannel.objects.create(user=clerk, channel="email", digest="x", confirmed_at=clock.now())
    closed = member(make.make_subject(), email="closed@example.cn")
    prove(closed)
    closed.is_active = False
    closed.save()
    for name in (person.username, clerk.username, closed.username, "nobody-there", "", "5" * 400):
        recovery_ask(username=name, asker=HERE)
    assert not Notice.objects.filter(code="members.recover_code").exists()
    assert Action.objects.filter(code="members.recovery.asked").count() == 6
    with pytest.raises(Forbidden):
        channels.confirm_send(actor=clerk, channel="email")


def test_whoever_guesses_hears_the_same_for_every_name(person):
    prove(person)
    ask(person)
    clerk = make.make_user()
    said = {
        str(
            pytest.raises(DomainError, recover, username=name, asker=HERE, plain="12345678", password=NEW).value.message
        )
        for name in (person.username, clerk.username, "nobody-there")
    }
    assert len(said) == 1


def test_a_stranger_spoils_nobodys_code(person):
    prove(person)
    ask(person)
    plain = newest("recover_code")
    ask(person, ELSEWHERE)
    for _ in range(9):
        assert refused(lambda: choose(person, "00000000", asker=ELSEWHERE)) == ("E-MEM-22", "code")
    assert refused(lambda: choose(person, plain, asker=ELSEWHERE))[0] == "E-MEM-22", "not the browser that asked"
    assert choose(person, plain).check_password(NEW)


def test_five_wrong_guesses_end_the_code(person):
    prove(person)
    ask(person)
    plain = newest("recover_code")
    for _ in range(5):
        refused(lambda: choose(person, "00000000"))
    assert refused(lambda: choose(person, plain)) == ("E-MEM-22", "code")
    assert Action.objects.filter(code="members.account_code.failed").count() == 6


def test_a_code_is_good_once_and_not_for_long(person):
    prove(person)
    ask(person)
    plain, row = newest("recover_code"), AccountCode.objects.filter(use="recover").get()
    with clock.override(row.expires_at):
        assert refused(lambda: choose(person, plain))[0] == "E-MEM-22"
    choose(person, plain)
    assert refused(lambda: choose(person, plain, "另一个-2026-Password"))[0] == "E-MEM-22"


def test_asking_again_ends_the_earlier_code_of_the_same_browser(person):
    prove(person)
    ask(person)
    first = newest("recover_code")
    ask(person)
    assert refused(lambda: choose(person, first))[0] == "E-MEM-22"
    assert choose(person, newest("recover_code"))


def test_a_weak_or_present_password_is_refused_and_the_code_stays_good(person):
    prove(person)
    ask(person)
    plain = newest("recover_code")
    for password in ("kurz", "1234567890", make.PASSWORD):
        assert refused(lambda password=password: choose(person, plain, password)) == ("E-ACC-07", "password1")
    assert choose(person, plain).check_password(NEW)


def test_nobody_is_flooded_with_codes(person, settings):
    prove(person)
    for number in range(14):
        ask(person, f"browser-{number}")
    assert AccountCode.objects.filter(use="recover").count() == 10


def test_another_address_is_not_proved_by_the_old_one(person):
    prove(person)
    channels.email_set(actor=person, password=make.PASSWORD, email="neu@example.cn")
    person.refresh_from_db()
    assert [way.confirmed_at for way in channels.ways_of(person) if way.channel == "email"] == [None]
    ask(person)
    assert not Notice.objects.filter(code="members.recover_code").exists()
    told = Notice.objects.visible_to(person).get(code="members.email_changed")
    assert "n***@example.cn" in told.body


def test_a_code_sent_to_the_old_address_does_not_prove_the_new_one(person):
    channels.confirm_send(actor=person, channel="email")
    plain = newest("confirm_code")
    person.email = "neu@example.cn"
    person.save()
    assert refused(lambda: channels.confirm(actor=person, channel="email", plain=plain)) == ("E-MEM-22", "code")
    assert not ConfirmedChannel.objects.exists()


def test_an_address_is_changed_only_with_the_password_and_written_rightly(person):
    for password, email, found in (("falsch", "a@example.cn", "password"), (make.PASSWORD, "kein-at", "email")):
        call = {"actor": person, "password": password, "email": email}
        assert refused(lambda call=call: channels.email_set(**call))[1] == found
    person.refresh_from_db()
    assert person.email == "yi@example.cn"


def test_a_way_that_is_not_there_gets_no_code(person, settings):
    settings.WEBHOOK_URL = ""
    assert refused(lambda: channels.confirm_send(actor=person, channel="webhook")) == ("E-MEM-21", "channel")
    for _ in range(channels.MOST_A_DAY):
        channels.confirm_send(actor=person, channel="email")
    assert refused(lambda: channels.confirm_send(actor=person, channel="email"))[0] == "E-MEM-21"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_one_code_exactly_one_chooses():
    user = member(make.make_subject(), email="yi@example.cn")
    prove(user)
    ask(user)
    plain = newest("recover_code")

    def pick(password):
        try:
            choose(user, plain, password)
        except DomainError as error:
            return error.code
        return "changed"

    assert sorted(together(lambda: pick(NEW), lambda: pick("另一个-2026-Password"))) == ["E-MEM-22", "changed"]


def test_a_code_opens_no_transaction_of_another_person(person):
    other = member(make.make_subject(), email="zhou@example.cn")
    prove(person), prove(other)
    ask(person)
    plain = newest("recover_code")
    ask(other)
    assert refused(lambda: choose(other, plain))[0] == "E-MEM-22"
    with clock.override(clock.now() + timedelta(minutes=1)):
        assert choose(person, plain)
