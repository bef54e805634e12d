"""归集覆盖: the matrix of the catalogue, the list behind every number, and the signing of zeros."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import Section
from core import clock
from core.downloads import workbook_answer
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import Figure, staff_page
from records.coverage import COLLECTED, MISSING, NOT_DUE, RUNNING, ZERO, Cell, Line, totals
from records.coverage_sheet import write_coverage
from records.coverage_sources import sources
from records.models import ItemZero
from records.services import coverage as gathering
from records.services import zeros
from records.services.coverage_rows import rows_of

PERM = "records.view_catalogueitem"
#: State of a cell → word of the chip and its tone; what is collected shows its number.
CHIPS = {
    COLLECTED: ("条", "green"), ZERO: ("零申报", "grey"), MISSING: ("缺", "red"), RUNNING: ("进行中", "blue"), NOT_DUE: ("—", ""),
}  # fmt: skip
AHEAD = ("未到", "grey")
_LISTS = {"due": "应归集", COLLECTED: "已归集", ZERO: "零申报", MISSING: "缺"}


class ReasonForm(forms.Form):
    """Why a signature is taken back."""

    reason = forms.CharField(
        label="撤回的理由", max_length=200, error_messages={"required": "请写明撤回的理由（至少 5 个字）。"}
    )


@dataclass(frozen=True)
class Shown:
    """A cell as the pages show it."""

    cell: Cell
    word: str
    tone: str
    url: str
    key: str

    @property
    def span(self) -> int:
        return self.cell.period.months

    @property
    def short(self) -> str:
        """The period within its year: 3月, 第一季度, 全年."""
        return self.cell.period.label.partition("年")[2] or "全年"

    @property
    def signable(self) -> bool:
        """Kinds of decision are signed on the page of their month; everything else here."""
        return self.cell.state == MISSING and not self.cell.line.ref


@staff_page("records/coverage/", name="records_coverage", title="归集覆盖", perm=PERM, group="信用档案", order=31)
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Items × months of a year, section by section."""
    on, year, section = _asked(request)
    cells = _cells(request, year, section)
    whole = totals(cells)
    context = {
        "year": year, "years": _years(on), "section": section, "sections": _sections(request), "months": range(1, 13),
        "groups": [(name, [_row(line, mine) for line, mine in rows]) for name, rows in _by_section(cells)],
        "figures": _figures(request, whole, year, section), "query": _query(year, section),
        "unassigned": gathering.unassigned(on) if request.user.has_perm("records.manage_catalogue") else [],
        "title": f"{year}年归集覆盖",
    }  # fmt: skip
    return TemplateResponse(request, "admin/records/coverage.html", context)


@staff_page("records/coverage/workbook/", name="records_coverage_workbook", title="下载归集覆盖表", perm=PERM)
def coverage_workbook(request: HttpRequest) -> HttpResponse:
    """The matrix and its gaps as a workbook. It names no subject, so it needs no purpose."""
    on, year, section = _asked(request)
    target = io.BytesIO()
    write_coverage(target, year, _cells(request, year, section), on, str(request.user))
    return workbook_answer(target.getvalue(), f"{year}年归集覆盖表.xlsx")


@staff_page("records/coverage/list/", name="records_coverage_gaps", title="归集明细", perm=PERM)
def coverage_list(request: HttpRequest) -> HttpResponse:
    """The cells behind one number; the missing ones can be signed as zero, several at once."""
    on, year, section = _asked(request)
    state = request.GET.get("state", MISSING)
    if state not in _LISTS:
        raise Http404("没有这项统计")
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            done = zeros.zeros_sign(actor=request.user, chosen=_chosen(request))
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, f"已签署 {len(done)} 项零归集。")
            return HttpResponseRedirect(request.get_full_path())
    cells = [cell for cell in _cells(request, year, section) if cell.due and state in ("due", cell.state)]
    cells.sort(key=lambda cell: (cell.due_on, cell.line.section_name, cell.line.code))
    home = f"{reverse('admin:records_coverage')}?{_query(year, section)}"
    shown = [_shown(cell) for cell in cells]
    context = {
        "title": f"{year}年{_LISTS[state]} {len(cells)} 项", "state": state, "shown": shown, "on": on, "problems": problems,
        "may_sign": request.user.has_perm(zeros.PERM) and any(one.signable for one in shown),
        "ticked": request.POST.getlist("cell"),
        "lists": [(label, f"?{_query(year, section)}&state={code}", code == state) for code, label in _LISTS.items()],
        "crumbs": [Crumb("归集覆盖", home), Crumb(_LISTS[state])],
    }  # fmt: skip
    return TemplateResponse(request, "admin/records/coverage_list.html", context)


@staff_page(
    "records/coverage/<str:code>/<int:section>/<str:month>/", name="records_coverage_cell", title="归集情况", perm=PERM
)
def coverage_cell(request: HttpRequest, code: str, section: int, month: str) -> HttpResponse:
    """One item, section and period: what was collected, or the signature that there was nothing."""
    where = get_object_or_404(Section, pk=section)
    if not gathering.may_act(request.user, where.pk):
        raise Http404("没有这个科室的归集情况")
    found = gathering.cell_at(code=code, section=where.pk, day=_day(month), ref=request.GET.get("ref", ""))
    if found is None:
        raise Http404("这个科室没有这项归集任务")
    form, problems = ReasonForm(request.POST if request.POST.get("deed") == "take_back" else None), []
    if request.method == "POST":
        try:
            words = _sign(request, found, where, form)
        except DomainError as error:
            problems = [error]
        else:
            if words:
                messages.success(request, words)
                return HttpResponseRedirect(request.get_full_path())
    rows, tell = rows_of(request.user, found)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    year = found.period.first.year
    context = {
        "title": f"{found.line.name} {found.period.label}", "subtitle": found.line.section_name, "shown": _shown(found),
        "page": page, "lines": tell(page), "hidden": max(found.count.collected + found.count.waiting - page.paginator.count, 0),
        "facts": _facts(found), "form": form, "problems": problems, "sign_url": _sign_url(found),
        "may_sign": request.user.has_perm(zeros.PERM), "own_zero": found.zero is not None and not found.line.ref,
        "crumbs": [Crumb("归集覆盖", f"{reverse('admin:records_coverage')}?year={year}"), Crumb(found.line.name)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/records/coverage_cell.html", context)


# -- parts -----------------------------------------------------------------------------------------------------------
def _asked(request: HttpRequest) -> tuple[date, int, int | None]:
    on = clock.today()
    year, section = request.GET.get("year", ""), request.GET.get("section", "")
    return (
        on,
        int(year) if year.isdecimal() and 1990 <= int(year) <= on.year else on.year,
        int(section) if section.isdecimal() else None,
    )


def _cells(request: HttpRequest, year: int, section: int | None) -> list[Cell]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return gathering.coverage(actor=request.user, first=first, last=last, section=section)


def _years(on: date) -> range:
    since = gathering.since()
    return range(max(since.year if since else on.year, on.year - 9), on.year + 1)


def _sections(request: HttpRequest) -> list[Section]:
    """The choice of sections, for those who see more than their own."""
    return list(Section.objects.filter(active=True)) if request.user.has_perm(gathering.ALL_SECTIONS) else []


def _by_section(cells: Iterable[Cell]) -> list[tuple[str, list[tuple[Line, list[Cell]]]]]:
    found = []
    for name, mine in groupby(cells, key=lambda cell: cell.line.section_name):
        found.append((name, [(line, list(row)) for line, row in groupby(mine, key=lambda cell: cell.line)]))
    return found


def _row(line: Line, cells: list[Cell]) -> dict[str, Any]:
    return {"line": line, "cells": [_shown(cell) for cell in cells]}


def _shown(cell: Cell) -> Shown:
    word, tone = AHEAD if cell.ahead else CHIPS[cell.state]
    line, month = cell.line, f"{cell.period.first:%Y-%m}"
    url = reverse("admin:records_coverage_cell", args=[line.code, line.section, month])
    return Shown(
        cell, f"{cell.count.collected} {word}" if cell.state == COLLECTED else word, tone,
        f"{url}?{urlencode({'ref': line.ref})}" if line.ref else url, f"{line.code}~{line.section}~{month}",
    )  # fmt: skip


def _figures(request: HttpRequest, whole: Any, year: int, section: int | None) -> list[Figure]:
    base = f"{reverse('admin:records_coverage_gaps')}?{_query(year, section)}&state="
    tone = "" if not whole.due else "bad" if whole.missing else "good"
    return [
        Figure("覆盖率", whole.percent, "", f"{base}due", f"（已归集 {whole.collected} + 零申报 {whole.zero}）÷ 应归集 {whole.due}", tone),
        Figure("应归集", whole.due, "项", f"{base}due", "已经到期的事项和期间"),
        Figure("已归集", whole.collected, "项", f"{base}{COLLECTED}", "有记录的"),
        Figure("零申报", whole.zero, "项", f"{base}{ZERO}", "签署过没有发生的"),
        Figure("缺", whole.missing, "项", f"{base}{MISSING}", "既没有归集，也没有签署", "bad" if whole.missing else ""),
    ]  # fmt: skip


def _query(year: int, section: int | None) -> str:
    return urlencode({"year": year} | ({"section": section} if section else {}))


def _chosen(request: HttpRequest) -> list[tuple[str, Section, date]]:
    """The ticked cells. A value this page did not write is refused like an unknown cell."""
    parts = [key.split("~") for key in request.POST.getlist("cell")]
    if any(len(one) != 3 or not one[1].isdecimal() for one in parts):
        raise Http404("没有这个期间")
    known = Section.objects.in_bulk({int(one[1]) for one in parts})
    if any(int(one[1]) not in known for one in parts):
        raise Http404("没有这个科室")
    return [(code, known[int(section)], _day(month)) for code, section, month in parts]


def _sign(request: HttpRequest, cell: Cell, section: Section, form: ReasonForm) -> str:
    """The deed of the button that was pressed; "" when the form must be shown again."""
    deed = request.POST.get("deed")
    if deed == "zero":
        facts = {"code": cell.line.code, "section": section, "day": cell.period.first}
        return zeros.zero_sign(actor=request.user, **facts).statement
    if deed == "take_back" and cell.zero and not cell.line.ref and form.is_valid():
        zero = ItemZero.objects.select_related("section").get(pk=cell.zero.pk)
        zeros.zero_take_back(actor=request.user, zero=zero, reason=form.cleaned_data["reason"])
        return f"{cell.period.label}的零归集已撤回。"
    return ""


def _sign_url(cell: Cell) -> str:
    line = cell.line
    return sources()[line.source].sign_url(line.ref, line.section, cell.period.first) if line.ref else ""


def _facts(cell: Cell) -> list[Row]:
    rows = [
        Row("事项编码", cell.line.code), Row("期间", cell.period.label, f"{cell.period.first} 至 {cell.period.last}"),
        Row("已归集", f"{cell.count.collected} 条"),
    ]  # fmt: skip
    if cell.count.waiting:
        rows.append(Row("登记中", f"{cell.count.waiting} 件", "还没有审核通过，不算归集"))
    if cell.zero:
        rows.append(Row("零申报", f"{cell.zero.name}　{clock.local_date(cell.zero.at):%Y-%m-%d}", cell.zero.statement))
    if cell.owed:
        rows.append(Row("归集期限", f"{cell.due_on:%Y-%m-%d}"))
    return rows


def _day(month: str) -> date:
    try:
        day = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404("月份写法不对") from None
    if day.year == date.max.year:  # its last period has no day after it
        raise Http404("月份写法不对")
    return day
