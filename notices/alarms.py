"""What the floors below announce and people must hear of."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from accounts.roles import AUDITOR, SECURITY_ADMIN
from accounts.selectors import duty, users_with_role
from audit.signals import history_broken
from audit.verification import Verdict
from core import clock
from core.tidings import work_over
from notices.messages import HISTORY_BROKEN, WORK_OVER
from notices.services import notify


@receiver(history_broken, dispatch_uid="notices.history_broken")
def tell_auditors(sender: Any, verdict: Verdict, **kwargs: Any) -> None:
    """Auditors, security administrators and their deputies; once a day for the same finding, until it is dealt with."""
    first = verdict.first
    if first is None:
        return
    on = clock.today()
    keepers = [person for role in (AUDITOR, SECURITY_ADMIN) for person in users_with_role(role)]
    notify(
        recipients=duty(keepers, on),
        code=HISTORY_BROKEN,
        params={"count": len(verdict.findings), "first": first.message},
        link=reverse("admin:audit_seals"),
        key=f"history:{on:%Y%m%d}:{first.what}:{first.table}:{first.row}"[:160],
    )


@receiver(work_over, dispatch_uid="notices.work_over")
def tell_who_waits(sender: Any, *, user: Any, title: str, words: str, link: str, key: str, **kwargs: Any) -> None:
    """Whoever left work to the background hears once that it is over."""
    notify(recipients=[user], code=WORK_OVER, params={"title": title, "words": words}, link=link, key=key)
