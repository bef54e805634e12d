"""What promises leave to be done for a firm: drafts, missing papers, a window in which to speak."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from commitments.choices import RUNNING, State
from commitments.models import Breach, MissingPaper, Promise
from commitments.selectors import renewable
from core.staff import DeskItem
from portal.todo import todo_items

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject

MOST = 10


@todo_items
def promises_to_do(subject: Subject, user: User, on: date) -> Iterable[DeskItem]:
    """At most four queries."""
    mine = Promise.objects.of_subject(subject)
    papers = MissingPaper.objects.filter(promise__in=mine, promise__state__in=RUNNING, paper=None)
    for row in papers.select_related("promise").order_by("due_on")[:MOST]:
        yield DeskItem(
            f"补交容缺材料：{row.name}", f"承诺 {row.promise.code}", _url(row.promise), row.due_on, action="去补交"
        )
    breaches = Breach.objects.filter(promise__in=mine, promise__state=State.NOTICED, outcome="", stated_at=None)
    for breach in breaches.select_related("promise__template")[:MOST]:
        yield DeskItem(
            f"可以陈述申辩：{breach.promise.template.title}", f"拟认定{breach.get_result_display()}，告知书 {breach.notice_number}",
            _url(breach.promise), breach.statement_until, action="去陈述",
        )  # fmt: skip
    for promise in renewable(subject, on)[:MOST]:
        when = "已经到期" if promise.valid_until < on else "即将到期"
        yield DeskItem(
            f"承诺{when}，可以续签：{promise.template.title}", f"有效期至 {promise.valid_until}，沿用原来填写的内容", _url(promise),
            promise.valid_until, action="去续签",
        )  # fmt: skip
    for draft in mine.filter(state=State.DRAFT).select_related("template").order_by("-saved_at")[:MOST]:
        address = reverse("portal:promise_fill", args=[draft.public_id])
        yield DeskItem(
            f"没有签署的草稿：{draft.template.title}", "草稿保存在网上", address, level="info", action="接着填"
        )


def _url(promise: Promise) -> str:
    return reverse("portal:promise", args=[promise.public_id])
