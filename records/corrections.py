"""How a record is corrected: the app that owns its source knows its fields, who made it, and the service that corrects it.

A record whose source nobody registered is corrected in its own columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from audit.services import Actor
from records.models import CreditRecord
from records.services.corrections import OWN_FIELDS, record_correct


@dataclass(frozen=True)
class Field:
    """One field that somebody may hold to be wrong, as it stands now."""

    code: str
    label: str
    value: str


@dataclass(frozen=True)
class Corrector:
    """fields(record) → what may be objected to; correct(actor, record, values, reason) writes {code: value} over it and announces it;
    authors(record) → ids of those who entered or approved it."""

    fields: Callable[[CreditRecord], list[Field]]
    correct: Callable[[Actor, CreditRecord, Mapping[str, str], str], None]
    authors: Callable[[CreditRecord], set[int]]


_correctors: dict[str, Corrector] = {}


def register_corrector(source_type: str, corrector: Corrector) -> None:
    """Say how records with this `source_type` are corrected."""
    _correctors[source_type] = corrector


def fields_of(record: CreditRecord) -> list[Field]:
    """The fields of a record that can be objected to, in their order."""
    return _corrector(record).fields(record)


def correct(*, actor: Actor, record: CreditRecord, values: Mapping[str, str], reason: str) -> None:
    """Correct a record through the service of its source. Raises what that service refuses."""
    _corrector(record).correct(actor, record, values, reason)


def authors_of(record: CreditRecord) -> set[int]:
    """Everybody who had a hand in the record: of its source, and whoever the history names as its writer."""
    events: Any = apps.get_model("records", "CreditRecordEvent").objects
    rows = events.filter(pgh_obj_id=record.pk).values_list("pgh_context", flat=True)
    return _corrector(record).authors(record) | {facts["actor"] for facts in rows if facts and facts.get("actor")}


def _corrector(record: CreditRecord) -> Corrector:
    return _correctors.get(record.source_type, _OWN)


def _own_fields(record: CreditRecord) -> list[Field]:
    return [Field(code, label, str(getattr(record, code))) for code, label in OWN_FIELDS.items()]


def _own_correct(actor: Actor, record: CreditRecord, values: Mapping[str, str], reason: str) -> None:
    record_correct(actor=actor, record=record, values=values, reason=reason)


_OWN = Corrector(_own_fields, _own_correct, lambda record: set())
