"""Read a workbook, judge every row, stage the good ones, and gather what the clerk has to know. Writes no decision."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from core.sheets.reading import Workbook, read_workbook
from exchange.models import Job
from exchange.services.running import Checked, Run
from exchange.staging import writing_staged
from publicity.importing import answer
from publicity.importing.lines import COLUMNS, line_of, random_ids
from publicity.importing.stamp import world_stamp
from publicity.models import StandardEdition
from publicity.services.checking import SECRET_FORMATS, Judge
from publicity.services.standards import edition_for, header_book
from publicity.services.world import World
from publicity.standard.findings import ERROR, Verdict
from publicity.standard.rules_document import rejected_before
from publicity.standard.sheets import SheetCheck, WorkbookReport, data_sheets

CHUNK = 2000
_SHEET_NAME = 60


@dataclass
class Examined:
    """The result of one pass: the report, how many new good rows were staged, which past rejections were met."""

    report: WorkbookReport
    edition: StandardEdition
    staged: int = 0
    rejections: Counter[str] = field(default_factory=Counter)


def check(job: Job, run: Run) -> None:
    """The check of a job: ends with the report on the job, waiting for confirmation."""
    run.checked(examine(job, run))


def examine(job: Job, run: Run) -> Checked:
    """Check the job's file as of now. Raises NotUnderstood when it is no readable table."""
    with job.file.open("rb") as stream:
        data = stream.read()
    examined = _pass_over(job, run, read_workbook(data, filename=job.filename))
    return answer.checked(job, examined.report, data, examined.edition, examined.rejections)


def _pass_over(job: Job, run: Run, workbook: Workbook) -> Examined:
    stamp = world_stamp()
    checks, notes, judge = _sheets(job, workbook)
    examined = Examined(WorkbookReport(judge.edition.kind_id, [one.report for one in checks], notes), judge.edition)
    overrides = overrides_by_row(job)
    total = sum(max(one.sheet.height - one.report.header_row, 0) for one in checks)
    done = 0
    run.progress(0, total)
    with writing_staged(job) as out:
        head = {"stamp": stamp, "edition": judge.edition.pk, "columns": list(COLUMNS)}
        out.write(json.dumps(head).encode() + b"\n")
        for one in checks:
            sheet = one.sheet.name[:_SHEET_NAME]
            for verdicts in one.chunks(CHUNK):
                examined.staged += _stage(out.write, judge, verdicts, sheet, overrides)
                examined.rejections.update(_rejections(judge, verdicts))
                done += len(verdicts)
                run.progress(done, total)
    return examined


def _stage(
    write: Callable[[bytes], int],
    judge: Judge,
    verdicts: list[Verdict],
    sheet: str,
    overrides: dict[int, dict[str, str]],
) -> int:
    """The lines of the rows that will be new decisions."""
    ids = random_ids(2 * len(verdicts))
    lines = [
        line_of(judge.facts_of(verdict), sheet, verdict.row, ids, overrides.get(verdict.row))
        for verdict in verdicts
        if not verdict.unchanged and verdict.good
    ]
    write(b"".join(lines))
    return len(lines)


def _sheets(job: Job, workbook: Workbook) -> tuple[list[SheetCheck], list[str], Judge]:
    """The data sheets under one edition: the one asked for, else the one that the first header fits best."""
    kind, wanted = job.params["kind"], job.params.get("edition", "")
    ignore = job.params.get("ignore", [])
    reasons = {(row, code): text for row, found in overrides_by_row(job).items() for code, text in found.items()}

    def look(edition: StandardEdition, pinned: str) -> tuple[list[SheetCheck], list[str], Judge]:
        judge = Judge(edition, World(edition, overrides=reasons))
        checks, notes = data_sheets(workbook, header_book(), judge.world.context, kind, pinned, ignore=ignore)
        return checks, notes, judge

    first = edition_for(kind, code=wanted)
    checks, notes, judge = look(first, wanted)
    guessed = {one.report.header.standard.edition for one in checks if one.report.header is not None}
    if wanted or guessed <= {first.code}:
        return checks, notes, judge
    fitting = edition_for(kind, code=sorted(guessed)[0])
    return look(fitting, fitting.code)


def overrides_by_row(job: Job) -> dict[int, dict[str, str]]:
    """Reasons a person gave on the job's page for keeping a value: sheet row → field code → reason."""
    found: dict[int, dict[str, str]] = {}
    for place, reason in job.params.get("overrides", {}).items():
        row, _, code = place.partition("|")
        found.setdefault(int(row), {})[code] = reason
    return found


def _rejections(judge: Judge, verdicts: list[Verdict]) -> list[str]:
    """Past rejections that these rows would have repeated, as "field|value"."""
    if not judge.world.context.rejections:
        return []
    return [
        f"{finding.field}|{verdict.values[finding.field]}"
        for verdict in verdicts
        for finding in verdict.findings
        if finding.code == rejected_before.code and finding.level == ERROR and _may_be_kept(judge, finding.field)
    ]


def _may_be_kept(judge: Judge, field_code: str) -> bool:
    """Identity numbers are not written into a job's summary."""
    return judge.standard.by_code[field_code].format not in SECRET_FORMATS
