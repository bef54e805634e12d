from repair.models.application import Application, Pause, Step
from repair.models.letters import Letter, Notice, SyncItem
from repair.models.papers import Paper

__all__ = ["Application", "Letter", "Notice", "Paper", "Pause", "Step", "SyncItem"]
