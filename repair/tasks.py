"""Background work of repair: each task calls one service."""

from celery import shared_task

from repair.services import reminding


@shared_task(name="repair.tasks.remind_repairs")
def remind_repairs() -> int:
    """Deadlines, what is late, open channels, records that have become ripe; doing it twice tells nobody twice."""
    return reminding.remind()
