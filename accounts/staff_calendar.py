"""节假日: which years are known, what a year holds, and loading a year from the notice after a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.holiday_paste import Pasted, as_lines, read_holidays
from core import clock
from core.calendar_hooks import Effect, effects
from core.calendar_service import YearPreview, load_calendar, preview_year
from core.errors import DomainError
from core.holiday_data import MAKEUP, OFF, HolidayRow
from core.models import CalendarYear, Holiday
from core.pieces import Crumb
from core.sheets.reading import read_workbook
from core.staff import staff_page
from core.workdays import Calendar

VIEW, CHANGE = ("core.view_holiday", "core.change_holiday"), "core.change_holiday"


class NoticeForm(forms.Form):
    """A year, the number of its notice, and its days: pasted, or in a table."""

    year = forms.IntegerField(label="年份", min_value=2000, max_value=2098)
    source = forms.CharField(label="放假通知文号", max_length=200, help_text="例如：国办发明电〔2025〕7号。")
    text = forms.CharField(
        label="放假安排", required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="粘贴国务院办公厅通知的正文，或一行一天，如“2027-01-01 放假 元旦”“2027-02-20 上班 春节”。",
    )  # fmt: skip
    file = forms.FileField(
        label="或上传表格",
        required=False,
        help_text="xlsx 或 csv，一行一天：日期、放假或上班、名称。选了表格就不用粘贴。",
    )

    def clean(self) -> dict[str, Any]:
        """Either the text or the table."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not cleaned.get("text", "").strip():
            self.add_error("text", "请粘贴放假安排，或上传表格。")
        return cleaned


@dataclass(frozen=True)
class Preview:
    """What the page shows before anything is written. `lines` is sent along for the confirmation."""

    pasted: Pasted
    compared: YearPreview
    moved: list[Effect]
    lines: str

    @property
    def problems(self) -> list[str]:
        return [*self.pasted.problems, *self.compared.problems]


@staff_page("calendar/", name="calendar", title="节假日", perm=VIEW, group="系统", order=32)
@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """The years that are known, newest first, and what is missing."""
    kinds = Holiday.objects.values("date__year").annotate(
        off=Count("pk", Q(kind=OFF)), makeup=Count("pk", Q(kind=MAKEUP))
    )
    counts = {row["date__year"]: row for row in kinds.order_by()}
    years = [(year, counts.get(year.year, {})) for year in CalendarYear.objects.all()]
    known, now = {year.year for year, _ in years}, clock.today().year
    context = {"years": years, "missing": [year for year in (now, now + 1) if year not in known], "next": now + 1}
    return TemplateResponse(request, "admin/accounts/calendar.html", context)


@staff_page("calendar/<int:year>/", name="calendar_year", title="年度节假日", perm=VIEW)
@require_safe
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """All days of one year that differ from the weekly rhythm."""
    loaded = get_object_or_404(CalendarYear, pk=year)
    days = Holiday.objects.filter(date__year=year).order_by("date")
    context = {"loaded": loaded, "days": days, "crumbs": _crumbs(f"{year} 年"), "title": f"{year} 年节假日"}
    return TemplateResponse(request, "admin/accounts/calendar_year.html", context)


@staff_page("calendar/load/", name="calendar_load", title="录入年度节假日", perm=CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def load_page(request: HttpRequest) -> HttpResponse:
    """Ask, show what would change, and write only after a second look."""
    first = {"year": request.GET.get("year") or clock.today().year + 1}
    form = NoticeForm(request.POST or None, request.FILES or None, initial=first)
    preview: Preview | None = None
    problems: list[DomainError] = []
    if request.method == "POST" and form.is_valid():
        year, source = form.cleaned_data["year"], form.cleaned_data["source"]
        try:
            preview = _preview(year, _text(form.cleaned_data))
            if "confirm" in request.POST and not preview.problems:
                services.calendar_year_load(actor=request.user, year=year, rows=preview.pasted.rows, source=source)
                messages.success(request, f"已录入 {year} 年节假日，期限从现在起按它计算。")
                return HttpResponseRedirect(reverse("admin:calendar_year", args=[year]))
        except DomainError as error:
            problems.append(error)
    context = {"form": form, "preview": preview, "problems": problems, "crumbs": _crumbs("录入年度节假日")}
    return TemplateResponse(request, "admin/accounts/calendar_load.html", context)


def _preview(year: int, text: str) -> Preview:
    pasted = read_holidays(text, year)
    compared = preview_year(year=year, rows=pasted.rows)
    now = load_calendar()
    return Preview(pasted, compared, effects(now, _with_year(now, year, pasted.rows)), as_lines(pasted.rows))


def _with_year(now: Calendar, year: int, rows: Sequence[HolidayRow]) -> Calendar:
    """The calendar as it would be with this year replaced."""
    return Calendar.of(
        holidays=[day for day in now.holidays if day.year != year] + [row.date for row in rows if row.kind == OFF],
        makeups=[day for day in now.makeups if day.year != year] + [row.date for row in rows if row.kind == MAKEUP],
        years=[*now.years, year],
    )


def _text(given: dict[str, Any]) -> str:
    """The pasted text, or the rows of the table as lines of it."""
    file: UploadedFile | None = given.get("file")
    if not file:
        return str(given["text"])
    sheet = read_workbook(file.read(), filename=file.name or "").sheets[0]
    return "\n".join(" ".join(cell for cell in row if cell) for row in sheet.rows)


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb("节假日", reverse("admin:calendar")), Crumb(last)]
