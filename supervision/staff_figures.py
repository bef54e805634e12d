"""查询与触发反馈: how much was looked up, and how much of what was found was answered. Every number opens its list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import Figure, staff_page
from exchange.exporting import export_url
from supervision import figures
from supervision.choices import Scene
from supervision.figures import MATTER_MEASURES, MEASURES, Line, LookUpReport
from supervision.forms import PeriodForm
from supervision.matter_page import Shown, marks_now, shown
from supervision.staff_start import GROUP, SEE
from supervision.workbook import LOOKED


@staff_page("supervision/figures/", name="supervision_figures", title="查询与触发反馈", perm=SEE, group=GROUP, order=42)
def figures_page(request: HttpRequest) -> HttpResponse:
    """Look-ups and answers of a period, by section, month and scene."""
    form, report, problems = _asked(request)
    context: dict[str, Any] = {"form": form, "problems": problems}
    if report is not None:
        context |= {
            "report": report, "cards": _cards(request, report),
            "sections": [_line(request, line, section=line.key) for line in report.sections],
            "months": [_line(request, line, **_month(report, line.key)) for line in report.months],
            "scenes": [(label, rate, _url(request, "decided", scene=scene), _url(request, "used", scene=scene)) for scene, label, rate in report.scenes],
            "heads": [label for label, _, _ in MEASURES.values()],
            "meanings": [(label, meaning) for label, meaning, _ in (*MEASURES.values(), *MATTER_MEASURES.values())],
        }  # fmt: skip
    return TemplateResponse(request, "admin/supervision/figures.html", context)


@staff_page("supervision/figures/list/", name="supervision_figures_list", title="查询明细", perm=SEE)
def figures_list(request: HttpRequest) -> HttpResponse:
    """What stands behind one number, by the same definition."""
    measure = request.GET.get("measure", "")
    label, meaning, _ = MEASURES.get(measure) or MATTER_MEASURES.get(measure) or (None, None, None)
    if label is None:
        raise Http404("没有这项统计")
    form, report, _ = _asked(request)
    if report is None:
        raise Http404("期间写法不对")
    section = form.cleaned_data["section"]
    facts = (request.user, report.since, report.until, section.pk if section else None, measure)
    if measure in MEASURES:
        rows = (
            figures.looked(*facts)
            .select_related("matter__section", "subject", "feedback__by")
            .order_by("-looked_on", "-pk")
        )
    else:
        scene = request.GET.get("scene", "")
        rows = (
            figures.decided(*facts, scene if scene in Scene.values else "")
            .select_related("section")
            .order_by("-decided_on", "-pk")
        )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    back = f"{reverse('admin:supervision_figures')}?{_query(request, measure=None, scene=None)}"
    context = {
        "title": f"{label} {page.paginator.count} {'个' if measure in MEASURES else '件'}", "meaning": meaning, "report": report, "page": page,
        "lookups": _in_words(page) if measure in MEASURES else None,
        "crumbs": [Crumb("查询与触发反馈", back), Crumb(label)],
        "export": export_url(LOOKED, request.GET.dict()) if measure in MEASURES and request.user.has_perm("exchange.export_data") else "",
    }  # fmt: skip
    return TemplateResponse(request, "admin/supervision/figures_list.html", context)


def _in_words(page: Page) -> list[Shown]:
    near = marks_now(page)
    return [shown(row, near) for row in page]


def _asked(request: HttpRequest) -> tuple[PeriodForm, LookUpReport | None, list[DomainError]]:
    on = clock.today()
    form = PeriodForm({"since": on.replace(month=1, day=1), "until": on, **request.GET.dict()})
    if not form.is_valid():
        return form, None, []
    asked = form.cleaned_data
    section = asked["section"].pk if asked["section"] else None
    try:
        return form, figures.report(actor=request.user, since=asked["since"], until=asked["until"], section=section), []
    except DomainError as error:
        return form, None, [error]


def _cards(request: HttpRequest, report: LookUpReport) -> list[Figure]:
    rate = report.total.rate
    note = f"{rate.formula}：{rate.part} ÷ {rate.whole}" if rate.whole else f"{rate.formula}，没有触发"
    tone = "" if rate.complete is None else "good" if rate.complete else "warn"
    cards = [Figure(rate.label, rate.text, "", _url(request, "answered"), note, tone)]
    return cards + [
        Figure(label, getattr(report.total, code), "个", _url(request, code), meaning)
        for code, (label, meaning, _) in MEASURES.items()
    ]


def _line(request: HttpRequest, line: Line, **here: str) -> dict[str, Any]:
    cells = [
        (label, getattr(line.counts, code), _url(request, code, **here)) for code, (label, _, _) in MEASURES.items()
    ]
    return {"label": line.label, "cells": cells, "rate": line.counts.rate}


def _month(report: LookUpReport, month: str) -> dict[str, str]:
    """The days of a month within the period asked for."""
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return {"since": max(first, report.since).isoformat(), "until": min(last, report.until).isoformat()}


def _query(request: HttpRequest, **changes: Any) -> str:
    query = {**request.GET.dict(), **changes}
    query.pop("page", None)
    return urlencode({key: value for key, value in query.items() if value not in (None, "")})


def _url(request: HttpRequest, measure: str, **changes: Any) -> str:
    return f"{reverse('admin:supervision_figures_list')}?{_query(request, measure=measure, **changes)}"
