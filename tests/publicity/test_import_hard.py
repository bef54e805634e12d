"""Power cuts, two hands at once, files meant to harm: nothing is lost, nothing is doubled, nothing half is left."""

from __future__ import annotations

import contextlib
import io
import json
import threading
import zipfile
from datetime import timedelta

import psycopg2
import pytest
from django.db import connection
from openpyxl import Workbook, load_workbook

from core import clock
from core.errors import DomainError
from exchange.models import Job
from exchange.services import sweeping
from exchange.services.running import run_now
from exchange.staging import open_staged, writing_staged
from publicity.importing.confirming import import_confirm, start_check
from publicity.models import Decision
from records.models import CreditRecord, Subject
from tests.factories import make_user
from tests.publicity.rows import headers_of, numbered, workbook
from wushan_credit.engines.processes import wait_until

ROWS = 25


@contextlib.contextmanager
def locked_out(table: str, mode: str):
    """Another session holds the table, so that whoever comes waits in the middle of the work."""
    settings = connection.settings_dict
    link = psycopg2.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"],
        dbname=settings["NAME"],
    )  # fmt: skip
    try:
        with link.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN {mode} MODE")
        yield
    finally:
        link.rollback()
        link.close()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'")
        return cursor.fetchone()[0] > 0


def state_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def reaches(job: Job, state: str) -> bool:
    return wait_until(lambda: state_of(job) == state, 120)


def look_dead(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - timedelta(minutes=5))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_writing_leaves_nothing_and_the_sweep_finishes_once(real_worker):
    clerk = make_user()
    job = start_check(
        actor=clerk, kind="penalty", file=workbook("penalty", numbered("penalty", ROWS)), filename="a.xlsx"
    )
    assert reaches(job, "checked"), real_worker.log.read_text()
    with locked_out("records_creditrecord", "EXCLUSIVE"):
        import_confirm(actor=clerk, job=job, mode="all", signed=True)
        assert wait_until(somebody_waits, 120), real_worker.log.read_text()
        assert state_of(job) == "committing"
        real_worker.kill()
    assert not Decision.objects.exists()
    assert not Subject.objects.exists()
    real_worker.start()
    look_dead(job)
    assert sweeping.sweep()["requeued"] == 1
    assert reaches(job, "done"), real_worker.log.read_text()
    assert Decision.objects.count() == CreditRecord.objects.count() == ROWS
    assert Job.objects.get(pk=job.pk).created == ROWS
    assert Decision.pgh_event_model.objects.count() == ROWS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_check_loses_nothing(real_worker):
    content = workbook("penalty", numbered("penalty", ROWS))
    with locked_out("records_subject", "ACCESS EXCLUSIVE"):
        job = start_check(actor=make_user(), kind="penalty", file=content, filename="a.xlsx")
        assert wait_until(somebody_waits, 120), real_worker.log.read_text()
        real_worker.kill()
    real_worker.start()
    look_dead(job)
    assert sweeping.sweep()["requeued"] == 1
    assert reaches(job, "checked"), real_worker.log.read_text()
    assert Job.objects.get(pk=job.pk).good == ROWS


def at_once(*jobs: Job) -> None:
    gate = threading.Barrier(len(jobs))

    def work(job: Job) -> None:
        gate.wait()
        try:
            run_now(job.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ready_to_commit(actor, rows) -> Job:
    content = workbook("penalty", rows)
    job = run_now(start_check(actor=actor, kind="penalty", file=content, filename="a.xlsx", queue=False).pk)
    return import_confirm(actor=actor, job=job, mode="good", signed=True, queue=False)


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_job_write_it_once():
    job = ready_to_commit(make_user(), numbered("penalty", ROWS))
    at_once(job, job, job)
    assert Decision.objects.count() == ROWS
    assert Job.objects.get(pk=job.pk).created == ROWS


@pytest.mark.django_db(transaction=True)
def test_the_same_file_committed_by_two_people_at_once_is_written_once():
    jobs = [ready_to_commit(make_user(), numbered("penalty", ROWS)) for _ in range(2)]
    at_once(*jobs)
    done = Job.objects.filter(pk__in=[job.pk for job in jobs])
    assert sorted(done.values_list("created", "unchanged")) == [(0, ROWS), (ROWS, 0)]
    assert {job.state for job in done} == {"done"}
    assert Decision.objects.count() == CreditRecord.objects.count() == ROWS
    assert Subject.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_are_one():
    clerk = make_user()
    content = workbook("penalty", numbered("penalty", 3))
    job = run_now(start_check(actor=clerk, kind="penalty", file=content, filename="a.xlsx", queue=False).pk)
    gate, told = threading.Barrier(2), []

    def confirm() -> None:
        gate.wait()
        try:
            import_confirm(actor=clerk, job=job, mode="all", signed=True, queue=False)
            told.append("ok")
        except DomainError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["E-STATE-01", "ok"]


# -- files meant to harm -----------------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A few kilobytes that unfold into a gigabyte."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for _ in range(700):
                stream.write(b" " * 1024 * 1024)
    return content.getvalue()


def entity_bomb() -> bytes:
    return b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>&c;</Data></Cell></Row></Table></Worksheet></Workbook>"""


HARMFUL = {
    "zip bomb": bomb,
    "entity bomb": entity_bomb,
    "not a table": lambda: b"%PDF-1.7 nothing",
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 100,
    "a word document": lambda: _zip_of("word/document.xml"),
    "cut in half": lambda: workbook("penalty", numbered("penalty", 3))[:2000],
    "random": lambda: bytes(range(256)) * 40,
    "only spaces": lambda: b"  \r\n ",
}


def _zip_of(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "<x/>")
    return content.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_files_end_in_words_and_leave_nothing(name):
    content = HARMFUL[name]()
    job = run_now(start_check(actor=make_user(), kind="penalty", file=content, filename="六月.xlsx", queue=False).pk)
    assert job.state == "failed" or not job.summary["readable"]
    assert len(job.error) > 10 or job.summary["groups"]
    assert "Traceback" not in job.error
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_seventeen_thousand_columns_do_no_harm():
    book = Workbook()
    sheet = book.active
    headers = headers_of("penalty")
    sheet.append(list(headers.values()))
    for row in numbered("penalty", 3):
        sheet.append([row.get(code) for code in headers])
    sheet.cell(1, 16384).value = " "
    sheet.cell(4, 16384).value = " "
    content = io.BytesIO()
    book.save(content)
    job = run_now(
        start_check(actor=make_user(), kind="penalty", file=content.getvalue(), filename="宽.xlsx", queue=False).pk
    )
    assert (job.state, job.good) == ("checked", 3)


@pytest.mark.django_db
def test_a_formula_is_neither_run_nor_stored_nor_returned_as_one():
    rows = numbered("penalty", 2)
    evil = "=cmd|' /C calc'!A0"
    rows[0] = rows[0] | {"CF_XDR_LB": evil, "BZ": evil}
    content = workbook("penalty", rows)
    job = run_now(start_check(actor=make_user(), kind="penalty", file=content, filename="a.xlsx", queue=False).pk)
    assert job.bad == 1
    book = load_workbook(io.BytesIO(job.report.read()))
    for cell in (cell for line in book["错误汇总"].iter_rows() for cell in line):
        assert cell.data_type != "f"
    explained = [cell for line in book["决定"].iter_rows() for cell in line if cell.column > len(headers_of("penalty"))]
    assert all(cell.data_type != "f" for cell in explained)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["../../etc/passwd.xlsx", "a" * 300 + ".xlsx", "坏\x00名.xlsx", "名单.exe", "<b>.xlsx"]
)
def test_no_file_name_leads_anywhere(name, settings):
    job = start_check(actor=make_user(), kind="penalty", file=workbook("penalty", []), filename=name, queue=False)
    assert job.file.path.startswith(str(settings.MEDIA_ROOT / "jobs"))
    assert job.file.name.startswith(f"jobs/{job.public_id}/source")


@pytest.mark.django_db
def test_rows_staged_by_an_older_release_are_checked_again():
    clerk = make_user()
    job = start_check(
        actor=clerk, kind="penalty", file=workbook("penalty", numbered("penalty", 2)), filename="九月.xlsx", queue=False
    )
    job = run_now(job.pk)
    with open_staged(job) as stream:
        head, *lines = stream.readlines()
    older = {name: value for name, value in json.loads(head).items() if name != "columns"}
    with writing_staged(job) as out:
        out.write(json.dumps(older).encode() + b"\n" + b"".join(line.split(b"\t", 2)[2] for line in lines))
    import_confirm(actor=clerk, job=job, mode="all", signed=True, queue=False)
    job = run_now(job.pk)
    assert (job.state, job.error, job.created) == ("done", "", 2)


@pytest.mark.django_db
def test_every_decision_and_record_has_a_public_id_that_cannot_be_guessed():
    clerk = make_user()
    job = start_check(
        actor=clerk, kind="penalty", file=workbook("penalty", numbered("penalty", 3)), filename="九月.xlsx", queue=False
    )
    import_confirm(actor=clerk, job=run_now(job.pk), mode="all", signed=True, queue=False)
    assert run_now(job.pk).created == 3
    ids = [one.public_id for model in (Decision, CreditRecord) for one in model.objects.all()]
    assert len(set(ids)) == 6
    assert {one.version for one in ids} == {4}
