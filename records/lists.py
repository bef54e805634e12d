"""Lists of the credit file that are facts or decided one by one: taken out, never sent back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exchange.lists import Found, ListExport, Told, chosen, register_list
from records.choices import Disclosure, Severity
from records.models import CreditRecord, PeriodRule
from records.models.report import CreditReport

RECORDS, REPORTS, RULES = "records.records", "records.reports", "records.rules"


def _records(user: Any, params: Mapping[str, str]) -> Found:
    """What the list itself shows: what is public, and all of it for those who see all sections."""
    rows = CreditRecord.objects.select_related("item").order_by("-event_date", "-id")
    if not user.has_perm("publicity.view_all_sections"):
        rows = rows.filter(disclosure=Disclosure.PUBLIC)
    said = []
    for name, field, labels in (
        ("severity__exact", "severity", Severity.choices), ("disclosure__exact", "disclosure", Disclosure.choices)
    ):  # fmt: skip
        value, label = chosen(params, name, labels)
        if value:
            rows = rows.filter(**{field: value})
            said.append(label)
    return rows, said


def _reports(user: Any, params: Mapping[str, str]) -> Found:
    rows = (
        CreditReport.objects.defer("snapshot")
        .select_related("subject", "issued_by__section")
        .order_by("-issued_at", "-id")
    )
    everybody = user.has_perm("publicity.view_all_sections")
    return rows if everybody else rows.filter(issued_by__section=user.section_id), ()


def _rules(user: Any, params: Mapping[str, str]) -> Found:
    return PeriodRule.objects.select_related("version").order_by("-version__effective_from", "severity"), ()


register_list(
    ListExport(
        RECORDS, "信用记录", "records_creditrecord_changelist", "records.view_creditrecord", _records,
        (
            Told("文书上的名称", "party_name", 34, free=True), Told("文号", "document_number", 30), Told("事由", "title", 44, free=True),
            Told("认定机关", "authority", 26), Told("认定日期", "event_date", 14), Told("目录事项", "item.name", 26), Told("性质", "get_nature_display", 8),
            Told("公示类别", "get_severity_display", 12), Told("类别已确认", "severity_confirmed", 10), Told("公开方式", "get_disclosure_display", 12),
            Told("公开方式的依据", "disclosure_reason", 30, free=True), Told("公示开始", "publish_from", 14), Told("公示截止", "publish_until", 14),
            Told("暂停公示时间", "suspended_at", 18), Told("撤下时间", "withdrawn_at", 18), Told("撤下理由", "withdrawn_reason", 30, free=True),
            Told("信用修复时间", "repaired_at", 18),
        ),
        ("severity__exact", "disclosure__exact"),
    ),
    ListExport(
        REPORTS, "信用报告", "records_reports", "records.issue_report", _reports,
        (
            Told("报告编号", "number", 24), Told("种类", "get_form_display", 14), Told("主体", "subject.name", 34), Told("用途", "get_purpose_display", 18),
            Told("事项编号", "matter", 26, free=True), Told("申请方", "requested_by", 26, free=True), Told("查询期开始", "since", 14),
            Told("查询期截止", "until", 14), Told("出具人", "issued_by", 14), Told("科室", "issued_by.section.name", 20), Told("出具时间", "issued_at", 18),
            Told("撤回时间", "withdrawn_at", 18), Told("内容摘要", "snapshot_digest", 68),
        ),
    ),
    ListExport(
        RULES, "公示期规则", "records_ruleversion_changelist", "records.view_creditrecord", _rules,
        (
            Told("规则版本", "version.name", 30), Told("施行日期", "version.effective_from", 14), Told("失效日期", "version.effective_until", 14),
            Told("类别", "get_severity_display", 12), Told("公示", "published", 8), Told("最短（月）", "min_months", 10), Told("最长（月）", "max_months", 10),
            Told("依据", "basis", 40), Told("已确认", "confirmed", 10),
        ),
    ),
)  # fmt: skip
