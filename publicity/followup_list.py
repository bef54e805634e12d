"""What is still to be told to the platform, as a list that leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exchange.lists import Found, ListExport, Told, register_list
from publicity.services.followups import followups_visible_to


def _followups(user: Any, params: Mapping[str, str]) -> Found:
    rows = followups_visible_to(user).select_related("decision", "done_by").order_by("-id")
    done = params.get("show") == "done"
    return rows.filter(done_on__isnull=not done), ["已办完" if done else "待办理"]


register_list(
    ListExport(
        "publicity.followups", "平台后续", "publicity_followups", "publicity.view_submission", _followups,
        (
            Told("决定", "decision.number", 30), Told("行政相对人", "decision.party_name", 34, free=True), Told("性质", "get_kind_display", 12),
            Told("理由", "reason", 44, free=True), Told("发生时间", "made_at", 18), Told("可以办理", "ready_on", 14), Told("办理完毕", "done_on", 14),
            Told("办理人", "done_by", 14), Told("办理情况", "note", 34, free=True),
        ),
        ("show",),
    )
)  # fmt: skip
