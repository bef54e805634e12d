"""Scheduled work of the trail."""

from __future__ import annotations

from celery import shared_task
from django.contrib.auth import get_user_model

from audit import services
from audit.context import request_context


@shared_task(ignore_result=True)
def seal_history() -> None:
    """Every ten minutes. What one run has to leave is sealed by the next."""
    with request_context(channel="task"):
        services.seal_history(actor=services.SYSTEM)


@shared_task(ignore_result=True)
def verify_history(user_id: int | None = None) -> None:
    """Every night, and when an auditor asks. A break is told by whoever listens to audit.signals.history_broken."""
    actor = get_user_model().objects.get(pk=user_id) if user_id else services.SYSTEM
    with request_context(channel="task"):
        services.history_checked(actor=actor)
