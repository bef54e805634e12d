"""Pages of numbers: the three rates with their lists, and the weather of deadlines ahead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import Section, User
from core import clock, settings_store
from core.calendar_service import load_calendar
from core.errors import DomainError
from core.pieces import Chart, Crumb, Series, heat_weeks
from core.staff import Figure, staff_page
from exchange.exporting import export_url
from publicity import exports
from publicity import forecast as weather
from publicity.measures import MEASURES, measured
from publicity.models import Decision, DecisionKind
from publicity.rates import Counts, Rate, rate_tone
from publicity.services.rates import Group, RatesReport, rates_report

PERM = "publicity.view_rates"
#: Rates of the page, in the order of the figure cards.
_SHOWN = ("reported", "compliant", "in_time_internal", "in_time_official")
_COUNTS = (
    "due",
    "sent",
    "accepted",
    "missing",
    "not_due",
    "late_internal",
    "late_official",
    "waiting",
    "rejected",
    "exempt",
)
_TABLE = ("due", "sent", "accepted", "late_official", "missing", "not_due")
_HEAT_WEEKS = 5


class RatesForm(forms.Form):
    """The period and whose decisions."""

    since = forms.DateField(label="决定日期自", error_messages={"invalid": "日期写法不对，请写成 2026-03-02 这样。"})
    until = forms.DateField(label="至", error_messages={"invalid": "日期写法不对，请写成 2026-03-02 这样。"})
    kind = forms.ModelChoiceField(
        label="种类", queryset=DecisionKind.objects.all(), required=False, empty_label="全部种类"
    )
    section = forms.ModelChoiceField(
        label="科室", queryset=Section.objects.filter(active=True), required=False, empty_label="全部科室"
    )


@staff_page("publicity/rates/", name="publicity_rates", title="三率", perm=PERM, group="双公示报送", order=30)
def rates_page(request: HttpRequest) -> HttpResponse:
    """上报率, 合规率, 及时率 of a period: cards, months, kinds, sections. Every number opens its list."""
    form, report, problems = _asked(request)
    context: dict[str, Any] = {"form": form, "problems": problems, "presets": _presets(clock.today())}
    if report is not None:
        context |= {
            "report": report,
            "figures": _figures(request, report),
            "smaller": [_count_figure(request, report.counts, code) for code in _COUNTS],
            "formulas": report.rates,
            "chart": _chart(request, report),
            "kinds": [_line(request, group, "kind") for group in report.by_kind()],
            "sections": [_line(request, group, "section") for group in report.by_section()],
            "heads": [MEASURES[code].label for code in _TABLE],
        }
    return TemplateResponse(request, "admin/publicity/rates.html", context)


@staff_page("publicity/rates/list/", name="publicity_rates_list", title="三率明细", perm=PERM)
def rates_list(request: HttpRequest) -> HttpResponse:
    """The decisions behind one number, by the same definition."""
    measure = MEASURES.get(request.GET.get("measure", ""))
    if measure is None:
        raise Http404("没有这项统计")
    form, report, problems = _asked(request)
    if report is None:
        return TemplateResponse(request, "admin/publicity/rates.html", {"form": form, "problems": problems})
    rows = measured(measure.code, since=report.since, until=report.until, on=report.on).visible_to(request.user)
    for name in ("kind", "section"):
        if form.cleaned_data[name]:
            rows = rows.filter(**{name: form.cleaned_data[name]})
    page = Paginator(rows.select_related("kind", "section"), 50).get_page(request.GET.get("page"))
    back = f"{reverse('admin:publicity_rates')}?{_query(request, measure=None)}"
    context = {
        "title": f"{measure.label} {page.paginator.count} 件",
        "measure": measure, "report": report, "page": page, "on": report.on, "export": _export(request, exports.MEASURE),
        "crumbs": [Crumb("三率", back), Crumb(measure.label)],
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/rates_list.html", context)


@staff_page(
    "publicity/forecast/",
    name="publicity_forecast",
    title="到期预报",
    perm="publicity.view_decision",
    group="双公示报送",
    order=40,
)
def forecast_page(request: HttpRequest) -> HttpResponse:
    """The next 20 workdays: what falls due, where a holiday squeezes, who is away."""
    on, calendar = clock.today(), load_calendar()
    days_allowed = int(settings_store.get("publicity.internal_days"))
    open_rows = Decision.objects.visible_to(request.user).unreported().order_by()
    due = dict(open_rows.filter(act_by__gte=on).values_list("act_by").annotate(n=Count("pk")))
    days = weather.forecast(on, calendar, due, internal_days=days_allowed)
    last = days[-1].day
    context = {
        "on": on, "days": days, "finding": _forecast_title(due, days), "overdue": open_rows.filter(act_by__lt=on).count(),
        "squeezes": weather.squeezes(on, calendar, due, internal_days=days_allowed),
        "heat": heat_weeks(due, start=on, weeks=_HEAT_WEEKS, rest_days=weather.rest_days(on - timedelta(days=6), last + timedelta(days=14), calendar),
                           url=f"{reverse('admin:publicity_due_list')}?on="),
        "away": _away(request.user, on, last),
        "unknown_years": sorted({year for year in (on.year, last.year) if year not in calendar.years}),
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/forecast.html", context)


@staff_page("publicity/forecast/day/", name="publicity_due_list", title="当日到期", perm="publicity.view_decision")
def due_list(request: HttpRequest) -> HttpResponse:
    """Unreported decisions that must be acted on by one day."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        raise Http404("日期写法不对") from None
    rows = Decision.objects.visible_to(request.user).unreported().filter(act_by=day).select_related("kind", "section")
    page = Paginator(rows.newest(), 50).get_page(request.GET.get("page"))
    context = {
        "title": f"{day:%Y-%m-%d} 到期 {page.paginator.count} 件", "page": page, "on": clock.today(), "export": _export(request, exports.DUE_DAY),
        "crumbs": [Crumb("到期预报", reverse("admin:publicity_forecast")), Crumb(f"{day:%Y-%m-%d}")],
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/rates_list.html", context)


# -- parts -----------------------------------------------------------------------------------------------------------
def _asked(request: HttpRequest) -> tuple[RatesForm, RatesReport | None, list[DomainError]]:
    """The form as asked (this year by default) and its report."""
    on = clock.today()
    data = {"since": on.replace(month=1, day=1), "until": on, **request.GET.dict()}
    form = RatesForm(data)
    if not form.is_valid():
        return form, None, []
    asked = form.cleaned_data
    try:
        report = rates_report(
            actor=request.user, since=asked["since"], until=asked["until"], kind=asked["kind"].pk if asked["kind"] else "",
            section=asked["section"].pk if asked["section"] else None,
        )  # fmt: skip
    except DomainError as error:
        return form, None, [error]
    return form, report, []


def _export(request: HttpRequest, kind: str) -> str:
    """Where the list is taken out; "" for those who may not."""
    return export_url(kind, request.GET.dict()) if request.user.has_perm("exchange.export_data") else ""


def _presets(on: date) -> list[tuple[str, str]]:
    """Periods people ask for, as queries."""
    month = on.replace(day=1)
    last_month = month - timedelta(days=1)
    half = date(on.year, 1 if on.month <= 6 else 7, 1)
    spans = (
        ("本月", month, on), ("上月", last_month.replace(day=1), last_month), ("本半年", half, on),
        ("今年", date(on.year, 1, 1), on), ("去年", date(on.year - 1, 1, 1), date(on.year - 1, 12, 31)),
    )  # fmt: skip
    return [
        (label, urlencode({"since": since.isoformat(), "until": until.isoformat()})) for label, since, until in spans
    ]


def _query(request: HttpRequest, **changes: Any) -> str:
    query = {**request.GET.dict(), **changes}
    query.pop("page", None)
    return urlencode({key: value for key, value in query.items() if value not in (None, "")})


def _url(request: HttpRequest, measure: str, **changes: Any) -> str:
    return f"{reverse('admin:publicity_rates_list')}?{_query(request, measure=measure, **changes)}"


def _figures(request: HttpRequest, report: RatesReport) -> list[Figure]:
    by_code = {rate.code: rate for rate in report.rates}
    return [_rate_figure(request, report.counts, by_code[code]) for code in _SHOWN]


def _rate_figure(request: HttpRequest, counts: Counts, rate: Rate) -> Figure:
    tone = rate_tone(rate, counts)
    note = f"{rate.formula}：{rate.part} ÷ {rate.whole}" if rate.whole else rate.formula
    return Figure(rate.label, rate.text, url=_url(request, rate.part_measure), note=note, tone=tone)


def _count_figure(request: HttpRequest, counts: Counts, code: str) -> Figure:
    return Figure(MEASURES[code].label, getattr(counts, code), "件", _url(request, code), MEASURES[code].meaning)


def _chart(request: HttpRequest, report: RatesReport) -> Chart | None:
    months = report.by_month()
    if not months:
        return None
    lines = [
        Series(rate.label, [_percent(group.rates[index]) for group in months])
        for index, rate in enumerate(report.rates[:4])
    ]
    short = [group.label for group in months if any(rate.complete is False for rate in group.rates[:4])]
    title = (
        f"{len(months)} 个月中 {len(months) - len(short)} 个月四项都是 100%"
        if short
        else f"{len(months)} 个月四项都是 100%"
    )
    urls = [f"{reverse('admin:publicity_rates')}?{_month_query(request, group.key)}" for group in months]
    return Chart(title, [group.label for group in months], lines, unit="%", target=100, urls=urls)


def _percent(rate: Rate) -> float | None:
    if rate.percent is None:
        return None
    return int(rate.percent) if rate.percent == int(rate.percent) else float(rate.percent)


def _month_query(request: HttpRequest, month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return _query(request, since=first.isoformat(), until=last.isoformat())


def _line(request: HttpRequest, group: Group, name: str) -> dict[str, Any]:
    """One line of a breakdown table: rates as words, numbers as links."""
    here = {name: group.key}
    return {
        "label": group.label,
        "url": f"{reverse('admin:publicity_rates')}?{_query(request, **here)}",
        "rates": group.rates[:4],
        "cells": [(MEASURES[code].label, getattr(group.counts, code), _url(request, code, **here)) for code in _TABLE],
    }


def _forecast_title(due: dict[date, int], days: list[weather.Day]) -> str:
    total = sum(day.due for day in days)
    if not total:
        return "今后 20 个工作日没有到期的决定"
    peak = max(days, key=lambda day: day.due)
    return f"今后 20 个工作日到期 {total} 件，{peak.day.month}月{peak.day.day}日最多（{peak.due} 件）"


def _away(user: Any, since: date, until: date) -> list[User]:
    """Colleagues on leave in the span, with their deputies; one's own section unless one sees all."""
    people = (
        User.objects.filter(is_active=True, away_from__lte=until)
        .exclude(away_until__lt=since)
        .select_related("deputy", "section")
    )
    return list(people if user.has_perm("publicity.view_all_sections") else people.filter(section_id=user.section_id))
