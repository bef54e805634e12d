"""Remind the security administrators of notices that are due and of the yearly drill; each cause once."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from accounts.roles import SECURITY_ADMIN
from accounts.selectors import duty, users_with_role
from core import clock
from notices.services import notify
from safeguards.choices import IncidentState, Told
from safeguards.drills import next_drill
from safeguards.messages import DRILL_DUE, INCIDENT_DUE
from safeguards.models import Incident

DRILL_AHEAD = timedelta(days=30)
_WHAT = {"authority": "报告主管部门", "persons": "通知受影响主体"}


def remind() -> int:
    """Send what is due now; gives the number of new messages. An incident speaks when half of its time is gone, and again when late."""
    now, on = clock.now(), clock.today()
    keepers = duty(users_with_role(SECURITY_ADMIN), on)
    sent = 0
    for incident in Incident.objects.filter(state=IncidentState.OPEN, drill=False):
        for whom, what in _WHAT.items():
            due = getattr(incident, f"{whom}_due")
            half = incident.discovered_at + (due - incident.discovered_at) / 2
            if getattr(incident, f"{whom}_told") != Told.WAITING or now < half:
                continue
            stage = "late" if now >= due else "half"
            sent += len(
                notify(
                    recipients=keepers, code=INCIDENT_DUE, key=f"incident:{incident.pk}:{whom}:{stage}",
                    link=reverse("admin:safeguards_incident", args=[incident.pk]),
                    params={
                        "number": incident.number, "title": incident.title, "what": what,
                        "due": f"{due.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
                    },
                )
            )  # fmt: skip
    due_on = next_drill(on)
    if on >= due_on - DRILL_AHEAD:
        link = f"{reverse('admin:safeguards_incident_new')}?drill=1"
        stage = "late" if on > due_on else "soon"
        params = {"due": due_on.isoformat()}
        sent += len(notify(recipients=keepers, code=DRILL_DUE, key=f"drill:{due_on}:{stage}", link=link, params=params))
    return sent
