"""Turn checked values of the data standard into what the ledger and the credit file keep.

The form, the workbook and the API all pass here, so that a decision is the same whichever way it came in. Pure: facts
in, facts out; the database is only written by the services.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from core.identifiers.docnumber import normalise
from publicity import deadlines, disclosure, major
from publicity.standard.findings import value_text
from records import periods
from records.choices import PartyKind, Severity
from records.services.subjects import Party

LONG_TERM = date(2099, 12, 31)
ID_ROLES = ("id_number", "legal_rep_id")
PARTY_KIND_OF = {kind.label: kind.value for kind in PartyKind}


@dataclass(frozen=True)
class KindFacts:
    """What assembly must know about a kind of decision."""

    code: str
    name: str
    cycle: str
    nature: str


@dataclass(frozen=True)
class ItemFacts:
    """A catalogue item in force on the day of the decision."""

    id: int
    publish_scope: str
    due_day: int


@dataclass(frozen=True)
class House:
    """Everything that is the same for all rows of one run. `item_on` raises NotReady when no item is in force."""

    kind: KindFacts
    roles: Mapping[str, str]
    clocks_on: Callable[[date, int], deadlines.Clocks]
    regime_on: Callable[[date], periods.Regime]
    item_on: Callable[[date], ItemFacts]
    severity_of: Callable[[tuple[str, ...], date], tuple[str, str]]
    major_rule: major.MajorRule
    publish_person_adverse: bool
    today: date


@dataclass(frozen=True)
class RecordFacts:
    """The columns of a CreditRecord, without subject and source."""

    item_id: int
    nature: str
    severity: str
    severity_basis: str
    rule_version_id: int
    disclosure: str
    disclosure_reason: str
    publish_from: date | None
    publish_until: date | None


@dataclass(frozen=True)
class DecisionFacts:
    """The columns of a Decision, without subject, section, people and provenance."""

    party: Party
    party_key: str
    number: str
    series: tuple[str, int] | None
    sequence: int | None
    certificate: str
    title: str
    decided_on: date
    valid_from: date | None
    valid_until: date | None
    authority: str
    data: dict[str, str]
    secrets: dict[str, str]
    content_digest: str
    clocks: deadlines.Clocks
    major: bool
    record: RecordFacts
    exempt_reason: str
    exempt_note: str
    asked_until: date | None


def assemble(house: House, values: Mapping[str, Any], answers: Mapping[str, bool] | None = None) -> DecisionFacts:
    """Facts of one decision from the canonical values of its row.

    `values` maps national field codes to str, Decimal (万元) or date, and has passed every rule of the standard.
    Raises NotReady when no catalogue item or rule version is in force on the day of the decision.
    """
    by_role = {role: values.get(code) for role, code in house.roles.items()}
    decided_on: date = by_role["decided_on"]
    party = _party(by_role)
    item = house.item_on(decided_on)
    number = str(by_role.get("doc_number") or "")
    prefix, sequence = _series(number)
    data, secrets = _split(house.roles, values)
    record = _record(house, by_role, party, item, dict(answers or {}))
    outcome_exempt = next((q for q in disclosure.QUESTIONS if q.exempt and (answers or {}).get(q.code)), None)
    return DecisionFacts(
        party=party,
        party_key=party.key,
        number=number,
        series=prefix,
        sequence=sequence,
        certificate=str(by_role.get("certificate_no") or ""),
        title=_title(house, by_role),
        decided_on=decided_on,
        valid_from=by_role.get("valid_from"),
        valid_until=by_role.get("valid_to") or by_role.get("penalty_until"),
        authority=str(by_role.get("agency") or ""),
        data=data,
        secrets=secrets,
        content_digest=digest(data, secrets),
        clocks=house.clocks_on(decided_on, item.due_day),
        major=_major(house, by_role, party),
        record=record,
        exempt_reason=outcome_exempt.exempt if outcome_exempt else "",
        exempt_note=outcome_exempt.help if outcome_exempt else "",
        asked_until=by_role.get("public_until"),
    )


def digest(data: Mapping[str, str], secrets: Mapping[str, str]) -> str:
    """SHA-256 over the canonical content: the same row sent twice has the same digest."""
    return hashlib.sha256(f"{canonical_json(data)}\n{canonical_json(secrets)}".encode()).hexdigest()


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(mapping: Mapping[str, str]) -> str:
    """The one way a mapping of texts is written: sorted, without spaces. Both the digest and the ledger use it."""
    return _ENCODER.encode(mapping)


def _split(roles: Mapping[str, str], values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Identity numbers apart from everything else, so that they are only ever stored encrypted."""
    hidden = {roles[role] for role in ID_ROLES if role in roles}
    data, secrets = {}, {}
    for code, value in values.items():
        if value is None or value == "":
            continue
        (secrets if code in hidden else data)[code] = value_text(value)
    return data, secrets


def _party(by_role: Mapping[str, Any]) -> Party:
    kind = PARTY_KIND_OF.get(str(by_role.get("party_kind") or ""), "")
    natural = kind == PartyKind.NATURAL if kind else bool(by_role.get("id_number"))
    if not kind:
        kind = PartyKind.NATURAL if natural else PartyKind.LEGAL
    return Party(
        kind=str(kind),
        name=str(by_role.get("party_name") or ""),
        uscc="" if natural else str(by_role.get("uscc") or ""),
        id_type=str(by_role.get("id_type") or ("身份证" if natural else "")),
        id_number=str(by_role.get("id_number") or "") if natural else "",
        legal_representative=str(by_role.get("legal_rep") or ""),
    )


@lru_cache(maxsize=20_000)
def _series(number: str) -> tuple[tuple[str, int] | None, int | None]:
    if not number:
        return None, None
    parsed = normalise(number)
    if parsed.irregular or not parsed.org or not parsed.year or not parsed.number:
        return None, None
    return (parsed.org, parsed.year), int(parsed.number)


def _title(house: House, by_role: Mapping[str, Any]) -> str:
    for role in ("title", "doc_name", "violation", "content"):
        if by_role.get(role):
            return str(by_role[role])[:300]
    return house.kind.name


def _major(house: House, by_role: Mapping[str, Any], party: Party) -> bool:
    if house.kind.code != "penalty":
        return False
    return major.is_major(
        house.major_rule,
        texts=(str(by_role.get("category") or ""), str(by_role.get("content") or "")),
        fine=by_role.get("fine"),
        person=party.kind == PartyKind.NATURAL,
    )


def _record(
    house: House, by_role: Mapping[str, Any], party: Party, item: ItemFacts, answers: dict[str, bool]
) -> RecordFacts:
    decided_on: date = by_role["decided_on"]
    regime = house.regime_on(decided_on)
    severity, basis = _severity(house, by_role)
    rule = regime.classes.get(severity)
    case = disclosure.Case(
        nature=house.kind.nature,
        publish_scope=item.publish_scope,
        is_person=party.kind == PartyKind.NATURAL,
        class_published=rule is not None and rule.published,
        class_reason=f"{regime.code}：该类别原则上不公示。{basis}",
        publish_person_adverse=house.publish_person_adverse,
    )
    outcome = disclosure.decide(case, answers)
    shown, reason, period = outcome.disclosure, outcome.reason, None
    if shown == "public":
        ends = by_role.get("valid_to") if severity == Severity.LICENCE else None
        period = periods.period_for(
            regime, severity, decided_on,
            first_day=max(house.today, decided_on), asked_until=by_role.get("public_until"), valid_until=ends,
        )
        if period is None:
            shown, reason = "shared", "登记时公示期已满，不再公示。"
    return RecordFacts(
        item_id=item.id,
        nature=house.kind.nature,
        severity=severity,
        severity_basis=basis,
        rule_version_id=regime.id,
        disclosure=shown,
        disclosure_reason=reason,
        publish_from=period.first if period else None,
        publish_until=period.last if period else None,
    )


def _severity(house: House, by_role: Mapping[str, Any]) -> tuple[str, str]:
    if house.kind.code == "penalty":
        kinds = tuple(part for part in str(by_role.get("category") or "").split(";") if part)
        return house.severity_of(kinds, by_role["decided_on"])
    if house.kind.code == "licence":
        return Severity.LICENCE, "行政许可"
    if house.kind.nature == "positive":
        return Severity.REWARD, "奖励类信息"
    return Severity.OTHER, "其他行政管理信息"
