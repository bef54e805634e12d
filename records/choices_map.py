"""Which subject kind a party is, when only its code and category are known."""

from __future__ import annotations

from records.choices import PartyKind, SubjectKind

#: First two characters of the 统一社会信用代码 → kind of legal-service institution.
_KIND_BY_PREFIX = {
    "31": SubjectKind.LAW_FIRM,
    "32": SubjectKind.NOTARY_OFFICE,
    "33": SubjectKind.SERVICE_OFFICE,
    "34": SubjectKind.FORENSIC_INSTITUTE,
}


def subject_kind_for(party_kind: str, uscc: str) -> str:
    """Propose the kind of a new subject; a person may correct it in the file."""
    if party_kind == PartyKind.NATURAL:
        return SubjectKind.OTHER_PERSON
    if party_kind == PartyKind.SOLE:
        return SubjectKind.SOLE_TRADER
    return _KIND_BY_PREFIX.get(uscc[:2], SubjectKind.OTHER_ORG)
