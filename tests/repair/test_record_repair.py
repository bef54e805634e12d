"""A repaired record ends for good; whatever leaves the public's sight leaves a tombstone, whichever door took it away."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from audit.services import SYSTEM
from core import clock
from core.errors import DomainError, InvalidTransition
from records.models import CreditRecord, Tombstone
from records.removals import latest, removals
from records.services.records import record_resume, record_suspend, record_withdraw
from records.services.repairing import record_repair
from tests.factories import make_record, make_superuser

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _day():
    with clock.override(datetime(2026, 11, 2, 10)):
        yield


@pytest.fixture
def record(db):
    return make_record()


def repair(record):
    return record_repair(actor=SYSTEM, record=record, source="repair:1", reason="准予信用修复")


def feed(**options):
    return removals(now=clock.now(), **options)


def test_a_repaired_record_is_public_no_more(record):
    assert CreditRecord.objects.public(ON).filter(pk=record.pk).exists()
    repair(record)
    assert not CreditRecord.objects.public(ON).filter(pk=record.pk).exists()


def test_the_floors_above_are_told_after_commit(record, django_capture_on_commit_callbacks):
    from records.signals import record_repaired

    heard = []
    listener = lambda sender, record, key, reason, **more: heard.append((record.pk, key, reason))  # noqa: E731
    record_repaired.connect(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            repair(record)
            assert heard == []
    finally:
        record_repaired.disconnect(listener)
    assert heard == [(record.pk, f"repaired:{record.pk}", "准予信用修复")]


def test_a_record_is_repaired_once(record):
    repair(record)
    with pytest.raises(InvalidTransition, match="已经修复"):
        repair(record)


def test_what_is_no_fault_is_not_repaired():
    with pytest.raises(DomainError, match="不是失信信息"):
        repair(make_record(nature="neutral", kind="licence"))


def test_a_withdrawn_record_needs_no_repair(record):
    record_withdraw(actor=SYSTEM, record=record, reason="决定被撤销")
    with pytest.raises(InvalidTransition):
        repair(record)


def test_a_repair_without_reason_is_refused(record):
    with pytest.raises(DomainError, match="理由"):
        record_repair(actor=SYSTEM, record=record, source="repair:1", reason="好")


@pytest.mark.parametrize(
    "change",
    [{"repaired_at": None, "repaired_source": ""}, {"repaired_at": datetime(2020, 1, 1, tzinfo=clock.SHANGHAI)}],
)
def test_the_database_keeps_a_repair_for_ever(record, change):
    repair(record)
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        CreditRecord.objects.filter(pk=record.pk).update(**change)


def test_the_database_asks_for_the_source_of_a_repair(record):
    with pytest.raises(IntegrityError, match="records_record_repaired_by"), transaction.atomic():
        CreditRecord.objects.filter(pk=record.pk).update(repaired_at=clock.now())


def test_the_class_of_a_repaired_record_is_fixed(record):
    from records.services.records import record_confirm_class

    repair(record)
    with pytest.raises(InvalidTransition, match="已经信用修复"):
        record_confirm_class(actor=make_superuser(), record=record, severity="general", basis="处罚类别对照表")


def test_the_feed_tells_of_repair_withdrawal_and_suspension(record):
    others = [make_record(), make_record()]
    repair(record)
    record_withdraw(actor=SYSTEM, record=others[0], reason="决定被撤销")
    record_suspend(actor=SYSTEM, record=others[1], reason="决定变更，暂停公示")
    found = {(item.id, item.cause) for item in feed().items}
    assert found == {
        (record.public_id, "repaired"),
        (others[0].public_id, "withdrawn"),
        (others[1].public_id, "suspended"),
    }


def test_a_suspension_that_is_lifted_is_told_too(record):
    record_suspend(actor=SYSTEM, record=record, reason="核实期间暂停")
    record_resume(actor=SYSTEM, record=record, reason="核实无误恢复")
    assert [tomb.cause for tomb in Tombstone.objects.order_by("id")] == ["suspended", "resumed"]


def test_a_change_past_every_service_leaves_a_tombstone(record):
    CreditRecord.objects.filter(pk=record.pk).update(disclosure="shared", publish_from=None, publish_until=None)
    assert Tombstone.objects.get().cause == "restricted"


def test_what_ended_by_its_own_date_is_told_without_any_job():
    record = make_record(publish_until=ON)
    assert feed().items == ()
    with clock.override(datetime(2026, 11, 3, 0, 0, 1)):
        (gone,) = feed().items
        assert (gone.id, gone.cause) == (record.public_id, "expired")
        assert gone.removed_at == datetime(2026, 11, 3, tzinfo=clock.SHANGHAI)


def test_what_was_never_public_is_not_named():
    repair(make_record(disclosure="shared"))
    assert feed().items == () and Tombstone.objects.count() == 1


def test_a_follower_gets_every_entry_once_after_a_minute():
    records = [make_record() for _ in range(5)]
    for number, one in enumerate(records):
        with clock.override(datetime(2026, 11, 2, 10, number)):
            repair(one)
    old = make_record(publish_until=date(2026, 10, 1))
    with clock.override(datetime(2026, 11, 2, 12)):
        seen, after = [], ""
        while True:
            page = feed(after=after, limit=2)
            seen += [item.id for item in page.items]
            after = page.next
            if not page.more:
                break
        assert seen == [old.public_id, *(one.public_id for one in records)]
        assert feed(after=after).items == () and feed(after=after).next == after


def test_several_that_end_on_one_day_are_paged_without_loss():
    ended = sorted(make_record(publish_until=date(2026, 10, 1)).public_id for _ in range(5))
    seen, after = [], ""
    for _ in range(5):
        page = feed(after=after, limit=1)
        seen += [item.id for item in page.items]
        after = page.next
    assert seen == ended and feed(after=after).items == ()


def test_the_last_minute_is_told_again(record):
    repair(record)
    page = feed()
    assert len(page.items) == 1 and page.next == ""
    with clock.override(clock.now() + timedelta(minutes=2)):
        assert feed(after=page.next).next != ""


@pytest.mark.parametrize("cursor", ["x", "!!!!", "MjAyNnxhYmM", "5L2g5aW9"])
def test_a_broken_cursor_is_refused_in_words(cursor):
    with pytest.raises(DomainError, match="翻页位置"):
        feed(after=cursor)


def test_people_read_the_newest_first(record):
    repair(record)
    old = make_record(publish_until=date(2026, 10, 1))
    assert [item.id for item in latest(now=clock.now())] == [record.public_id, old.public_id]
    assert latest(now=clock.now())[0].cause_name == "信用修复"


def test_tombstones_are_never_changed(record):
    repair(record)
    with pytest.raises(InternalError), transaction.atomic():
        Tombstone.objects.update(cause="expired")
