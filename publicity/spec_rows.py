"""Declarations of the data standard between JSON, the tables where the bureau keeps them, and the rule engine. Pure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publicity.models import StandardEdition

DATA = Path(__file__).resolve().parent / "data"
_FIELD_COLUMNS = ("code", "header", "type", "max_length", "help", "public_level")
_EDITION_EXTRA = ("certainty", "note", "signature", "ignored", "limits", "templates")


def shipped_specs() -> list[dict[str, Any]]:
    """The declarations that come with the program, one per kind and edition."""
    return [
        spec
        for path in sorted(DATA.glob("standard-*.json"))
        for spec in json.loads(path.read_text(encoding="utf-8"))["standards"]
    ]


def spec_to_rows(spec: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Split a declaration into the columns of StandardEdition and of its FieldSpecs."""
    edition = {
        "code": spec["edition"],
        "name": spec["name"],
        "basis": spec["basis"],
        "valid_from": spec["valid_from"],
        "valid_until": spec["valid_until"],
        "confirmed": spec.get("certainty") == "S",
        "extra": {key: spec[key] for key in _EDITION_EXTRA if key in spec},
    }
    fields = []
    for order, field in enumerate(spec["fields"], 1):
        row = {key: field[key] for key in _FIELD_COLUMNS if key in field}
        rest = {key: value for key, value in field.items() if key not in _FIELD_COLUMNS}
        fields.append(row | {"order": order, "confirmed": field.get("certainty") == "S", "spec": rest})
    return edition, fields


def rows_to_spec(edition: StandardEdition) -> dict[str, Any]:
    """The declaration again, as the engine compiles it."""
    fields = [
        {key: getattr(row, key) for key in _FIELD_COLUMNS} | row.spec for row in edition.fields.order_by("order")
    ]
    return edition.extra | {
        "edition": edition.code,
        "kind": edition.kind_id,
        "name": edition.name,
        "basis": edition.basis,
        "valid_from": edition.valid_from.isoformat(),
        "valid_until": edition.valid_until.isoformat() if edition.valid_until else None,
        "fields": fields,
    }


def roles_of(spec: dict[str, Any]) -> dict[str, str]:
    """Role → field code, as assembly needs it."""
    return {field["role"]: field["code"] for field in spec["fields"] if field.get("role")}
