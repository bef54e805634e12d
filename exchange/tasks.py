"""Background work on jobs: load by id, call one service."""

from celery import shared_task

from exchange.services import exports, running, sweeping


@shared_task(name="exchange.tasks.run_job")
def run_job(job_id: int) -> str:
    """Check or commit one job; doing it twice does nothing the second time."""
    return running.run_now(job_id).state


@shared_task(name="exchange.tasks.sweep_jobs")
def sweep_jobs() -> dict[str, int]:
    """Every minute: pick up jobs whose worker died or whose message was lost."""
    return sweeping.sweep()


@shared_task(name="exchange.tasks.drop_expired_exports")
def drop_expired_exports() -> int:
    """Every ten minutes: delete export files whose time is over, and files that no entry knows; the register stays."""
    return exports.drop_expired() + exports.drop_orphans()
