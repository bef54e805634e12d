"""The own file, its print, its papers, and who looked at it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from core import clock
from core.downloads import workbook_answer
from core.settings_store import DECLARED, get_many
from portal.doors import member_page
from portal.own.download import own_workbook
from portal.own.lines import head, own_lines, own_papers, own_records
from records.parameters import DELAY_DAYS, DELAYED_PURPOSES
from records.selectors_looks import looks_told
from records.staff_evidence import file_answer
from records.subject_file import ties_of

ON_A_PAGE = 20
FILTERS = {"": "全部", "public": "公示中", "hidden": "不公示", "adverse": "失信", "good": "守信"}


@require_safe
@member_page()
def own_file(request: HttpRequest) -> HttpResponse:
    """Everything about oneself, page by page; ?show= one of FILTERS."""
    on = clock.today()
    records = own_records(request.subject, on)
    show = request.GET.get("show", "")
    kept = [record for record in records if _keeps(record, show)]
    page = Paginator(kept, ON_A_PAGE).get_page(request.GET.get("page"))
    context = _context(request, records) | {
        "page": page,
        "lines": own_lines(request.subject, list(page.object_list), on),
        "filters": [(value, label, sum(_keeps(row, value) for row in records)) for value, label in FILTERS.items()],
    }
    return TemplateResponse(request, "portal/file.html", context)


@require_safe
@member_page()
def own_file_print(request: HttpRequest) -> HttpResponse:
    """The whole file for paper."""
    on = clock.today()
    records = own_records(request.subject, on)
    context = _context(request, records) | {"lines": own_lines(request.subject, records, on), "now": clock.now()}
    return TemplateResponse(request, "portal/file_print.html", context)


@require_safe
@member_page()
def own_file_download(request: HttpRequest) -> HttpResponse:
    """The same as a workbook to take along."""
    on = clock.today()
    context = _context(request, records := own_records(request.subject, on))
    content = own_workbook(request.subject, own_lines(request.subject, records, on), context["names"], context["ties"])
    return workbook_answer(content, f"{request.subject.name}信用档案{on:%Y%m%d}.xlsx")


@require_safe
@member_page()
def own_paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A redacted copy of one of the own records, public or not; 404 for anything else."""
    paper = get_object_or_404(own_papers(), public_id=public_id, record__subject=request.subject)
    return file_answer(paper)


@require_safe
@member_page()
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at the non-public file: day, unit, what for."""
    page = Paginator(looks_told(request.subject), ON_A_PAGE).get_page(request.GET.get("page"))
    values = get_many((DELAYED_PURPOSES, DELAY_DAYS))
    context = {
        "title": "谁看过我的信息",
        "page": page,
        "delayed": values[DELAYED_PURPOSES],
        "days": values[DELAY_DAYS],
        "basis": DECLARED[DELAYED_PURPOSES].basis,
    }
    return TemplateResponse(request, "portal/looks.html", context)


def _keeps(record: Any, show: str) -> bool:
    return {
        "public": record.is_public,
        "hidden": not record.is_public,
        "adverse": record.nature == "adverse",
        "good": record.nature == "positive",
    }.get(show, True)


def _context(request: HttpRequest, records: list[Any]) -> dict[str, Any]:
    subject = request.subject
    return {
        "title": "信用档案",
        "on": clock.today(),
        "subject": subject,
        "head_rows": head(subject),
        "names": list(subject.names.order_by("-valid_from")),
        "ties": ties_of(subject),
        "total": len(records),
        "public_count": sum(record.is_public for record in records),
    }
