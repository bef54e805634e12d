"""A new edition of a standard from its fields: what is not in the workbook (templates, columns left out, limits) is carried over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from publicity.standard.spec import PARTIES

_CARRIED = ("ignored", "limits", "signature")


def next_spec(
    base: Mapping[str, Any] | None,
    usual: Mapping[str, Any],
    fields: Sequence[Mapping[str, Any]],
    *,
    kind: str,
    kind_name: str,
    code: str,
    name: str,
    basis: str,
    valid_from: date,
    confirmed: bool,
) -> dict[str, Any]:
    """The declaration of the new edition. base: the edition it follows, None for the first of a kind; usual: any other standard of
    the house, whose left-out columns and limits a new kind begins with."""
    source = base or {"ignored": usual.get("ignored", []), "limits": usual.get("limits", {})}
    spec: dict[str, Any] = {
        "edition": code, "kind": kind, "name": name, "basis": basis, "valid_from": valid_from.isoformat(), "valid_until": None,
        "certainty": "S" if confirmed else "U", "note": "" if confirmed else "字段尚未与正式文本核对。",
        "fields": [dict(field) for field in fields], "templates": _templates(base, fields, kind, kind_name),
    }  # fmt: skip
    spec |= {key: source[key] for key in _CARRIED if key in source}
    return spec


def _templates(
    base: Mapping[str, Any] | None, fields: Sequence[Mapping[str, Any]], kind: str, kind_name: str
) -> dict[str, Any]:
    """Each template of the former edition with its columns brought up to date; for a new kind one table with all fields."""
    former = base.get("templates") if base else None
    if base is None or not former:
        return {f"full_{kind}": _table(f"{kind_name}（单表{len(fields)}列）", PARTIES, _all(fields))}
    return {name: _updated(one, base["fields"], fields) for name, one in former.items()}


def _updated(
    template: Mapping[str, Any], before: Sequence[Mapping[str, Any]], fields: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A template that had every field gets every field in the new order; one for some parties keeps its order, loses what is gone
    and gets what is new for those parties at its end. A header spelt as the field was follows the field's new spelling."""
    old, new = {one["code"]: one for one in before}, {one["code"]: one for one in fields}
    spelt = dict(template["columns"])
    header = {
        code: spelt[code] if code in spelt and code in old and spelt[code] != old[code]["header"] else one["header"]
        for code, one in new.items()
    }
    if set(spelt) == set(old):
        columns = [[code, header[code]] for code in new]
    else:
        columns = [[code, header[code]] for code in spelt if code in new]
        columns += [
            [code, header[code]]
            for code, one in new.items()
            if code not in old and set(one.get("applies_to", PARTIES)) & set(template["party"])
        ]
    counted = f"{len(template['columns'])}列"
    return _table(template["label"].replace(counted, f"{len(columns)}列"), template["party"], columns)


def _table(label: str, party: Sequence[str], columns: list[list[str]]) -> dict[str, Any]:
    return {"label": label, "party": list(party), "columns": columns}


def _all(fields: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [[field["code"], field["header"]] for field in fields]
