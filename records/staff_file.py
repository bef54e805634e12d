"""The file of one subject: one page to read aloud, as of any day, and on paper. Each opening states its purpose and is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from core import clock
from core.staff import staff_page
from records import purposes, subject_file
from records.asof import as_of, end_of
from records.models import Subject
from records.selectors_looks import looks_at
from records.services.reports import ISSUE
from records.staff_gate import gate

SEE = "records.view_subject"
ON_A_PAGE = 30
LOOKS_SHOWN = 30


@staff_page("records/subjects/<int:pk>/file/", name="records_file", title="信用档案", perm=SEE)
def file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole file with the timeline's filters ?kind= ?nature= ?public= ?year=."""
    subject = _subject(pk)
    purpose = purposes.stated(request.session, pk)
    if purpose is None or request.method == "POST":
        return gate(request, subject)
    _saw(request, subject, "view", purpose)
    wanted = subject_file.Wanted(**{name: request.GET.get(name, "") for name in ("kind", "nature", "public", "year")})
    context = _context(request, subject, purpose)
    kept = [line for line in context["lines"] if wanted.keeps(line)]
    page = Paginator(kept, ON_A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "filters": _filters(context["lines"]),
        "filtered": wanted != subject_file.Wanted(),
        "shown": subject_file.completed(list(page.object_list), request.user),
        "may_enter_tie": request.user.has_perm("records.enter_affiliation"),
        "may_enter_paper": request.user.has_perm("records.enter_evidence"),
        "page_tools": _tools(request, subject),
    }
    return TemplateResponse(request, "admin/records/file.html", context)


@staff_page("records/subjects/<int:pk>/file/print/", name="records_file_print", title="打印信用档案", perm=SEE)
def print_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The same file for paper: everything this person sees, with who printed it, when and what for."""
    subject = _subject(pk)
    purpose = purposes.stated(request.session, pk)
    if purpose is None or request.method == "POST":
        return gate(request, subject)
    _saw(request, subject, "print", purpose)
    context = _context(request, subject, purpose)
    context |= {"shown": subject_file.completed(context["lines"], request.user), "now": clock.now()}
    return TemplateResponse(request, "admin/records/file_print.html", context)


class DayForm(forms.Form):
    """The day whose state is asked for."""

    day = forms.DateField(
        label="按哪一天的状态查看", widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "请填写日期。", "invalid": "日期写法不对，请写成 2025-06-30 这样。"},
    )  # fmt: skip

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError("不能查看以后的状态，请填写今天或以前的日期。")
        return day


@staff_page("records/subjects/<int:pk>/file/as-of/", name="records_file_as_of", title="按日期查看档案", perm=SEE)
def as_of_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it stood at the end of ?day=, with what was public on that day."""
    subject = _subject(pk)
    purpose = purposes.stated(request.session, pk)
    if purpose is None or request.method == "POST":
        return gate(request, subject)
    form = DayForm(request.GET or None)
    context: dict[str, Any] = {
        "subject": subject,
        "form": form,
        "crumbs": _crumbs(subject, "按日期查看"),
        "purpose": purpose,
    }
    if form.is_valid():
        day = form.cleaned_data["day"]
        _saw(request, subject, "view", purpose, f"{subject.name}（{day:%Y-%m-%d} 的状态）")
        picture = as_of(subject, end_of(day), day)
        lines, hidden = subject_file.visible_lines(subject, request.user, clock.today())
        allowed = {line.record.pk: line.paper for line in lines}
        records = [(row, allowed[row.id]) for row in picture.records if row.id in allowed]
        context |= {"day": day, "picture": picture, "records": records, "hidden": hidden}
    return TemplateResponse(request, "admin/records/file_as_of.html", context)


def _context(request: HttpRequest, subject: Subject, purpose: purposes.Purpose) -> dict[str, Any]:
    on = clock.today()
    lines, hidden = subject_file.visible_lines(subject, request.user, on)
    ties = subject_file.ties_of(subject)
    return {
        "subject": subject,
        "on": on,
        "purpose": purpose,
        "title": f"信用档案：{subject.name}",
        "head_rows": subject_file.head_rows(subject),
        "names": list(subject.names.all()),
        "ties": ties,
        "lines": lines,
        "hidden": hidden,
        "total": len(lines),
        "public_count": sum(line.public for line in lines),
        "changes": subject_file.change_entries(request.user, subject, ties, lines),
        "looks": looks_at(subject)[:LOOKS_SHOWN],
        "crumbs": _crumbs(subject),
    }


def _filters(lines: list[subject_file.Line]) -> list[dict[str, Any]]:
    titles = {"kind": "种类", "nature": "性质", "public": "公示", "year": "年份"}
    found = subject_file.choices(lines)
    return [
        {"param": name, "title": title, "choices": found[name]}
        for name, title in titles.items()
        if len(found[name]) > 1
    ]


def _subject(pk: int) -> Subject:
    return get_object_or_404(Subject.objects.select_related("institution").defer("id_number"), pk=pk)


def _saw(request: HttpRequest, subject: Subject, deed: str, purpose: purposes.Purpose, title: str = "") -> None:
    saw(actor=request.user, deed=deed, obj=subject, title=title, purpose=purpose.label, matter=purpose.matter)


def _tools(request: HttpRequest, subject: Subject) -> list[dict[str, Any]]:
    wanted = [("按日期查看", "records_file_as_of"), ("打印", "records_file_print")]
    if request.user.has_perm(ISSUE):
        wanted.append(("出具信用报告", "records_report_new"))
    return [
        {"title": title, "url": reverse(f"admin:{name}", args=[subject.pk]), "main": False} for title, name in wanted
    ]


def _crumbs(subject: Subject, last: str = "") -> list[dict[str, str]]:
    crumbs = [
        {"title": "信用主体", "url": reverse("admin:records_subject_changelist")},
        {"title": subject.name, "url": reverse("admin:records_file", args=[subject.pk]) if last else ""},
    ]
    return [*crumbs, {"title": last, "url": ""}] if last else crumbs
