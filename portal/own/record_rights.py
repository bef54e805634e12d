"""Beside each record of the own file: object, reply, repair, with where a running one stands and from which day a repair may begin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from objections.choices import OPEN as OBJECTIONS_OPEN
from objections.models import Objection
from portal.rights import Right, record_rights
from records.choices import Disclosure, Nature
from repair.choices import OPEN as REPAIRS_OPEN
from repair.facts import eligibility_many
from repair.models import Application

if TYPE_CHECKING:
    from records.models import CreditRecord, Subject


@record_rights
def object_and_reply(subject: Subject, records: list[CreditRecord], on: date) -> Mapping[int, list[Right]]:
    """For records that are still told to somebody."""
    told = [record for record in records if not record.withdrawn_at and not record.repaired_at]
    rows = Objection.objects.filter(record__in=told, state__in=OBJECTIONS_OPEN).order_by("id") if told else []
    running = {row.record_id: row for row in rows}
    return {record.pk: [_objection(record, running.get(record.pk)), _reply(record)] for record in told}


@record_rights
def repair(subject: Subject, records: list[CreditRecord], on: date) -> Mapping[int, list[Right]]:
    """For adverse records that still harm: the running application, or the earliest day."""
    harming = [
        record
        for record in records
        if record.nature == Nature.ADVERSE
        and record.disclosure != Disclosure.WITHHELD
        and not record.withdrawn_at
        and not record.repaired_at
        and (record.publish_until is None or record.publish_until >= on)
    ]
    if not harming:
        return {}
    rows = Application.objects.filter(record__in=harming, state__in=REPAIRS_OPEN).order_by("id")
    running = {row.record_id: row for row in rows}
    answers = eligibility_many([record for record in harming if record.pk not in running], on)
    return {
        record.pk: [
            _running(running[record.pk]) if record.pk in running else _repair(record, answers[record.pk].headline)
        ]
        for record in harming
    }


def _objection(record: CreditRecord, row: Objection | None) -> Right:
    if row is not None:
        return Right("查看异议进度", reverse("portal:objection", args=[row.public_id]), f"{row.number}，办理中")
    return Right("提出异议", reverse("portal:objection_new", args=[record.public_id]))


def _reply(record: CreditRecord) -> Right:
    return Right("写一段回应", reverse("portal:reply", args=[record.public_id]))


def _running(row: Application) -> Right:
    return Right("查看修复进度", reverse("portal:repair", args=[row.public_id]), "修复申请办理中")


def _repair(record: CreditRecord, headline: str) -> Right:
    return Right("信用修复", reverse("portal:repair_record", args=[record.public_id]), headline)
