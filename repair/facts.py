"""From a record in the file to the facts that eligibility asks for, and the rules and terms in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from core import clock, settings_store
from core.clock import SHANGHAI
from records.choices import Disclosure, InfoClass, Nature
from records.models import CreditRecord, RuleVersion, Subject
from records.periods import ClassPeriod, Regime, add_months
from records.terms import terms_of
from repair.choices import Ground, RevocationState, State
from repair.eligibility import Eligibility, Facts, Rule, Terms, check
from repair.models import Application, Revocation
from repair.parameters import COURT_WAIVES, FRAUD_MONTHS, SEVERAL_LONGEST


def rules() -> list[Rule]:
    """All rule versions with their classes; two queries."""
    found = []
    for version in RuleVersion.objects.prefetch_related("periods"):
        periods = list(version.periods.all())
        classes = {p.severity: ClassPeriod(p.published, p.min_months, p.max_months) for p in periods}
        regime = Regime(version.pk, version.code, version.effective_from, version.effective_until, classes)
        sure = frozenset(p.severity for p in periods if p.confirmed and version.confirmed)
        found.append(Rule(regime, version.name, version.basis, sure))
    return found


def terms() -> Terms:
    """The bureau's settings as they stand."""
    keys = {FRAUD_MONTHS: "fraud_bar_months", SEVERAL_LONGEST: "several_longest", COURT_WAIVES: "court_waives_minimum"}
    values = settings_store.get_many(keys)
    unsure = {item.key for item in settings_store.unconfirmed()}
    return Terms(
        **{name: values[key] for key, name in keys.items()},
        unconfirmed=frozenset(name for key, name in keys.items() if key in unsure),
    )


def facts_of(record: CreditRecord, on: date, *, application: Application | None = None, **known: Any) -> Facts:
    """What the file says of the record; `known` adds what the person says (duties_done, duties_on, court_on)."""
    return facts_many([record], on, application=application, **known)[record.pk]


def facts_many(
    records: Iterable[CreditRecord], on: date, *, application: Application | None = None, **known: Any
) -> dict[int, Facts]:
    """Facts by record id; a fixed number of queries. An application tells what its applicant has said."""
    rows = list(records)
    frauds = _frauds({row.subject_id for row in rows})
    told = terms_of(rows)
    if application is not None:
        said = {"duties_on": application.fulfilled_on, "court_on": application.court_on}
        known = {"duties_done": True if application.fulfilled_on else None} | said | known
    return {row.pk: _facts(row, on, frauds.get(row.subject_id), told.get(row.pk), known) for row in rows}


def eligibility_of(record: CreditRecord, on: date | None = None, **known: Any) -> Eligibility:
    """The answer for one record of the file."""
    day = on or clock.today()
    return check(facts_of(record, day, **known), rules(), terms(), day)


def eligibility_many(records: Iterable[CreditRecord], on: date) -> dict[int, Eligibility]:
    """Record id → answer, for a list; a fixed number of queries."""
    known, settings = rules(), terms()
    return {pk: check(facts, known, settings, on) for pk, facts in facts_many(records, on).items()}


def _facts(row: CreditRecord, on: date, fraud: date | None, told: Any, known: dict[str, Any]) -> Facts:
    severities = (row.severity,)
    if told is not None and not row.severity_confirmed and told.severities:
        severities = told.severities
    return Facts(
        event_date=row.event_date,
        severities=severities,
        adverse=row.nature == Nature.ADVERSE,
        fraud_on=fraud,
        penalty_until=told.valid_until if told is not None else None,
        public_until=row.publish_until if row.disclosure == Disclosure.PUBLIC else None,
        decided_here=row.authority == str(settings_store.get("bureau.name") or "巫山县司法局"),
        authority=row.authority,
        repaired=row.repaired_at is not None,
        withdrawn=row.withdrawn_at is not None,
        listed=row.item.info_class == InfoClass.SERIOUS,
        still_shared=_still_shared(row, on),
        **known,
    )


def _still_shared(row: CreditRecord, on: date) -> bool:
    """Not public, but known to government bodies until its retention ends."""
    if row.disclosure != Disclosure.SHARED:
        return False
    return add_months(row.event_date, row.item.retention_months) >= on


def _frauds(subject_ids: Iterable[int]) -> dict[int, date]:
    """Subject → the last day on which a repair of it was refused for false papers, or taken back for them."""
    wanted = set(subject_ids)
    rows = Application.objects.filter(
        subject_id__in=wanted, ground=Ground.FALSE, state__in=(State.REFUSED, State.REVIEWING, State.UPHELD)
    ).values_list("subject_id", "decided_on")
    revoked = Revocation.objects.filter(application__subject_id__in=wanted, state=RevocationState.REVOKED)
    both = [*rows, *revoked.values_list("application__subject_id", "decided_on")]
    return dict(sorted(((pk, day) for pk, day in both if day is not None), key=lambda one: one[1]))


def adverse_of(subject: Subject, on: date) -> list[CreditRecord]:
    """The subject's adverse records that may still harm it, newest first: public or shared, not over."""
    rows = subject.records.filter(nature=Nature.ADVERSE, withdrawn_at=None).exclude(disclosure=Disclosure.WITHHELD)
    rows = rows.select_related("item", "subject", "rule_version").order_by("-event_date", "-id")
    return [row for row in rows if _counts(row, on)]


def _counts(row: CreditRecord, on: date) -> bool:
    if row.repaired_at is not None:
        return (on - row.repaired_at.astimezone(SHANGHAI).date()).days <= 365
    if row.disclosure == Disclosure.PUBLIC:
        return row.publish_until is not None and row.publish_until >= on
    return _still_shared(row, on)
