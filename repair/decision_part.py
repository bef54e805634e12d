"""What repair says on the page of a penalty decision: the notice that goes with it (两书同达), and the application if there is one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.pieces import Row
from records.beside_source import Part, beside_source
from records.choices import Nature
from records.models import CreditRecord
from repair.models import Application, Notice
from repair.services.notices import PERM


@beside_source
def repair_part(user: Any, record: CreditRecord) -> Part | None:
    """Two queries, for adverse records only."""
    if record.nature != Nature.ADVERSE:
        return None
    notice = Notice.objects.filter(record=record, replaced_at=None).first()
    rows = [Row("信用修复告知书", notice_words(notice), "两书同达：随决定书一并送达（国办发〔2025〕22号）")]
    tools = []
    if user.has_perm(PERM):
        label = "信用修复告知书" if notice else "生成信用修复告知书"
        url = reverse("admin:repair_notice", args=[record.public_id])
        tools.append({"title": label, "url": url, "main": notice is None or notice.served_on is None})
    case = Application.objects.visible_to(user).filter(record=record).newest().first()
    if case is not None:
        rows.append(Row("修复申请", f"{case.number} {case.get_state_display()}"))
        tools.append({"title": "修复申请", "url": reverse("admin:repair_case", args=[case.public_id]), "main": False})
    return Part(rows, tools)


def notice_words(notice: Notice | None) -> str:
    """未生成 / 已生成，未送达 / 2026-11-02 直接送达."""
    if notice is None:
        return "未生成，决定书送达前须生成"
    if notice.served_on is None:
        return f"{notice.number}，已生成，未送达"
    return f"{notice.number}，{notice.served_on:%Y-%m-%d} {notice.get_served_by_way_display()}，{notice.served_to}签收"
