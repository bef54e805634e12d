"""The gate before the non-public part of a file: without a stated purpose there is only the question for it, with status 403."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from core.errors import DomainError
from records import purposes
from records.models import Subject


class PurposeForm(forms.Form):
    """Why the file is opened, and for which matter."""

    purpose = forms.ChoiceField(
        label="查阅目的", choices=list(purposes.PURPOSES.items()), widget=forms.RadioSelect,
        error_messages={"required": "请选择查阅目的。", "invalid_choice": "请选择查阅目的。"},
    )  # fmt: skip
    matter = forms.CharField(
        label="事项编号", max_length=100, help_text="正在办理的事项的编号，例如受理号、检查通知书文号。",
        error_messages={"required": "请填写事项编号。"},
    )  # fmt: skip
    next = forms.CharField(required=False, widget=forms.HiddenInput)


def gate(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The question for the purpose; answered, it leads back to where the person was going. JSON callers get 403 and words."""
    if request.accepts("text/html") is False:
        message = "查阅非公开信息须先说明目的和事项编号，请在工作页面打开该主体的档案。"
        return JsonResponse({"code": "E-AUD-02", "message": message}, status=403)
    asked = request.method == "POST" and "purpose_gate" in request.POST
    form = PurposeForm(request.POST if asked else None, initial={"next": request.get_full_path()})
    if asked and form.is_valid():
        facts = form.cleaned_data
        try:
            purposes.state(request.session, subject_id=subject.pk, purpose=facts["purpose"], matter=facts["matter"])
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return HttpResponseRedirect(_back(facts["next"], subject))
    context = {
        "form": form,
        "subject": subject,
        "title": f"查阅档案：{subject.name}",
        "minutes": purposes.LASTS.seconds // 60,
    }
    return TemplateResponse(request, "admin/records/gate.html", context, status=403)


def _back(wanted: str, subject: Subject) -> str:
    """Only an address of the staff site itself; anything else leads to the file."""
    inside = wanted.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else reverse("admin:records_file", args=[subject.pk])
