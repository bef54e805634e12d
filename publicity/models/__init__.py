from publicity.models.decision import Decision, LinkedEvent
from publicity.models.followup import FollowUp
from publicity.models.month import MonthClose
from publicity.models.series import DocumentSeries, GapExplanation
from publicity.models.standard import (
    DecisionKind,
    FieldSpec,
    PlatformRejection,
    StandardEdition,
)
from publicity.models.submission import Reminder, Submission, SubmissionRow

__all__ = [
    "Decision",
    "DecisionKind",
    "DocumentSeries",
    "FieldSpec",
    "FollowUp",
    "GapExplanation",
    "LinkedEvent",
    "MonthClose",
    "PlatformRejection",
    "Reminder",
    "StandardEdition",
    "Submission",
    "SubmissionRow",
]
