"""Unusual reading raises one alert for each episode, tells the keepers, and ends with what the auditor found."""

from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.roles import AUDITOR, CLERK, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN
from audit.context import request_context
from audit.models import Access
from audit.services import Visitor, saw, saw_many
from core import clock, settings_store
from core.errors import DomainError, Forbidden, InvalidTransition
from core.models import Setting
from notices.models import Notice
from safeguards.models import Alert
from safeguards.services import alert_handle, watch
from tests import factories as make
from tests.support.together import together

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 7, 12, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def keepers():
    return make.make_user(AUDITOR), make.make_user(SECURITY_ADMIN)


def put(key, value):
    Setting.objects.update_or_create(key=key, defaults={"group": "g", "label": "l", "value": value})
    settings_store.forget()


def looks(person, count, *, start=NOON, step=timedelta(seconds=6), deed="view", obj=None, ip=None, door="r1"):
    """Entries of that moment; the register takes its own clock, so they are dated while they are made."""
    made = []
    for number in range(count):
        facts = {"object_type": obj._meta.label_lower, "object_id": str(obj.pk)} if obj else {}
        entry = Access(actor_id=person.pk, actor_name=person.display_name, deed=deed, ip=ip, request_id=door, **facts)
        Access._meta.get_field("at").auto_now_add = False
        try:
            entry.at = start + number * step
            entry.save(force_insert=True)
        finally:
            Access._meta.get_field("at").auto_now_add = True
        made.append(entry)
    return made


@pytest.fixture(autouse=True)
def hour(monkeypatch):
    """The watch looks back from a quarter past noon of that Monday."""
    moment = {"now": NOON + timedelta(minutes=15)}
    monkeypatch.setattr(clock, "real_now", lambda: moment["now"])
    return moment


# -- the rule of fifty -------------------------------------------------------------------------------------------------
def test_fifty_views_in_ten_minutes_raise_one_alert_and_tell_both_keepers(keepers):
    clerk = make.make_user()
    looks(clerk, 50)
    (alert,) = watch()
    assert (alert.rule, alert.person, alert.count) == ("bulk", clerk, 50)
    assert set(Notice.objects.values_list("recipient_id", flat=True)) == {person.pk for person in keepers}
    assert watch() == []
    assert Notice.objects.count() == 2


def test_forty_nine_are_work(keepers):
    looks(make.make_user(), 49)
    assert watch() == []


def test_loading_data_by_a_command_is_nobody_s_reading(keepers):
    looks(make.make_user(), 500, step=timedelta(milliseconds=10), door="")
    assert watch() == []


def test_fifty_spread_over_an_hour_are_work(keepers):
    looks(make.make_user(), 50, start=NOON - timedelta(hours=1), step=timedelta(seconds=72))
    assert watch() == []


def test_fifty_by_two_people_are_work(keepers):
    for person in (make.make_user(), make.make_user()):
        looks(person, 25)
    assert watch() == []


def test_while_the_episode_goes_on_the_alert_grows_and_nobody_is_told_again(keepers, hour):
    clerk = make.make_user()
    looks(clerk, 50)
    watch()
    looks(clerk, 40, start=NOON + timedelta(minutes=6))
    hour["now"] = NOON + timedelta(minutes=20)
    assert watch() == []
    alert = Alert.objects.get()
    assert alert.last_at > NOON + timedelta(minutes=9) and alert.count > 50
    assert Notice.objects.count() == 2


def test_the_next_day_is_another_episode(keepers, hour):
    clerk = make.make_user()
    looks(clerk, 50)
    watch()
    looks(clerk, 50, start=NOON + timedelta(days=1))
    hour["now"] = NOON + timedelta(days=1, minutes=15)
    assert len(watch()) == 1
    assert Alert.objects.count() == 2


def test_the_thresholds_are_parameters(keepers):
    put("safeguards.bulk_count", 5)
    looks(make.make_user(), 5)
    assert len(watch()) == 1


@pytest.mark.django_db(transaction=True)
def test_the_fiftieth_look_itself_raises_the_alert(keepers, monkeypatch):
    monkeypatch.undo()
    clerk = make.make_user()
    subject = make.make_subject()
    with request_context(channel="admin"):
        saw_many(actor=clerk, deed="view", seen=[(subject, "")] * 49)
        assert not Alert.objects.exists()
        saw(actor=clerk, deed="view", obj=subject, purpose="日常监管", matter="A-1")
    assert Alert.objects.get().person == clerk


@pytest.mark.django_db(transaction=True)
def test_two_watchers_at_once_raise_it_once(keepers):
    looks(make.make_user(), 60)
    gate = Barrier(2)

    def look():
        gate.wait()
        return len(watch())

    assert sorted(together(look, look)) == [0, 1]
    assert Alert.objects.count() == 1 and Notice.objects.count() == 2


# -- the other rules ---------------------------------------------------------------------------------------------------
def test_reading_at_night_is_noticed_and_in_the_morning_it_is_not(keepers, hour):
    late = datetime(2026, 9, 7, 23, 50, tzinfo=clock.SHANGHAI)
    owl, lark = make.make_user(), make.make_user()
    looks(owl, 3, start=late, step=timedelta(minutes=10))
    looks(lark, 3, start=datetime(2026, 9, 7, 7, 0, tzinfo=clock.SHANGHAI))
    hour["now"] = late + timedelta(hours=1)
    (alert,) = watch()
    assert (alert.rule, alert.person) == ("night", owl)


def test_a_slip_in_the_hours_does_not_blind_the_watch(keepers):
    put("safeguards.night_from", "晚上十点")
    looks(make.make_user(), 50)
    assert [alert.rule for alert in watch()] == ["bulk"]


def test_failed_sign_ins_are_counted_by_address_whatever_name_was_typed(keepers):
    for number in range(10):
        looks(Visitor(f"us{number}***"), 1, start=NOON + timedelta(seconds=number), deed="login_failed", ip="10.1.2.3")
    (alert,) = watch()
    assert (alert.rule, alert.person, alert.who) == ("failures", None, "10.1.2.3")


def test_closed_doors_are_registered_and_counted(client, keepers, monkeypatch):
    monkeypatch.undo()
    put("safeguards.refusal_count", 3)
    clerk = make.make_user()
    client.force_login(clerk)
    for _ in range(3):
        assert client.get("/admin/audit/actions/").status_code == 403
    entry = Access.objects.filter(deed="refused").first()
    assert (entry.actor_id, entry.object_title) == (clerk.pk, "GET /admin/audit/actions/")
    assert [alert.rule for alert in watch()] == ["refusals"]


def test_many_exports_and_mass_look_ups_are_noticed(keepers):
    put("safeguards.lookup_count", 30)
    exporter, seeker = make.make_user(), make.make_user()
    looks(exporter, 20, start=NOON - timedelta(hours=4), step=timedelta(minutes=12), deed="export")
    looks(seeker, 30, deed="search")
    assert {(alert.rule, alert.person_id) for alert in watch()} == {("exports", exporter.pk), ("lookups", seeker.pk)}


def test_the_same_practitioner_on_many_days_is_noticed_a_firm_is_not(keepers):
    clerk = make.make_user()
    person = make.make_subject("某律师", kind="lawyer", uscc="", id_hash="a" * 64, licence_number="15002201911234567")
    firm = make.make_subject()
    for day in range(5):
        looks(clerk, 1, start=NOON - timedelta(days=day), obj=person)
        looks(clerk, 1, start=NOON - timedelta(days=day), obj=firm)
    (alert,) = watch()
    assert (alert.rule, alert.person) == ("repeat", clerk) and "某律师" in alert.what
    assert watch() == []


# -- looking into it ---------------------------------------------------------------------------------------------------
def test_the_auditor_closes_with_a_finding_and_later_looks_alone_do_not_reopen(keepers, hour):
    auditor, _ = keepers
    clerk = make.make_user()
    looks(clerk, 50)
    (alert,) = watch()
    closed = alert_handle(actor=auditor, alert=alert, finding="work", note="月度核查，已与科长核实")
    assert closed.state == "closed"
    with pytest.raises(InvalidTransition):
        alert_handle(actor=auditor, alert=alert, finding="work", note="再核一次看看")
    looks(clerk, 3, start=NOON + timedelta(minutes=16))
    hour["now"] = NOON + timedelta(minutes=18)
    assert watch() == []
    looks(clerk, 50, start=NOON + timedelta(minutes=17))
    hour["now"] = NOON + timedelta(minutes=30)
    assert len(watch()) == 1


@pytest.mark.parametrize("role", [CLERK, LEADER, SYSTEM_ADMIN, SECURITY_ADMIN])
def test_nobody_else_judges(role, keepers):
    looks(make.make_user(), 50)
    (alert,) = watch()
    with pytest.raises(Forbidden):
        alert_handle(actor=make.make_user(role), alert=alert, finding="work", note="没有问题的")
    with pytest.raises(Forbidden):
        watch(actor=make.make_user(role))


def test_an_auditor_neither_hears_of_nor_judges_his_own(keepers):
    auditor, security = keepers
    looks(auditor, 50)
    (alert,) = watch()
    assert list(Notice.objects.values_list("recipient_id", flat=True)) == [security.pk]
    with pytest.raises(Forbidden, match="本人"):
        alert_handle(actor=auditor, alert=alert, finding="work", note="审计工作需要")


@pytest.mark.parametrize(("finding", "note"), [("", "核对过了"), ("nice", "核对过了"), ("work", "  "), ("work", "好")])
def test_a_finding_needs_words(keepers, finding, note):
    looks(make.make_user(), 50)
    (alert,) = watch()
    with pytest.raises(DomainError):
        alert_handle(actor=keepers[0], alert=alert, finding=finding, note=note)


def test_raw_sql_neither_deletes_an_alert_nor_closes_it_without_words(keepers):
    looks(make.make_user(), 50)
    watch()
    for sql in ("DELETE FROM safeguards_alert", "UPDATE safeguards_alert SET state = 'closed'"):
        with pytest.raises(DatabaseError), transaction.atomic():
            _run(sql)


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
