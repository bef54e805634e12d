"""A file as it stood at a moment, put together from the row history (按某日的状态查看).

Every row that ever stood in the tables left an event with its values; the last event of each row up to the moment is the row
as it stood then. No service moves a record, a name or a tie to another subject, so the live keys find them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from core import clock
from records.models import Subject
from records.querysets import public_condition


@dataclass(frozen=True)
class Picture:
    """The file at a moment. Each row has the fields of its model; records also `is_public`, by the rules of `day`.

    subject is None when the file was not yet opened.
    """

    moment: datetime
    day: date
    subject: Any | None
    names: list[Any]
    affiliations: list[Any]
    records: list[Any]
    evidence: list[Any]


def end_of(day: date) -> datetime:
    """The last moment of a day in Shanghai: what was written on that day counts."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=clock.SHANGHAI) - timedelta(microseconds=1)


def as_of(subject: Subject, moment: datetime, day: date | None = None) -> Picture:
    """The file of `subject` at `moment`; `day` (default: the moment's own day) is the day asked for what was public."""
    on = day or clock.local_date(moment)
    subjects = list(_rows("SubjectEvent", Q(pgh_obj_id=subject.pk), moment).select_related("institution"))
    names = _rows("SubjectNameEvent", Q(pgh_obj__subject=subject), moment)
    ties = _rows("AffiliationEvent", Q(pgh_obj__person=subject) | Q(pgh_obj__institution=subject), moment)
    records = _rows("CreditRecordEvent", Q(pgh_obj__subject=subject), moment).select_related("item", "rule_version")
    papers = _rows("EvidenceEvent", Q(pgh_obj__record__subject=subject), moment)
    return Picture(
        moment,
        on,
        subjects[0] if subjects else None,
        sorted(names, key=lambda name: (name.valid_from or date.min, name.id), reverse=True),
        sorted(ties.select_related("person", "institution"), key=lambda tie: (tie.since, tie.id), reverse=True),
        sorted(marked_public(records, on), key=lambda record: (record.event_date, record.id), reverse=True),
        sorted(papers, key=lambda paper: paper.id),
    )


def _rows(event: str, of: Q, moment: datetime) -> QuerySet[Any]:
    """The last event of each row up to the moment; a row that was deleted by then is left out."""
    events: Any = apps.get_model("records", event).objects
    last = events.filter(of, pgh_created_at__lte=moment).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return events.filter(pgh_id__in=last.values("pgh_id")).exclude(pgh_label="delete")


def marked_public(records: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Records, or history rows of records, with `is_public`: whether they were public on `day`."""
    return records.annotate(
        is_public=Case(When(public_condition(day), then=Value(True)), default=Value(False), output_field=BooleanField())
    )
