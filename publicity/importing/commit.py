"""Write a confirmed file into the ledger: one transaction, everything that was confirmed or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import structlog
from django.db import IntegrityError, connection
from django.db.models import F
from psycopg2.errors import UniqueViolation

from audit.services import deed
from core.errors import Forbidden, Stale
from exchange.models import Job
from exchange.services.running import Run
from exchange.staging import open_staged
from publicity.choices import DecisionState
from publicity.importing.check import examine
from publicity.importing.lines import COLUMNS
from publicity.importing.load import Target, load
from publicity.importing.stamp import world_stamp
from publicity.models import DecisionKind, PlatformRejection, StandardEdition
from publicity.services.entry import section_for

log = structlog.get_logger(__name__)
_TRIES = 3


class _Moved(Exception):
    """The world is not the one in which the file was checked."""


def commit(job: Job, run: Run) -> None:
    """Load the rows that the check staged. When ledger, files or rules moved since, the file is checked again first; when
    that finds new errors, nothing is written and the person is asked once more."""
    if not (job.actor.is_active and job.actor.has_perm("publicity.import_decisions")):
        raise Forbidden("经办人的导入权限已被收回，没有写入任何数据。请由有权限的人员重新提交文件。")
    for _ in range(_TRIES):
        try:
            _load(job, run)
        except (_Moved, IntegrityError) as reason:
            if isinstance(reason, IntegrityError) and not isinstance(reason.__cause__, UniqueViolation):
                raise
            log.info("import_checked_again", job=job.pk, why=type(reason).__name__)
            if not _check_again(job, run):
                return
        else:
            return
    raise Stale("导入期间台账一直在变化，没有写入任何数据。请稍后重新上传同一个文件。")


def _load(job: Job, run: Run) -> None:
    stream = open_staged(job)
    if stream is None:
        raise _Moved
    with stream, deed(actor=job.actor, code="publicity.decisions.imported", obj=job) as draft:
        _one_at_a_time(job.params["kind"])
        head = json.loads(stream.readline())
        if head["stamp"] != world_stamp() or head.get("columns") != list(COLUMNS):  # or staged by an older release
            raise _Moved
        created = load(_target(job, head), stream)
        _count_rejections(job)
        done = run.committed(created=created, unchanged=job.unchanged, skipped=job.bad)
        draft.extra = {"created": created, "unchanged": done.unchanged, "skipped": done.bad, "sha256": job.sha256}
        draft.reason = f"导入文件 {job.filename}"


def _target(job: Job, head: Mapping[str, Any]) -> Target:
    edition = StandardEdition.objects.select_related("kind").get(pk=head["edition"])
    signed = bool(job.params.get("signed"))
    state = DecisionState.READY if signed and not edition.kind.four_eyes else DecisionState.PENDING
    return Target(job.actor, job.pk, edition, section_for(job.actor, edition.kind), state)


def _check_again(job: Job, run: Run) -> bool:
    """Check the file as of now; True when the confirmation still covers what was found."""
    before = job.bad
    found = examine(job, run)
    if found.bad > before or (job.mode == "all" and found.bad) or not found.good:
        run.checked(
            found, "检查之后，台账或规则有变化，有的行现在不能导入。结果已经更新，请核对后再次确认。没有写入任何数据。"
        )
        return False
    job.unchanged, job.bad, job.good = found.unchanged, found.bad, found.good
    job.summary = found.summary
    return True


def _one_at_a_time(kind: str) -> None:
    """Imports of one kind write one after the other, so that each sees what the one before it wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7002))", [f"import:{kind}"])


def _count_rejections(job: Job) -> None:
    """How often a rule learnt from the platform has caught the same value before it was sent again."""
    for place, count in job.summary.get("rejections", {}).items():
        code, _, value = place.partition("|")
        PlatformRejection.objects.filter(
            kind=DecisionKind(pk=job.params["kind"]), field_code=code, bad_value=value
        ).update(hits=F("hits") + count)
