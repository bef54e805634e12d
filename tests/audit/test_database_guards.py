"""The database is the guardian: raw SQL, the shell and a bulk load cannot do what the law forbids, nor do it unnoticed."""

import io
import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from audit.services import seal_history
from audit.verification import verify_history
from publicity.models import Decision
from records.models import CreditRecord
from tests import factories as make
from tests.audit.tampering import raw

pytestmark = pytest.mark.django_db
RECORDS, DECISIONS = "records_creditrecord", "publicity_decision"


def copy_row(table: str, pk: int, **changed) -> None:
    """Insert the row once more by raw SQL, with some columns changed; foreign keys are checked at once."""
    columns = [name for (name,) in raw(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table]
    )]  # fmt: skip
    listed = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join("%s" if name in changed else f'"{name}"' for name in columns)
    given = [changed[name] for name in columns if name in changed]
    raw(f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} WHERE id = %s", [*given, pk])
    raw("SET CONSTRAINTS ALL IMMEDIATE")


def new_record(record: CreditRecord, **changed) -> None:
    number = make.next_number()
    copy_row(
        RECORDS, record.pk, public_id=f"00000000-0000-0000-0000-{number:012d}", source_id=10_000 + number, **changed
    )


def refused(work, *args, says: str, **kwargs) -> None:
    """The statement fails with the guard's own name, and nothing of it stays."""
    tables = (CreditRecord, Decision)
    before = [list(model.objects.order_by("pk").values()) for model in tables]
    with pytest.raises((IntegrityError, InternalError), match=says), transaction.atomic():
        work(*args, **kwargs)
    assert [list(model.objects.order_by("pk").values()) for model in tables] == before


@pytest.fixture
def record():
    return make.make_record()


def test_the_unchanged_copy_is_accepted_so_that_each_refusal_below_has_one_reason(record):
    new_record(record)
    assert CreditRecord.objects.count() == 2


def test_no_record_without_a_catalogue_item(record):
    refused(new_record, record, item_id=None, says="item_id")
    refused(new_record, record, item_id=987_654, says="item_id_.*_fk_")


def test_no_record_under_an_item_that_is_not_in_force(record):
    ended = make.make_item("XX-ALT", valid_from=date(2024, 1, 1), valid_until=record.event_date - timedelta(days=1))
    later = make.make_item("XX-NEU", valid_from=record.event_date + timedelta(days=1))
    for item in (ended, later):
        refused(new_record, record, item_id=item.pk, says="not in force")
        refused(raw, f"UPDATE {RECORDS} SET item_id = %s WHERE id = %s", [item.pk, record.pk], says="not in force")
    new_record(
        record, item_id=ended.pk, event_date=ended.valid_until, publish_until=record.event_date + timedelta(days=90)
    )
    assert CreditRecord.objects.filter(item=ended).count() == 1


def test_no_record_under_rules_that_were_not_in_force_on_its_day(record):
    old = make.make_rule("R-ALT", effective_from=date(2023, 5, 1), effective_until=date(2026, 3, 31))
    refused(new_record, record, rule_version_id=old.pk, says="rule version not in force")


@pytest.mark.parametrize("missing", ["publish_until", "publish_from"])
def test_nothing_is_public_without_first_and_last_day(record, missing):
    refused(new_record, record, **{missing: None}, says="period")
    refused(raw, f"UPDATE {RECORDS} SET {missing} = NULL WHERE id = %s", [record.pk], says="period")


def test_nothing_is_public_longer_than_its_class_allows(record):
    last_allowed = record.event_date.replace(year=record.event_date.year + 1)
    new_record(record, publish_until=last_allowed)
    refused(new_record, record, publish_until=last_allowed + timedelta(days=1), says="longer than the class allows")
    question = f"UPDATE {RECORDS} SET publish_until = '2099-12-31' WHERE id = %s"
    refused(raw, question, [record.pk], says="longer than the class allows")


def test_a_class_that_is_not_published_cannot_be_public(record):
    make.make_rule(severity="minor", published=False, months=3)
    refused(
        new_record, record, severity="minor", publish_until=record.publish_from, says="longer than the class allows"
    )


@pytest.mark.parametrize("column", ["document_number", "authority"])
def test_nothing_adverse_without_an_effective_document(record, column):
    refused(new_record, record, **{column: ""}, says="adverse_has_document")


def test_a_bulk_load_by_copy_is_judged_like_any_other_statement(record):
    facts = CreditRecord.objects.filter(pk=record.pk).values().get()
    facts |= {"public_id": "00000000-0000-0000-0000-00000000cafe", "source_id": 77, "publish_until": "2099-12-31"}
    del facts["id"]
    line = "\t".join(
        "\\N" if value is None else {True: "t", False: "f"}.get(value, str(value)) for value in facts.values()
    )

    def load():
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(f"COPY {RECORDS} ({', '.join(facts)}) FROM STDIN", io.StringIO(line + "\n"))

    with pytest.raises(Exception, match="longer than the class allows"), transaction.atomic():
        load()
    assert CreditRecord.objects.count() == 1


@pytest.mark.parametrize("table", [RECORDS, DECISIONS])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_records_and_decisions_are_never_deleted(table, statement, record):
    make.make_decision()
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    refused(raw, statement.format(table), says="annot")


def test_no_second_decision_with_the_same_number_for_the_same_party():
    decision = make.make_decision()
    fresh = {"public_id": "00000000-0000-0000-0000-00000000beef", "content_digest": "f" * 64}
    refused(copy_row, DECISIONS, decision.pk, **fresh, says="publicity_decision_once")
    other = make.make_subject()
    copy_row(DECISIONS, decision.pk, **fresh, party_key=other.uscc)
    assert Decision.objects.filter(number=decision.number).count() == 2


def test_the_number_is_free_again_once_the_first_entry_is_void():
    decision = make.make_decision(state="void")
    fresh = {"public_id": "00000000-0000-0000-0000-00000000beef", "content_digest": "f" * 64}
    copy_row(DECISIONS, decision.pk, **fresh, state="ready")
    assert Decision.objects.filter(number=decision.number).count() == 2


@pytest.mark.parametrize("state", ["exported", "reported", "accepted"])
def test_no_major_penalty_leaves_the_house_without_legal_review(state):
    decision = make.make_decision(major=True)
    move = f"UPDATE {DECISIONS} SET state = %s, first_reported_on = decided_on WHERE id = %s"
    refused(raw, move, [state, decision.pk], says="major_has_legal_review")
    review = "legal_review_number = '法审〔2026〕1号', legal_review_on = decided_on"
    raw(f"UPDATE {DECISIONS} SET {review} WHERE id = %s", [decision.pk])
    raw(move, [state, decision.pk])
    decision.refresh_from_db()
    assert decision.state == state


def test_a_decision_changed_by_raw_sql_is_in_its_history():
    decision = make.make_decision()
    raw(f"UPDATE {DECISIONS} SET title = '改写的事由' WHERE id = %s", [decision.pk])
    newest = decision.history.order_by("-pgh_id").first()
    assert (newest.pgh_label, newest.title, newest.pgh_context) == ("update", "改写的事由", None)
    assert decision.history.order_by("pgh_id").first().title == decision.title
    seal_history()
    assert verify_history().ok


def test_switching_the_history_off_for_a_session_does_not_go_unnoticed():
    decision = make.make_decision()
    seal_history()
    names = [name for (name,) in raw("SELECT tgname FROM pg_trigger WHERE tgrelid = 'publicity_decision'::regclass")]
    raw("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(names) + "}"])
    raw(f"UPDATE {DECISIONS} SET title = '无痕改写' WHERE id = %s", [decision.pk])
    first = verify_history().first
    assert (first.what, first.table, first.row) == ("live_changed", DECISIONS, str(decision.pk))
    assert "事项" in first.message


def test_changing_or_deleting_history_does_not_go_unnoticed():
    decision = make.make_decision()
    row = decision.history.get().pgh_id
    seal_history()
    for statement in ("UPDATE {} SET title = 'x'", "DELETE FROM {}", "TRUNCATE {}"):
        refused(raw, statement.format("publicity_decisionevent"), says="annot")
    raw("SELECT set_config('pgtrigger.ignore', (SELECT '{' || string_agg(tgname, ',') || '}' FROM pg_trigger), true)")
    raw("UPDATE publicity_decisionevent SET title = 'x' WHERE pgh_id = %s", [row])
    findings = json.loads(json.dumps(verify_history().as_json()))["findings"]
    assert (findings[0]["what"], findings[0]["table"], findings[0]["row"]) == (
        "changed",
        "publicity_decisionevent",
        str(row),
    )
