"""What repair brings to the files out: applications, and the penalties with their notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from exchange.lists import Found, ListExport, Told, register_list
from repair.models import Application
from repair.querysets import SEE

CASES, NOTICES = "repair.cases", "repair.notices"


def _cases(user: Any, params: Mapping[str, str]) -> Found:
    from repair.staff_cases import SHOWN

    label, states = SHOWN.get(params.get("show", ""), SHOWN[""])
    rows = Application.objects.visible_to(user).filter(state__in=states)
    said = [label]
    if words := params.get("q", "").strip():
        rows = rows.filter(
            Q(number__icontains=words) | Q(subject__name__icontains=words) | Q(record__document_number__icontains=words)
        )
        said.append(f"检索“{words}”")
    return rows.select_related("record", "subject", "section", "handler").order_by("-id"), said


def _notices(user: Any, params: Mapping[str, str]) -> Found:
    from repair.staff_notices import SHOWN, owed, shown

    show = params.get("show", "") if params.get("show", "") in SHOWN else ""
    return shown(owed(user), show).order_by("-event_date", "-id"), [SHOWN[show]]


register_list(
    ListExport(
        CASES, "信用修复申请", "repair_cases", SEE, _cases,
        (
            Told("申请编号", "number", 20), Told("申请人", "subject.name", 34), Told("文号", "record.document_number", 30),
            Told("办理科室", "section.name", 20), Told("经办人", "handler", 14), Told("申请渠道", "get_channel_display", 14),
            Told("状态", "get_state_display", 14), Told("申请日期", "submitted_on", 14), Told("应决定受理", "accept_due", 14),
            Told("应作出决定", "decide_due", 14), Told("决定日期", "decided_on", 14), Told("决定理由", "decision_reason", 44, free=True),
            Told("应同步完毕", "sync_due", 14), Told("办结日期", "closed_on", 14),
        ),
        ("show", "q"),
    ),
    ListExport(
        NOTICES, "信用修复告知书", "repair_notices", "repair.serve_notice", _notices,
        (
            Told("文书上的名称", "party_name", 34, free=True), Told("文号", "document_number", 30), Told("认定日期", "event_date", 14),
            Told("公示截止", "publish_until", 14), Told("告知书编号", "notice_number", 24), Told("送达日期", "notice_served", 14),
        ),
        ("show",),
    ),
)  # fmt: skip
