"""What the import leaves on the desk: files that were checked and wait for a person's decision, and files that failed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from core import clock
from core.staff import DeskItem, desk_items
from exchange.models import Job, JobState
from publicity.importing.confirming import KIND

ONE_BY_ONE = 5
FAILED_FOR = timedelta(days=3)


@desk_items
def imports_to_confirm(user: Any, on: date) -> Iterable[DeskItem]:
    """Own jobs waiting for confirmation, and own jobs that did not come to an end lately."""
    if not user.has_perm(KIND.perm):
        return []
    mine = Job.objects.visible_to(user).filter(kind=KIND.code, actor_id=user.pk)
    waiting = list(mine.filter(state=JobState.CHECKED).newest()[: ONE_BY_ONE + 1])
    failed = mine.filter(state=JobState.FAILED, finished_at__gte=clock.now() - FAILED_FOR).newest()[:ONE_BY_ONE]
    items = [
        DeskItem(f"待确认导入：{job}", _found(job), _url(job), level="today", action="去确认")
        for job in waiting[:ONE_BY_ONE]
    ]
    if len(waiting) > ONE_BY_ONE:
        items.append(
            DeskItem("其他待确认导入的文件", url=reverse("admin:exchange_jobs"), level="today", action="去查看")
        )
    items += [DeskItem(f"导入未完成：{job}", job.error, _url(job), level="soon", action="去查看") for job in failed]
    return items


def _found(job: Job) -> str:
    return f"{job.total:,} 行：可导入 {job.good:,}，需修改 {job.bad:,}"


def _url(job: Job) -> str:
    return reverse("admin:exchange_job", args=[job.public_id])
