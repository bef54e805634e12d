"""What people do with jobs: hand in a file, confirm what was found, cancel."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.files.base import ContentFile, File
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from audit.services import deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from core.masking import scrub
from core.text import clean
from exchange.kinds import JobKind, kind_of
from exchange.models import Job, JobPhase, JobState
from exchange.staging import drop_staged

log = structlog.get_logger(__name__)
_CHUNK = 1024 * 1024
_NAME_LIMIT = 200


def job_open(
    *,
    actor: User,
    kind: str,
    file: File | bytes,
    filename: str,
    params: Mapping[str, Any] | None = None,
    max_bytes: int,
    queue: bool = True,
) -> Job:
    """Keep a file as a job and queue its check. Only size and right are looked at here; what is in it, the check says.

    `queue=False` leaves the job to the caller, who runs it in the same process (a command). Raises Forbidden, or
    DomainError `file_too_large` / `file_empty`.
    """
    _may(actor, kind_of(kind))
    content = ContentFile(file) if isinstance(file, bytes) else file
    digest = _digest(content, max_bytes)
    with deed(actor=actor, code="exchange.job.opened") as draft:
        job = Job(
            kind=kind,
            actor=actor,
            section_id=actor.section_id,
            filename=shown_name(filename),
            sha256=digest,
            params=dict(params or {}),
            heartbeat_at=clock.now(),
        )
        job.file.save(filename, content, save=False)
        job.save()
        draft.obj, draft.extra = job, {"sha256": digest, **job.params}
        if queue:
            enqueue(job.pk)
    return job


def job_commit(*, actor: User, job: Job, mode: str = "good", queue: bool = True, **facts: Any) -> Job:
    """Confirm a checked job: `good` writes the correct rows, `all` writes only when every row is correct.

    `facts` join the job's params (what the person confirmed). Raises InvalidTransition when the job is not waiting for
    confirmation (also when somebody was quicker), DomainError when there is nothing that could be written.
    """
    _may(actor, kind_of(job.kind))
    with deed(actor=actor, code="exchange.job.confirmed", obj=job, extra={"mode": mode, **facts}):
        locked = _waiting(actor, job)
        _check_mode(locked, mode)
        locked.mode = mode
        locked.params = locked.params | facts
        _requeue(locked, JobPhase.COMMIT, queue)
    return locked


def job_recheck(*, actor: User, job: Job, queue: bool = True, **facts: Any) -> Job:
    """Check a checked file again under changed params. Raises InvalidTransition when the job is not waiting."""
    _may(actor, kind_of(job.kind))
    with deed(actor=actor, code="exchange.job.rechecked", obj=job, extra=facts):
        locked = _waiting(actor, job)
        locked.params = locked.params | facts
        _requeue(locked, JobPhase.CHECK, queue)
    return locked


def job_cancel(*, actor: User, job: Job) -> Job:
    """Stop a job that has written nothing yet. A worker on it notices within seconds; the file stays on record."""
    _may(actor, kind_of(job.kind))
    with deed(actor=actor, code="exchange.job.cancelled", obj=job):
        locked = _locked(actor, job)
        if locked.state == JobState.COMMITTING:
            raise InvalidTransition("正在写入台账，几秒内完成，不能取消。完成后可在台账中逐件更正。", code="E-STATE-01")
        if locked.state not in (JobState.QUEUED, JobState.CHECKING, JobState.CHECKED):
            raise InvalidTransition(f"这个任务“{locked.get_state_display()}”，不需要取消。", code="E-STATE-01")
        locked.state, locked.task_id, locked.finished_at = JobState.CANCELLED, "", clock.now()
        locked.save()
        ended(locked)
    return locked


def ended(job: Job) -> None:
    """A job is over, in the present transaction: its kind says what follows, and what was staged goes on commit."""
    if over := kind_of(job.kind).over:
        over(job)
    transaction.on_commit(lambda: drop_staged(job))


def shown_name(filename: str) -> str:
    """A file name as it may be shown and stored: without folders, control characters and anybody's identity number."""
    return scrub(clean(filename.replace("\\", "/").rsplit("/", 1)[-1]))[-_NAME_LIMIT:]


def enqueue(job_id: int) -> None:
    """Tell the workers on commit. A queue that cannot be reached loses nothing: the sweep finds the waiting job."""
    from exchange.tasks import run_job

    def send() -> None:
        try:
            run_job.delay(job_id)
        except OperationalError:
            log.warning("job_queue_unreachable", job=job_id)

    transaction.on_commit(send)


def _locked(actor: User, job: Job) -> Job:
    """The job under lock, if this person may see it at all."""
    locked = Job.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=job.pk).first()
    if locked is None:
        raise Forbidden("这个任务属于其他科室，您不能处理。")
    return locked


def _waiting(actor: User, job: Job) -> Job:
    """The job under lock, waiting for a person."""
    locked = _locked(actor, job)
    if locked.state != JobState.CHECKED:
        raise InvalidTransition(
            f"这个任务现在是“{locked.get_state_display()}”，不能这样处理。请刷新页面查看最新情况。", code="E-STATE-01"
        )
    return locked


def _requeue(job: Job, phase: str, queue: bool) -> None:
    job.state, job.phase = JobState.QUEUED, phase
    job.task_id, job.attempts, job.done, job.error = "", 0, 0, ""
    job.heartbeat_at = clock.now()
    job.save()
    if queue:
        enqueue(job.pk)


def _check_mode(job: Job, mode: str) -> None:
    if mode not in ("good", "all"):
        raise DomainError("请选择“只导入正确行”或“全部改好再导”。", code="E-JOB-02", field="mode")
    if mode == "all" and job.bad:
        raise DomainError(
            f"还有 {job.bad} 行有错误，不能全部导入。请下载标注好的表格改正后重新上传，或选择“只导入正确行”。",
            code="E-JOB-03",
            field="mode",
        )
    if not job.good:
        raise DomainError(
            "没有可以导入的行：每一行都有错误。请下载标注好的表格，改正后重新上传。", code="E-JOB-03", field="mode"
        )


def _may(actor: User, kind: JobKind) -> None:
    if not (actor.is_active and actor.has_perm(kind.perm)):
        raise Forbidden(f"“{kind.title}”需要相应权限，您的账号没有。请联系科室负责人或系统管理员。")


def _digest(content: File, max_bytes: int) -> str:
    size = content.size
    if not size:
        raise DomainError("文件是空的，没有任何内容。请确认选对了文件后重新上传。", code="file_empty", field="file")
    if size > max_bytes:
        raise DomainError(
            f"文件有 {size / 1024 / 1024:.0f} MB，超过 {max_bytes // 1024 // 1024} MB 的上限。请删去图片和多余的行列，或拆成几个文件分别导入。",
            code="file_too_large",
            field="file",
        )
    found = hashlib.sha256()
    content.seek(0)
    for piece in content.chunks(_CHUNK):
        found.update(piece)
    content.seek(0)
    return found.hexdigest()
