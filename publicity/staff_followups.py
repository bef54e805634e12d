"""平台后续: what was corrected or taken off here after it had gone to the platform, and is to be told there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import DeskItem, desk_items, staff_page
from core.words import cn_date
from publicity.choices import FollowUpKind
from publicity.models import FollowUp
from publicity.services.followups import PERM, followup_done, followups_visible_to

SEE = "publicity.view_submission"


class DoneForm(forms.Form):
    """How and when the platform took it off."""

    done_on = forms.DateField(
        label="平台撤下的日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写日期。", "invalid": "日期写法不对，请写成 2026-11-02 这样。"},
    )  # fmt: skip
    note = forms.CharField(
        label="怎样办理的",
        max_length=300,
        required=False,
        help_text="如：在平台提交撤下申请，受理编号……，已核对不再显示。",
    )


@staff_page(
    "publicity/followups/", name="publicity_followups", title="平台后续", perm=SEE, group="双公示报送", order=45
)
def followups_page(request: HttpRequest) -> HttpResponse:
    """Open ones first; ?show=done those that are over."""
    rows = followups_visible_to(request.user)
    lists = {"": ("待办理", rows.filter(done_on=None)), "done": ("已办完", rows.filter(done_on__isnull=False))}
    show = request.GET.get("show", "")
    show = show if show in lists else ""
    found = lists[show][1].select_related("decision").order_by("-id")
    context = {
        "page": Paginator(found, 30).get_page(request.GET.get("page")), "show": show,
        "filters": [(key, label, part.count()) for key, (label, part) in lists.items()],
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/followups.html", context)


@staff_page("publicity/followups/<int:pk>/", name="publicity_followup", title="平台后续", perm=SEE)
def followup_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; a withdrawal is put on record as done here."""
    row = get_object_or_404(followups_visible_to(request.user).select_related("decision", "done_by"), pk=pk)
    form = DoneForm(request.POST if request.method == "POST" else None, initial={"done_on": clock.today()})
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        try:
            followup_done(actor=request.user, followup=row, **form.cleaned_data)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, f"{row.decision.number}：平台撤下已登记。")
            return HttpResponseRedirect(reverse("admin:publicity_followups"))
    may = row.kind == FollowUpKind.WITHDRAW and row.ready_on is not None and row.done_on is None
    context = {
        "row": row, "form": form, "problems": problems, "may": may and request.user.has_perm(PERM), "next": next_words(row),
        "facts": _facts(row), "title": row.get_kind_display(), "subtitle": str(row.decision),
        "crumbs": [Crumb("平台后续", reverse("admin:publicity_followups")), Crumb(row.decision.number)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/followup.html", context)


def next_words(row: FollowUp) -> str:
    """What happens next, in one sentence."""
    if row.done_on is not None:
        return f"{row.done_on:%Y-%m-%d} 办理完毕：{row.note}"
    if row.ready_on is None:
        return "公示内容已经处理。已报出的文件还没有回执，登记回执后再向平台办理。"
    if row.kind == FollowUpKind.CORRECT:
        return "更正后的内容会列入下一个报送批次，标记上报后自动办结。"
    return "请在平台申请撤下这条信息，核对不再显示后在这里登记。"


@desk_items
def platform_to_tell(user: Any, on: date) -> Iterable[DeskItem]:
    """Withdrawals that the platform must be told of now, in one line."""
    if not user.has_perm(PERM):
        return []
    rows = followups_visible_to(user).filter(done_on=None, kind=FollowUpKind.WITHDRAW, ready_on__isnull=False)
    number = rows.count()
    if not number:
        return []
    title = f"{number} 件已经撤下的决定，平台上可能还在公示"
    return [
        DeskItem(title, "向平台申请撤下，核对后登记", reverse("admin:publicity_followups"), level="late", count=number)
    ]


def _facts(row: FollowUp) -> list[Row]:
    return [
        Row("决定", str(row.decision)), Row("目前状态", row.decision.get_state_display()), Row("理由", row.reason),
        Row("本局处理", cn_date(clock.local_date(row.made_at)), "公示页面、查询和接口当即更新"),
        Row("平台办理", cn_date(row.ready_on) + "起" if row.ready_on else "等回执"),
    ]  # fmt: skip
