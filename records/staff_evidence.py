"""Papers of a record in the staff site: bring one in, take a wrong one out of use, read one with a stated purpose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from audit.services import saw
from core import clock
from core.errors import DomainError
from core.papers.sniffing import ACCEPTED
from core.staff import staff_page
from records import purposes
from records.choices import EvidenceVariant
from records.models import CreditRecord, Evidence
from records.services.evidence import ENTER, evidence_add, evidence_withdraw
from records.sources import sees_record, works_on
from records.staff_gate import gate


class PaperForm(forms.Form):
    """One paper of a record."""

    file = forms.FileField(
        label="文件", help_text=f"{ACCEPTED}，不超过 20 MB。脱敏件里的作者、位置、时间、设备信息会自动去掉，原件一字不动。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )  # fmt: skip
    title = forms.CharField(
        label="材料名称",
        max_length=200,
        help_text="例如“行政处罚决定书”。",
        error_messages={"required": "请填写材料名称。"},
    )
    variant = forms.ChoiceField(
        label="版本", choices=EvidenceVariant.choices, widget=forms.RadioSelect, initial=EvidenceVariant.ORIGINAL,
        help_text="原件不公开。脱敏件在这条记录公示期间可供公众下载，请先隐去个人信息。",
    )  # fmt: skip
    redacted_of = forms.ModelChoiceField(
        label="对应的原件", queryset=Evidence.objects.none(), required=False, empty_label="不对应已上传的原件",
        help_text="上传脱敏件时选择。",
    )  # fmt: skip

    def __init__(self, *args: Any, record: CreditRecord) -> None:
        super().__init__(*args)
        originals = record.evidence.filter(variant=EvidenceVariant.ORIGINAL, withdrawn_at=None)
        self.fields["redacted_of"].queryset = originals


class WithdrawForm(forms.Form):
    """Why a paper is taken out of use."""

    reason = forms.CharField(
        label="撤回理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤回的理由。"},
    )  # fmt: skip


@staff_page("records/records/<int:pk>/evidence/new/", name="records_evidence_new", title="上传证据材料", perm=ENTER)
def evidence_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring in one paper."""
    record = _own(request, _record(request, pk))
    form = PaperForm(request.POST or None, request.FILES or None, record=record)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("file")
        try:
            evidence_add(actor=request.user, record=record, content=upload.read(), filename=upload.name, **facts)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"已上传“{facts['title']}”。")
            return HttpResponseRedirect(reverse("admin:records_file", args=[record.subject_id]))
    return _page(request, form, record, "上传证据材料", "上传后不能改动；传错的，撤回并说明理由后重新上传。")


@staff_page("records/evidence/<uuid:key>/withdraw/", name="records_evidence_withdraw", title="撤回证据材料", perm=ENTER)
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a wrong paper out of use."""
    evidence = _evidence(request, key)
    _own(request, evidence.record)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            evidence_withdraw(actor=request.user, evidence=evidence, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"已撤回“{evidence.title}”。")
            return HttpResponseRedirect(reverse("admin:records_file", args=[evidence.record.subject_id]))
    return _page(request, form, evidence.record, "撤回证据材料", f"{evidence}：撤回后不再提供查阅，也不能恢复。")


@staff_page("records/evidence/<uuid:key>/", name="records_evidence", title="查阅证据材料", perm="records.view_subject")
def download(request: HttpRequest, key: UUID) -> HttpResponse:
    """The bytes of one paper, for somebody who said what for; 404 for a guess and for what this person may not see."""
    evidence = _evidence(request, key)
    subject = evidence.record.subject
    purpose = purposes.stated(request.session, subject.pk)
    if purpose is None or request.method == "POST":
        return gate(request, subject)
    title = f"{subject.name}：{evidence}"
    saw(actor=request.user, deed="download", obj=subject, title=title, purpose=purpose.label, matter=purpose.matter)
    return file_answer(evidence)


def file_answer(evidence: Evidence) -> HttpResponse:
    """The file as a download that no cache keeps and no browser runs."""
    answer = FileResponse(
        evidence.file.open("rb"), as_attachment=True, filename=evidence.filename, content_type=evidence.media_type
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _own(request: HttpRequest, record: CreditRecord) -> CreditRecord:
    """The record, or 404 for somebody who may only read it."""
    if not works_on(request.user, record):
        raise Http404
    return record


def _evidence(request: HttpRequest, key: UUID) -> Evidence:
    evidence = get_object_or_404(
        Evidence.objects.select_related("record__subject").filter(withdrawn_at=None), public_id=key
    )
    _record(request, evidence.record_id)
    may = request.user.has_perm("records.read_original") and works_on(request.user, evidence.record)
    if evidence.variant == EvidenceVariant.ORIGINAL and not may:
        raise Http404
    return evidence


def _record(request: HttpRequest, pk: int) -> CreditRecord:
    """The record, or 404 when it is not there for this person."""
    record = get_object_or_404(CreditRecord.objects.select_related("subject"), pk=pk)
    public = CreditRecord.objects.public(clock.today()).filter(pk=pk).exists()
    if not sees_record(request.user, record, public=public):
        raise Http404
    return record


def _page(request: HttpRequest, form: forms.Form, record: CreditRecord, title: str, consequence: str) -> HttpResponse:
    back = reverse("admin:records_file", args=[record.subject_id])
    context = {"form": form, "title": title, "consequence": consequence, "object": record, "back": back}
    return TemplateResponse(request, "admin/records/deed.html", context)
