from repair.models.application import Application, Pause, Step
from repair.models.letters import Letter, Notice, SyncItem
from repair.models.papers import Paper
from repair.models.revocation import Revocation

__all__ = ["Application", "Letter", "Notice", "Paper", "Pause", "Revocation", "Step", "SyncItem"]
