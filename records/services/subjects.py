"""Find or open the files of parties, many at once. One subject, one file (一主体一档). By hand: records.services.subject_file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from audit.services import Actor
from core import pinyin
from core.crypto import blind_index
from core.errors import DomainError
from records.choices import PartyKind
from records.choices_map import subject_kind_for
from records.models import Subject, SubjectName

#: Readings are for searching and sorting: of a name beyond all measure the beginning is kept.
MOST_PINYIN, MOST_INITIALS = 400, 120


@dataclass(frozen=True)
class Party:
    """A party as a document names it. Identified by `uscc`, or by `id_number` (a person), or, lacking both, by name."""

    kind: str
    name: str
    uscc: str = ""
    id_type: str = ""
    id_number: str = ""
    legal_representative: str = ""

    @property
    def key(self) -> str:
        """The look-up value under which a decision keeps its party: code, keyed hash of the identity number, or name."""
        if self.kind == PartyKind.NATURAL:
            return person_hash(self.id_number) if self.id_number else f"name:{self.name}"[:64]
        return self.uscc or f"name:{self.name}"[:64]


def person_hash(id_number: str) -> str:
    """Keyed hash of an identity number, the same for every writing of it; never the number itself."""
    return blind_index("subject.id_number", id_number.strip().upper())


def find_many(parties: Iterable[Party]) -> dict[str, Subject]:
    """Existing subjects by party key, in two queries for any number of parties."""
    keys = {party.key for party in parties}
    subjects = Subject.objects.filter(
        Q(uscc__in=[key for key in keys if len(key) == 18]) | Q(id_hash__in=[key for key in keys if len(key) == 64])
    )
    return {subject.uscc or subject.id_hash: subject for subject in subjects if subject.uscc or subject.id_hash}


def names_on(subject_ids: Iterable[int]) -> dict[int, list[SubjectName]]:
    """All names of the subjects, for the check that a name was right on its day."""
    names: dict[int, list[SubjectName]] = {}
    for entry in SubjectName.objects.filter(subject_id__in=list(subject_ids)):
        names.setdefault(entry.subject_id, []).append(entry)
    return names


def ensure_many(*, actor: Actor, parties: Iterable[Party]) -> dict[str, Subject]:
    """Open a file for every party that has none yet; returns all by party key. Runs inside the caller's deed."""
    wanted = {party.key: party for party in parties}
    found = find_many(wanted.values())
    missing = [party for key, party in wanted.items() if key not in found]
    if not missing:
        return found
    unnamed = [party.name for party in missing if party.key.startswith("name:")]
    if unnamed:
        raise DomainError(f"“{unnamed[0]}”没有统一社会信用代码或证件号码，无法建档。请补充后再登记。", code="E-ID-05")
    opened = Subject.objects.bulk_create([fresh(party) for party in missing])
    SubjectName.objects.bulk_create([SubjectName(subject=subject, name=subject.name) for subject in opened])
    return found | {subject.uscc or subject.id_hash: subject for subject in opened}


def fresh(party: Party) -> Subject:
    """The unsaved file of a party."""
    subject = Subject(
        kind=subject_kind_for(party.kind, party.uscc),
        uscc=party.uscc,
        legal_representative=party.legal_representative,
    )
    if party.kind == PartyKind.NATURAL:
        subject.uscc = ""
        subject.id_type = party.id_type[:40]
        subject.id_number = party.id_number
        subject.id_hash = party.key
    set_name(subject, party.name)
    return subject


def set_name(subject: Subject, name: str) -> None:
    """Set a name with its reading, on the row in memory."""
    subject.name = name
    syllables = pinyin.syllables(name)
    subject.pinyin = "".join(syllables)[:MOST_PINYIN]
    subject.initials = "".join(syllable[0] for syllable in syllables)[:MOST_INITIALS]
