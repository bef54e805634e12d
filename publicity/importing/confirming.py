"""What a person does with a workbook of decisions: hand it in, leave out columns, keep a value with a reason, confirm."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.base import File

from accounts.models import User
from core import clock
from core.errors import DomainError, InvalidTransition
from core.masking import scrub
from core.text import clean
from exchange.kinds import JobKind
from exchange.models import Job, JobState
from exchange.services.jobs import job_commit, job_open, job_recheck
from publicity.importing.check import check
from publicity.importing.commit import commit
from publicity.models import DecisionKind
from publicity.services.checking import MIN_REASON
from publicity.services.entry import section_for
from publicity.services.standards import edition_for

KIND = JobKind(
    "publicity.import", "导入决定", "publicity.import_decisions", check, commit, page="admin:exchange_import"
)


def start_check(
    *, actor: User, kind: str, file: File | bytes, filename: str, edition: str = "", queue: bool = True
) -> Job:
    """Hand in a workbook of one kind of decision; its check begins in the background (or is left to the caller).

    Raises Forbidden, DomainError for an unknown kind or edition, an empty file or one that is too large.
    """
    chosen = DecisionKind.objects.filter(pk=kind, active=True).first()
    if chosen is None:
        raise DomainError("请选择决定的种类。", code="E-CL-01", field="kind")
    edition_for(kind, code=edition, on=clock.today())
    if actor.has_perm(KIND.perm):
        section_for(actor, chosen)
    return job_open(
        actor=actor, kind=KIND.code, file=file, filename=filename, params={"kind": kind, "edition": edition},
        max_bytes=settings.UPLOAD_MAX_BYTES, queue=queue,
    )  # fmt: skip


def import_confirm(*, actor: User, job: Job, mode: str = "good", signed: bool = False, queue: bool = True) -> Job:
    """Confirm the import. `signed` states that every decision in the file is signed: then they may be reported at once;
    otherwise, and for kinds that always need a second pair of eyes, they wait for the reviewer."""
    return job_commit(actor=actor, job=job, mode=mode, queue=queue, signed=signed)


def leave_out_columns(*, actor: User, job: Job, headers: list[str], queue: bool = True) -> Job:
    """Confirm that columns nobody understands are not imported, and check again."""
    unknown = set(job.summary.get("unknown_headers", ()))
    wanted = [header for header in headers if header in unknown]
    if not wanted:
        raise DomainError("请勾选确认不导入的列。", code="E-HDR-01", field="headers")
    return job_recheck(actor=actor, job=job, queue=queue, ignore=[*job.params.get("ignore", []), *wanted])


def keep_value(*, actor: User, job: Job, row: int, field: str, reason: str, queue: bool = True) -> Job:
    """Keep a refused value of one row with a reason, where the rule allows it, and check again."""
    if job.state != JobState.CHECKED:
        raise InvalidTransition("这个任务不在等待确认，不能再填写理由。", code="E-STATE-01")
    words = scrub(clean(reason))[:200]
    if len(words) < MIN_REASON:
        raise DomainError(f"请写明仍按原值导入的理由（至少 {MIN_REASON} 个字）。", code="E-STATE-02", field="reason")
    if len(job.summary.get("sheets", ())) > 1:
        raise DomainError(
            "文件有多个数据表，不能逐行填写理由。请把这一行放进单独的文件导入。", code="E-STATE-02", field="reason"
        )
    if not _may_be_kept(job, row, field):
        raise DomainError("这一行的这个问题必须改正，不能用理由保留。", code="E-STATE-02", field="reason")
    overrides: dict[str, Any] = {**job.params.get("overrides", {}), f"{row}|{field}": words}
    return job_recheck(actor=actor, job=job, queue=queue, overrides=overrides)


def _may_be_kept(job: Job, row: int, field: str) -> bool:
    found = job.rows.filter(row=row).values_list("findings", flat=True)
    return any(one["field"] == field and one["overridable"] for findings in found for one in findings)
