"""Everything that changes an alert or an incident."""

from safeguards.services.alerts import alert_handle, watch
from safeguards.services.incidents import (
    Facts,
    affected_collect,
    incident_amend,
    incident_close,
    incident_open,
    notice_told,
    step_done,
)
from safeguards.services.reminding import remind

__all__ = [
    "Facts",
    "affected_collect",
    "alert_handle",
    "incident_amend",
    "incident_close",
    "incident_open",
    "notice_told",
    "remind",
    "step_done",
    "watch",
]
