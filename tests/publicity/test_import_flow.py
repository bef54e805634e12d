"""A workbook on its way into the ledger: checked, confirmed, written once, with its trail."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from accounts.roles import AUDITOR, CREDIT_OFFICE
from core import clock
from core.errors import DomainError, Forbidden
from exchange.models import Job, JobRow
from exchange.services.running import run_now
from publicity.importing.confirming import import_confirm, keep_value, leave_out_columns, start_check
from publicity.models import Decision, DecisionKind, PlatformRejection
from publicity.services.entry import decision_enter
from records.models import CreditRecord, Subject
from tests.factories import make_section, make_subject, make_uscc, make_user
from tests.publicity.rows import headers_of, numbered, row_of, workbook

pytestmark = pytest.mark.django_db
ID_NUMBER = "110101199003074530"


@pytest.fixture(autouse=True)
def _demo_day():
    with clock.override(date(2026, 9, 1)):
        yield


def checked(actor, rows, kind="penalty", filename="九月.xlsx", content=None) -> Job:
    content = content if content is not None else workbook(kind, rows)
    return run_now(start_check(actor=actor, kind=kind, file=content, filename=filename, queue=False).pk)


def imported(actor, rows, kind="penalty", mode="good", signed=True, **more) -> Job:
    job = checked(actor, rows, kind, **more)
    import_confirm(actor=actor, job=job, mode=mode, signed=signed, queue=False)
    return run_now(job.pk)


def test_good_rows_become_decisions_with_records_and_provenance():
    clerk = make_user()
    job = imported(clerk, numbered("penalty", 3))
    assert (job.state, job.error, job.total, job.created, job.unchanged) == ("done", "", 3, 3, 0)
    decision = Decision.objects.get(number="巫山司罚决字〔2026〕2号")
    assert (decision.state, decision.channel, decision.job_id) == ("ready", "sheet", job.pk)
    assert (decision.source_sheet, decision.source_row) == ("决定", 3)
    assert decision.series.prefix == "巫山司罚决字"
    record = CreditRecord.objects.get(source_type="decision", source_id=decision.pk)
    assert (record.subject, record.document_number) == (decision.subject, decision.number)
    assert Subject.objects.get(uscc="31500000MD0000008D").names.get().name == "重庆晨光律师事务所"


def test_every_history_row_names_actor_reason_and_action():
    clerk = make_user()
    job = imported(clerk, numbered("penalty", 3))
    for model in (Decision, CreditRecord, Subject):
        events = list(model.pgh_event_model.objects.filter(pgh_label="insert"))
        assert events
        for event in events:
            assert event.pgh_context["actor"] == clerk.pk
            assert event.pgh_context["action"] == "publicity.decisions.imported"
    assert Decision.pgh_event_model.objects.filter(job_id=job.pk).count() == 3


def test_the_workbook_and_the_form_write_the_same_row():
    values = row_of(doc_number="巫山司罚决字〔2026〕7号", category="罚款", fine="0.2", content="罚款2000元")
    make_subject("重庆晨光律师事务所", uscc="31500000MD0000008D")
    clerk = make_user()
    entered = decision_enter(actor=clerk, kind="penalty", raw_values=values)
    Decision.objects.filter(pk=entered.pk).update(state="void")
    imported(clerk, [values], signed=False)
    loaded = Decision.objects.get(channel="sheet")
    own = {"id", "public_id", "state", "channel", "job_id", "source_sheet", "source_row", "created_at", "updated_at"}
    columns = {field.attname for field in Decision._meta.concrete_fields} - own
    assert {name: getattr(entered, name) for name in columns} == {name: getattr(loaded, name) for name in columns}


def test_the_record_of_an_imported_row_is_that_of_an_approved_one():
    from publicity.services.moves import decision_approve
    from tests.factories import make_user as user

    clerk, reviewer = make_user(), user("审核员")
    one, two = numbered("penalty", 2)
    approved = decision_approve(actor=reviewer, decision=decision_enter(actor=clerk, kind="penalty", raw_values=one))
    imported(clerk, [two])
    records = [CreditRecord.objects.get(source_id=pk) for pk in (approved.pk, Decision.objects.get(channel="sheet").pk)]
    own = {"id", "public_id", "document_number", "source_id", "created_at", "disclosure_by_id"}
    columns = {field.attname for field in CreditRecord._meta.concrete_fields} - own
    assert {n: getattr(records[0], n) for n in columns} == {n: getattr(records[1], n) for n in columns}


def test_the_same_file_twice_changes_nothing():
    clerk = make_user()
    rows = numbered("penalty", 5)
    imported(clerk, rows)
    before = Decision.pgh_event_model.objects.count()
    again = imported(clerk, rows)
    assert (again.state, again.created, again.unchanged, again.good) == ("done", 0, 5, 5)
    assert Decision.objects.count() == 5
    assert Decision.pgh_event_model.objects.count() == before


def test_a_mended_file_after_a_good_rows_import_makes_no_doubles():
    clerk = make_user()
    rows = numbered("penalty", 12)
    for n in (2, 5, 9):
        rows[n] = rows[n] | {"CF_YJ": ""}
    job = imported(clerk, rows)
    assert (job.created, job.bad) == (9, 3)
    mended = imported(clerk, numbered("penalty", 12))
    assert (mended.created, mended.unchanged, mended.bad) == (3, 9, 0)
    assert Decision.objects.count() == 12
    assert CreditRecord.objects.count() == 12


def test_all_or_nothing_leaves_nothing_while_a_row_is_bad():
    clerk = make_user()
    rows = numbered("penalty", 3)
    rows[1] = rows[1] | {"CF_YJ": ""}
    job = checked(clerk, rows)
    with pytest.raises(DomainError):
        import_confirm(actor=clerk, job=job, mode="all", signed=True, queue=False)
    assert not Decision.objects.exists()
    assert not Subject.objects.exists()


def test_nothing_is_written_before_the_confirmation():
    job = checked(make_user(), numbered("penalty", 3))
    assert (job.state, job.good) == ("checked", 3)
    assert not Decision.objects.exists()


def test_without_the_statement_that_all_are_signed_the_rows_wait_for_review():
    imported(make_user(), numbered("penalty", 2), signed=False)
    assert set(Decision.objects.values_list("state", flat=True)) == {"pending"}
    assert not CreditRecord.objects.exists()


def test_a_kind_with_four_eyes_always_waits_for_review():
    DecisionKind.objects.filter(pk="penalty").update(four_eyes=True)
    imported(make_user(), numbered("penalty", 2))
    assert set(Decision.objects.values_list("state", flat=True)) == {"pending"}


def test_the_report_says_row_column_value_reason_and_proposal_in_the_clerks_own_workbook():
    rows = numbered("penalty", 4)
    rows[1] = rows[1] | {"CF_JDRQ": "201800619"}
    rows[2] = rows[2] | {"CF_XDR_LB": "社会团体"}
    job = checked(make_user(), rows)
    assert (job.good, job.bad) == (2, 2)
    found = {row.row: row.findings for row in job.rows.filter(level="error")}
    assert set(found) == {3, 4}
    assert found[3][0]["header"] == headers_of("penalty")["CF_JDRQ"]
    assert found[3][0]["value"] == "201800619"
    book = load_workbook(io.BytesIO(job.report.read()))
    assert book.sheetnames[0] == "错误汇总"
    column = list(headers_of("penalty")).index("CF_JDRQ") + 1
    assert book["决定"].cell(3, column).comment is not None


def test_the_marked_workbook_mended_and_sent_again_is_understood():
    clerk = make_user()
    rows = numbered("penalty", 3)
    rows[1] = rows[1] | {"CF_YJ": ""}
    job = imported(clerk, rows)
    book = load_workbook(io.BytesIO(job.report.read()))
    column = list(headers_of("penalty")).index("CF_YJ") + 1
    book["决定"].cell(3, column).value = "《中华人民共和国律师法》第四十八条"
    content = io.BytesIO()
    book.save(content)
    again = imported(clerk, [], content=content.getvalue())
    assert (again.created, again.unchanged, again.bad) == (1, 2, 0)


def test_a_clean_file_needs_no_marked_workbook():
    assert not checked(make_user(), numbered("penalty", 2)).report


def test_identity_numbers_stand_nowhere_in_report_rows_and_summary(caplog):
    rows = [row_of(party="natural", doc_number=f"巫山司罚决字〔2026〕{n}号", basis="") for n in (1, 2)]
    rows[1] = rows[1] | {"CF_XDR_ZJHM": "110101199003074531", "BZ": f"联系人证件{ID_NUMBER}"}
    job = checked(make_user(), rows)
    assert job.bad == 2
    kept = json.dumps([job.summary, list(JobRow.objects.values()), job.params], ensure_ascii=False, default=str)
    book = load_workbook(io.BytesIO(job.report.read()))
    summary = [str(cell) for line in book["错误汇总"].iter_rows(values_only=True) for cell in line]
    comments = [cell.comment.text for line in book["决定"].iter_rows() for cell in line if cell.comment]
    for text in (kept, *summary, *comments, caplog.text):
        assert ID_NUMBER not in text
        assert "110101199003074531" not in text


def test_natural_persons_get_one_file_each_and_their_number_only_encrypted():
    clerk = make_user()
    rows = [row_of(party="natural", doc_number=f"巫山司罚决字〔2026〕{n}号") for n in (1, 2)]
    imported(clerk, rows)
    person = Subject.objects.get()
    assert person.id_number == ID_NUMBER
    assert json.loads(Decision.objects.first().secrets) == {"CF_XDR_ZJHM": ID_NUMBER}
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets, data::text, party_key FROM publicity_decision")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT id_number FROM records_subject")
        stored += str(cursor.fetchall())
    assert ID_NUMBER not in stored


def test_a_past_rejection_of_the_platform_is_caught_and_counted_at_commit():
    rule = PlatformRejection.objects.create(
        kind_id="penalty", message="未查询到主体", field_code="CF_XDR_MC", bad_value="重庆晨光律师事务所"
    )
    good = row_of(doc_number="巫山司罚决字〔2026〕9号", party_name="重庆夔门律师事务所", uscc=make_uscc())
    clerk = make_user()
    job = checked(clerk, [*numbered("penalty", 2), good])
    assert job.bad == 2
    rule.refresh_from_db()
    assert rule.hits == 0, "a check alone counts nothing"
    import_confirm(actor=clerk, job=job, mode="good", signed=True, queue=False)
    run_now(job.pk)
    rule.refresh_from_db()
    assert rule.hits == 2


def test_a_decision_entered_by_form_after_the_check_is_not_doubled():
    clerk = make_user()
    rows = numbered("penalty", 3)
    job = checked(clerk, rows)
    decision_enter(actor=clerk, kind="penalty", raw_values=rows[1])
    import_confirm(actor=clerk, job=job, mode="all", signed=True, queue=False)
    job = run_now(job.pk)
    assert (job.state, job.created, job.unchanged) == ("done", 2, 1)
    assert Decision.objects.count() == 3


def test_new_errors_since_the_check_ask_the_person_again_and_write_nothing():
    clerk = make_user()
    rows = numbered("penalty", 3)
    job = checked(clerk, rows)
    decision_enter(actor=clerk, kind="penalty", raw_values=rows[1] | {"CF_NR": "给予警告，责令改正"})
    import_confirm(actor=clerk, job=job, mode="good", signed=True, queue=False)
    job = run_now(job.pk)
    assert (job.state, job.bad) == ("checked", 1)
    assert "再次确认" in job.error
    assert Decision.objects.count() == 1
    import_confirm(actor=clerk, job=job, mode="good", signed=True, queue=False)
    assert run_now(job.pk).created == 2


def test_staged_rows_that_vanished_are_made_again():
    from exchange.staging import drop_staged

    clerk = make_user()
    job = checked(clerk, numbered("penalty", 2))
    drop_staged(job)
    import_confirm(actor=clerk, job=job, mode="all", signed=True, queue=False)
    assert run_now(job.pk).created == 2


def test_the_staged_rows_are_gone_when_the_job_is_over():
    from exchange.staging import open_staged

    job = checked(make_user(), numbered("penalty", 2))
    stream = open_staged(job)
    assert ID_NUMBER.encode() not in stream.read()
    stream.close()


def test_the_day_of_import_counts_not_the_day_of_the_check():
    """Public from the day it comes in."""
    clerk = make_user()
    job = checked(clerk, numbered("licence", 1), kind="licence")
    import_confirm(actor=clerk, job=job, mode="all", signed=True, queue=False)
    with clock.override(date(2026, 9, 3)):
        run_now(job.pk)
    assert CreditRecord.objects.get().publish_from == date(2026, 9, 3)


def test_a_permission_taken_away_before_the_commit_stops_it():
    clerk = make_user()
    job = checked(clerk, numbered("penalty", 2))
    import_confirm(actor=clerk, job=job, mode="all", signed=True, queue=False)
    clerk.groups.clear()
    job = run_now(job.pk)
    assert job.state == "failed"
    assert not Decision.objects.exists()


def test_people_without_the_permission_hand_nothing_in():
    with pytest.raises(Forbidden):
        start_check(actor=make_user(AUDITOR), kind="penalty", file=b"x", filename="a.xlsx", queue=False)


def test_an_unknown_kind_is_told_in_words():
    with pytest.raises(DomainError) as refused:
        start_check(actor=make_user(), kind="nonsense", file=b"x", filename="a.xlsx", queue=False)
    assert refused.value.field == "kind"


def test_a_column_nobody_understands_stops_the_file_until_a_person_leaves_it_out():
    clerk = make_user()
    headers = headers_of("penalty") | {"extra": "经办人心情"}
    content = workbook("penalty", [row | {"extra": "好"} for row in numbered("penalty", 2)], headers=headers)
    job = checked(clerk, [], content=content)
    assert (job.state, job.good, job.summary["unknown_headers"]) == ("checked", 0, ["经办人心情"])
    with pytest.raises(DomainError):
        import_confirm(actor=clerk, job=job, mode="good", signed=True, queue=False)
    job = run_now(leave_out_columns(actor=clerk, job=job, headers=["经办人心情"], queue=False).pk)
    assert job.good == 2


def test_a_value_is_kept_with_a_reason_given_on_the_job():
    clerk = make_user()
    rows = [row_of(party_name="厦门某某经营部有限公司", uscc="91350211M00013FA1N")]
    job = checked(clerk, rows)
    assert job.bad == 1
    with pytest.raises(DomainError):
        keep_value(actor=clerk, job=job, row=2, field="CF_XDR_SHXYM", reason="照证", queue=False)
    with pytest.raises(DomainError):
        keep_value(actor=clerk, job=job, row=2, field="CF_YJ", reason="就是不想填写依据", queue=False)
    job = run_now(
        keep_value(actor=clerk, job=job, row=2, field="CF_XDR_SHXYM", reason="营业执照上确是此码", queue=False).pk
    )
    assert job.bad == 0
    import_confirm(actor=clerk, job=job, mode="all", signed=True, queue=False)
    run_now(job.pk)
    assert Decision.objects.get().overrides == {"CF_XDR_SHXYM": "营业执照上确是此码"}


def test_people_of_the_credit_office_import_for_their_own_section():
    office = make_user(CREDIT_OFFICE, section=make_section("credit-office"))
    imported(office, numbered("penalty", 1))
    assert Decision.objects.get().section.code == "credit-office"


# -- the command ---------------------------------------------------------------------------------------------------------


def command(tmp_path, capsys, rows, *more, actor="clerk") -> tuple[dict, int]:
    path = tmp_path / "九月.xlsx"
    path.write_bytes(workbook("penalty", rows))
    code = 0
    try:
        call_command("import_decisions", str(path), "--kind", "penalty", "--actor", actor, "--json", *more)
    except SystemExit as stop:
        code = stop.code
    return json.loads(capsys.readouterr().out), code


def test_the_command_imports_everything_and_says_so(tmp_path, capsys):
    make_user(username="clerk")
    answer, code = command(tmp_path, capsys, numbered("penalty", 3))
    assert code == 0
    assert (answer["rows"], answer["good"], answer["refused"], answer["created"]) == (3, 3, 0, 3)
    answer, code = command(tmp_path, capsys, numbered("penalty", 3))
    assert (code, answer["created"], answer["unchanged"]) == (0, 0, 3)


def test_the_command_refuses_all_or_imports_the_good_rows(tmp_path, capsys):
    make_user(username="clerk")
    rows = numbered("penalty", 3)
    rows[0] = rows[0] | {"CF_YJ": ""}
    answer, code = command(tmp_path, capsys, rows)
    assert (code, answer["refused"], answer["created"], answer["errors"][0]["row"]) == (1, 1, 0, 2)
    assert not Decision.objects.exists()
    answer, code = command(tmp_path, capsys, rows, "--good-rows")
    assert (code, answer["created"]) == (1, 2)


def test_the_command_tells_an_unknown_actor_and_an_unreadable_file(tmp_path, capsys):
    make_user(username="clerk")
    answer, code = command(tmp_path, capsys, numbered("penalty", 1), actor="nobody")
    assert code == 2
    assert "nobody" in answer["message"]
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(SystemExit) as stop:
        call_command("import_decisions", str(path), "--kind", "penalty", "--actor", "clerk", "--json")
    assert stop.value.code == 2
