"""Whose information was concerned: from the register of looks, and from what stood in the files that were taken out. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from audit.codes import DEEDS
from audit.models import Access
from publicity.models import Decision, SubmissionRow
from records.models import CreditRecord, Subject
from safeguards.models import Incident
from safeguards.watching import READING
from supervision.models import LookUp

CONCERNED = (*READING, "search")
SUBJECT = "records.subject"


@dataclass
class Touch:
    """One subject: how, how often, from when to when."""

    subject_id: int
    first: datetime
    last: datetime
    ways: set[str] = field(default_factory=set)
    looks: int = 0

    def add(self, entry: Access) -> None:
        self.ways.add(DEEDS[entry.deed])
        self.looks += 1
        self.first, self.last = min(self.first, entry.at), max(self.last, entry.at)


@dataclass(frozen=True)
class Extent:
    """The subjects, and the entries behind which no subject can be found by machine: a person must check those files."""

    touches: list[Touch]
    by_hand: list[Access]


def _in_submission(pk: str) -> Iterable[int | None]:
    return SubmissionRow.objects.filter(submission_id=pk).values_list("decision__subject_id", flat=True)


def _in_job(pk: str) -> Iterable[int | None]:
    return Decision.objects.filter(job_id=pk).values_list("subject_id", flat=True)


def _in_matter(pk: str) -> Iterable[int | None]:
    return LookUp.objects.filter(matter_id=pk).values_list("subject_id", flat=True)


def _of_record(pk: str) -> Iterable[int | None]:
    return CreditRecord.objects.filter(pk=pk).values_list("subject_id", flat=True)


def _of_decision(pk: str) -> Iterable[int | None]:
    return Decision.objects.filter(pk=pk).values_list("subject_id", flat=True)


#: Type of the object in the register → the subjects in it.
BEHIND: dict[str, Callable[[str], Iterable[int | None]]] = {
    SUBJECT: lambda pk: [int(pk)],
    "publicity.submission": _in_submission,
    "exchange.job": _in_job,
    "supervision.matter": _in_matter,
    "records.creditrecord": _of_record,
    "publicity.decision": _of_decision,
}


def entries_of(incident: Incident) -> list[Access]:
    """The looks of the incident: its span, and the account or the address if one is named."""
    found = Access.objects.filter(deed__in=CONCERNED)
    if incident.since:
        found = found.filter(at__gte=incident.since)
    if incident.until:
        found = found.filter(at__lte=incident.until)
    suspects = Q()
    if incident.suspect_id:
        suspects |= Q(actor_id=incident.suspect_id)
    if incident.address:
        suspects |= Q(ip=incident.address)
    return list(found.filter(suspects).order_by("id"))


def extent_of(incident: Incident) -> Extent:
    """Subjects of the incident, those most often looked at first. One query for each different file, none for a plain look."""
    touches: dict[int, Touch] = {}
    by_hand: list[Access] = []
    behind: dict[tuple[str, str], list[int]] = {}
    for entry in entries_of(incident):
        known = (entry.object_type, entry.object_id)
        if known not in behind:
            find = BEHIND.get(entry.object_type)
            behind[known] = sorted({pk for pk in find(entry.object_id) if pk}) if find else []
        if not behind[known]:
            by_hand.append(entry)
        for pk in behind[known]:
            touches.setdefault(pk, Touch(pk, entry.at, entry.at)).add(entry)
    living = set(Subject.objects.filter(pk__in=touches).values_list("pk", flat=True))
    kept = [touch for pk, touch in touches.items() if pk in living]
    return Extent(sorted(kept, key=lambda touch: (-touch.looks, touch.subject_id)), by_hand)
