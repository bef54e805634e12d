"""Scheduled work of messages."""

from __future__ import annotations

from celery import shared_task

from audit.context import request_context
from audit.services import SYSTEM
from notices import services


@shared_task(ignore_result=True)
def deliver_pending() -> None:
    """Every minute, and right after a message was told."""
    with request_context(channel="task"):
        services.deliver_pending(actor=SYSTEM)
