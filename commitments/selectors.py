"""What pages and services ask of promises. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from commitments.choices import FREELY_GIVEN, Fault, Outcome, PublicLevel, State
from commitments.models import Breach, CertifiedMatter, Promise, PromiseTemplate
from commitments.parameters import RENEW_DAYS
from commitments.querysets import SOURCE
from commitments.rules import Former
from core import settings_store
from core.words import percent
from records.choices import REGISTER_INSTITUTIONS, Nature, PractisingState, Severity, SubjectKind
from records.models import CreditRecord, Subject


def current_templates(on: date) -> list[PromiseTemplate]:
    """The newest version in force of each wording that may be used, in the order of their codes."""
    newest: dict[str, PromiseTemplate] = {}
    rows = PromiseTemplate.objects.filter(effective_from__lte=on).select_related("section").order_by("code", "version")
    for template in rows:
        newest[template.code] = template
    return [template for template in newest.values() if template.in_use]


def current_matters(on: date) -> list[CertifiedMatter]:
    """Certified matters in force on the day."""
    in_force = Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    return list(CertifiedMatter.objects.filter(in_force).select_related("section").order_by("code"))


def renewable(subject: Subject, on: date) -> list[Promise]:
    """Freely given promises of the subject that end soon, or ended as lately, and that no later one of the kind follows yet."""
    span = timedelta(days=int(settings_store.get(RENEW_DAYS)))
    later = Promise.objects.signed().filter(
        subject=subject, template__code=OuterRef("template__code"), signed_at__gt=OuterRef("signed_at")
    )
    rows = Promise.objects.of_subject(subject).signed().exclude(state=State.TAKEN_BACK)
    rows = rows.filter(kind__in=FREELY_GIVEN, valid_until__range=(on - span, on + span))
    return list(rows.exclude(Exists(later.exclude(state=State.TAKEN_BACK))).select_related("template", "subject"))


def standing_of(subject: Subject) -> list[Former]:
    """What stands against the subject when it wants to promise: decided breaches, and serious adverse records of other sources."""
    decided = Breach.objects.filter(promise__subject=subject, outcome=Outcome.UPHELD).select_related(
        "promise__template"
    )
    records = CreditRecord.objects.filter(subject=subject, nature=Nature.ADVERSE, withdrawn_at=None)
    repaired = set(records.filter(source_type=SOURCE, repaired_at__isnull=False).values_list("source_id", flat=True))
    withdrawn = CreditRecord.objects.filter(subject=subject, source_type=SOURCE, withdrawn_at__isnull=False)
    repaired |= set(withdrawn.values_list("source_id", flat=True))
    found = [
        Former(f"{one.promise.template.title}（{one.promise.code}）", one.decided_on, Fault(one.fault), one.promise_id in repaired)
        for one in decided
    ]  # fmt: skip
    serious = records.filter(severity=Severity.SERIOUS).exclude(source_type=SOURCE)
    found += [
        Former(record.document_number or record.title, record.event_date, "", record.repaired_at is not None)
        for record in serious
    ]
    return found


@dataclass(frozen=True)
class Coverage:
    """How many practising institutions of a trade have a public promise in force."""

    kind: str
    label: str
    held: int
    total: int

    @property
    def rate(self) -> str:
        return percent(self.held, self.total) or "—"

    @property
    def words(self) -> str:
        """全县律师事务所 100% 已承诺."""
        return f"全县{self.label} {self.rate} 已承诺"

    @property
    def complete(self) -> bool:
        return self.total > 0 and self.held == self.total


def coverage(on: date) -> list[Coverage]:
    """Coverage by trade on the day, in the order of the register; trades without institutions are left out. One query."""
    promised = Promise.objects.in_force(on).filter(public_level=PublicLevel.PUBLIC, subject_id=OuterRef("pk"))
    rows = (
        Subject.objects.filter(kind__in=REGISTER_INSTITUTIONS, state=PractisingState.NORMAL)
        .order_by()
        .values("kind")
        .annotate(total=Count("pk"), held=Count("pk", filter=Exists(promised)))
    )
    found = {row["kind"]: row for row in rows}
    return [
        Coverage(kind.value, str(SubjectKind(kind).label), found[kind]["held"], found[kind]["total"])
        for kind in REGISTER_INSTITUTIONS
        if kind in found
    ]
