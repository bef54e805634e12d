"""Open a credit record for a finding that another app has made; the period and the catalogue item follow from the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from audit.services import Actor, deed
from core import clock
from core.errors import NotReady
from records import periods
from records.choices import Disclosure
from records.models import CatalogueItem, CreditRecord, Subject
from records.services.records import regimes


@dataclass(frozen=True)
class Finding:
    """What was found about a subject: `item_code` of the catalogue, `severity` of the period rules, `disclosure` as wished with its
    reason; it falls back to 仅共享 when the rules do not publish the class."""

    subject: Subject
    kind: str
    item_code: str
    nature: str
    title: str
    authority: str
    event_date: date
    severity: str
    severity_basis: str
    disclosure: str
    disclosure_reason: str
    source_type: str
    source_id: int
    document_number: str = ""


def item_in_force(code: str, on: date) -> CatalogueItem:
    """The catalogue item with this code on the day; NotReady when what is not in the catalogue would be collected."""
    items = CatalogueItem.objects.filter(code=code, valid_from__lte=on).order_by("-valid_from")
    item = next((one for one in items if one.valid_until is None or one.valid_until >= on), None)
    if item is None:
        raise NotReady(
            f"{on:%Y-%m-%d} 施行的目录里没有“{code}”，不能归集这类信息。请信用办先在目录中补充该事项。", code="E-CAT-01"
        )
    return item


def record_open(*, actor: Actor, finding: Finding) -> CreditRecord:
    """Open the record of a finding; there is one for each source. Raises NotReady (no item, no rule version on the day)."""
    on = clock.today()
    regime = periods.regime_on(regimes(), finding.event_date)
    disclosure, reason, period = finding.disclosure, finding.disclosure_reason, None
    if disclosure == Disclosure.PUBLIC:
        period = periods.period_for(regime, finding.severity, finding.event_date, first_day=on)
        if period is None:
            disclosure, reason = str(Disclosure.SHARED), f"{regime.code}：该类别不公示，或公示期已满"
    with deed(actor=actor, code="records.record.opened") as draft:
        draft.obj = record = CreditRecord.objects.create(
            kind=finding.kind, subject=finding.subject, item=item_in_force(finding.item_code, finding.event_date),
            nature=finding.nature, party_name=finding.subject.name, party_is_person=finding.subject.is_person,
            document_number=finding.document_number, title=finding.title[:300], authority=finding.authority,
            event_date=finding.event_date, severity=finding.severity, severity_basis=finding.severity_basis,
            rule_version_id=regime.id, disclosure=disclosure, disclosure_reason=reason[:300], disclosure_by_id=actor.pk,
            publish_from=period.first if period else None, publish_until=period.last if period else None,
            source_type=finding.source_type, source_id=finding.source_id,
        )  # fmt: skip
    return record
