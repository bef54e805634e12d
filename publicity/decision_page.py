"""What the page of one decision shows: clocks, fields with their source, publicity, later events, submissions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from core import clock
from core.masking import mask_id
from core.pieces import Change, Entry, Row, Step
from publicity.choices import CHECKED_STATES, DecisionState, EventKind
from publicity.models import Decision
from publicity.services.ledger import record_of
from records.beside_source import parts_of
from records.models import CreditRecord

CHANNELS = {"form": "表单登记", "sheet": "表格导入", "api": "接口报送"}
HIDDEN_ROLES = ("id_number", "legal_rep_id")
WAY = (
    (DecisionState.DRAFT, "登记"),
    (DecisionState.PENDING, "审核"),
    (DecisionState.READY, "可报送"),
    (DecisionState.EXPORTED, "导出"),
    (DecisionState.REPORTED, "上报"),
    (DecisionState.ACCEPTED, "入库"),
)


def context(decision: Decision, user: Any, on: date) -> dict[str, Any]:
    """Everything the template needs; a fixed number of queries."""
    record = record_of(decision)
    return {
        "decision": decision,
        "record": record,
        "on": on,
        "way": steps(decision),
        "clock_rows": clock_rows(decision),
        "field_rows": field_rows(decision),
        "provenance": provenance(decision),
        "publicity_rows": publicity_rows(record, on)
        + followup_rows(decision)
        + (parts_of(user, record).rows if record else []),
        "review_rows": review_rows(decision),
        "events": event_entries(decision),
        "sent": sent_entries(decision),
        "open_event": decision.events.filter(done_at=None).exclude(kind=EventKind.REVIEW).first(),
    }


def tools(user: Any, decision: Decision) -> list[dict[str, Any]]:
    """Buttons beside the title that lead to a page of their own."""
    wanted = []
    if decision.state in (DecisionState.DRAFT, DecisionState.RETURNED):
        wanted.append(("修改", "publicity_edit", "publicity.enter_decision"))
    if decision.state in CHECKED_STATES:
        wanted.append(("更正", "publicity_edit", "publicity.enter_decision"))
    if decision.major and not decision.legal_review_number:
        wanted.append(("登记法制审核意见", "publicity_legal_review", "publicity.legal_review"))
    if decision.state in CHECKED_STATES:
        wanted.append(("登记变更或撤销", "publicity_event", "publicity.revoke_decision"))
    own = [
        {"title": title, "url": reverse(f"admin:{name}", args=[decision.pk]), "main": _is_next(decision, name)}
        for title, name, perm in wanted
        if user.has_perm(perm)
    ]
    record = record_of(decision)
    return own + (parts_of(user, record).tools if record else [])


def _is_next(decision: Decision, page: str) -> bool:
    """Whether this page is what the decision waits for: the legal review, or the mend of what the platform sent back."""
    if page == "publicity_legal_review":
        return True
    return page == "publicity_edit" and decision.state == DecisionState.REJECTED


def steps(decision: Decision) -> list[Step]:
    """The way of the decision as steps; a rejection or return stands at its place in red."""
    order = [state for state, _ in WAY]
    here = {"returned": DecisionState.DRAFT, "rejected": DecisionState.REPORTED}.get(decision.state, decision.state)
    if here not in order:
        return []
    position = order.index(DecisionState(here))
    bad = decision.state in ("returned", "rejected")
    when = {
        DecisionState.DRAFT: f"{clock.local_date(decision.created_at):%m-%d}",
        DecisionState.REPORTED: f"{decision.first_reported_on:%m-%d}" if decision.first_reported_on else "",
        DecisionState.ACCEPTED: f"{decision.accepted_on:%m-%d}" if decision.accepted_on else "",
    }
    found = []
    for index, (state, title) in enumerate(WAY):
        look = "done" if index < position or decision.state == "accepted" else "todo"
        if index == position and decision.state != "accepted":
            look, title = ("bad", decision.get_state_display()) if bad else ("now", title)
        found.append(Step(title, look, when.get(state, "")))
    return found


def clock_rows(decision: Decision) -> list[Row]:
    provisional = "缺少放假安排，按周末推算，待核" if decision.due_provisional else ""
    return [
        Row("决定日期", decision.decided_on.isoformat(), "当日为第0日"),
        Row("最迟办理", decision.act_by.isoformat(), "7日期限当日或之前的最后一个工作日"),
        Row("内控期限", decision.due_internal.isoformat(), "巫山司发〔2022〕20号第2项：7日内"),
        Row("国标期限", decision.due_official.isoformat(), provisional or "发改办财金〔2018〕424号：7个工作日"),
        Row("首次上报", decision.first_reported_on.isoformat() if decision.first_reported_on else "尚未上报"),
    ]


def field_rows(decision: Decision) -> list[Row]:
    """The national fields, each with the place its value came from; identity numbers are never shown."""
    corrected = corrections(decision)
    first = f"{CHANNELS.get(decision.channel, decision.channel)}{f' 第 {decision.source_row} 行' if decision.source_row else ''}"
    rows = []
    for field in decision.edition.fields.order_by("order"):
        value = decision.data.get(field.code, "")
        if field.spec.get("role") in HIDDEN_ROLES:
            value = "已加密保存，不显示" if decision.secrets else ""
        if value:
            rows.append(Row(field.header, _long_term(value), corrected.get(field.code, first)))
    return rows


def corrections(decision: Decision) -> dict[str, str]:
    """Field code → the latest correction that gave it its present value."""
    found: dict[str, str] = {}
    for event in decision.events.filter(kind=EventKind.CORRECTION).select_related("entered_by").order_by("id"):
        for code in event.changes:
            found[code] = f"{event.happened_on:%Y-%m-%d} 更正，{event.entered_by}"
    return found


def provenance(decision: Decision) -> str:
    """Where the entry came from: channel, file, sheet, row, person, time (每个数值都有来源)."""
    parts = [CHANNELS.get(decision.channel, decision.channel)]
    if decision.job_id:
        parts.append(f"文件“{decision.job.filename}”，工作表“{decision.source_sheet}”第 {decision.source_row} 行")
    parts.append(f"{decision.entered_by} {decision.created_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} 登记")
    return "；".join(parts)


def publicity_rows(record: CreditRecord | None, on: date) -> list[Row]:
    if record is None:
        return []
    rows = [
        Row("公开方式", record.get_disclosure_display(), record.disclosure_reason),
        Row(
            "公示类别",
            record.get_severity_display(),
            record.severity_basis if not record.severity_confirmed else "已由人确认",
        ),
        Row("适用规则", record.rule_version.name, record.rule_version.basis),
    ]
    if record.publish_until:
        left = (record.publish_until - on).days
        note = f"还有 {left} 天" if left >= 0 else "公示期已满，已自动停止"
        rows.append(Row("公示期", f"{record.publish_from:%Y-%m-%d} 至 {record.publish_until:%Y-%m-%d}", note))
    if record.suspended_at:
        rows.append(Row("暂停公示", f"{clock.local_date(record.suspended_at):%Y-%m-%d}", record.suspended_reason))
    if record.withdrawn_at:
        rows.append(Row("撤下公示", f"{clock.local_date(record.withdrawn_at):%Y-%m-%d}", record.withdrawn_reason))
    if record.repaired_at:
        rows.append(Row("信用修复", f"{clock.local_date(record.repaired_at):%Y-%m-%d}", "已停止公示和共享"))
    return rows


def review_rows(decision: Decision) -> list[Row]:
    if not decision.major:
        return []
    if not decision.legal_review_number:
        return [Row("法制审核", "缺法制审核意见，不能报送", "行政处罚法第五十八条")]
    return [
        Row("法制审核", decision.legal_review_number, f"{decision.legal_review_on:%Y-%m-%d}"),
        Row("审核意见", decision.legal_review_opinion, str(decision.legal_reviewer or "")),
    ]


def followup_rows(decision: Decision) -> list[Row]:
    """What the platform still has to be told."""
    return [
        Row("平台后续", one.get_kind_display(), f"{one.ready_on:%Y-%m-%d} 起办理" if one.ready_on else "等平台回执")
        for one in decision.followups.filter(done_on=None)
    ]


def event_entries(decision: Decision) -> list[Entry]:
    headers = dict(decision.edition.fields.values_list("code", "header"))
    hidden = {
        code for code, spec in decision.edition.fields.values_list("code", "spec") if spec.get("role") in HIDDEN_ROLES
    }
    return [
        Entry(
            event.created_at,
            event.get_kind_display(),
            str(event.entered_by),
            event.document_number,
            event.reason,
            [
                Change(
                    headers.get(code, code),
                    mask_id(old) if code in hidden else old,
                    mask_id(new) if code in hidden else new,
                )
                for code, (old, new) in event.changes.items()
            ],
            tone="green" if event.done_at else "orange",
        )
        for event in decision.events.select_related("entered_by")
    ]


def sent_entries(decision: Decision) -> list[Entry]:
    tones = {"accepted": "green", "rejected": "red"}
    return [
        Entry(
            row.answered_at or row.submission.created_at,
            f"{row.submission.number} 第 {row.row} 行：{row.get_state_display()}",
            reason=" ".join(part for part in (row.platform_code, row.message) if part),
            tone=tones.get(row.state, ""),
        )
        for row in decision.submission_rows.select_related("submission").order_by("-id")
    ]


def _long_term(value: str) -> str:
    return "长期" if value == "2099-12-31" else value
