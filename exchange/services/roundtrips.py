"""A changed workbook on its way back: compared at once, waiting as a job, written row by row when a person confirms with a reason."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction

from accounts.models import User
from audit.services import deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from exchange.comparing import NOT_SHOWN, Compared, compare
from exchange.models import Job, JobRow, JobState
from exchange.roundtrip import Roundtrip, trip_of
from exchange.services.jobs import job_cancel
from exchange.services.running import Checked, Run
from exchange.services.tables import checked_table, table_check, table_recheck

MIN_REASON = 5


def roundtrip_hand_in(*, actor: User, what: str, file: File | bytes, filename: str) -> Job:
    """Keep and compare a changed workbook. The job waits with its differences, or failed with the reason; nothing is written.

    `what` is the slug of the list. Forbidden, DomainError for a file that is empty or too large.
    """
    return table_check(actor=actor, kind=trip_of(what).kind, file=file, filename=filename, params={})


def roundtrip_look_again(*, actor: User, job: Job) -> Job:
    """Compare a waiting workbook with what stands now."""
    _own(actor, job)
    return table_recheck(actor=actor, job=job)


def roundtrip_put_aside(*, actor: User, job: Job) -> Job:
    """Give a waiting workbook up; nothing was written."""
    _own(actor, job)
    return job_cancel(actor=actor, job=job)


def roundtrip_confirm(*, actor: User, job: Job, reason: str) -> Job:
    """Write the good rows, each by its own service and deed and only while it is still what was shown; the others come back marked.

    Only the person who handed the file in may confirm it, once. Raises Forbidden, InvalidTransition, DomainError (no reason, nothing
    to write).
    """
    trip = trip_of(job.kind)
    if len(reason.strip()) < MIN_REASON:
        raise DomainError(
            f"请写明理由（至少 {MIN_REASON} 个字），它会写入办理历史。", code="E-STATE-02", field="reason"
        )
    _own(actor, job)
    if not (actor.is_active and actor.has_perm(trip.perm)):
        raise Forbidden(f"修改“{trip.title}”需要相应权限，您的账号没有。请联系科室负责人。")
    with deed(actor=actor, code="exchange.job.confirmed", obj=job, reason=reason) as draft:
        held = _waiting(actor, job)
        with held.file.open("rb") as stream:
            data = stream.read()
        found = compare(trip, actor, data, held.filename)
        written = _write(found, actor, _shown(held), reason)
        _close(held, found, written, data)
        draft.extra = {"written": len(written), "refused": held.bad}
    return held


def check(trip: Roundtrip, job: Job, run: Run) -> None:
    """The check of such a job: what would change, told field by field."""
    with job.file.open("rb") as stream:
        data = stream.read()
    found = compare(trip, job.actor, data, job.filename)
    result = checked_table(found.table, data, _summary(found))
    result.good, result.unchanged = len(found.good), found.unchanged
    run.checked(result)


def _own(actor: User, job: Job) -> None:
    if job.actor_id != actor.pk:
        raise Forbidden("这份表由上传人自己核对和确认。要改同样的内容，请自己导出、修改后上传。")


def _waiting(actor: User, job: Job) -> Job:
    held = Job.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=job.pk).first()
    if held is None:
        raise Forbidden("这个任务属于其他科室，您不能处理。")
    if held.state != JobState.CHECKED:
        raise InvalidTransition(
            f"这个任务现在是“{held.get_state_display()}”，不能再确认。请刷新页面查看最新情况。", code="E-STATE-01"
        )
    if not held.good:
        raise DomainError("没有可以写入的行。请下载标注好的表，改正后重新上传。", code="E-JOB-03")
    return held


def _shown(job: Job) -> dict[str, Any]:
    """Public id → the differences that the person saw."""
    return {one["id"]: one["lines"] for one in job.summary.get("changes", ())}


def _write(found: Compared, actor: User, shown: dict[str, Any], reason: str) -> list[dict[str, Any]]:
    """Apply the good rows one by one; a row that its service refuses leaves nothing and becomes a finding."""
    written = []
    for one, told in zip(list(found.good), found.changes(), strict=True):
        if shown.get(told["id"]) != told["lines"]:
            words = "这一行的差异和您核对时看到的不同，没有写入。请重新核对。"
            found.table.say(NOT_SHOWN, words, row=one.row, key="version")
            continue
        try:
            with transaction.atomic():
                found.trip.apply(actor, found.variant, one.present, one.changes, reason)
        except DomainError as error:
            found.refuse(one.row, error)
        else:
            written.append(told)
    return written


def _close(job: Job, found: Compared, written: list[dict[str, Any]], data: bytes) -> None:
    """The job is done: what was written, what was refused, and the marked workbook of the refused rows."""
    result: Checked = checked_table(found.table, data, _summary(found) | {"changes": written})
    job.rows.all().delete()
    for row in result.rows:
        row.job_id = job.pk
    JobRow.objects.bulk_create(result.rows)
    if result.report:
        if job.report:
            job.report.delete(save=False)
        job.report.save("report.xlsx", ContentFile(result.report), save=False)
    job.summary, job.total, job.bad = result.summary, result.total, result.bad
    job.created, job.unchanged, job.state = len(written), found.unchanged, JobState.DONE
    job.finished_at = clock.now()
    job.save()


def _summary(found: Compared) -> dict[str, Any]:
    return {"variant": found.variant, "changes": found.changes(), "stale": found.stale}
