"""How far a job is, as the page that waits for it asks."""

from __future__ import annotations

from typing import Any

from core.words import count
from exchange.models import Job, JobState


def progress_json(job: Job, preparing: str = "正在读取文件") -> dict[str, Any]:
    """What static/js/progress.js reads. `preparing` is said before the first row."""
    if job.state == JobState.QUEUED:
        text = "排队中，等待后台处理"
    elif not job.total:
        text = preparing
    else:
        text = f"{job.done:,} / {count(job.total, '行')}（{job.percent}%）"
    return {"percent": job.percent, "text": text, "running": job.is_running, "state": job.state}
