"""Background work of reporting: each task loads nothing and calls one service."""

from __future__ import annotations

from celery import shared_task

from audit.context import request_context
from publicity.services.recount import recount_if_calendar_changed
from publicity.services.reminders import remind


@shared_task(name="publicity.tasks.remind_deadlines")
def remind_deadlines() -> dict[str, object]:
    """Every morning and once an hour: due days follow the holiday table, then everybody hears what is due. Idempotent."""
    with request_context(channel="task"):
        recount_if_calendar_changed()
        return remind().as_json()
