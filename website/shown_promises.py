"""What the public is shown of promises: an allow-list. Wall, page and API are made from these records and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from commitments.choices import PartyClass, State
from commitments.models import Promise
from commitments.querysets import SOURCE
from commitments.rules import kind_label, printed_liabilities
from core.masking import mask_name, scrub
from records.choices import MarkKind, SubjectKind
from records.models import CreditRecord
from records.selectors_marks import marks_of

# Publicly one thing: a promise being checked. A proposal is not a finding.
CHECKED_NOW = (State.CHECKING, State.PROPOSED, State.NOTICED)
STATUSES = {
    "promised": "已承诺",
    "checking": "核查中",
    "kept": "全部履行",
    "partial": "部分履行",
    "broken": "全部未履行",
}


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """One promise. `party` is masked for a natural person who did not choose to show the full name."""

    id: UUID
    code: str
    party: str
    party_class: str
    trade: str
    kind: str
    kind_name: str
    title: str
    reason: str
    content: str
    liabilities: tuple[str, ...]
    signed_on: date
    valid_until: date | None
    lapsed: bool
    status: str
    found_on: date | None
    accepted_by: str
    subject: UUID | None
    marks: tuple[str, ...]
    digest: str

    @property
    def url(self) -> str:
        return f"/commitments/{self.id}/"

    @property
    def status_name(self) -> str:
        return STATUSES[self.status]


def public_promises(on: date, *, q: str = "", kind: str = "", trade: str = "", status: str = "") -> QuerySet:
    """Promises on the wall, filtered; whoever shows a masked name is not found by the full one."""
    rows = Promise.objects.public(on).select_related("template", "subject").defer("subject__id_number")
    if q:
        named = Q(party_name__icontains=q) & (~Q(party_class=PartyClass.NATURAL) | Q(show_full_name=True))
        rows = rows.filter(named | Q(code__startswith=q) | Q(template__title__icontains=q))
    if kind:
        rows = rows.filter(kind=kind)
    if trade:
        rows = rows.filter(subject__kind=trade)
    if status:
        rows = rows.filter(_of_status(status))
    return rows.newest()


def shown_promises(promises: Iterable[Promise], on: date) -> list[ShownPromise]:
    """The records of promises that the caller has taken from `public_promises`; two queries for all marks."""
    rows = list(promises)
    records = CreditRecord.objects.filter(source_type=SOURCE, source_id__in=[row.pk for row in rows])
    of_source = dict(records.values_list("source_id", "pk"))
    marks = marks_of(of_source.values())
    return [_shown(row, on, marks.get(of_source.get(row.pk, 0), [])) for row in rows]


def find_promise(public_id: UUID, on: date) -> tuple[Promise, ShownPromise] | None:
    """The promise with this number when it is public on the day; None otherwise, for whatever reason."""
    promise = public_promises(on).filter(public_id=public_id).first()
    return (promise, shown_promises([promise], on)[0]) if promise else None


def _of_status(status: str) -> Q:
    if status == "promised":
        return Q(state=State.SIGNED)
    return Q(state__in=CHECKED_NOW) if status == "checking" else Q(fulfilment=status)


def _status(promise: Promise) -> str:
    if promise.fulfilment:
        return promise.fulfilment
    return "checking" if promise.state in CHECKED_NOW else "promised"


def _shown(promise: Promise, on: date, marks: Iterable[str]) -> ShownPromise:
    hidden = promise.party_class == PartyClass.NATURAL and not promise.show_full_name
    name = mask_name(promise.party_name) if hidden else promise.party_name

    def text(value: str) -> str:
        return scrub(value).replace(promise.party_name, name) if hidden else scrub(value)

    return ShownPromise(
        id=promise.public_id, code=promise.code, party=name, party_class=promise.get_party_class_display(),
        trade=str(SubjectKind(promise.subject.kind).label), kind=promise.kind,
        kind_name=kind_label(promise.kind, promise.kind_other), title=promise.template.title, reason=text(promise.reason),
        content=text(promise.content), liabilities=tuple(printed_liabilities(text(promise.liability))),
        signed_on=promise.signed_on, valid_until=promise.valid_until,
        lapsed=promise.valid_until is not None and promise.valid_until < on, status=_status(promise), found_on=promise.found_on,
        accepted_by=promise.accepted_by, subject=None if promise.subject.is_person else promise.subject.public_id,
        marks=tuple(str(MarkKind(kind).label) for kind in marks), digest=promise.letter_hash,
    )  # fmt: skip
