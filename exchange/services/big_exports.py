"""Exports too large for one request: ordered, written by a worker, found again under the same address, told in the inbox.

The file's place is known from the job's public id. It is put there while the job's row is locked, so a worker that was taken for
dead cannot disturb its successor; what a killed worker left there is overwritten by the next one or removed with the job's end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit.services import deed
from core import clock, settings_store
from core.errors import DomainError
from core.masking import scrub
from core.sheets.writing import SheetSpec, Value
from core.tidings import work_over
from exchange.kinds import JobKind
from exchange.models import RUNNING_STATES, Export, Job, JobState, export_path
from exchange.parameters import EXPORT_AT_ONCE
from exchange.querysets import EXPORTS
from exchange.services.exports import PERM, Wish, Work, export_check, export_make
from exchange.services.jobs import enqueue
from exchange.services.running import Run

AT_A_TIME = 3
"""Exports of one person that may wait or run at once."""
_STEP = 500


def export_ask(*, actor: User, kind: str, params: Mapping[str, str], purpose: str, matter: str) -> str:
    """Take a list out: a small one at once, a large one in the background. Returns the public id under which either is found.

    Raises what `export_check` raises, and DomainError when the person has too many exports waiting.
    """
    facts: dict[str, Any] = {"actor": actor, "kind": kind, "params": params, "purpose": purpose, "matter": matter}
    wish = export_check(**facts)
    if wish.extract.count <= int(settings_store.get(EXPORT_AT_ONCE)):
        return export_make(**facts).public_id
    return export_order(actor=actor, wish=wish).public_id


def export_order(*, actor: User, wish: Wish) -> Job:
    """Queue a checked wish. The same wish that still waits or runs is not queued twice."""
    asked = {"what": wish.kind.code, "asked": dict(wish.asked), "purpose": wish.purpose, "matter": wish.matter}
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=actor.pk)  # one wish of a person at a time
        waiting = list(Job.objects.exports_of(actor).filter(state__in=RUNNING_STATES))
        for job in waiting:
            if job.params == asked:
                return job
        if len(waiting) >= AT_A_TIME:
            words = f"您已有 {AT_A_TIME} 份导出正在生成。请等其中一份生成后，或在“导出登记”里取消一份，再导出。"
            raise DomainError(words, code="E-EXP-07")
        with deed(actor=actor, code="exchange.export.ordered", reason=wish.matter) as draft:
            job = Job(
                kind=EXPORTS, actor=actor, section_id=actor.section_id, filename=scrub(wish.extract.title)[:200], params=asked,
                total=wish.extract.count, heartbeat_at=clock.now(),
            )  # fmt: skip
            job.save()
            draft.obj, draft.extra = job, {"count": job.total}
            enqueue(job.pk)
    return job


class _InBackground(Work):
    """A worker's hold on the job while the workbook is written."""

    def __init__(self, job: Job, run: Run) -> None:
        self.public_id, self._job, self._run = job.public_id, job, run

    def rows(self, spec: SheetSpec) -> SheetSpec:
        return SheetSpec(spec.name, spec.columns, self._told(spec), spec.hints)

    def keeping(self, path: str) -> None:
        self._run.hold()
        default_storage.delete(path)

    def done(self, entry: Export) -> None:
        self._run.hold()
        Job.objects.filter(pk=self._job.pk).update(total=entry.rows, good=entry.rows)
        self._run.committed(created=entry.rows, unchanged=0, skipped=0)

    def _told(self, spec: SheetSpec) -> Iterator[Sequence[Value]]:
        """Row by row; every few hundred rows it is said how far the work is, and heard whether it was cancelled."""
        for number, row in enumerate(spec.rows):
            if not number % _STEP:
                self._run.progress(number)
            yield row


def write_ordered(job: Job, run: Run) -> None:
    """The work of such a job: what was asked is checked anew by today's rights, limits and rows."""
    asked = job.params
    export_make(
        actor=job.actor, kind=asked["what"], params=asked["asked"], purpose=asked["purpose"], matter=asked["matter"],
        work=_InBackground(job, run),
    )  # fmt: skip


def export_over(job: Job) -> None:
    """The job ended: tell the person, unless it was the person who ended it; without an entry no file stays."""
    if job.state != JobState.DONE:
        transaction.on_commit(lambda: _drop_leftover(job))
    if job.state == JobState.CANCELLED:
        return
    words = {
        JobState.DONE: "文件已经生成，只有您能下载，到期自动删除。请打开下面的链接下载。",
        JobState.FAILED: f"没有生成文件：{job.error}",
    }
    title = f"导出{'完成' if job.state == JobState.DONE else '没有完成'}：{job.filename}"
    link = reverse("admin:exchange_export", args=[job.public_id])
    work_over.send(
        Job,
        user=job.actor,
        title=title[:80],
        words=words[JobState(job.state)],
        link=link,
        key=f"export:{job.public_id}",
    )


def _drop_leftover(job: Job) -> None:
    """What a killed worker may have put into its place without an entry in the register."""
    if not Export.objects.filter(public_id=job.public_id).exists():
        default_storage.delete(export_path(job.public_id))


KIND = JobKind(
    EXPORTS, "导出", PERM, write_ordered, write_ordered, page="admin:exchange_exports", show="admin:exchange_export",
    kept="没有生成文件，没有数据离开系统", smaller="缩小范围后", again="重新导出", over=export_over,
)  # fmt: skip
