from commitments.models.catalogue import CertifiedMatter, PromiseTemplate
from commitments.models.procedure import Breach, PromiseCheck
from commitments.models.promise import MissingPaper, PaperReminder, Promise, PromisePaper

__all__ = [
    "Breach",
    "CertifiedMatter",
    "MissingPaper",
    "PaperReminder",
    "Promise",
    "PromiseCheck",
    "PromisePaper",
    "PromiseTemplate",
]
