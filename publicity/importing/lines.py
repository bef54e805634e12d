"""One checked row as one line of PostgreSQL's COPY: the same facts that the form writes, in the columns of the staging table."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core import crypto
from publicity.assembly import DecisionFacts, canonical_json

#: Column of the staging table → its type. The first ones say where the row came from; the rest are the row's facts.
COLUMNS: dict[str, str] = {
    "public_id": "uuid",
    "record_public_id": "uuid",
    "source_sheet": "text",
    "source_row": "int",
    "party_kind": "text",
    "party_name": "text",
    "party_code": "text",
    "party_key": "text",
    "id_type": "text",
    "legal_rep": "text",
    "secrets": "text",
    "number": "text",
    "series_prefix": "text",
    "series_year": "int",
    "sequence": "int",
    "certificate": "text",
    "title": "text",
    "decided_on": "date",
    "valid_from": "date",
    "valid_until": "date",
    "authority": "text",
    "data": "jsonb",
    "overrides": "jsonb",
    "content_digest": "text",
    "due_internal": "date",
    "act_by": "date",
    "due_official": "date",
    "due_provisional": "bool",
    "major": "bool",
    "item_id": "bigint",
    "nature": "text",
    "severity": "text",
    "severity_basis": "text",
    "rule_version_id": "bigint",
    "disclosure": "text",
    "disclosure_reason": "text",
    "publish_from": "date",
    "publish_until": "date",
}

_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"


def random_ids(count: int) -> Iterator[str]:
    """Random UUIDs, their bits drawn at once: PostgreSQL asks the system for every single one, which took a twentieth of an import."""
    bits = os.urandom(16 * count).hex()
    return (
        f"{bits[at : at + 12]}4{bits[at + 13 : at + 16]}8{bits[at + 17 : at + 32]}" for at in range(0, 32 * count, 32)
    )


def line_of(
    facts: DecisionFacts, sheet: str, row: int, ids: Iterator[str], overrides: Mapping[str, str] | None = None
) -> bytes:
    """The line for one row; `ids` gives the public ids of its decision and of its record. Identity numbers are sealed before they
    leave this function."""
    return _join(
        (
            next(ids), next(ids), sheet, str(row),
            *_party(facts),
            *_document(facts),
            facts.data_json, canonical_json(overrides) if overrides else "{}", facts.content_digest,
            *_clocks(facts),
            *_record(facts),
        )
    )  # fmt: skip


def _party(facts: DecisionFacts) -> tuple[str, ...]:
    party = facts.party
    return (
        party.kind, party.name, party.uscc, facts.party_key, party.id_type,
        party.legal_representative, crypto.encrypt(canonical_json(facts.secrets)) if facts.secrets else "",
    )  # fmt: skip


def _document(facts: DecisionFacts) -> tuple[str | None, ...]:
    prefix, year = (facts.series[0], str(facts.series[1])) if facts.series else (None, None)
    return (
        facts.number, prefix, year, str(facts.sequence) if facts.sequence is not None else None, facts.certificate,
        facts.title, facts.decided_on.isoformat(), _day(facts.valid_from), _day(facts.valid_until), facts.authority,
    )  # fmt: skip


def _clocks(facts: DecisionFacts) -> tuple[str, ...]:
    clocks = facts.clocks
    return (
        clocks.due_internal.isoformat(), clocks.act_by.isoformat(), clocks.due_official.isoformat(),
        "t" if clocks.provisional else "f", "t" if facts.major else "f",
    )  # fmt: skip


def _record(facts: DecisionFacts) -> tuple[str | None, ...]:
    record = facts.record
    return (
        str(record.item_id), record.nature, record.severity, record.severity_basis[:300], str(record.rule_version_id),
        record.disclosure, record.disclosure_reason[:300], _day(record.publish_from), _day(record.publish_until),
    )  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _join(values: tuple[Any, ...]) -> bytes:
    """COPY's text format. One look at the whole line decides whether any value needs escaping."""
    text = "\t".join([_NULL if value is None else value for value in values])
    if "\\" in text or "\n" in text or "\r" in text or text.count("\t") != len(values) - 1:
        text = "\t".join([_NULL if value is None else _escape(value) for value in values])
    return (text + "\n").encode()


def _escape(value: str) -> str:
    return value.translate(_ESCAPES) if _SPECIAL.search(value) else value
