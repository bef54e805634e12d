"""Small tables on their way in (a catalogue edition, a data standard): checked at once, waiting as a job until a person adopts
what they would change, in one deed.

The job keeps the file, the findings and the difference, so that the page may be left and found again. Nothing is queued: such a
table has tens or hundreds of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.base import File

from accounts.models import User
from audit.services import deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from core.masking import scrub
from core.sheets.findings import Finding, by_row
from core.sheets.tables import Table
from exchange.kinds import kind_of
from exchange.models import Job, JobRow, JobState
from exchange.services.jobs import job_open, job_recheck
from exchange.services.running import Checked, Run, run_now


def table_check(*, actor: User, kind: str, file: File | bytes, filename: str, params: Mapping[str, Any]) -> Job:
    """Keep the file and check it now. The job comes back waiting for adoption, or failed with the reason in `error`."""
    job = job_open(
        actor=actor, kind=kind, file=file, filename=filename, params=params, max_bytes=settings.UPLOAD_MAX_BYTES,
        queue=False,
    )  # fmt: skip
    return run_now(job.pk)


def table_recheck(*, actor: User, job: Job) -> Job:
    """Check the same file again against what is in force now."""
    return run_now(job_recheck(actor=actor, job=job, queue=False).pk)


@contextmanager
def adopting(*, actor: User, job: Job, reason: str) -> Iterator[Job]:
    """Hold a checked job while its content takes effect inside the block; with the block's end the job is done.

    InvalidTransition when somebody was quicker, DomainError while the table has errors; whatever the block raises undoes all.
    """
    kind = kind_of(job.kind)
    if not (actor.is_active and actor.has_perm(kind.perm)):
        raise Forbidden(f"“{kind.title}”需要相应权限，您的账号没有。请联系系统管理员。")
    with deed(actor=actor, code="exchange.job.confirmed", obj=job, reason=reason):
        locked = Job.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=job.pk).first()
        if locked is None:
            raise Forbidden("这个任务属于其他科室，您不能处理。")
        if locked.state != JobState.CHECKED:
            raise InvalidTransition(
                f"这个任务现在是“{locked.get_state_display()}”，不能再确认。请刷新页面查看最新情况。", code="E-STATE-01"
            )
        if locked.bad or locked.summary.get("problems"):
            raise DomainError("表里还有错误，不能生效。请下载标注好的表，改正后重新上传。", code="E-JOB-03")
        yield locked
        locked.state, locked.created, locked.finished_at = JobState.DONE, locked.good, clock.now()
        locked.save()


def checked_table(table: Table, data: bytes, summary: Mapping[str, Any]) -> Checked:
    """What a check hands to its run: counts, findings by row, the marked workbook when something is wrong."""
    bad = table.bad_rows
    wrong_rows = sum(row.number in bad for row in table.rows)
    outside = bool(bad - {row.number for row in table.rows})
    return Checked(
        total=len(table.rows),
        good=0 if outside else len(table.rows) - wrong_rows,
        bad=wrong_rows + outside,
        warnings=0,
        unchanged=0,
        summary={"sheet": table.sheet, "header_row": table.header_row, **summary},
        rows=[
            JobRow(sheet=table.sheet[:60], row=number, level=found[0].level, findings=[_entry(one) for one in found])
            for number, found in sorted(by_row(table.findings).items())
        ],
        report=table.marked(data) if bad else b"",
    )


def no_commit(job: Job, run: Run) -> None:
    """These jobs take effect on their own page, with a reason; there is nothing to do for the queue."""
    raise DomainError("请在这份文件自己的页面上核对并确认生效。", code="E-JOB-02")


def _entry(finding: Finding) -> dict[str, Any]:
    return {
        "field": "", "header": finding.header, "column": finding.column, "code": finding.code, "level": finding.level,
        "message": scrub(finding.message), "value": finding.shown_value[:200], "suggestion": finding.shown_proposal or None,
        "overridable": False,
    }  # fmt: skip
