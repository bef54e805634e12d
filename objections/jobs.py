"""What objections bring to the files out: objections, corrections asked by the public, letters, replies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import clock
from exchange.lists import Found, ListExport, Told, register_list
from objections.choices import ReportState, State
from objections.models import ErrorReport, Letter, Objection
from objections.querysets import SEE
from objections.transitions import TAKE
from records.choices import ReplyState
from records.models import Reply

OBJECTIONS, REPORTS, LETTERS, REPLIES = (
    f"objections.{name}" for name in ("objections", "reports", "letters", "replies")
)
HANDLE = "objections.handle_objection"


def _objections(user: Any, params: Mapping[str, str]) -> Found:
    rows = Objection.objects.visible_to(user)
    shown = {
        "overdue": ("逾期", rows.overdue(clock.today())), "mine": ("由我核查", rows.open().filter(handler=user)),
        "review": ("复核", rows.filter(state=State.REVIEWING)), "all": ("全部", rows),
    }  # fmt: skip
    words, found = shown.get(params.get("show", ""), ("没有办结", rows.open()))
    return found.select_related("record", "subject", "handler").order_by("-id"), [words]


def _reports(user: Any, params: Mapping[str, str]) -> Found:
    rows = ErrorReport.objects.select_related("record", "taken_by").order_by("-id")
    return (rows, ["全部"]) if params.get("show") == "all" else (rows.exclude(state=ReportState.CLOSED), ["没有办结"])


def _letters(user: Any, params: Mapping[str, str]) -> Found:
    rows = Letter.objects.select_related("record", "recipient").order_by("-id")
    return (rows.filter(recipient=None), ["需要邮寄的"]) if params.get("show") == "paper" else (rows, ())


def _replies(user: Any, params: Mapping[str, str]) -> Found:
    rows = Reply.objects.select_related("record__subject", "judged_by").order_by("-id")
    return (rows, ["全部"]) if params.get("show") == "all" else (rows.filter(state=ReplyState.PENDING), ["待审查"])


register_list(
    ListExport(
        OBJECTIONS, "异议", "objections", SEE, _objections,
        (
            Told("异议编号", "number", 20), Told("主体", "subject.name", 34), Told("文号", "record.document_number", 30), Told("途径", "get_way_display", 10),
            Told("状态", "get_state_display", 12), Told("提交时间", "submitted_at", 18), Told("答复期限", "due_on", 14), Told("核查人", "handler", 14),
            Told("结论", "get_outcome_display", 12), Told("理由", "reason", 44, free=True), Told("结论时间", "decided_at", 18), Told("告知时间", "told_at", 18),
            Told("复核答复期限", "review_due_on", 14), Told("复核结论", "get_review_outcome_display", 12), Told("复核时间", "reviewed_at", 18),
        ),
        ("show",),
    ),
    ListExport(
        REPORTS, "公众纠错", "objections_reports", TAKE, _reports,
        (
            Told("纠错编号", "number", 20), Told("文号", "record.document_number", 30), Told("错在哪里", "what", 44, free=True),
            Told("状态", "get_state_display", 12), Told("提交时间", "made_at", 18), Told("答复期限", "due_on", 14), Told("核实人", "taken_by", 14),
            Told("结果", "get_result_display", 12), Told("答复", "answer", 44, free=True), Told("答复时间", "answered_at", 18),
        ),
        ("show",),
    ),
    ListExport(
        LETTERS, "更正通知", "objections_letters", SEE, _letters,
        (
            Told("通知编号", "number", 24), Told("性质", "get_kind_display", 12), Told("文号", "record.document_number", 30),
            Told("收件单位或人", "addressee", 30, free=True), Told("取得方式", "get_received_display", 12), Told("取得日期", "received_on", 14),
            Told("事项编号", "matter", 26, free=True), Told("理由", "reason", 44, free=True), Told("发出时间", "made_at", 18),
        ),
        ("show",),
    ),
    ListExport(
        REPLIES, "当事人回应", "objections_replies", HANDLE, _replies,
        (
            Told("主体", "record.subject.name", 34), Told("文号", "record.document_number", 30), Told("回应内容", "text", 60, free=True),
            Told("状态", "get_state_display", 12), Told("提交时间", "written_at", 18), Told("审查期限", "due_on", 14), Told("审查人", "judged_by", 14),
            Told("审查时间", "judged_at", 18), Told("不予展示的理由", "refusal_reason", 34, free=True),
        ),
        ("show",),
    ),
)  # fmt: skip
