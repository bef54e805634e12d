"""Write the trail and guard it: `deed` around every change, `saw` for every look, seals over what has grown."""

from audit.services.seals import SealReport, history_checked, seal_history
from audit.services.trail import SYSTEM, Actor, Draft, SystemActor, Visitor, deed, person_id, saw, saw_many

__all__ = [
    "SYSTEM",
    "Actor",
    "Draft",
    "SealReport",
    "SystemActor",
    "Visitor",
    "deed",
    "history_checked",
    "person_id",
    "saw",
    "saw_many",
    "seal_history",
]
