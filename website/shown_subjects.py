"""What the public is shown of a subject: an allow-list like `website.shown`. A natural person gets no grade and no list of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.masking import scrub
from records.choices import REGISTER_INSTITUTIONS, PractisingState, SubjectKind
from records.models import Subject

STATE_WORDS = {
    PractisingState.NORMAL: "证照有效，可以依法执业",
    PractisingState.SUSPENDED: "在规定期间内不得执业，期满可恢复",
    PractisingState.REORGANISING: "机构在整顿期内不得承办业务",
    PractisingState.DEREGISTERED: "执业许可已注销，不再执业",
    PractisingState.REVOKED: "执业许可已被依法吊销，不得执业",
}
"""What each practising state means, in at most 30 characters."""


@dataclass(frozen=True, slots=True)
class ShownName:
    """A former name and until when it was the name."""

    name: str
    until: date | None


@dataclass(frozen=True, slots=True)
class ShownSubject:
    """A subject's public particulars. What does not apply to its kind is empty."""

    id: UUID
    kind: str
    kind_name: str
    name: str
    former_names: tuple[ShownName, ...]
    state: str
    state_name: str
    state_text: str
    uscc: str
    head: str
    address: str
    licence_number: str
    institution: str
    institution_id: UUID | None
    since: date | None
    is_person: bool

    @property
    def url(self) -> str:
        return f"/subjects/{self.id}/"


def shown_subject(subject: Subject) -> ShownSubject:
    """A subject of `Subject.objects.public(on)` as the public sees it. Uses the names read beforehand, if they were."""
    in_register = subject.kind in REGISTER_INSTITUTIONS
    sector = in_register or subject.is_person
    employer = subject.institution if subject.is_person else None
    return ShownSubject(
        id=subject.public_id,
        kind=subject.kind,
        kind_name=SubjectKind(subject.kind).label,
        name=scrub(subject.name),
        former_names=former_names(subject),
        state=subject.state if sector else "",
        state_name=subject.get_state_display() if sector else "",
        state_text=STATE_WORDS[PractisingState(subject.state)] if sector else "",
        uscc="" if subject.is_person else subject.uscc,
        head=scrub(subject.legal_representative) if in_register else "",
        address=scrub(subject.address) if in_register else "",
        licence_number=scrub(subject.licence_number) if sector else "",
        institution=scrub(employer.name) if employer else "",
        institution_id=employer.public_id if employer else None,
        since=subject.founded_on if sector else None,
        is_person=subject.is_person,
    )


def former_names(subject: Subject) -> tuple[ShownName, ...]:
    """The names an organisation had before, the latest first. A person's are nobody's business."""
    if subject.is_person:
        return ()
    names: Sequence = sorted(
        (entry for entry in subject.names.all() if entry.valid_until and entry.name != subject.name),
        key=lambda entry: entry.valid_until,
        reverse=True,
    )
    return tuple(ShownName(scrub(entry.name), entry.valid_until) for entry in names)
