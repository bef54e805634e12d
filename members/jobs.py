"""What members bring to the files out: who acts for whom, and who asked to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exchange.lists import Found, ListExport, Told, register_list
from members.models import BindingRequest, Membership

ACCOUNTS, REQUESTS = "members.accounts", "members.requests"
ISSUE, DECIDE = "members.issue_code", "members.decide_binding"


def _accounts(user: Any, params: Mapping[str, str]) -> Found:
    rows = Membership.objects.select_related("user", "subject").defer("subject__id_number")
    return rows.order_by("subject__pinyin", "subject_id", "-id"), ["有账号的机构和从业人员，含已终止的"]


def _requests(user: Any, params: Mapping[str, str]) -> Found:
    rows = BindingRequest.objects.select_related("user", "subject", "decided_by").defer("subject__id_number")
    return (
        (rows.order_by("-id"), ["全部"])
        if params.get("show") == "all"
        else (rows.waiting().order_by("id"), ["等待办理"])
    )


register_list(
    ListExport(
        ACCOUNTS, "机构账号", "members_accounts", (ISSUE, DECIDE), _accounts,
        (
            Told("机构或从业人员", "subject.name", 34), Told("统一社会信用代码", "subject.uscc", 22), Told("账号姓名", "user.display_name", 16),
            Told("身份", "get_role_display", 12), Told("取得方式", "get_way_display", 14), Told("起始日期", "since", 14), Told("终止日期", "until", 14),
            Told("终止理由", "end_reason", 30, free=True),
        ),
    ),
    ListExport(
        REQUESTS, "绑定申请", "members_requests", DECIDE, _requests,
        (
            Told("申请编号", "number", 20), Told("申请人", "user.display_name", 16), Told("机构", "subject.name", 34), Told("申请身份", "get_role_display", 12),
            Told("申请说明", "statement", 40, free=True), Told("状态", "get_state_display", 12), Told("申请时间", "asked_at", 18),
            Told("办理人", "decided_by", 14), Told("办理时间", "decided_at", 18), Told("办理说明", "decision_reason", 34, free=True),
        ),
        ("show",),
    ),
)  # fmt: skip
