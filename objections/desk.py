"""What objections leave on the desk: objections to handle and review, error reports, replies; overdue ones for the leaders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from core.staff import DeskItem, desk_items
from objections.choices import ReportState, State
from objections.models import ErrorReport, Objection
from objections.transitions import HANDLE, REVIEW, TAKE
from records.choices import ReplyState
from records.models import Reply

ONE_BY_ONE = 8


@desk_items
def objections_to_answer(user: Any, on: date) -> Iterable[DeskItem]:
    """Own ones, and those nobody has taken yet, for people who had no part in the record."""
    if not user.has_perm(HANDLE):
        return []
    mine = (
        Q(state=State.CHECKING, handler=user)
        | Q(state__in=(State.SUBMITTED, State.ACCEPTED))
        | Q(state=State.DECIDED, handler=user)
    )
    rows = Objection.objects.filter(mine).exclude(authors__contains=[user.pk]).select_related("record", "subject")
    verbs = {State.SUBMITTED: "去受理", State.ACCEPTED: "去核查", State.CHECKING: "作出结论", State.DECIDED: "登记告知"}
    return [
        DeskItem(
            f"异议：{row.subject.name}", f"{row.number}，{row.record.document_number or row.record.title}，{row.get_state_display()}",
            _page(row), row.due_on, action=verbs[State(row.state)],
        )
        for row in rows.order_by("due_on", "id")[:ONE_BY_ONE]
    ]  # fmt: skip


@desk_items
def reviews_to_answer(user: Any, on: date) -> Iterable[DeskItem]:
    """Reviews that somebody else than the handler must answer."""
    if not user.has_perm(REVIEW):
        return []
    rows = Objection.objects.filter(state=State.REVIEWING).exclude(handler=user).exclude(authors__contains=[user.pk])
    return [
        DeskItem(f"复核异议：{row.subject.name}", row.number, _page(row), row.review_due_on, action="去复核")
        for row in rows.select_related("subject").order_by("review_due_on")[:ONE_BY_ONE]
    ]


@desk_items
def overdue_objections(user: Any, on: date) -> Iterable[DeskItem]:
    """For the leaders: objections without an answer in time."""
    if not user.has_perm("objections.suspend_display"):
        return []
    rows = Objection.objects.overdue(on).select_related("subject").order_by("due_on")[:ONE_BY_ONE]
    return [
        DeskItem(
            f"异议逾期：{row.subject.name}", f"{row.number}，{'已暂停展示' if row.suspended_at else '仍在展示'}", _page(row),
            (row.review_due_on if row.state == State.REVIEWING else None) or row.due_on, "late", action="去督办",
        )
        for row in rows
    ]  # fmt: skip


@desk_items
def reports_to_answer(user: Any, on: date) -> Iterable[DeskItem]:
    """Error reports of the public: those nobody took, and the own ones."""
    if not user.has_perm(TAKE):
        return []
    waiting = Q(state=ReportState.NEW) | Q(state=ReportState.TAKEN, taken_by=user)
    return [
        DeskItem(
            f"公众纠错 {row.number}", row.what[:40], reverse("admin:objections_report_page", args=[row.number]), row.due_on,
            action="去核实",
        )
        for row in ErrorReport.objects.filter(waiting).order_by("due_on", "id")[:ONE_BY_ONE]
    ]  # fmt: skip


@desk_items
def replies_to_check(user: Any, on: date) -> Iterable[DeskItem]:
    """Replies of subjects that wait for their check."""
    if not user.has_perm(HANDLE):
        return []
    rows = Reply.objects.filter(state=ReplyState.PENDING).select_related("record__subject").order_by("due_on", "id")
    return [
        DeskItem(
            f"当事人回应：{row.record.subject.name}", row.text[:40], reverse("admin:objections_reply_page", args=[row.public_id]),
            row.due_on, action="去审查",
        )
        for row in rows[:ONE_BY_ONE]
    ]  # fmt: skip


def _page(row: Objection) -> str:
    return reverse("admin:objections_objection_page", args=[row.public_id])
