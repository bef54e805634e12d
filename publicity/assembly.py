"""Turn checked values of the data standard into what the ledger and the credit file keep.

The form, the workbook and the API all pass here, so that a decision is the same whichever way it came in. Pure: facts
in, facts out; the database is only written by the services.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from core.identifiers.docnumber import normalise
from publicity import deadlines, disclosure, major
from publicity.standard.findings import value_text
from records import periods
from records.choices import PartyKind, Severity
from records.services.subjects import Party

LONG_TERM = date(2099, 12, 31)
ID_ROLES = ("id_number", "legal_rep_id")
ROLES = (
    "party_kind", "party_name", "uscc", "id_type", "id_number", "legal_rep", "doc_number", "certificate_no", "title",
    "doc_name", "violation", "content", "category", "fine", "decided_on", "valid_from", "valid_to", "penalty_until",
    "agency", "public_until",
)  # fmt: skip
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
    _records: dict[tuple[Any, ...], RecordFacts] = field(default_factory=dict, compare=False, repr=False)
    _keys: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Codes of the fields that hold identity numbers."""
        return frozenset(self.roles[role] for role in ID_ROLES if role in self.roles)

    @cached_property
    def code(self) -> Mapping[str, str]:
        """Field code by role, for every role that assembly knows; "" for a role the edition does not have."""
        return {role: self.roles.get(role, "") for role in ROLES}


class RecordFacts(NamedTuple):
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


class DecisionFacts(NamedTuple):
    """The columns of a Decision, without subject, section, people and provenance. `data_json` is `data` as it is kept."""

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
    data_json: str
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
    code, get = house.code, values.get
    by_role = {role: get(code[role]) for role in ROLES}
    decided_on: date = by_role["decided_on"]
    party = _party(by_role)
    item = house.item_on(decided_on)
    number = by_role["doc_number"] or ""
    series, sequence = _series(number)
    data, secrets = _split(house.hidden, values)
    data_json = canonical_json(data)
    exempt = next((q for q in disclosure.QUESTIONS if q.exempt and answers.get(q.code)), None) if answers else None
    return DecisionFacts(
        party=party,
        party_key=_party_key(house, party),
        number=number,
        series=series,
        sequence=sequence,
        certificate=by_role["certificate_no"] or "",
        title=_title(house, by_role),
        decided_on=decided_on,
        valid_from=by_role["valid_from"],
        valid_until=by_role["valid_to"] or by_role["penalty_until"],
        authority=by_role["agency"] or "",
        data=data,
        data_json=data_json,
        secrets=secrets,
        content_digest=digest(data_json, secrets),
        clocks=house.clocks_on(decided_on, item.due_day),
        major=_major(house, by_role, party),
        record=_record(house, by_role, party, item, answers),
        exempt_reason=exempt.exempt if exempt else "",
        exempt_note=exempt.help if exempt else "",
        asked_until=by_role["public_until"],
    )


def digest(data_json: str, secrets: Mapping[str, str]) -> str:
    """SHA-256 over the canonical content: the same row sent twice has the same digest."""
    return hashlib.sha256(f"{data_json}\n{canonical_json(secrets)}".encode()).hexdigest()


_quote = json.encoder.encode_basestring


def canonical_json(mapping: Mapping[str, str]) -> str:
    """The one way a mapping of texts is written: sorted, without spaces. Both the digest and the ledger use it."""
    return "{" + ",".join([f"{_quote(key)}:{_quote(value)}" for key, value in sorted(mapping.items())]) + "}"


def _split(hidden: frozenset[str], values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Identity numbers apart from everything else, so that they are only ever stored encrypted."""
    data = {
        code: value if type(value) is str else value_text(value)
        for code, value in values.items()
        if value is not None and value != ""
    }
    return data, {code: data.pop(code) for code in hidden if code in data}


def _party(by_role: Mapping[str, Any]) -> Party:
    kind = PARTY_KIND_OF.get(by_role["party_kind"] or "", "")
    natural = kind == PartyKind.NATURAL if kind else bool(by_role["id_number"])
    if not kind:
        kind = PartyKind.NATURAL.value if natural else PartyKind.LEGAL.value
    return Party(
        kind,
        by_role["party_name"] or "",
        "" if natural else by_role["uscc"] or "",
        by_role["id_type"] or ("身份证" if natural else ""),
        (by_role["id_number"] or "") if natural else "",
        by_role["legal_rep"] or "",
    )


_CANONICAL = re.compile(r"([^〔〕]{1,60})〔(199\d|20\d\d)〕([1-9]\d{0,5})号")
"""What a series can hold (publicity.models.series); a number beyond that is kept as text and belongs to no series."""


def _series(number: str) -> tuple[tuple[str, int] | None, int | None]:
    """Series and sequence of a document number; numbers come here in canonical form, so a look is mostly enough."""
    match = _CANONICAL.fullmatch(number)
    if match:
        return (match[1], int(match[2])), int(match[3])
    return _odd_series(number) if number else (None, None)


@lru_cache(maxsize=4096)
def _odd_series(number: str) -> tuple[tuple[str, int] | None, int | None]:
    parsed = normalise(number)
    match = None if parsed.irregular else _CANONICAL.fullmatch(parsed.text)
    return ((match[1], int(match[2])), int(match[3])) if match else (None, None)


def _party_key(house: House, party: Party) -> str:
    """The party's look-up value; a person's keyed hash is made once per run."""
    if not party.id_number:
        return party.key
    key = house._keys.get(party.id_number)
    if key is None:
        key = house._keys[party.id_number] = party.key
    return key


def _title(house: House, by_role: Mapping[str, Any]) -> str:
    for role in ("title", "doc_name", "violation", "content"):
        if by_role[role]:
            return str(by_role[role])[:300]
    return house.kind.name


def _major(house: House, by_role: Mapping[str, Any], party: Party) -> bool:
    if house.kind.code != "penalty":
        return False
    return major.is_major(
        house.major_rule,
        texts=(by_role["category"] or "", by_role["content"] or ""),
        fine=by_role["fine"],
        person=party.kind == PartyKind.NATURAL,
    )


def _record(
    house: House, by_role: Mapping[str, Any], party: Party, item: ItemFacts, answers: Mapping[str, bool] | None
) -> RecordFacts:
    """Remembered per run: rows of one day, kind and class share their period. Answers of a person are always looked at."""
    if answers:
        return _weigh(house, by_role, party, item, answers)
    key = (by_role["decided_on"], by_role["category"], by_role["public_until"], by_role["valid_to"], party.kind)
    facts = house._records.get(key)
    if facts is None:
        facts = house._records[key] = _weigh(house, by_role, party, item, {})
    return facts


def _weigh(
    house: House, by_role: Mapping[str, Any], party: Party, item: ItemFacts, answers: Mapping[str, bool]
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
    outcome = disclosure.decide(case, dict(answers))
    shown, reason, period = outcome.disclosure, outcome.reason, None
    if shown == "public":
        ends = by_role["valid_to"] if severity == Severity.LICENCE else None
        period = periods.period_for(
            regime,
            severity,
            decided_on,
            first_day=max(house.today, decided_on),
            asked_until=by_role["public_until"],
            valid_until=ends,
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
        kinds = tuple(part for part in (by_role["category"] or "").split(";") if part)
        return house.severity_of(kinds, by_role["decided_on"])
    if house.kind.code == "licence":
        return Severity.LICENCE, "行政许可"
    if house.kind.nature == "positive":
        return Severity.REWARD, "奖励类信息"
    return Severity.OTHER, "其他行政管理信息"
