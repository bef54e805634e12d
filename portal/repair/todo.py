"""What repair leaves to be done for a firm: a draft, something to complete, a record that may be repaired now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from core.staff import DeskItem
from portal.todo import todo_items
from repair.choices import OPEN, State
from repair.facts import adverse_of, eligibility_many
from repair.models import Application, Revocation

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject

MOST = 5
_NOW = ("ready", "proof")


@todo_items
def repairs_to_do(subject: Subject, user: User, on: date) -> Iterable[DeskItem]:
    """A fixed number of queries."""
    mine = list(Application.objects.of([subject]).filter(state__in=OPEN).select_related("record"))
    for row in mine:
        address = reverse("portal:repair", args=[row.public_id])
        if row.state == State.SUPPLEMENT:
            yield DeskItem(
                f"补正修复材料：{row.number}", row.supplement_text, address, row.supplement_by, action="去补正"
            )
        elif row.state == State.DRAFT:
            yield DeskItem(
                f"没有提交的修复申请：{row.record.document_number}",
                "草稿保存在网上",
                address,
                level="info",
                action="接着填",
            )
    pending = Revocation.objects.filter(application__subject=subject, state__in=("noticed", "hearing"), stated_at=None)
    for one in pending.select_related("application__record"):
        yield DeskItem(
            f"拟撤销信用修复，您可以陈述申辩：{one.application.record.document_number}",
            "先确认收到告知书" if one.served_on is None else "期满视为放弃",
            reverse("portal:repair_revocation", args=[one.public_id]), one.statement_until,
            level="today" if one.served_on is None else "", action="去办理",
        )  # fmt: skip
    busy = {row.record_id for row in mine}
    records = [record for record in adverse_of(subject, on) if record.pk not in busy]
    answers = eligibility_many(records, on)
    for record in [record for record in records if answers[record.pk].outcome in _NOW][:MOST]:
        yield DeskItem(
            f"可以申请信用修复：{record.document_number}", answers[record.pk].headline,
            reverse("portal:repair_record", args=[record.public_id]), level="info", action="去看看",
        )  # fmt: skip
