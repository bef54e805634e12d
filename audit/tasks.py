"""Scheduled work of the trail."""

from __future__ import annotations

from celery import shared_task

from audit import services
from audit.context import request_context


@shared_task(ignore_result=True)
def seal_history() -> None:
    """Every ten minutes. What one run has to leave is sealed by the next."""
    with request_context(channel="task"):
        services.seal_history(actor=services.SYSTEM)


@shared_task(ignore_result=True)
def verify_history() -> None:
    """Every night. A break is told to the auditors by whoever listens to audit.signals.history_broken."""
    with request_context(channel="task"):
        services.history_checked(actor=services.SYSTEM)
