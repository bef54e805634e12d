"""Background work of look-ups: each task calls one service."""

from celery import shared_task

from supervision.services import lookups


@shared_task(name="supervision.tasks.run_lookups")
def run_lookups(matter_id: int) -> int:
    """Look up what waits in one matter; doing it twice does nothing the second time."""
    return lookups.run(matter_id)


@shared_task(name="supervision.tasks.sweep_lookups")
def sweep_lookups() -> int:
    """Every minute: go on with lists whose worker died or whose message was lost."""
    return lookups.sweep()
