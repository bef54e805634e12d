"""A record that is disputed or under repair says so, as long as the case lasts and not longer."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from audit.models import Action
from audit.services import SYSTEM
from records import signals
from records.models import RecordMark
from records.selectors_marks import beside, marks_of
from records.services.marks import mark, unmark
from records.services.records import record_withdraw
from tests.factories import make_record

pytestmark = pytest.mark.django_db


def dispute(record, number=1, kind="disputed", source="objections.objection"):
    return mark(actor=SYSTEM, record=record, kind=kind, source_type=source, source_id=number)


def test_a_mark_is_seen_at_once_and_gone_when_the_case_ends():
    record = make_record()
    dispute(record)
    assert marks_of([record.pk]) == {record.pk: ["disputed"]}
    assert unmark(actor=SYSTEM, record=record, kind="disputed", source_type="objections.objection", source_id=1)
    assert marks_of([record.pk]) == {}
    assert not unmark(actor=SYSTEM, record=record, kind="disputed", source_type="objections.objection", source_id=1)
    assert {"records.record.marked", "records.record.unmarked"} <= set(Action.objects.values_list("code", flat=True))


def test_the_same_case_marks_once_and_two_cases_end_apart():
    record = make_record()
    assert dispute(record).pk == dispute(record).pk
    dispute(record, 2)
    unmark(actor=SYSTEM, record=record, kind="disputed", source_type="objections.objection", source_id=1)
    assert marks_of([record.pk]) == {record.pk: ["disputed"]}


def test_dispute_and_repair_may_stand_together():
    record = make_record()
    dispute(record)
    dispute(record, kind="repairing", source="repair.application")
    assert beside([record.pk])[record.pk].in_words == "异议处理中、修复办理中"


def test_marks_of_a_page_take_one_query(django_assert_num_queries):
    records = [make_record() for _ in range(5)]
    for number, record in enumerate(records):
        dispute(record, number)
    with django_assert_num_queries(1):
        assert len(marks_of([record.pk for record in records])) == 5
    with django_assert_num_queries(0):
        assert marks_of([]) == {}


def test_the_database_keeps_one_open_mark_of_a_case():
    first = dispute(make_record())
    with pytest.raises(IntegrityError, match="records_mark_one_open"), transaction.atomic():
        RecordMark.objects.create(
            record=first.record, kind="disputed", source_type=first.source_type, source_id=first.source_id, since=first.since
        )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM records_recordmark",
        "TRUNCATE records_recordmark CASCADE",
        "UPDATE records_recordmark SET kind = 'repairing'",
        "UPDATE records_recordmark SET until = NULL",
    ],
)
def test_the_database_keeps_marks_as_they_were(statement):
    record = make_record()
    dispute(record)
    unmark(actor=SYSTEM, record=record, kind="disputed", source_type="objections.objection", source_id=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            cursor.execute(statement)


def test_a_withdrawal_is_news_after_commit_only(django_capture_on_commit_callbacks):
    told = []

    def hear(sender, **facts):
        told.append((facts["record"].pk, facts["key"], facts["reason"]))

    signals.record_withdrawn.connect(hear)
    try:
        record = make_record()
        with django_capture_on_commit_callbacks(execute=True):
            record_withdraw(actor=SYSTEM, record=record, reason="认定有误，予以撤销")
            assert told == []
    finally:
        signals.record_withdrawn.disconnect(hear)
    assert told == [(record.pk, f"withdrawn:{record.pk}", "认定有误，予以撤销")]
