"""文书送达: what must go out, what has no proof of service yet, and the form to put both on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock, settings_store
from core.errors import DomainError
from core.masking import scrub
from core.pieces import Crumb, Row
from core.staff import DeskItem, desk_items, staff_page
from core.words import cn_date
from notices.choices import ServedBy
from notices.dispatch_querysets import REGISTER, SEE, DispatchQuerySet
from notices.models import Dispatch
from notices.parameters import DISPATCH_PROOF_DAYS
from notices.services import dispatch_close, dispatch_register

ONE_BY_ONE = 4
_DATE = {"invalid": "日期写法不对，请写成 2026-11-02 这样。", "required": "请填写日期。"}


class DispatchForm(forms.Form):
    """How a paper went out, and, when it is known, that it arrived."""

    way = forms.ChoiceField(label="送达方式", choices=ServedBy.choices, error_messages={"required": "请选择送达方式。"})
    sent_on = forms.DateField(
        label="发出日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=_DATE
    )
    receipt_number = forms.CharField(
        label="邮件号或送达回证编号", max_length=60, required=False, help_text="邮寄的必填，凭它查询签收情况。"
    )
    served_on = forms.DateField(
        label="送达日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=_DATE, help_text="还没有签收的先空着，收到回证后再来填。",
    )  # fmt: skip
    received_by = forms.CharField(
        label="签收人", max_length=60, required=False, help_text="留置、公告送达的，写明见证人或者公告处。"
    )
    proof = forms.FileField(
        label="送达回证", required=False, help_text="签收后的回证扫描件：PDF 文件或者照片（截图），不超过 20 MB。"
    )
    note = forms.CharField(label="说明", max_length=300, required=False)


class CloseForm(forms.Form):
    """Why a paper no longer has to go out."""

    reason = forms.CharField(label="不再送达的原因", max_length=300, required=False)


@staff_page("dispatches/", name="dispatches", title="文书送达", perm=SEE, group="修复与异议", order=60)
def dispatches_page(request: HttpRequest) -> HttpResponse:
    """What must go out first; ?show=sent what has no proof yet, served, all."""
    rows = Dispatch.objects.visible_to(request.user)
    shown = _lists(rows)
    show = request.GET.get("show", "")
    show = show if show in shown else ""
    found = shown[show][1]
    if words := request.GET.get("q", "").strip()[:60]:
        found = found.filter(Q(addressee__icontains=words) | Q(number__icontains=words) | Q(about__icontains=words))
    page = Paginator(found.order_by(*(("due_on", "id") if show == "" else ("-id",))), 30).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page, "q": words, "show": show, "on": clock.today(),
        "filters": [(key, label, part.count()) for key, (label, part) in shown.items()],
    }  # fmt: skip
    return TemplateResponse(request, "admin/notices/dispatches.html", context)


def _lists(rows: DispatchQuerySet) -> dict[str, tuple[str, DispatchQuerySet]]:
    return {
        "": ("待发出", rows.waiting()),
        "sent": ("已发出，待回证", rows.unproved()),
        "served": ("已送达", rows.filter(served_on__isnull=False)),
        "all": ("全部", rows),
    }


@staff_page("dispatches/<int:pk>/", name="dispatch", title="登记文书送达", perm=SEE)
def dispatch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper and one addressee: the facts, and the form while something is still to be put on record."""
    row = _visible(request, pk)
    closing = request.POST.get("deed") == "close"
    form = DispatchForm(
        request.POST if request.method == "POST" and not closing else None,
        request.FILES or None if not closing else None, initial=_initial(row),
    )  # fmt: skip
    close_form = CloseForm(request.POST if closing else None, auto_id="close_%s")
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            words = _act(request, row, form, close_form, closing)
        except DomainError as error:
            problems = [error]
        else:
            if words:
                messages.success(request, words)
                return HttpResponseRedirect(reverse("admin:dispatch", args=[pk]))
    open_now = row.state in ("waiting", "sent") and request.user.has_perm(REGISTER)
    context = {
        "row": row, "form": form, "close_form": close_form, "problems": problems, "open": open_now, "on": clock.today(),
        "facts": _facts(row), "title": row.title, "subtitle": f"{row.number}　{row.addressee}",
        "crumbs": [Crumb("文书送达", reverse("admin:dispatches")), Crumb(row.number)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/notices/dispatch.html", context)


def _act(request: HttpRequest, row: Dispatch, form: DispatchForm, close_form: CloseForm, closing: bool) -> str:
    if closing:
        dispatch_close(actor=request.user, dispatch=row, reason=request.POST.get("reason", ""))
        return "已注明不再送达。"
    if not form.is_valid():
        return ""
    data = dict(form.cleaned_data)
    file = data.pop("proof")
    done = dispatch_register(
        actor=request.user, dispatch=row, content=file.read() if file else b"", filename=file.name if file else "", **data
    )  # fmt: skip
    return "已登记送达。" if done.served_on else "已登记发出，收到回证后再登记送达。"


@staff_page("dispatches/<int:pk>/slip/", name="dispatch_slip", title="送达回证", perm=SEE)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty return slip to print and have signed."""
    row = _visible(request, pk)
    crumbs = [Crumb("文书送达", reverse("admin:dispatches")), Crumb(row.number, reverse("admin:dispatch", args=[pk]))]
    context = {"row": row, "title": "送达回证", "crumbs": [*crumbs, Crumb("送达回证")]}
    return TemplateResponse(request, "admin/notices/slip.html", context)


@staff_page("dispatches/<int:pk>/proof/", name="dispatch_proof", title="送达回证扫描件", perm=SEE)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed return slip."""
    row = get_object_or_404(Dispatch.objects.visible_to(request.user).exclude(proof=""), pk=pk)
    answer = FileResponse(
        row.proof.open("rb"), as_attachment=True, filename=scrub(row.proof_name), content_type=row.proof_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]


@desk_items
def papers_to_send(user: Any, on: date) -> Iterable[DeskItem]:
    """Papers from whose service a term runs one by one; the others, when they lie too long, in one line each."""
    if not user.has_perm(REGISTER):
        return []
    rows = Dispatch.objects.visible_to(user)
    items = [
        DeskItem(
            f"{'送达' if row.sent_on is None else '登记送达'}：{row.title}",
            f"{row.addressee}，期限从送达起算",
            reverse("admin:dispatch", args=[row.pk]),
            row.due_on if row.sent_on is None else None,
            level="" if row.sent_on is None else "info",
        )
        for row in rows.filter(starts_clock=True, served_on=None, closed_at=None).order_by("due_on", "id")[:ONE_BY_ONE]
    ]
    plain = rows.filter(starts_clock=False)
    late = plain.waiting().filter(due_on__lt=on).count()
    if late:
        items.append(
            DeskItem(
                f"{late} 份文书做好了还没有发出", "打印后寄出或者送达，并登记", reverse("admin:dispatches"), level="late", count=late
            )
        )  # fmt: skip
    days = int(settings_store.get(DISPATCH_PROOF_DAYS))
    missing = plain.unproved().filter(sent_on__lte=on - timedelta(days=days)).count()
    if missing:
        items.append(
            DeskItem(
                f"{missing} 份文书发出 {days} 天还没有回证", "查询签收情况，登记送达",
                reverse("admin:dispatches") + "?show=sent", level="soon", count=missing,
            )
        )  # fmt: skip
    return items


def _facts(row: Dispatch) -> list[Row]:
    lines = [
        Row("文书", f"{row.title}　{row.number}"), Row("事项", row.about or "—"), Row("受送达人", row.addressee),
        Row("送达科室", row.section or "—"), Row("做好日期", cn_date(clock.local_date(row.made_at))),
    ]  # fmt: skip
    if row.sent_on:
        lines.append(Row("发出", f"{cn_date(row.sent_on)}　{row.get_way_display()}", row.receipt_number))
    if row.served_on:
        lines.append(Row("送达", f"{cn_date(row.served_on)}　{row.received_by}签收"))
    if row.entered_by and row.entered_at:
        lines.append(Row("登记", f"{row.entered_by}　{clock.local_date(row.entered_at):%Y-%m-%d}", row.note))
    if row.closed_reason:
        lines.append(Row("不再送达", row.closed_reason))
    return lines


def _initial(row: Dispatch) -> dict[str, Any]:
    return {
        "way": row.way or ServedBy.MAIL, "sent_on": row.sent_on or clock.today(), "receipt_number": row.receipt_number,
        "note": row.note,
    }  # fmt: skip


def _visible(request: HttpRequest, pk: int) -> Dispatch:
    rows = Dispatch.objects.visible_to(request.user).select_related("section", "entered_by")
    return get_object_or_404(rows, pk=pk)
