"""What applied to subjects on a day, as far as the scene may know it: counts and a list, in one statement, kept as a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.masking import scrub
from records.choices import Disclosure, Nature
from records.models import CreditRecord
from records.periods import add_months
from supervision.choices import SCOPE

_LISTED = (Nature.ADVERSE, Nature.POSITIVE)


def snapshots(subject_ids: Iterable[int], scene: str, on: date) -> dict[int, dict[str, Any]]:
    """Subject id → snapshot. Public records count until their last public day, shared ones until their retention ends."""
    ids = set(subject_ids)
    found = {pk: _empty(scene, on) for pk in ids}
    records = CreditRecord.objects.filter(
        subject_id__in=ids, disclosure__in=SCOPE[scene], withdrawn_at=None, repaired_at=None, event_date__lte=on
    )
    for record in records.select_related("item").order_by("-event_date", "-id"):
        if until := _applies_until(record, on):
            _add(found[record.subject_id], record, until)
    return found


def is_hit(result: dict[str, Any]) -> bool:
    """Good or bad faith on record: something that calls for a measure or an incentive (触发)."""
    return bool(result.get("adverse") or result.get("positive"))


def in_words(result: dict[str, Any]) -> str:
    """无记录 / 有失信记录 2 条、守信记录 1 条 …"""
    parts = []
    if result.get("adverse"):
        parts.append(f"失信记录 {result['adverse']} 条")
    if result.get("positive"):
        parts.append(f"守信记录 {result['positive']} 条")
    return f"有{'、'.join(parts)}" if parts else "无记录"


def _empty(scene: str, on: date) -> dict[str, Any]:
    return {
        "on": on.isoformat(), "scope": [str(one) for one in SCOPE[scene]], "adverse": 0, "positive": 0, "other": 0,
        "suspended": 0, "records": [],
    }  # fmt: skip


def _applies_until(record: CreditRecord, on: date) -> date | None:
    """The last day the record counts, None when it is over (or, being public, not begun)."""
    if record.disclosure == Disclosure.PUBLIC:
        began = record.publish_from is not None and record.publish_from <= on
        return record.publish_until if began and record.publish_until and record.publish_until >= on else None
    until = add_months(record.event_date, record.item.retention_months)
    return until if until >= on else None


def _add(result: dict[str, Any], record: CreditRecord, until: date) -> None:
    if record.suspended_at:
        result["suspended"] += 1
        return
    if record.nature not in _LISTED:
        result["other"] += 1
        return
    result[record.nature] += 1
    result["records"].append(
        {
            "id": str(record.public_id), "number": record.document_number, "title": scrub(record.title),
            "authority": record.authority, "nature": record.nature, "disclosure": record.disclosure,
            "event_date": record.event_date.isoformat(), "until": until.isoformat(),
        }
    )  # fmt: skip
