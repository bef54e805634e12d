"""How a worker holds a job: it claims it, shows that it lives, and lets go with a result or with the reason in words.

Whoever holds the job is named by `task_id`. A result is written only while the name still stands there, in the same
transaction as the work itself: a worker that was taken for dead and wakes up later finds its name gone and rolls back.
"""

from __future__ import annotations

import gc
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from audit import context
from audit.services import SYSTEM, deed
from core import clock
from core.errors import DomainError
from exchange.kinds import kind_of
from exchange.models import Job, JobPhase, JobRow, JobState
from exchange.services.jobs import ended

log = structlog.get_logger(__name__)
BEAT_SECONDS = 2.0
_ERROR_LIMIT = 500


class RunLost(Exception):
    """The job was cancelled or given to another worker: stop, write nothing."""


@dataclass
class Checked:
    """What a check found. `rows` are unsaved JobRows without their job."""

    total: int
    good: int
    bad: int
    warnings: int
    unchanged: int
    summary: dict[str, Any]
    rows: list[JobRow] = field(default_factory=list)
    report: bytes = b""


class Run:
    """One worker's hold on one job. Use as a context manager: inside, a second thread with its own connection shows every
    two seconds that the worker lives and how far it is, also in the middle of a long transaction."""

    def __init__(self, job_id: int, token: str) -> None:
        self.job_id, self.token = job_id, token
        self._done = self._total = 0
        self._lost = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Run:
        self._collecting = gc.get_threshold()
        gc.freeze()  # what the process loaded long ago need not be looked at again with every ten thousand rows
        gc.set_threshold(50_000, 20, 50)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        gc.set_threshold(*self._collecting)
        gc.unfreeze()
        self._stop.set()
        self._thread.join()

    def progress(self, done: int, total: int = 0) -> None:
        """Say how far the work is. Raises RunLost when the job was cancelled meanwhile."""
        self._done, self._total = done, total or self._total
        if self._lost:
            raise RunLost

    def checked(self, found: Checked, message: str = "") -> None:
        """Store what the check found and wait for the person. `message` says why a confirmed job asks again."""
        with deed(actor=SYSTEM, code="exchange.job.checked") as draft:
            job = self.hold()
            job.rows.all().delete()
            for row in found.rows:
                row.job_id = job.pk
            JobRow.objects.bulk_create(found.rows, batch_size=2000)
            if found.report:
                _keep_report(job, found.report)
            job.total = job.done = found.total
            job.good, job.bad, job.warnings, job.unchanged = found.good, found.bad, found.warnings, found.unchanged
            job.summary, job.state, job.error = found.summary, JobState.CHECKED, message[:_ERROR_LIMIT]
            _release(job)
            draft.obj = job
            draft.extra = {"rows": found.total, "good": found.good, "bad": found.bad}

    def committed(self, *, created: int, unchanged: int, skipped: int) -> Job:
        """Mark the job done inside the caller's transaction: the work and this mark stand or fall together."""
        job = self.hold()
        job.created, job.unchanged, job.bad, job.done = created, unchanged, skipped, job.total
        job.state, job.error = JobState.DONE, ""
        _release(job)
        ended(job)
        return job

    def hold(self) -> Job:
        """The job, locked to the end of the transaction: nobody else can take it up. RunLost when somebody did already."""
        job = Job.objects.select_for_update(of=("self",)).filter(pk=self.job_id, task_id=self.token).first()
        if job is None:
            raise RunLost
        return job

    def _beat(self) -> None:
        try:
            while not self._stop.wait(BEAT_SECONDS):
                self._show_life()
        except DatabaseError as error:  # the sweep takes the silence for what it is
            log.warning("job_heartbeat_stopped", job=self.job_id, error=type(error).__name__)
        finally:
            connection.close()

    def _show_life(self) -> None:
        mine = Job.objects.filter(pk=self.job_id, task_id=self.token)
        facts: dict[str, Any] = {"heartbeat_at": clock.now(), "done": self._done}
        if self._total:
            facts["total"] = self._total
        if not mine.update(**facts) and Job.objects.filter(pk=self.job_id).exists():
            self._lost = True


def run_now(job_id: int) -> Job:
    """Do whatever the job waits for, in this process; used by the worker's task and by commands. Never raises DomainError:
    the job carries the reason. Any other exception is told on the job and raised again."""
    claimed = _claim(job_id)
    if claimed is None:
        return Job.objects.get(pk=job_id)
    job, token = claimed
    kind = kind_of(job.kind)
    act = kind.check if job.phase == JobPhase.CHECK else kind.commit
    try:
        with context.request_context(channel=context.current().channel or "task"), Run(job.pk, token) as run:
            act(job, run)
    except RunLost:
        log.info("job_let_go", job=job.pk)
    except DomainError as error:
        job_fail(job_id=job.pk, token=token, message=error.message)
    except Exception as error:  # noqa: BLE001 - outermost boundary of a job: never leave it "running"
        job_fail(job_id=job.pk, token=token, message=_unexpected(job, error))
        raise
    return Job.objects.get(pk=job_id)


def job_fail(*, job_id: int, token: str, message: str) -> None:
    """Close a job that cannot go on, with the reason in words. Nothing when somebody else holds it by now."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id, task_id=token).first()
        if job is None:
            return
        with deed(actor=SYSTEM, code="exchange.job.failed", obj=job, reason=message[:_ERROR_LIMIT]):
            job.state, job.error = JobState.FAILED, message[:_ERROR_LIMIT]
            _release(job)
            ended(job)


def _claim(job_id: int) -> tuple[Job, str] | None:
    """Take a queued job; None when there is nothing to do (taken, over, cancelled). Safe against any number of callers."""
    token = uuid.uuid4().hex
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).select_related("actor__section").filter(pk=job_id).first()
        if job is None or job.state != JobState.QUEUED:
            return None
        job.state = JobState.CHECKING if job.phase == JobPhase.CHECK else JobState.COMMITTING
        job.task_id, job.attempts, job.done = token, job.attempts + 1, 0
        job.started_at = job.heartbeat_at = clock.now()
        job.save()
    return job, token


def _release(job: Job) -> None:
    job.task_id, job.attempts = "", 0
    job.heartbeat_at = clock.now()
    if job.state != JobState.CHECKED:
        job.finished_at = clock.now()
    job.save()


def _keep_report(job: Job, content: bytes) -> None:
    if job.report:
        job.report.delete(save=False)
    job.report.save("report.xlsx", ContentFile(content), save=False)


def _unexpected(job: Job, error: Exception) -> str:
    log.error("job_crashed", job=job.pk, error=type(error).__name__)
    kind = kind_of(job.kind)
    return (
        f"程序出错（{type(error).__name__}）。{kind.kept}。请稍后{kind.again}；仍然出错时，"
        f"把任务编号 {job.public_id} 告诉系统管理员。"
    )
