"""Scheduled work: the watch over reading, and reminders."""

from __future__ import annotations

from celery import shared_task

from audit.context import request_context
from safeguards import services


@shared_task(ignore_result=True)
def watch_reading() -> None:
    """Every ten minutes; looks back far enough to catch up after an outage, and raises nothing twice."""
    with request_context(channel="task"):
        services.watch()


@shared_task(ignore_result=True)
def remind() -> None:
    """Every half hour: a notice within four hours cannot wait for the morning."""
    with request_context(channel="task"):
        services.remind()
