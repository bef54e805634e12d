"""两书同达: which penalties still lack their repair notice, and the page of one: make, print, register the service."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from records.choices import Disclosure, Nature
from records.models import CreditRecord
from repair.decision_part import notice_words
from repair.facts import eligibility_of
from repair.models import Notice
from repair.querysets import SEE_ALL
from repair.services.letters import bureau
from repair.services.notices import PERM, notice_make, notice_serve
from repair.staff_case import download
from repair.staff_cases import GROUP
from repair.staff_forms import ServeForm

SHOWN = {"": "没有告知书", "made": "已生成未送达", "served": "已送达"}


@staff_page("repair/notices/", name="repair_notices", title="信用修复告知书", perm=PERM, group=GROUP, order=30)
def notices_page(request: HttpRequest) -> HttpResponse:
    """Penalties of the own section, or of all for the credit office."""
    show = request.GET.get("show", "") if request.GET.get("show", "") in SHOWN else ""
    rows = owed(request.user)
    numbers = {key: shown(rows, key).count() for key in SHOWN}
    page = Paginator(shown(rows, show).order_by("-event_date", "-id"), 30).get_page(request.GET.get("page"))
    context = {
        "page": page, "show": show, "filters": [(key, label, numbers[key]) for key, label in SHOWN.items()], "title": "信用修复告知书"
    }  # fmt: skip
    return TemplateResponse(request, "admin/repair/notices.html", context)


def owed(user: object) -> QuerySet[CreditRecord]:
    """The bureau's own penalties that may still be repaired, with the number and the service of their notice."""
    notice = Notice.objects.filter(record=OuterRef("pk"), replaced_at=None)
    rows = CreditRecord.objects.filter(kind="penalty", nature=Nature.ADVERSE, withdrawn_at=None, repaired_at=None)
    rows = rows.filter(authority=bureau())
    rows = rows.exclude(disclosure=Disclosure.WITHHELD).filter(
        Q(publish_until=None) | Q(publish_until__gte=clock.today())
    )
    if not user.has_perm(SEE_ALL):  # type: ignore[attr-defined]
        rows = rows.filter(item__section_id=user.section_id)  # type: ignore[attr-defined]
    return rows.annotate(
        notice_number=Subquery(notice.values("number")[:1]), notice_served=Subquery(notice.values("served_on")[:1])
    )  # fmt: skip


def shown(rows: QuerySet[CreditRecord], show: str) -> QuerySet[CreditRecord]:
    """Those of them that one filter of the page keeps."""
    if show == "made":
        return rows.filter(notice_number__isnull=False, notice_served=None)
    return rows.filter(notice_served__isnull=False) if show == "served" else rows.filter(notice_number=None)


@staff_page("repair/notices/<uuid:public_id>/", name="repair_notice", title="信用修复告知书", perm=PERM)
def notice_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The computed dates before the paper is made; then the paper, and its service."""
    record = _record(request, public_id)
    form = ServeForm(request.POST if request.POST.get("deed") == "serve" else None, initial={"on": clock.today()})
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            words = _act(request, record, form)
        except DomainError as error:
            problems = [error]
        else:
            if words:
                messages.success(request, words)
                return HttpResponseRedirect(reverse("admin:repair_notice", args=[public_id]))
    notice = Notice.objects.filter(record=record, replaced_at=None).first()
    context = {
        "record": record, "notice": notice, "words": notice_words(notice), "answer": eligibility_of(record), "form": form,
        "problems": problems, "title": "信用修复告知书", "subtitle": f"{record.document_number}　{record.party_name}",
        "crumbs": [Crumb("信用修复告知书", reverse("admin:repair_notices")), Crumb(record.document_number)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/repair/notice.html", context)


def _act(request: HttpRequest, record: CreditRecord, form: ServeForm) -> str:
    if request.POST.get("deed") == "make":
        made = notice_make(actor=request.user, record=record)
        return f"告知书 {made.number} 已生成，请打印后随处罚决定书一并送达。"
    notice = get_object_or_404(Notice, record=record, replaced_at=None)
    if not form.is_valid():
        return ""
    notice_serve(actor=request.user, notice=notice, **form.cleaned_data)
    return "已登记送达。"


@staff_page("repair/notices/<uuid:public_id>/pdf/", name="repair_notice_pdf", title="打印信用修复告知书", perm=PERM)
def notice_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The paper."""
    found = get_object_or_404(Notice, record=_record(request, public_id), replaced_at=None)
    return download(found.pdf, f"信用修复告知书 {found.number}.pdf", "application/pdf")


def _record(request: HttpRequest, public_id: UUID) -> CreditRecord:
    """An adverse record of the own section, or 404."""
    rows = CreditRecord.objects.filter(nature=Nature.ADVERSE).select_related("item", "subject", "rule_version")
    if not request.user.has_perm(SEE_ALL):
        rows = rows.filter(item__section_id=request.user.section_id)
    return get_object_or_404(rows, public_id=public_id)
