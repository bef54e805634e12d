"""Correction letters: whoever received an item in the last months is told once that it was corrected or taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.models import User
from audit.models import Access
from audit.services import SYSTEM, deed
from core import clock, settings_store
from core.clock import SHANGHAI
from notices.services import dispatch_owe, notify
from objections.choices import LetterKind, Received
from objections.messages import LETTER
from objections.models import Letter
from objections.parameters import RECIPIENT_MONTHS
from objections.services.filing import next_number
from records.models import CreditReport
from records.periods import add_months

if TYPE_CHECKING:
    from records.models import CreditRecord


@dataclass(frozen=True)
class Change:
    """One change of a record, as its signal tells it. The same `key` is never told twice to anybody."""

    record: CreditRecord
    key: str
    kind: str
    reason: str
    changes: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Recipient:
    """Somebody who has the item: a person of the house (`user`), or whoever a report was made out to (`name` alone)."""

    name: str
    received: str
    on: date
    matter: str = ""
    user: User | None = None


def first_day() -> date:
    """How far back recipients are looked for."""
    return add_months(clock.today(), -int(settings_store.get(RECIPIENT_MONTHS)))


def recipients_of(record: CreditRecord) -> list[Recipient]:
    """Everybody who saw the subject's file since the record exists, or got a report with this very record, since `first_day`."""
    since = datetime.combine(first_day(), time(), tzinfo=SHANGHAI)
    return [*_readers(record, max(since, record.created_at)), *_holders_of_reports(record, since)]


def send(change: Change, recipients: Iterable[Recipient]) -> list[Letter]:
    """Write and send what was not sent yet; gives the new letters. The letter and its message are one transaction."""
    with deed(actor=SYSTEM, code="objections.letter.sent", obj=change.record, reason=change.reason) as draft:
        made = [letter for one in recipients if (letter := _letter(change, one))]
        draft.extra = {"letters": [letter.number for letter in made]}
    return made


def _letter(change: Change, one: Recipient) -> Letter | None:
    who: dict[str, object] = {"recipient": one.user} if one.user else {"recipient": None, "addressee": one.name}
    # The number's lock comes first: two receivers of one change must not both find nobody told.
    number = next_number(Letter, "GZ")
    if Letter.objects.filter(key=change.key, **who).exists():
        return None
    letter = Letter.objects.create(
        number=number, key=change.key, kind=change.kind, record=change.record, addressee=one.name,
        recipient=one.user, received=one.received, received_on=one.on, matter=one.matter,
        changes={label: list(values) for label, values in change.changes.items()}, reason=change.reason[:1000],
        made_at=clock.now(),
    )  # fmt: skip
    if one.user is None:
        dispatch_owe(
            paper=letter, title=f"信用信息{LetterKind(change.kind).label}通知", number=letter.number, addressee=one.name,
            about=str(change.record), link=reverse("admin:objections_letter_page", args=[letter.number]),
            section=change.record.item.section,
        )  # fmt: skip
    if one.user:
        notify(
            recipients=[one.user], code=LETTER, key=f"letter:{change.key}"[:200],
            params={
                "number": letter.number, "record": str(change.record), "what": f"已{LetterKind(change.kind).label}",
                "months": settings_store.get(RECIPIENT_MONTHS), "received": str(Received(one.received).label),
                "changes": "；".join(f"{label}由“{old}”改为“{new}”" for label, (old, new) in change.changes.items())
                or "这条信息已经撤下，不再作为依据。",
                "reason": change.reason,
            },
            link=reverse("admin:objections_letter_page", args=[letter.number]),
        )  # fmt: skip
    return letter


def _readers(record: CreditRecord, since: datetime) -> list[Recipient]:
    """Staff who looked at the subject's file; the last look counts. The party's own accounts learn of it by the answer."""
    subject = record.subject
    rows = Access.objects.filter(object_type=subject._meta.label_lower, object_id=str(subject.pk), at__gte=since)
    last = {row.actor_id: row for row in rows.filter(actor__is_staff=True).order_by("id")}
    people = User.objects.in_bulk([pk for pk in last if pk is not None])
    return [
        Recipient(
            f"{row.section_name} {row.actor_name}".strip(), Received.LOOKUP if row.deed == "search" else Received.FILE,
            clock.local_date(row.at), row.matter, people[pk],
        )
        for pk, row in last.items()
        if pk in people
    ]  # fmt: skip


def _holders_of_reports(record: CreditRecord, since: datetime) -> list[Recipient]:
    reports = CreditReport.objects.filter(
        subject_id=record.subject_id, issued_at__gte=since, withdrawn_at=None,
        snapshot__sections__contains=[{"items": [{"id": str(record.public_id)}]}],
    )  # fmt: skip
    return [
        Recipient(report.requested_by, Received.REPORT, clock.local_date(report.issued_at), report.matter)
        for report in reports.defer("snapshot").order_by("id")
    ]
