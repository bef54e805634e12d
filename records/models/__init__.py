from records.models.affiliation import Affiliation
from records.models.catalogue import CatalogueEdition, CatalogueItem
from records.models.evidence import Evidence
from records.models.marks import RecordMark, Reply
from records.models.news import News
from records.models.record import CreditRecord
from records.models.report import CreditReport, ReportUse
from records.models.rules import PeriodRule, RuleVersion
from records.models.subject import Subject, SubjectName
from records.models.tombstone import Tombstone
from records.models.zero import ItemZero

__all__ = [
    "Affiliation",
    "CatalogueEdition",
    "CatalogueItem",
    "CreditRecord",
    "CreditReport",
    "Evidence",
    "ItemZero",
    "News",
    "PeriodRule",
    "RecordMark",
    "Reply",
    "ReportUse",
    "RuleVersion",
    "Subject",
    "SubjectName",
    "Tombstone",
]
