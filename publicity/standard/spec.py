"""The data standard as data: reading and checking the declarations, and taking them apart for storage in rows.

A spec is a plain dict (one edition of one kind). It may come from `publicity/data/*.json` or from the tables; both ways give
the same compiled standard. docs/algorithms/data-standard.md describes every key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"

TYPES = ("text", "multiline", "code", "date", "date_or_long", "money_wan", "enum", "multi_enum")
FORMATS = ("", "uscc", "org_code", "id_number", "doc_number")
LEVELS = ("public", "masked", "never")
PARTIES = ("legal", "natural", "sole")
PARTY_LABELS = {"legal": "法人及非法人组织", "natural": "自然人", "sole": "个体工商户"}

_ROW_KEYS = ("code", "header", "type", "max_length", "help", "public_level")
_EDITION_KEYS = ("edition", "kind", "name", "basis", "valid_from", "valid_until")


class BadStandard(ValueError):
    """A declaration cannot be used: a mistake in the data, said when it is loaded."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a standard as declared. `role` is what the rules go by; `code` is the national name."""

    code: str
    header: str
    role: str
    type: str
    format: str = ""
    max_length: int | None = None
    length_certainty: str = ""
    required: Any = "never"
    applies_to: tuple[str, ...] = PARTIES
    synonyms: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    bracket: tuple[str, ...] = ()
    merge: tuple[str, ...] = ()
    enum: tuple[Mapping[str, Any], ...] = ()
    help: str = ""
    example: str = ""
    public_level: str = "never"
    public_level_natural: str = ""
    certainty: str = "U"
    note: str = ""

    @property
    def is_text(self) -> bool:
        """True when the canonical value is text (blank is "", not None)."""
        return self.type not in ("date", "date_or_long", "money_wan")

    @property
    def pending(self) -> str:
        """What the bureau still has to confirm about this field, "" when nothing."""
        if self.note:
            return self.note
        return "" if self.certainty == "S" else "未见正式文本，待确认。"


def field_of(spec: Mapping[str, Any]) -> Field:
    """A field from its declaration. BadStandard when a key or a value is unknown."""
    known: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in spec.items()}
    try:
        field = Field(**known)
    except TypeError as problem:
        raise BadStandard(f"{spec.get('code', '?')}: {problem}") from None
    _check_field(field)
    return field


def _check_field(field: Field) -> None:
    for name, value, allowed in (
        ("type", field.type, TYPES),
        ("format", field.format, FORMATS),
        ("public_level", field.public_level, LEVELS),
        ("public_level_natural", field.public_level_natural or "never", LEVELS),
    ):
        if value not in allowed:
            raise BadStandard(f"{field.code}: {name} {value!r} is none of {allowed}")
    if field.required not in ("always", "never") and not _is_condition(field.required):
        raise BadStandard(f"{field.code}: required is 'always', 'never' or {{'when': …, 'words': …}}")
    if not set(field.applies_to) <= set(PARTIES):
        raise BadStandard(f"{field.code}: applies_to {field.applies_to!r}")
    if field.type in ("enum", "multi_enum") and not field.enum:
        raise BadStandard(f"{field.code}: an enumeration needs its values")
    if field.required != "never" and not field.help:
        raise BadStandard(f"{field.code}: a required field needs a filling note")


def _is_condition(required: Any) -> bool:
    return isinstance(required, dict) and "when" in required and set(required) <= {"when", "words"}


def read_file(path: Path) -> list[dict[str, Any]]:
    """The specs in one data file."""
    return json.loads(path.read_text(encoding="utf-8"))["standards"]


@lru_cache(maxsize=1)
def shipped_specs() -> tuple[dict[str, Any], ...]:
    """Every spec shipped with the product, by kind, newest edition first. Do not change them in place."""
    specs = [spec for path in sorted(DATA.glob("standard-*.json")) for spec in read_file(path)]
    return tuple(sorted(specs, key=lambda spec: (spec["kind"], _reverse(spec["valid_from"]))))


def _reverse(day: str) -> tuple[int, ...]:
    return tuple(-int(part) for part in day.split("-"))


def to_rows(spec: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The spec as an edition row and field rows with the columns of the tables; what has no column stands in `extra` and `spec`."""
    edition = {
        "kind": spec["kind"], "code": spec["edition"], "name": spec["name"], "basis": spec["basis"],
        "valid_from": spec["valid_from"], "valid_until": spec["valid_until"], "confirmed": spec["certainty"] == "S",
        "extra": {key: value for key, value in spec.items() if key not in (*_EDITION_KEYS, "fields")},
    }  # fmt: skip
    fields = [
        {
            **{key: field.get(key) for key in _ROW_KEYS},
            "order": order,
            "confirmed": field["certainty"] == "S",
            "spec": {key: value for key, value in field.items() if key not in _ROW_KEYS},
        }
        for order, field in enumerate(spec["fields"], 1)
    ]
    return edition, fields


def from_rows(edition: Mapping[str, Any], fields: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The spec again from rows as `to_rows` makes them (days may be dates). The rows' own columns win over the JSON beside them."""
    spec = {
        "edition": edition["code"], "kind": edition["kind"], "name": edition["name"], "basis": edition["basis"],
        "valid_from": str(edition["valid_from"]), "valid_until": str(edition["valid_until"]) if edition["valid_until"] else None,
    }  # fmt: skip
    spec.update(edition["extra"])
    spec["fields"] = [_field_from_row(row) for row in sorted(fields, key=lambda row: row["order"])]
    return spec


def _field_from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    field = {**row["spec"], **{key: row[key] for key in _ROW_KEYS}}
    if field["max_length"] is None:
        del field["max_length"]
    return field
