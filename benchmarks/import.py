"""Import of licence decisions from a workbook, 28 columns: ours beside django-import-export and beside the practical limit.

ours     the real services: file kept with SHA-256, check (calamine, header, all rules, ledger and subject look-ups, wrong-person
         guard, facts of ledger and credit file, staging), confirmation, commit (subjects, series, decisions, credit records, full
         row history with actor and reason). No marked workbook, because the rows are good.
limit    calamine's parse + the same row rules + bare COPY of lines made beforehand + the same two set-based inserts with history.
         No header, no look-ups, no facts, no encryption, no files of subjects, no job.
peers    django-import-export 4.4 with the same result: file kept, the same rules, guard and facts per row, subjects, decisions and
         credit records with their provenance, row history by the same triggers. default: look-ups and saves per row; use_bulk:
         look-ups per row, saves in thousands; preloaded: use_bulk with all keys and known parties loaded beforehand and
         subjects and series remembered. Each imports at once; ours has the trial run in it that a person confirms first, for
         which the library's admin would go over the whole file once more.

Peers are measured at 10,000 rows at most and scaled linearly beyond; `peers_measured_rows` says so. On a busy machine only the CPU
seconds of both sides (`cpu_s`) can be compared.
"""

from __future__ import annotations

import io
import itertools
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from common import Scratch, arguments, cpu_seconds, django, emit, middle, peak_mb, say, timed

PEER_ROWS = 10_000
CHUNK = 1000
PEERS = ("default", "use_bulk", "preloaded")


# -- the workbook ------------------------------------------------------------------------------------------------------
def make_workbook(path: Path, rows: int, first: int = 1) -> None:
    """Invented licence decisions: one party for every twenty rows, a fifth of them persons with identity numbers."""
    import xlsxwriter

    from publicity.standard.samples import by_code, good_row, standard_for
    from publicity.standard.templates import templates_of

    standard = standard_for("licence")
    columns = templates_of(standard)["full_licence_28"].columns
    parties = list(itertools.islice(_parties(), max(10, rows // 20)))
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("行政许可")
    for at, (_field, header) in enumerate(columns):
        sheet.write_string(0, at, header)
    for at_row, number in enumerate(range(first, first + rows), 1):
        party = parties[number % len(parties)]
        kind = "natural" if "id_number" in party else "legal"
        row = by_code(standard, {**good_row("licence", kind), **party, **_facts(number)})
        for at, (field, _header) in enumerate(columns):
            if row.get(field.code):
                sheet.write_string(at_row, at, str(row[field.code]))
    book.close()


def _facts(number: int) -> dict[str, str]:
    day = f"2026-{1 + number % 8:02d}-{1 + number % 27:02d}"
    return {
        "doc_number": f"巫山司许〔2026〕{number}号", "decided_on": day, "valid_from": day, "certificate_name": "执业许可证",
        "certificate_no": f"XK2026{number:08d}", "content": f"准予变更执业机构，案卷第{number}号。经审查，申请材料齐全，符合法定形式。",
    }  # fmt: skip


def _parties():
    from core.identifiers.idnumber import check
    from core.identifiers.uscc_arithmetic import check_digit, org_check_digit

    signs = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
    chance = random.Random(20261122)
    for number in itertools.count(1):
        name = "".join(chance.choices(signs, k=8))
        if number % 5:
            body = f"MD{number:06d}"
            code = f"31500237{body}{org_check_digit(body)}"
            yield {
                "party_name": f"重庆{name}律师事务所",
                "uscc": code + check_digit(code),
                "legal_rep": f"周{name[:2]}",
            }
        else:
            head = f"1101011990{1 + number % 12:02d}{1 + number % 28:02d}{number % 1000:03d}"
            tail = next(digit for digit in "0123456789X" if check(head + digit).ok)
            yield {"party_name": f"王{name[:2]}", "id_number": head + tail}


# -- ours --------------------------------------------------------------------------------------------------------------
def actor():
    from django.contrib.auth.models import Group

    from accounts.models import Section, User

    clerk, fresh = User.objects.get_or_create(
        username="bench", defaults={"display_name": "测量", "section": Section.objects.first(), "is_staff": True}
    )
    if fresh:
        clerk.groups.add(Group.objects.get(name="经办员"))
    return clerk


def import_once(content: bytes, seconds: dict[str, float]):
    """Check, confirm and commit one workbook through the services."""
    from exchange.services.running import run_now
    from publicity.importing.confirming import import_confirm, start_check

    with timed(seconds, "check"):
        job = start_check(actor=actor(), kind="licence", file=content, filename="bench.xlsx", queue=False)
        job = run_now(job.pk)
    with timed(seconds, "commit"):
        import_confirm(actor=actor(), job=job, mode="all", signed=True, queue=False)
        job = run_now(job.pk)
    return job


def ours(path: Path) -> dict[str, Any]:
    from publicity.models import Decision

    content = path.read_bytes()
    import_once((path.parent / "warm.xlsx").read_bytes(), {})
    seconds: dict[str, float] = {}
    before, cpu = Decision.objects.count(), cpu_seconds()
    job = import_once(content, seconds)
    cpu = _used(cpu)
    assert job.state == "done", f"{job.state} {job.error} {job.summary}"
    assert Decision.objects.count() - before == job.created
    return {"seconds": sum(seconds.values()), "parts": seconds, "rows": job.created, "peak_mb": peak_mb(), "cpu": cpu}


def _used(before: float | None) -> float | None:
    """CPU seconds since `before`, with one connection all the time."""
    now = cpu_seconds()
    return None if before is None or now is None else now - before


# -- the limit ---------------------------------------------------------------------------------------------------------
def limit(path: Path) -> dict[str, Any]:
    from django.db import connection
    from python_calamine import CalamineWorkbook

    from audit.services import deed
    from publicity.importing import load
    from publicity.standard.context import Context
    from publicity.standard.samples import standard_for
    from publicity.standard.templates import templates_of

    import_once((path.parent / "warm.xlsx").read_bytes(), {})
    target, lines = _lines_beforehand(path)
    standard = standard_for("licence")
    columns = [field.code for field, _ in templates_of(standard)["full_licence_28"].columns]
    seconds: dict[str, float] = {}
    content, cpu = path.read_bytes(), cpu_seconds()
    with timed(seconds, "parse"):
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    with timed(seconds, "rules"):
        checker = standard.checker(Context(), columns)
        for start in range(1, len(rows), CHUNK):
            chunk = [(number, rows[number]) for number in range(start, min(start + CHUNK, len(rows)))]
            assert all(verdict.good for verdict in checker.check_rows(chunk))
    told = deed(actor=target.actor, code="publicity.decisions.imported")
    with timed(seconds, "database"), told, connection.cursor() as cursor:
        load._stage(cursor, io.BytesIO(lines))
        source, params = load._decision_source(True), (target.edition.kind_id,)
        load._insert(cursor, load.Decision, load._decision_values(target, True), source, params)
        load._insert(cursor, load.CreditRecord, load._record_values(target), load._record_source())
    return {"seconds": sum(seconds.values()), "parts": seconds, "peak_mb": peak_mb(), "cpu": _used(cpu)}


def _lines_beforehand(path: Path):
    """The lines as our check stages them, and the files of subjects and series already open."""
    from django.db import connection

    from audit.services import deed
    from exchange.models import Job
    from exchange.services.running import run_now
    from exchange.staging import open_staged
    from publicity.importing.confirming import start_check
    from publicity.importing.load import Target, _open_series, _open_subjects, _stage
    from publicity.models import StandardEdition

    job = start_check(actor=actor(), kind="licence", file=path.read_bytes(), filename="bench.xlsx", queue=False)
    job = run_now(job.pk)
    stream = open_staged(job)
    edition = StandardEdition.objects.select_related("kind").get(pk=json.loads(stream.readline())["edition"])
    lines = stream.read()
    stream.close()
    target = Target(job.actor, Job.objects.get(pk=job.pk).pk, edition, job.actor.section_id, "ready")
    with deed(actor=job.actor, code="publicity.decisions.imported"), connection.cursor() as cursor:
        _stage(cursor, io.BytesIO(lines))
        _open_series(cursor, target)
        _open_subjects(cursor, target)
        cursor.execute("DROP TABLE import_staging")
    return target, lines


# -- the peers ---------------------------------------------------------------------------------------------------------
def peer(path: Path, how: str) -> dict[str, Any]:
    """django-import-export on the ledger table, as its admin reads an .xlsx."""
    from django.conf import settings

    from publicity.models import Decision
    from records.models import CreditRecord

    settings.INSTALLED_APPS.append("import_export")
    clerk, content = actor(), path.read_bytes()
    _run_peer(how, clerk, (path.parent / "warm.xlsx").read_bytes())
    tables = (Decision, CreditRecord, Decision.pgh_event_model, CreditRecord.pgh_event_model)
    before, cpu, start = [model.objects.count() for model in tables], cpu_seconds(), time.perf_counter()
    rows = _run_peer(how, clerk, content)
    seconds, cpu = time.perf_counter() - start, _used(cpu)
    assert all(model.objects.count() - count == rows for model, count in zip(tables, before, strict=True))
    return {"seconds": seconds, "peak_mb": peak_mb(), "cpu": cpu}


def _run_peer(how: str, clerk: Any, content: bytes) -> int:
    """Keep the file and import it; the number of rows."""
    from _import_export import resource
    from import_export.formats.base_formats import XLSX

    from audit.services import deed
    from publicity.importing.confirming import start_check

    job = start_check(actor=clerk, kind="licence", file=content, filename="bench.xlsx", queue=False)
    dataset = XLSX().create_dataset(content)
    with deed(actor=clerk, code="publicity.decisions.imported"):
        result = resource(how, clerk, job).import_data(dataset, dry_run=False, raise_errors=True, use_transactions=True)
    assert result.totals["new"] == len(dataset), result.totals
    return len(dataset)


# -- all together ------------------------------------------------------------------------------------------------------
def main() -> None:
    options = arguments(__doc__.splitlines()[0], 10_000)
    if options.part:
        django()
        parts = {"ours": ours, "limit": limit}
        path = Path(options.file)
        answer = parts[options.part](path) if options.part in parts else peer(path, options.part)
        print(json.dumps(answer))
        return
    measure(options.rows, options.json)


def measure(rows: int, quiet: bool) -> None:
    script = str(Path(__file__).resolve())
    with Scratch("import") as scratch:
        folder = Path(scratch.folder.name)
        say(quiet, f"workbook of {rows:,} rows …")
        path, warm, small = folder / "rows.xlsx", folder / "warm.xlsx", folder / "small.xlsx"
        peer_rows = min(rows, PEER_ROWS)
        make_workbook(path, rows)
        make_workbook(warm, 40, first=900_001)
        make_workbook(small, peer_rows)
        times = 3 if rows <= 20_000 else 1
        limit_runs, our_runs = [], []
        for _ in range(times):
            limit_runs.append(scratch.child(script, "limit", "--file", str(path)))
            our_runs.append(scratch.child(script, "ours", "--file", str(path)))
            say(quiet, f"limit {limit_runs[-1]}\nours  {our_runs[-1]}")
        best_limit = middle(iter(limit_runs).__next__, times)
        best_ours = middle(iter(our_runs).__next__, times)
        peers, peer_cpu = {}, {}
        for how in PEERS:
            found = scratch.child(script, how, "--file", str(small))
            peers[f"django-import-export {how}"] = found["seconds"] * rows / peer_rows
            peer_cpu[how] = found["cpu"] and found["cpu"] * rows / peer_rows
            say(quiet, f"{how} {found}")
        emit(
            name="import", rows=rows, ours_s=best_ours["seconds"], peers=peers, limit_s=best_limit["seconds"],
            peak=max(one["peak_mb"] for one in our_runs), ours_parts=best_ours["parts"], limit_parts=best_limit["parts"],
            peers_measured_rows=peer_rows, cpu_s={"ours": best_ours["cpu"], "limit": best_limit["cpu"], **peer_cpu},
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
