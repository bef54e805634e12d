"""Scheduled work of promises."""

from __future__ import annotations

from celery import shared_task

from audit.context import request_context
from audit.services import SYSTEM
from commitments.services import reminders


@shared_task(name="commitments.tasks.remind_papers", ignore_result=True)
def remind_papers() -> None:
    """In the morning and every hour: it sends what an outage left out, and nothing twice."""
    with request_context(channel="task"):
        reminders.remind_papers(actor=SYSTEM)
