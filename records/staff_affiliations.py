"""Register, end and hand over a person's place in an institution, from the file of either."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core.errors import DomainError
from core.identifiers import licence
from core.staff import staff_page
from core.text import clean
from records.choices import AffiliationRole
from records.models import Affiliation, Subject
from records.services.affiliations import ENTER, affiliation_close, affiliation_hand_over, affiliation_open

_DAY_WRONG = "日期写法不对，请写成 2026-03-02 这样。"


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": f"请填写{label}。", "invalid": _DAY_WRONG},
    )  # fmt: skip


def _source() -> forms.CharField:
    return forms.CharField(
        label="依据文书", max_length=300, help_text="文书名称和文号，例如“准予变更决定书 渝司许〔2026〕12号”。",
        error_messages={"required": "请填写依据文书。"},
    )  # fmt: skip


class TieForm(forms.Form):
    """A new tie; the other side is found by code or licence, never by a person's name."""

    other = forms.CharField(max_length=200)
    role = forms.ChoiceField(label="身份", choices=AffiliationRole.choices, widget=forms.RadioSelect)
    since = _day("起始日期")
    source = _source()
    hand_over = forms.BooleanField(
        label="接替现任",
        required=False,
        help_text="仅用于法定代表人、负责人：现任在起始日期的前一日终止，依据同一文书。",
    )

    def __init__(self, *args: Any, subject: Subject) -> None:
        super().__init__(*args)
        self.subject = subject
        other = self.fields["other"]
        if subject.is_person:
            other.label, other.help_text = "任职机构", "统一社会信用代码，或机构的全称。"
        else:
            other.label, other.help_text = (
                "人员的执业证号",
                "按执业证序列号认人，换证、转所后仍是同一人；不按姓名认人。",
            )
        other.error_messages["required"] = f"请填写{other.label}。"

    def clean_other(self) -> Subject:
        text = clean(self.cleaned_data["other"])
        found = institution_named(text) if self.subject.is_person else person_licensed(text)
        if found is None:
            what = "机构，请核对统一社会信用代码或全称" if self.subject.is_person else "人员，请核对执业证号"
            raise forms.ValidationError(f"没有找到这个{what}；还没有建档的，请先建档。")
        return found

    def pair(self) -> dict[str, Subject]:
        """Which side is the person, which the institution."""
        other = self.cleaned_data["other"]
        person, institution = (self.subject, other) if self.subject.is_person else (other, self.subject)
        return {"person": person, "institution": institution}


class EndForm(forms.Form):
    """The end of a tie."""

    until = _day("终止日期", "最后一天，含当日。")
    source = _source()


def institution_named(text: str) -> Subject | None:
    """The one institution with this code or exactly this name."""
    places = Subject.objects.institutions()
    found = list(places.filter(uscc=text.upper())[:2]) or list(places.filter(name=text)[:2])
    return found[0] if len(found) == 1 else None


def person_licensed(text: str) -> Subject | None:
    """The one person with this practice licence: by its serial, which survives a transfer, else by the number as it is."""
    number = text.upper()
    known = licence.serial(number)
    found = list(Subject.objects.filter(licence_serial=known)[:2]) if known else []
    found = found or list(Subject.objects.filter(licence_number=number)[:2])
    return found[0] if len(found) == 1 and found[0].is_person else None


@staff_page("records/subjects/<int:pk>/ties/new/", name="records_tie_new", title="登记任职关系", perm=ENTER)
def tie_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a tie, or hand over the head's office."""
    subject = get_object_or_404(Subject.objects.defer("id_number"), pk=pk)
    form = TieForm(request.POST or None, subject=subject)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("role", "since", "source")} | form.pair()
        do = affiliation_hand_over if form.cleaned_data["hand_over"] else affiliation_open
        try:
            do(actor=request.user, **facts)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, "已登记任职关系。")
            return HttpResponseRedirect(reverse("admin:records_file", args=[pk]))
    return _page(request, form, subject, "登记任职关系", "登记后，机构和人员的档案都会显示这项任职及其依据。")


@staff_page("records/ties/<int:pk>/end/", name="records_tie_end", title="终止任职关系", perm=ENTER)
def tie_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a tie with its document; `?from=` is the file to go back to."""
    tie = get_object_or_404(Affiliation.objects.select_related("person", "institution"), pk=pk)
    subject = tie.institution if request.GET.get("from") == str(tie.institution_id) else tie.person
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            affiliation_close(actor=request.user, affiliation=tie, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"已终止任职关系：{tie}")
            return HttpResponseRedirect(reverse("admin:records_file", args=[subject.pk]))
    return _page(request, form, subject, "终止任职关系", f"{tie}，自 {tie.since:%Y-%m-%d} 起。终止后仍留在档案中。")


def _page(request: HttpRequest, form: forms.Form, subject: Subject, title: str, consequence: str) -> HttpResponse:
    back = reverse("admin:records_file", args=[subject.pk])
    context = {"form": form, "title": title, "consequence": consequence, "object": subject, "back": back}
    return TemplateResponse(request, "admin/records/deed.html", context)
