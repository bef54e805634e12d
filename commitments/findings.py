"""The credit record that a finding opens: kept promises count as positive, breaches as adverse (国办发〔2019〕35号)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.choices import FULFILMENT, PartyClass, PublicLevel
from commitments.querysets import SOURCE
from core import clock
from records.choices import Disclosure, Nature, Severity
from records.services.opening import Finding

if TYPE_CHECKING:
    from commitments.models import Breach, Promise

ITEM = "CN-LX"
"""Code of 信用承诺及履行情况信息 in the national catalogue."""
_DISCLOSED = {
    PublicLevel.PUBLIC: Disclosure.PUBLIC, PublicLevel.LIMITED: Disclosure.SHARED, PublicLevel.CLOSED: Disclosure.WITHHELD,
}  # fmt: skip
_RESULTS = dict(FULFILMENT)


def disclosure_of(promise: Promise) -> tuple[str, str]:
    """How far the finding is disclosed, and why: as far as the letter said, and no natural person by name against his wish."""
    level = PublicLevel(promise.public_level)
    if level == PublicLevel.PUBLIC and promise.party_class == PartyClass.NATURAL and not promise.show_full_name:
        return str(Disclosure.SHARED), "承诺书载明可以公开，但自然人没有选择公开全名"
    return str(_DISCLOSED[level]), f"承诺书载明的公开类型：{level.label}"


def record_of_kept(promise: Promise) -> Finding:
    """A kept promise."""
    return _finding(promise, Nature.POSITIVE, Severity.OTHER, "守信履约信息，按其他管理类公示")


def record_of_breach(breach: Breach) -> Finding:
    """A breach that was decided."""
    basis = "违诺认定，按一般失信信息公示，类别待信用办确认"
    return _finding(breach.promise, Nature.ADVERSE, Severity.GENERAL, basis, breach.document_number)


def _finding(promise: Promise, nature: str, severity: str, basis: str, number: str = "") -> Finding:
    disclosure, reason = disclosure_of(promise)
    return Finding(
        subject=promise.subject, kind=SOURCE, item_code=ITEM, nature=str(nature), severity=str(severity), severity_basis=basis,
        title=f"信用承诺{_RESULTS[promise.fulfilment]}：{promise.template.title}", authority=promise.accepted_by,
        event_date=promise.found_on or clock.today(), disclosure=disclosure, disclosure_reason=reason, source_type=SOURCE,
        source_id=promise.pk, document_number=number,
    )  # fmt: skip
