"""Pages of completeness: month close, gaps in the series of document numbers, due days after a new holiday table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import Section
from core import clock
from core.calendar_service import load_calendar
from core.cycles import month_last
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import staff_page
from publicity.choices import GapReason
from publicity.models import Decision, DecisionKind, DocumentSeries
from publicity.services import months, recount, series
from publicity.services.months import MonthState
from publicity.services.period_reminders import close_due, due_days

PERM = "publicity.view_monthclose"
#: Status of a period → word of the chip and its tone.
CHIPS = {
    "closed": ("已月结", "green"), "zero": ("零申报", "grey"), "changed": ("月结后有变化", "red"), "gap": ("断号", "red"),
    "open": ("未月结", "orange"), "running": ("进行中", "blue"),
}  # fmt: skip


class ReasonForm(forms.Form):
    """Why a signature is taken back."""

    reason = forms.CharField(label="重新打开的理由", max_length=200, error_messages={"required": "请写明理由。"})


class GapForm(forms.Form):
    """Why a number has no decision."""

    series = forms.ModelChoiceField(queryset=DocumentSeries.objects.filter(own=True), widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="原因", choices=[("", "请选择"), *GapReason.choices], error_messages={"required": "请选择断号的原因。"}
    )
    note = forms.CharField(label="具体情况", max_length=200, error_messages={"required": "请写明具体情况。"})


@staff_page("publicity/months/", name="publicity_months", title="月结", perm=PERM, group="双公示报送", order=50)
def months_page(request: HttpRequest) -> HttpResponse:
    """Kinds × months of a year; each chip leads to the work of that period."""
    on = clock.today()
    year = _year(request, on)
    last = min(date(year, 12, 31), month_last(on))
    states = (
        months.month_states(actor=request.user, since=date(year, 1, 1), until=last, on=on)
        if date(year, 1, 1) <= on
        else []
    )
    opened = months.book_opened()
    first_year = opened.year if opened else on.year
    context = {
        "year": year,
        "years": range(max(first_year, on.year - 9), on.year + 1),
        "months": range(1, 13),
        "rows": _matrix(states, opened),
        "print_month": f"{_last_finished(last, on):%Y-%m}",
    }
    return TemplateResponse(request, "admin/publicity/months.html", context)


@staff_page("publicity/months/<slug:kind>/<int:section>/<str:month>/", name="publicity_month", title="月结", perm=PERM)
def month_page(request: HttpRequest, kind: str, section: int, month: str) -> HttpResponse:
    """One kind, section and period: what it holds, what is still to do, the signature."""
    state = _state(request, kind, section, month)
    problems: list[DomainError] = []
    form = ReasonForm()
    if request.method == "POST":
        form = ReasonForm(request.POST)
        try:
            words = _sign(request, state, form)
        except DomainError as error:
            problems = [error]
        else:
            if words:
                messages.success(request, words)
                return HttpResponseRedirect(request.path)
    context = {
        "state": state,
        "title": f"{state.kind.name} {state.period.label}",
        "subtitle": state.section.name,
        "chip": CHIPS[state.status],
        "facts": _facts(state),
        "due": close_due(state, due_days(state.on)),
        "todo": [(blocker, _todo_url(state, blocker.code)) for blocker in state.blockers],
        "may_close": request.user.has_perm("publicity.close_month"),
        "may_zero": request.user.has_perm("publicity.declare_zero"),
        "form": form,
        "problems": problems,
        "crumbs": [
            Crumb("月结", f"{reverse('admin:publicity_months')}?year={state.period.first.year}"),
            Crumb(state.period.label),
        ],
    }
    return TemplateResponse(request, "admin/publicity/months_one.html", context)


@staff_page("publicity/months/print/<str:month>/", name="publicity_month_print", title="月结表", perm=PERM)
def month_print(request: HttpRequest, month: str) -> HttpResponse:
    """One sheet of paper for a month: every kind and section, 漏、迟、错, signatures."""
    first = _month(month)
    states = months.month_states(actor=request.user, since=first, until=month_last(first))
    total = sum((state.tally for state in states), months.Tally())
    gaps = {gap.document_number for state in states for gap in state.open_gaps}
    context = {
        "title": f"{first.year}年{first.month}月双公示月结表", "states": [(state, CHIPS[state.status]) for state in states],
        "missing": total.entry + total.unsent, "late": total.late, "wrong": total.rejected, "gaps": sorted(gaps), "total": total,
        "on": clock.today(), "crumbs": [Crumb("月结", reverse("admin:publicity_months")), Crumb("打印")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/months_print.html", context)


@staff_page("publicity/gaps/", name="publicity_gaps", title="断号", perm=PERM, group="双公示报送", order=60)
def gaps_page(request: HttpRequest) -> HttpResponse:
    """Numbers of the bureau's own series without a decision: register the decision, or sign why there is none."""
    problems: list[DomainError] = []
    form = GapForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            series.gap_explain(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, f"{form.cleaned_data['series']}{form.cleaned_data['number']}号的断号原因已签署。")
            return HttpResponseRedirect(reverse("admin:publicity_gaps"))
    found = series.gaps()
    tried = (form.data.get("series"), form.data.get("number")) if form.is_bound else None
    context = {
        "open_gaps": [(gap, _gap_form(gap, form if tried == (str(gap.series.pk), str(gap.number)) else None))
                      for gap in found if gap.explanation is None],
        "explained": [gap for gap in found if gap.explanation],
        "may_explain": request.user.has_perm("publicity.explain_gap"),
        "may_enter": request.user.has_perm("publicity.enter_decision"),
        "form": form,
        "problems": problems,
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/gaps.html", context)


@staff_page(
    "publicity/recount/", name="publicity_recount", title="重新计算期限", perm=("publicity.manage_standard", "core.change_rules"),
    group="系统", order=60,
)  # fmt: skip
def recount_page(request: HttpRequest) -> HttpResponse:
    """What a changed holiday table means for what is owed: first the numbers, then the deed."""
    problems: list[DomainError] = []
    if request.method == "POST":
        try:
            done = recount.recount_deadlines(actor=request.user)
        except DomainError as error:
            problems = [error]
        else:
            messages.success(
                request, f"已重新计算：{done.changed} 件期限有变化（提前 {done.earlier} 件，推后 {done.later} 件）。"
            )
            return HttpResponseRedirect(reverse("admin:publicity_recount"))
    calendar = load_calendar()
    provisional = Decision.objects.filter(due_provisional=True).exclude(state__in=("exempt", "void")).count()
    context = {
        "preview": recount.recount_preview(),
        "years": sorted(calendar.years),
        "provisional": provisional,
        "problems": problems,
    }
    return TemplateResponse(request, "admin/publicity/recount.html", context)


# -- parts -----------------------------------------------------------------------------------------------------------
def _sign(request: HttpRequest, state: MonthState, form: ReasonForm) -> str:
    """The deed of the button that was pressed; the words to confirm it, "" when the form must be shown again."""
    facts: dict[str, Any] = {"kind": state.kind, "section": state.section, "month": state.period.first}
    deed = request.POST.get("deed")
    if deed == "zero":
        return months.zero_declare(actor=request.user, **facts).statement
    if deed == "close":
        return f"已月结：{months.month_close(actor=request.user, **facts).statement}"
    if deed == "reopen" and state.close and form.is_valid():
        months.month_reopen(actor=request.user, close=state.close, reason=form.cleaned_data["reason"])
        return f"{state.period.label}已重新打开。"
    return ""


def _state(request: HttpRequest, kind: str, section: int, month: str) -> MonthState:
    found = get_object_or_404(DecisionKind, pk=kind)
    where = get_object_or_404(Section, pk=section)
    if not request.user.has_perm("publicity.view_all_sections") and request.user.section_id != where.pk:
        raise Http404("没有这个科室的月结")
    return months.month_state(kind=found, section=where, month=_month(month))


def _month(text: str) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404("月份写法不对") from None
    if first.year == date.max.year:  # its last month has no day after it
        raise Http404("月份写法不对")
    return first


def _last_finished(last: date, on: date) -> date:
    """The month whose sheet people print: the last one that is over, within the year shown where there is one."""
    return last if last < on else last.replace(day=1) - timedelta(days=1)


def _year(request: HttpRequest, on: date) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 1990 <= int(text) <= on.year else on.year


def _matrix(states: list[MonthState], opened: date | None) -> list[dict[str, Any]]:
    """One row per kind and section, one cell per period; periods before the ledger began owe nothing."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for state in states:
        row = rows.setdefault(
            (state.kind.pk, state.section.pk), {"kind": state.kind, "section": state.section, "cells": []}
        )
        owed = state.close is not None or (opened is not None and state.period.last >= opened.replace(day=1))
        word, tone = CHIPS[state.status]
        row["cells"].append({
            "state": state, "span": 3 if state.period.is_quarter else 1, "owed": owed, "word": word, "tone": tone,
            "url": reverse("admin:publicity_month", args=[state.kind.pk, state.section.pk, f"{state.period.first:%Y-%m}"]),
        })  # fmt: skip
    for row in rows.values():
        row["rest"] = 12 - sum(cell["span"] for cell in row["cells"])
    return list(rows.values())


def _facts(state: MonthState) -> list[Row]:
    tally = state.tally
    rows = [
        Row("台账", f"{tally.ledger} 件"), Row("应报", f"{tally.due} 件"), Row("已报", f"{tally.sent} 件"),
        Row("入库", f"{tally.accepted} 件"), Row("不报送", f"{tally.exempt} 件", "逐件载明原因"),
        Row("漏", f"{state.missing} 件", "还没有审核或上报"), Row("迟", f"{tally.late} 件", "超过7日才报，或超过7日未报"),
        Row("错", f"{tally.rejected} 件", "被平台退回，或更正后未重报"),
    ]  # fmt: skip
    if state.close:
        rows.append(
            Row(
                "签署",
                f"{state.close.signed_by}　{clock.local_date(state.close.signed_at):%Y-%m-%d}",
                state.close.statement,
            )
        )
    return rows


def _todo_url(state: MonthState, code: str) -> str:
    """Where the work of a blocker is done."""
    if code == "gap":
        return reverse("admin:publicity_gaps")
    if code == "running":
        return ""
    if code == "uncovered":
        return f"{reverse('admin:records_coverage_gaps')}?section={state.section.pk}&year={state.period.first.year}"
    measure = {"entry": "missing", "unsent": "missing", "rejected": "resend"}[code]
    first, last = state.period.first.isoformat(), state.period.last.isoformat()
    query = f"measure={measure}&since={first}&until={last}&kind={state.kind.pk}&section={state.section.pk}"
    return f"{reverse('admin:publicity_rates_list')}?{query}"


def _gap_form(gap: series.Gap, tried: GapForm | None) -> dict[str, Any]:
    """What the page shows beside one gap: its form, and the way to register the decision instead."""
    form = tried or GapForm(
        initial={"series": gap.series, "number": gap.number}, auto_id=f"gap-{gap.series.pk}-{gap.number}-%s"
    )
    return {
        "form": form,
        "enter_url": f"{reverse('admin:publicity_enter_kind', args=[gap.series.kind_id])}?number={gap.document_number}",
    }
