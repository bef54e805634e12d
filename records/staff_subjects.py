"""Pages of the subject's file: open it (checked while typing), rename it from a day on, change what stands in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from core.staff import staff_page
from records.models import Subject
from records.near_names import differing
from records.services import subject_file
from records.services.subject_file import NearNames, SubjectExists, SubjectRefused
from records.subject_forms import ChangeForm, FileForm, InstitutionForm, PractitionerForm, RenameForm

ENTER = "records.enter_subject"
FORMS: dict[str, tuple[str, type[FileForm]]] = {
    "institution": ("建立机构档案", InstitutionForm),
    "person": ("建立从业人员档案", PractitionerForm),
}
_LOOKS = {"error": "error", "doubtful": "error", "warning": "warning"}


@staff_page("records/subjects/new/", name="records_file_new", title="建立档案", perm=ENTER)
def new_start(request: HttpRequest) -> HttpResponse:
    """Institution or practitioner."""
    return TemplateResponse(request, "admin/records/subject_start.html", {"crumbs": _crumbs("建立档案")})


@staff_page("records/subjects/new/<slug:family>/", name="records_file_open", title="建立档案", perm=ENTER)
def new_file(request: HttpRequest, family: str) -> HttpResponse:
    """The form of one family; a file that is there already is linked, a near name is shown side by side."""
    title, form_class = _family(family)
    form = form_class(request.POST or None)
    context: dict[str, Any] = {"form": form, "title": title, "family": family, "crumbs": _crumbs(title)}
    if form.is_bound and form.is_valid():
        try:
            subject = _open(request, form)
        except DomainError as error:
            context |= _refused(form, error, form.facts().name)
        else:
            messages.success(request, f"已建立档案：{subject}")
            return HttpResponseRedirect(_page_of(subject))
    context["check_url"] = reverse("admin:records_file_check", args=[family])
    return TemplateResponse(request, "admin/records/subject_form.html", context)


@staff_page("records/subjects/new/<slug:family>/check/", name="records_file_check", title="边填边查", perm=ENTER)
def check_while_typing(request: HttpRequest, family: str) -> HttpResponse:
    """Findings beside the touched fields, as static/js/forms.js reads them."""
    if request.method != "POST":
        raise Http404
    form = _family(family)[1](request.POST)
    form.is_valid()
    if not form.cleaned_data.get("kind"):
        return JsonResponse({"fields": {}})
    said: dict[str, dict[str, str]] = {}
    for finding in subject_file.look(form.facts(), institution=form.place()):
        level = _LOOKS[finding.level]
        if finding.field not in said or level == "error" != said[finding.field]["level"]:
            said[finding.field] = {"level": level, "message": finding.message, "fix": finding.suggestion}
    for name, value in form.cleaned_data.items():
        if value and name in ("name", "uscc", "id_number", "licence_number") and name not in said:
            said[name] = {"level": "ok", "message": "", "fix": ""}
    return JsonResponse({"fields": said})


@staff_page("records/subjects/<int:pk>/rename/", name="records_file_rename", title="更名", perm=ENTER)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day on; the old one keeps finding the file."""
    subject = get_object_or_404(Subject.objects.defer("id_number"), pk=pk)
    form = RenameForm(request.POST or None, initial={"since": clock.today()})
    says = f"现名称：{subject.name}。更名以后，旧名称仍能查到这份档案；启用日期以前的决定按旧名称核对和报送。"
    context = _deed(subject, form, "更名", says)
    if form.is_valid():
        try:
            subject_file.subject_rename(actor=request.user, subject=subject, **form.cleaned_data)
        except DomainError as error:
            context |= _refused(form, error, form.cleaned_data["name"])
        else:
            messages.success(request, f"已更名为“{form.cleaned_data['name']}”")
            return HttpResponseRedirect(_page_of(subject))
    return TemplateResponse(request, "admin/records/subject_form.html", context)


@staff_page("records/subjects/<int:pk>/change/", name="records_file_change", title="修改信息", perm=ENTER)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Head, address, institution, licence, practising state: with a reason, and with what was before kept."""
    subject = get_object_or_404(Subject.objects.select_related("institution").defer("id_number"), pk=pk)
    form = ChangeForm(request.POST or None, subject=subject)
    context = _deed(subject, form, "修改信息", "名称用“更名”修改。修改前后的内容都会留在办理历史里。")
    if form.is_valid():
        typed = form.cleaned_data
        try:
            subject_file.subject_change(
                actor=request.user, subject=subject, reason=typed["reason"], uscc_reason=typed.get("uscc_reason", ""),
                **form.changes(),
            )  # fmt: skip
        except DomainError as error:
            context |= _refused(form, error, subject.name)
        else:
            messages.success(request, f"已修改信息：{subject}")
            return HttpResponseRedirect(_page_of(subject))
    return TemplateResponse(request, "admin/records/subject_form.html", context)


def _family(family: str) -> tuple[str, type[FileForm]]:
    if family not in FORMS:
        raise Http404
    return FORMS[family]


def _open(request: HttpRequest, form: FileForm) -> Subject:
    typed = form.cleaned_data
    return subject_file.subject_open(
        actor=request.user, facts=form.facts(), institution=form.place(), address=typed.get("address", ""),
        uscc_reason=typed.get("uscc_reason", ""), near_reason=typed["near_reason"],
    )  # fmt: skip


def _refused(form: Any, error: DomainError, name: str) -> dict[str, Any]:
    """Put an error where it belongs; give the page the file that exists, or the near ones side by side."""
    if isinstance(error, SubjectRefused):
        form.refuse([one for one in error.findings if one.level != "warning"])
        return {}
    form.add_error(error.field if error.field in form.fields else None, error.message)
    if isinstance(error, SubjectExists):
        return {"exists": error.subject, "exists_url": _page_of(error.subject)}
    if isinstance(error, NearNames):
        near = [
            {"subject": holder, "url": _page_of(holder), "theirs": differing(holder.name, name), "mine": differing(name, holder.name)}
            for holder in error.holders
        ]  # fmt: skip
        return {"near": near}
    return {}


def _deed(subject: Subject, form: Any, title: str, says: str) -> dict[str, Any]:
    return {
        "subject": subject, "form": form, "title": title, "says": says, "back": _page_of(subject),
        "crumbs": [Crumb("信用主体", _list()), Crumb(subject.name, _page_of(subject)), Crumb(title)],
    }  # fmt: skip


def _page_of(subject: Subject) -> str:
    return reverse("admin:records_subject_change", args=[subject.pk])


def _list() -> str:
    return reverse("admin:records_subject_changelist")


def _crumbs(last: str) -> list[Crumb]:
    return [Crumb("信用主体", _list()), Crumb(last)]
