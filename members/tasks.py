"""Background work of members: each task calls one service."""

from celery import shared_task

from members.services import news


@shared_task(name="members.tasks.tell_new_records")
def tell_new_records() -> int:
    """Every ten minutes: tell firms and practitioners what has entered their files; nobody is told twice."""
    return news.tell_new_records()
