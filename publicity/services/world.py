"""What the house knows, put before the rules: the ledger, the subjects' files, series, past rejections, rule periods.

One World serves one run. Every look-up takes a chunk of keys and costs a fixed number of queries, whatever the chunk's size.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from core import clock, settings_store
from core.errors import NotReady
from core.text import fold
from publicity.assembly import House
from publicity.models import Decision, DocumentSeries, PlatformRejection, StandardEdition
from publicity.services.house import house_for
from publicity.standard import classes
from publicity.standard.context import Context, NameSpan, SubjectFacts
from publicity.standard.findings import Key
from records import periods
from records.models import Subject, SubjectName
from records.services.subjects import person_hash

_LOOKUP_COLUMNS = ("pk", "number", "certificate", "party_key", "data", "secrets")


class World:
    """`context` is what the rule engine asks, `house` what assembly needs; both as of today.

    `party` is the kind of party where a template says it; `overrides` are reasons by field code or (row, field code);
    `but` is the decision that is being changed and must not meet itself.
    """

    def __init__(
        self, edition: StandardEdition, *, overrides: Mapping[Any, str] | None = None, party: str = "",
        but: Decision | None = None,
    ) -> None:  # fmt: skip
        self.edition = edition
        self.house: House = house_for(edition)
        self._but = but.pk if but is not None else 0
        self._subjects: dict[str, SubjectFacts | None] = {}
        self._holders: dict[str, str] = {}
        self.context = Context(
            today=clock.today(),
            overrides=dict(overrides or {}),
            party=party,
            known=self.known,
            subjects=self.subjects,
            holders=self.holders,
            period_rule=self.period_rule,
            series=_series(edition.kind_id),
            agencies=_agencies(),
            rejections=_rejections(edition.kind_id),
        )

    def known(self, keys: Collection[Key]) -> dict[Key, dict[str, str]]:
        """The ledger's decisions under these keys, as canonical texts by field code. One query."""
        rows = (
            Decision.objects.filter(kind_id=self.edition.kind_id, number__in={key.number for key in keys})
            .exclude(state="void")
            .exclude(pk=self._but)
            .values_list(*_LOOKUP_COLUMNS)
        )
        by_document: dict[tuple[str, str], list[tuple[str, dict[str, str], str]]] = {}
        for _pk, number, certificate, party_key, data, secrets in rows:
            by_document.setdefault((number, certificate), []).append((party_key, data, secrets))
        found = {}
        for key in keys:
            for party_key, data, secrets in by_document.get((key.number, key.certificate), ()):
                if is_same_party(key.party, party_key):
                    found[key] = data | json.loads(secrets) if secrets else data
        return found

    def subjects(self, codes: Collection[str]) -> dict[str, SubjectFacts]:
        """What the files say about the holders of these codes. Two queries for the codes not asked before."""
        fresh = [code for code in codes if code not in self._subjects]
        if fresh:
            self._subjects.update(dict.fromkeys(fresh))
            rows = {subject.pk: subject for subject in Subject.objects.filter(uscc__in=fresh)}
            spans = names_of(rows)
            for pk, subject in rows.items():
                self._subjects[subject.uscc] = SubjectFacts(subject.kind, spans.get(pk, ()), subject.founded_on)
        return {code: facts for code in codes if (facts := self._subjects.get(code)) is not None}

    def persons(self, numbers: Collection[str]) -> dict[str, SubjectFacts]:
        """What the files say about persons, by identity number. Two queries."""
        hashes = {person_hash(number): number for number in numbers}
        rows = {subject.pk: subject for subject in Subject.objects.filter(id_hash__in=list(hashes))}
        spans = names_of(rows)
        return {
            hashes[subject.id_hash]: SubjectFacts(subject.kind, spans.get(pk, ()), subject.founded_on)
            for pk, subject in rows.items()
        }

    def holders(self, numbers: Collection[str]) -> dict[str, str]:
        """Certificate number → name of the practitioner who holds it. One query for the numbers not asked before."""
        fresh = [number for number in numbers if number not in self._holders]
        if fresh:
            self._holders.update(dict.fromkeys(fresh, ""))
            self._holders.update(Subject.objects.filter(licence_number__in=fresh).values_list("licence_number", "name"))
        return {number: name for number in numbers if (name := self._holders[number])}

    def period_rule(self, kinds: tuple[str, ...], day: date) -> classes.Period | None:
        """Between which days the publicity of a penalty may end, by the bureau's own rule versions."""
        try:
            regime = self.house.regime_on(day)
        except NotReady:
            return None
        severity, _basis = self.house.severity_of(kinds, day)
        rule = regime.classes.get(severity)
        if rule is None:
            return None
        label = classes.LABELS.get(severity, severity)
        return classes.Period(
            periods.add_months(day, rule.min_months),
            periods.add_months(day, rule.max_months),
            rule.published,
            f"按{regime.code}，“{label}”类公示期自决定之日起最长{rule.max_months}个月",
        )


def is_same_party(named: str, party_key: str) -> bool:
    """Whether a party as a row names it (code, identity number, folded name) is the one under a ledger key."""
    if named == party_key:
        return True
    if party_key.startswith("name:"):
        return fold(party_key[5:]) == named[: len(party_key) - 5]
    return len(party_key) == 64 and person_hash(named) == party_key


def names_of(subjects: Collection[int]) -> dict[int, tuple[NameSpan, ...]]:
    """All names of the subjects in time, the oldest first. One query."""
    found: dict[int, list[NameSpan]] = {}
    rows = SubjectName.objects.filter(subject_id__in=list(subjects)) if subjects else SubjectName.objects.none()
    for name in rows:
        found.setdefault(name.subject_id, []).append(NameSpan(name.name, name.valid_from, name.valid_until))
    return {pk: tuple(sorted(spans, key=lambda span: span.since or date.min)) for pk, spans in found.items()}


def _series(kind: str) -> frozenset[str] | None:
    """Marks of document numbers in use; None while none is registered, so that the first decision does not warn."""
    used = frozenset(DocumentSeries.objects.filter(kind_id=kind).values_list("prefix", flat=True).distinct())
    return used or None


def _agencies() -> dict[str, str]:
    code, name = settings_store.get("publicity.bureau_code"), settings_store.get("publicity.bureau_name")
    return {str(code): str(name)} if code else {}


def _rejections(kind: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field, value, message in PlatformRejection.objects.filter(kind_id=kind, active=True).values_list(
        "field_code", "bad_value", "message"
    ):
        found.setdefault(field, {})[value] = message
    return found
