from objections.models.letter import Letter
from objections.models.objection import Objection, Paper, Point
from objections.models.report import ErrorReport

__all__ = ["ErrorReport", "Letter", "Objection", "Paper", "Point"]
