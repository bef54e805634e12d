"""Background work of objections: each task calls one service."""

from celery import shared_task

from objections.services import watching


@shared_task(name="objections.tasks.watch")
def watch() -> int:
    """Remind, escalate, suspend; gives the number of objections that were escalated."""
    return watching.watch().escalated
