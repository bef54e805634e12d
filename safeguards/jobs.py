"""What the watch brings to the files out: its findings and the register of incidents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exchange.lists import Found, ListExport, Told, chosen, register_list
from safeguards.choices import AlertState, IncidentState
from safeguards.models import Alert, Incident
from safeguards.watching import RULES

ALERTS, INCIDENTS = "safeguards.alerts", "safeguards.incidents"
_RULES = {one.code: one.label for one in RULES}


def _alerts(user: Any, params: Mapping[str, str]) -> Found:
    rows, said = Alert.objects.select_related("handled_by"), []
    for name, labels in (("state", AlertState.choices), ("rule", list(_RULES.items()))):
        value, label = chosen(params, name, labels)
        if value:
            rows = rows.filter(**{name: value})
            said.append(label)
    return rows.order_by("-id"), said


def _incidents(user: Any, params: Mapping[str, str]) -> Found:
    rows = Incident.objects.select_related("opened_by", "closed_by")
    state, label = chosen(params, "state", IncidentState.choices)
    return (rows.filter(state=state) if state else rows).order_by("-id"), [label]


register_list(
    ListExport(
        ALERTS, "异常查阅", "safeguards_alerts", "safeguards.view_alert", _alerts,
        (
            Told("规则", lambda row: _RULES.get(row.rule, row.rule), 20), Told("人员或来源", "who", 20, free=True), Told("情况", "what", 44, free=True),
            Told("次数", "count", 8), Told("开始时间", "first_at", 18), Told("最近时间", "last_at", 18), Told("提醒时间", "raised_at", 18),
            Told("状态", "get_state_display", 12), Told("结论", "get_finding_display", 14), Told("核查情况", "note", 40, free=True),
            Told("核查人", "handled_by", 14), Told("核查时间", "handled_at", 18),
        ),
        ("state", "rule"),
    ),
    ListExport(
        INCIDENTS, "安全事件", "safeguards_incidents", "safeguards.view_incident", _incidents,
        (
            Told("事件编号", "number", 20), Told("演练", "drill", 8), Told("类型", "get_kind_display", 16), Told("等级", "get_level_display", 10),
            Told("名称", "title", 34, free=True), Told("涉及的信息种类", "data_kinds", 30, free=True), Told("发现时间", "discovered_at", 18),
            Told("报告主管部门时限", "authority_due", 18), Told("报告主管部门", "get_authority_told_display", 14), Told("报告时间", "authority_at", 18),
            Told("通知主体时限", "persons_due", 18), Told("通知受影响主体", "get_persons_told_display", 14), Told("通知时间", "persons_at", 18),
            Told("状态", "get_state_display", 12), Told("登记人", "opened_by", 14), Told("登记时间", "opened_at", 18),
            Told("结论与整改", "conclusion", 44, free=True), Told("办结时间", "closed_at", 18),
        ),
        ("state",),
    ),
)  # fmt: skip
