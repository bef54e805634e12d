"""Kinds of jobs: an app of a higher floor says what checking and committing its file means; the machinery is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import DomainError

if TYPE_CHECKING:
    from exchange.models import Job
    from exchange.services.running import Run


@dataclass(frozen=True)
class JobKind:
    """`check(job, run)` reads the file and ends with `run.checked(...)`; `commit(job, run)` writes and ends with
    `run.committed(...)` inside the same transaction. `perm` is needed to open, confirm and cancel. `page` is the URL name
    of the page that starts such a job, `show` of the page of one job, by its public id."""

    code: str
    title: str
    perm: str
    check: Callable[[Job, Run], None]
    commit: Callable[[Job, Run], None]
    page: str = ""
    show: str = "admin:exchange_job"
    kept: str = "没有写入任何数据，原文件已保存"
    smaller: str = "把文件拆小后"
    again: str = "重新上传"
    """What is said of a job that could not be finished, and what to do."""
    over: Callable[[Job], None] | None = None
    """Called inside the transaction that ends a job, however it ended."""


_kinds: dict[str, JobKind] = {}


def register_job_kind(kind: JobKind) -> None:
    """Add a kind; apps call this from `jobs.py`, loaded when the app is ready."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> JobKind:
    """The kind by its code. DomainError for one that this installation does not know."""
    try:
        return _kinds[code]
    except KeyError:
        raise DomainError(f"不认识任务类型“{code}”，请联系系统管理员。", code="E-JOB-01") from None
