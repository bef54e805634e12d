"""The register of papers sent out, as a list that leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exchange.lists import Found, ListExport, Told, register_list
from notices.dispatch_querysets import SEE
from notices.models import Dispatch


def _dispatches(user: Any, params: Mapping[str, str]) -> Found:
    return Dispatch.objects.visible_to(user).select_related("section", "entered_by").order_by("-id"), ["全部"]


register_list(
    ListExport(
        "notices.dispatches", "文书送达", "dispatches", SEE, _dispatches,
        (
            Told("文书名称", "title", 24), Told("文书编号", "number", 28), Told("事项", "about", 34, free=True), Told("受送达人", "addressee", 30, free=True),
            Told("科室", "section.name", 20), Told("制作时间", "made_at", 18), Told("应发出", "due_on", 14), Told("送达方式", "get_way_display", 14),
            Told("发出日期", "sent_on", 14), Told("邮件号或回证编号", "receipt_number", 22, free=True), Told("送达日期", "served_on", 14),
            Told("签收人", "received_by", 14), Told("状态", "state_words", 20), Told("不再送达的原因", "closed_reason", 30, free=True),
            Told("登记人", "entered_by", 14),
        ),
    )
)  # fmt: skip
