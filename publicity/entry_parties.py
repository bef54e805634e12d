"""Organisations with a file, at the entry form: their names to choose from, and what the file says for fields left open.

Only organisations: what stands in a person's file is shown to nobody who merely typed a name.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from core.text import clean, clean_code
from records.choices import PERSON_KINDS, SubjectKind
from records.models import Subject

#: As many names as a list to choose from can usefully have; a county has far fewer.
MOST_NAMES = 300
_LEAST_CODE = 18


def names_to_choose() -> list[str]:
    """The names of the organisations, by pronunciation."""
    return list(_organisations().order_by("pinyin", "pk").values_list("name", flat=True)[:MOST_NAMES])


def from_the_file(roles: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Field code → what the party's file says, for the party's fields that are still blank. The party is told by its code or by
    its exact name; {} where it is not known or two have the name."""
    name, code = (typed.get(roles.get(role, ""), "") for role in ("party_name", "uscc"))
    subject = _known(clean(name), clean_code(code))
    if subject is None:
        return {}
    return {code: value for code, value in _facts(roles, subject).items() if not typed.get(code, "").strip()}


def party_of(roles: Mapping[str, str], pk: str) -> dict[str, str]:
    """Field code → value for the subject whose file the person came from; {} where the address names none."""
    subject = Subject.objects.filter(pk=pk).first() if pk.isdecimal() else None
    return _facts(roles, subject) if subject else {}


def _facts(roles: Mapping[str, str], subject: Subject) -> dict[str, str]:
    sole = subject.kind == SubjectKind.SOLE_TRADER or subject.uscc.startswith("92")
    facts = {
        "party_name": subject.name,
        "party_kind": "自然人" if subject.is_person else "个体工商户" if sole else "法人及非法人组织",
        "uscc": subject.uscc,
        "legal_rep": subject.legal_representative,
    }
    return {roles[role]: value for role, value in facts.items() if value and role in roles}


def _known(name: str, code: str) -> Subject | None:
    if len(code) == _LEAST_CODE:
        return _organisations().filter(uscc=code).first()
    found = list(_organisations().filter(name=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def _organisations() -> QuerySet[Subject]:
    return Subject.objects.exclude(kind__in=PERSON_KINDS).only("kind", "name", "uscc", "legal_representative")
