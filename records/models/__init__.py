from records.models.catalogue import CatalogueEdition, CatalogueItem
from records.models.record import CreditRecord
from records.models.rules import PeriodRule, RuleVersion
from records.models.subject import Subject, SubjectName

__all__ = [
    "CatalogueEdition",
    "CatalogueItem",
    "CreditRecord",
    "PeriodRule",
    "RuleVersion",
    "Subject",
    "SubjectName",
]
