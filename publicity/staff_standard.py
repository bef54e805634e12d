"""Pages of kinds and data standards: what is in force, a new edition or a new kind by workbook, how a kind is handled here."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.downloads import workbook_answer
from core.errors import DomainError
from core.pieces import Crumb, Row
from core.staff import staff_page
from core.words import cn_date
from exchange.models import Job
from publicity.models import DecisionKind, StandardEdition
from publicity.services.kinds import KindFacts, kind_change
from publicity.services.standard_import import (
    KIND,
    StandardFacts,
    facts_of_job,
    newest_standard,
    standard_adopt_job,
    standard_hand_in,
    standard_look_again,
)
from publicity.services.standards import spec_of
from publicity.standard.spec import field_of
from publicity.standard_forms import EditionForm, HandlingForm, NewKindForm
from publicity.standard_sheet import COLUMNS, words_of, write_standard
from records.edition_review import EditionReview, period_state

PERM = "publicity.manage_standard"
_SHOWN = ("header", "role", "type", "max_length", "required", "applies_to", "public_level")


@staff_page("publicity/standard/", name="publicity_standard", title="数据标准", perm=PERM, group="系统", order=40)
def standard_page(request: HttpRequest) -> HttpResponse:
    """Every kind with the edition in force and those before and after it."""
    kinds = DecisionKind.objects.prefetch_related("sections")
    editions: dict[str, list[StandardEdition]] = {}
    for edition in StandardEdition.objects.annotate(count=Count("fields")).order_by("-valid_from"):
        editions.setdefault(edition.kind_id, []).append(edition)
    context = {
        "kinds": [(kind, [(one, _state(one)) for one in editions.get(kind.pk, [])]) for kind in kinds],
        "waiting": REVIEW.waiting(request),
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/standard/list.html", context)


@staff_page("publicity/standard/new/", name="publicity_standard_new", title="增加决定种类", perm=PERM)
def new_kind_page(request: HttpRequest) -> HttpResponse:
    """A new kind with its first edition."""
    form = NewKindForm(*_posted(request), initial={"code": "local-1", "valid_from": clock.today()})
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        kind = KindFacts(
            data.pop("kind_code"), data.pop("kind_name"), data.pop("cycle"), data.pop("item_code"), data.pop("nature"),
            tuple(section.code for section in data.pop("sections")), data.pop("order"),
        )  # fmt: skip
        answer = _hand_in(request, form, StandardFacts(kind.code, new_kind=kind, **_without_workbook(data)))
        if answer is not None:
            return answer
    context = {"form": form, "title": "增加决定种类", "patterns": _patterns(), "crumbs": _crumbs("增加决定种类")}
    return TemplateResponse(request, "admin/publicity/standard/upload.html", context)


@staff_page(
    "publicity/standard/import/<slug:public_id>/", name="publicity_standard_job", title="核对数据标准", perm=PERM
)
def job_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The difference a waiting standard would make; adopt it with a reason, compare again, or put it aside."""
    return REVIEW.page(request, public_id, _described)


@staff_page(
    "publicity/standard/import/<slug:public_id>/marked/",
    name="publicity_standard_marked",
    title="下载标注的表",
    perm=PERM,
)
def marked_download(request: HttpRequest, public_id: str) -> HttpResponse:
    """The person's own workbook with the wrong cells marked."""
    return REVIEW.marked(request, public_id)


@staff_page("publicity/standard/edition/<int:pk>/", name="publicity_standard_edition", title="标准字段", perm=PERM)
def edition_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The fields of one edition, in words."""
    edition = get_object_or_404(StandardEdition.objects.select_related("kind"), pk=pk)
    fields = spec_of(edition)["fields"]
    shown = [column for column in COLUMNS if column.key in _SHOWN]
    lines = [
        {"words": words_of(one), "pending": field_of(one).pending, "cells": [(column.header, words_of(one)[column.key]) for column in shown[1:]]}
        for one in fields
    ]  # fmt: skip
    context = {
        "edition": edition, "lines": lines, "heads": [column.header for column in shown], "state": _state(edition),
        "title": edition.name, "crumbs": _crumbs(str(edition.kind)),
    }  # fmt: skip
    return TemplateResponse(request, "admin/publicity/standard/edition.html", context)


@staff_page(
    "publicity/standard/edition/<int:pk>/workbook/", name="publicity_standard_workbook", title="下载标准", perm=PERM
)
def edition_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The edition as a workbook to be changed."""
    edition = get_object_or_404(StandardEdition.objects.select_related("kind"), pk=pk)
    target = io.BytesIO()
    write_standard(target, spec_of(edition))
    return workbook_answer(target.getvalue(), f"{edition.name}.xlsx")


@staff_page(
    "publicity/standard/<slug:kind>/edition/", name="publicity_standard_upload", title="导入标准版本", perm=PERM
)
def upload_page(request: HttpRequest, kind: str) -> HttpResponse:
    """A new edition of a kind."""
    chosen = get_object_or_404(DecisionKind, pk=kind)
    form = EditionForm(*_posted(request), initial={"name": f"{chosen.name}信息数据项", "valid_from": clock.today()})
    if form.is_bound and form.is_valid():
        answer = _hand_in(request, form, StandardFacts(chosen.pk, **_without_workbook(form.cleaned_data)))
        if answer is not None:
            return answer
    base = newest_standard(chosen.pk)
    context = {
        "form": form,
        "kind": chosen,
        "base": base,
        "title": f"导入{chosen.name}的标准版本",
        "crumbs": _crumbs(chosen.name),
    }
    return TemplateResponse(request, "admin/publicity/standard/upload.html", context)


@staff_page("publicity/standard/<slug:kind>/", name="publicity_standard_kind", title="修改决定种类", perm=PERM)
def kind_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Who answers for a kind, whether imports need a second pair of eyes, whether it is in use."""
    chosen = get_object_or_404(DecisionKind, pk=kind)
    initial = {
        "active": chosen.active,
        "four_eyes": chosen.four_eyes,
        "order": chosen.order,
        "sections": chosen.sections.all(),
    }
    form = HandlingForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            kind_change(actor=request.user, kind=chosen, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"已修改决定种类：{chosen}")
            return HttpResponseRedirect(_home())
    says = f"{chosen.get_cycle_display()}报送；目录事项 {chosen.item_code}；性质：{chosen.get_nature_display()}。这三项随种类固定，不在这里改。"
    context = {
        "form": form, "title": "修改决定种类", "object": chosen, "consequence": says, "back": _home(), "back_title": "数据标准",
    }  # fmt: skip
    return TemplateResponse(request, "admin/records/deed.html", context)


def _hand_in(request: HttpRequest, form: forms.Form, facts: StandardFacts) -> HttpResponse | None:
    upload = form.cleaned_data["file"]
    try:
        job = standard_hand_in(actor=request.user, facts=facts, file=upload, filename=upload.name)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
    return HttpResponseRedirect(reverse("admin:publicity_standard_job", args=[job.public_id]))


def _adopted(edition: StandardEdition) -> tuple[str, str]:
    words = f"“{edition.name}”从{cn_date(edition.valid_from)}起启用：表单、导入模板、表格检查和接口都按它。"
    return words, reverse("admin:publicity_standard_edition", args=[edition.pk])


def _posted(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _without_workbook(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "file"}


def _home() -> str:
    return reverse("admin:publicity_standard")


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb("数据标准", _home()), Crumb(last)]


def _patterns() -> list[StandardEdition]:
    """Editions in force, to be taken as a pattern for a new kind."""
    on = clock.today()
    editions = StandardEdition.objects.filter(valid_from__lte=on).exclude(valid_until__lt=on)
    return list(editions.select_related("kind").order_by("kind__order"))


def _upload_url(facts: StandardFacts) -> str:
    if facts.new_kind and not DecisionKind.objects.filter(pk=facts.kind).exists():
        return reverse("admin:publicity_standard_new")
    return reverse("admin:publicity_standard_upload", args=[facts.kind])


def _state(edition: StandardEdition) -> tuple[str, str]:
    return period_state(edition.valid_from, edition.valid_until, coming="将启用", running="使用中", over="已停用")


def _described(job: Job) -> dict[str, Any]:
    facts = facts_of_job(job)
    kind = facts.new_kind
    name = f"{kind.name}（{kind.code}，新种类）" if kind else DecisionKind.objects.get(pk=facts.kind).name
    return {
        "title": f"核对数据标准：{facts.name}", "crumbs": _crumbs("核对差异"), "again_url": _upload_url(facts),
        "facts": [
            Row("决定种类", name),
            *([Row("报送周期", DecisionKind.Cycle(kind.cycle).label), Row("目录事项", kind.item_code)] if kind else []),
            Row("版本", f"{facts.name}（{facts.code}）", facts.basis),
            Row("启用日期", facts.valid_from.isoformat()),
            *REVIEW.fact_rows(job, confirmed=facts.confirmed),
        ],
    }  # fmt: skip


REVIEW = EditionReview(
    kind=KIND.code,
    home="admin:publicity_standard",
    home_title="数据标准",
    marked_page="admin:publicity_standard_marked",
    noun="字段",
    consequence="确认后从启用日期起，表单、导入模板、表格检查和接口都按新标准；已登记的决定仍按原来的版本。",
    put_aside="已放弃这份表格，没有改变数据标准。",
    adopt=standard_adopt_job,
    look_again=standard_look_again,
    adopted=_adopted,
    template="admin/publicity/standard/job.html",
)
