"""What the page of an import job shows: pure reading, from the job's own row and its findings."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Row, Step
from exchange.models import Job, JobPhase, JobState
from publicity.models import Decision, DecisionKind
from publicity.standard.headers import KIND_NAMES

PAGE = 50
_CHECKED_STATES = (JobState.CHECKED, JobState.COMMITTING, JobState.DONE)


def job_context(job: Job, user: Any, problems: list[DomainError], page: str | None) -> dict[str, Any]:
    """Everything the template of one job needs."""
    rows = job.rows.order_by("level", "sheet", "row")
    kind = DecisionKind.objects.filter(pk=job.params.get("kind")).first()
    own = reverse("admin:exchange_job", args=[job.public_id])
    return {
        "job": job, "kind": kind, "problems": problems, "steps": steps(job), "facts": facts(job, kind), "summary": job.summary,
        "groups": job.summary.get("groups", ()), "page": Paginator(rows, PAGE).get_page(page), "many": rows.count() > PAGE,
        "fresh": max(job.good - job.unchanged, 0), "waiting": job.state == JobState.CHECKED,
        "sheets": len(job.summary.get("sheets", ())) > 1,
        "may_act": user.has_perm("publicity.import_decisions"),
        "wrong_kind": KIND_NAMES.get(job.summary.get("wrong_kind", ""), ""),
        "poll": reverse("admin:exchange_job_progress", args=[job.public_id]), "own": own,
        "report_url": reverse("admin:exchange_job_report", args=[job.public_id]) if job.report else "",
        "source_url": reverse("admin:exchange_job_source", args=[job.public_id]) if job.file else "",
        "ledger_url": reverse("admin:publicity_decision_changelist"),
        "imported": Decision.objects.visible_to(user).filter(job=job).order_by("source_row")[:10] if job.created else (),
    }  # fmt: skip


def steps(job: Job) -> list[Step]:
    """上传 → 检查 → 确认 → 导入, with what is going on now."""
    stopped = job.state in (JobState.FAILED, JobState.CANCELLED)
    committing = job.phase == JobPhase.COMMIT
    checked = job.state in _CHECKED_STATES or committing
    states = [
        ("上传", "done"),
        ("检查", "done" if checked else "bad" if stopped else "now"),
        ("确认", "done" if committing else "now" if job.state == JobState.CHECKED else "todo"),
        (
            "写入台账",
            "done"
            if job.state == JobState.DONE
            else "bad"
            if stopped and committing
            else "now"
            if committing
            else "todo",
        ),
    ]
    return [Step(title, state) for title, state in states]


def facts(job: Job, kind: DecisionKind | None) -> list[Row]:
    """The job in a few lines."""
    lines = [
        Row("决定种类", kind.name if kind else ""),
        Row("数据标准", job.summary.get("edition_name", "")),
        Row("经办人", f"{job.actor}（{job.section or '未分科室'}）"),
        Row("提交时间", f"{job.created_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"),
        Row("文件摘要", f"SHA-256 {job.sha256[:16]}…"),
    ]
    return [line for line in lines if line.value]
