"""Lists of publicity that are facts or decided one by one: files for the platform, months signed, numbers explained, rules learnt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exchange.lists import Found, ListExport, Told, chosen, register_list
from publicity.models import GapExplanation, MonthClose, PlatformRejection
from publicity.models.submission import SubmissionState
from publicity.services.submissions import submissions_visible_to

SUBMISSIONS, MONTHS, GAPS, REJECTIONS = (
    f"publicity.{name}" for name in ("submissions", "months", "gaps", "rejections")
)
SIGNED = "publicity.view_monthclose"


def _submissions(user: Any, params: Mapping[str, str]) -> Found:
    rows = submissions_visible_to(user).select_related("kind", "created_by", "sent_by").order_by("-pk")
    state, label = chosen(params, "state", SubmissionState.choices)
    return (rows.filter(state=state) if state else rows), [label]


def _months(user: Any, params: Mapping[str, str]) -> Found:
    rows = MonthClose.objects.select_related("kind", "section", "signed_by").order_by(
        "-month", "kind", "section", "-pk"
    )
    if not user.has_perm("publicity.view_all_sections"):
        rows = rows.filter(section=user.section_id)
    year = params.get("year", "")
    known = year.isascii() and year.isdigit() and len(year) == 4
    return (rows.filter(month__year=int(year)) if known else rows), [
        f"{year} 年" if known else "",
        "已签署的月结和零申报",
    ]


def _gaps(user: Any, params: Mapping[str, str]) -> Found:
    return GapExplanation.objects.select_related("series__kind", "explained_by").order_by("-pk"), ["已签署原因的断号"]


def _rejections(user: Any, params: Mapping[str, str]) -> Found:
    return PlatformRejection.objects.select_related("kind").order_by("-active", "-hits", "-pk"), ()


register_list(
    ListExport(
        SUBMISSIONS, "报送批次", "publicity_submissions", "publicity.view_submission", _submissions,
        (
            Told("批次号", "number", 24), Told("种类", "kind.name", 16), Told("决定日期自", "since", 14), Told("决定日期至", "until", 14),
            Told("行数", "row_count", 8), Told("状态", "get_state_display", 12), Told("生成人", "created_by", 14), Told("生成时间", "created_at", 18),
            Told("上报日期", "sent_on", 14), Told("上报人", "sent_by", 14), Told("回执时间", "answered_at", 18),
        ),
        ("state",),
    ),
    ListExport(
        MONTHS, "月结", "publicity_months", SIGNED, _months,
        (
            Told("种类", "kind.name", 16), Told("科室", "section.name", 20), Told("月份", lambda row: f"{row.month:%Y-%m}", 10), Told("零申报", "zero", 8),
            Told("公开声明", "statement", 44), Told("签署人", "signed_by", 14), Told("签署时间", "signed_at", 18), Told("重新打开时间", "reopened_at", 18),
            Told("重新打开理由", "reopened_reason", 30, free=True),
        ),
        ("year",),
    ),
    ListExport(
        GAPS, "断号说明", "publicity_gaps", SIGNED, _gaps,
        (
            Told("种类", "series.kind.name", 16), Told("文号序列", "series", 30), Told("缺号", "number", 8), Told("原因", "get_reason_display", 16),
            Told("说明", "note", 44, free=True), Told("说明人", "explained_by", 14), Told("时间", "explained_at", 18),
        ),
    ),
    ListExport(
        REJECTIONS, "平台退回规则", "publicity_rejections", ("publicity.take_receipt", "publicity.manage_standard"), _rejections,
        (
            Told("决定种类", "kind.name", 16), Told("平台规则代码", "platform_code", 18), Told("平台退回原因", "message", 44, free=True),
            Told("字段", "field_code", 20), Told("被退回的值", "bad_value", 34, free=True), Told("已拦截次数", "hits", 10), Told("启用", "active", 8),
            Told("登记时间", "created_at", 18),
        ),
    ),
)  # fmt: skip
