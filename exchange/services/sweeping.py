"""Find jobs whose worker died and jobs whose message was lost; give them another worker, or close them with the reason."""

from __future__ import annotations

from datetime import timedelta

from audit.services import SYSTEM, deed
from core import clock
from exchange.kinds import kind_of
from exchange.models import RUNNING_STATES, Job, JobState
from exchange.services.jobs import ended, enqueue

SILENT_AFTER = timedelta(seconds=60)
WAITING_AFTER = timedelta(seconds=120)
LONGEST = timedelta(hours=1)
MAX_ATTEMPTS = 3


def sweep() -> dict[str, int]:
    """Look at every job that should be moving. Safe to run at any time, twice at once, and after any outage."""
    now = clock.now()
    told = {"resent": 0, "requeued": 0, "failed": 0}
    ids = list(
        Job.objects.filter(state__in=RUNNING_STATES, heartbeat_at__lt=now - SILENT_AFTER).values_list("pk", flat=True)
    )
    ids += list(
        Job.objects.filter(state__in=(JobState.CHECKING, JobState.COMMITTING), started_at__lt=now - LONGEST)
        .exclude(pk__in=ids)
        .values_list("pk", flat=True)
    )
    for job_id in ids:
        outcome = _look_after(job_id)
        if outcome:
            told[outcome] += 1
    return told


def _look_after(job_id: int) -> str:
    job = Job.objects.get(pk=job_id)
    now = clock.now()
    too_long = job.started_at is not None and job.started_at < now - LONGEST
    if job.state == JobState.QUEUED:
        return _send_again(job)
    if job.attempts >= MAX_ATTEMPTS or too_long:
        return _give_up(job, too_long=too_long)
    return _requeue(job)


def _send_again(job: Job) -> str:
    """A waiting job: its message may be lost. Sending it twice does no harm, only one worker can claim it."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED, heartbeat_at__lt=clock.now() - WAITING_AFTER).update(
        heartbeat_at=clock.now()
    )
    if waiting:
        enqueue(job.pk)
    return "resent" if waiting else ""


def _requeue(job: Job) -> str:
    with deed(actor=SYSTEM, code="exchange.job.requeued", obj=job, reason="处理进程中断，重新排队"):
        locked = _still(job)
        if locked is None:
            return ""
        locked.state, locked.task_id, locked.heartbeat_at = JobState.QUEUED, "", clock.now()
        locked.save(update_fields=["state", "task_id", "heartbeat_at"])
        enqueue(locked.pk)
    return "requeued"


def _give_up(job: Job, *, too_long: bool) -> str:
    why = "处理超过 1 小时仍未完成" if too_long else f"处理进程连续中断 {job.attempts} 次"
    kind = kind_of(job.kind)
    message = (
        f"{why}，已停止。{kind.kept}。请{kind.smaller}{kind.again}；仍不成功的，请联系系统管理员查看服务器内存和磁盘。"
    )
    with deed(actor=SYSTEM, code="exchange.job.failed", obj=job, reason=message):
        locked = _still(job)
        if locked is None:
            return ""
        locked.state, locked.error, locked.task_id, locked.finished_at = JobState.FAILED, message, "", clock.now()
        locked.save(update_fields=["state", "error", "task_id", "finished_at"])
        ended(locked)
    return "failed"


def _still(job: Job) -> Job | None:
    """The job under lock, if it is still held by the worker that was found silent."""
    return (
        Job.objects.select_for_update(of=("self",))
        .filter(pk=job.pk, task_id=job.task_id, state=job.state, heartbeat_at=job.heartbeat_at)
        .first()
    )
