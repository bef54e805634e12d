"""Pages of the platform's answer: take a receipt (upload or paste, look, confirm), and turn a rejection into a rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from core.errors import DomainError, NotUnderstood
from core.pieces import Crumb
from core.staff import staff_page
from publicity.choices import SubmissionState
from publicity.models import PlatformRejection, Submission, SubmissionRow
from publicity.receipts_reading import Entry, ReceiptTable
from publicity.services import receipts, rejections
from publicity.services.submissions import submissions_visible_to

PERM = receipts.PERM
_SALT = "publicity.receipt"
_CONFIRM_WITHIN = 6 * 3600
FIELD_NAMES = {
    "number": "文号", "certificate": "许可编号", "code": "代码", "name": "名称", "result": "结果", "rule": "规则代码", "reason": "原因",
    "reported_on": "上报日期",
}  # fmt: skip


class ReceiptForm(forms.Form):
    """A file, or the same table pasted."""

    file = forms.FileField(label="上传回执文件", required=False, help_text="平台导出的 .xlsx、.xls 或 .csv，保留表头。")
    text = forms.CharField(
        label="或者粘贴回执表格", required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="在平台页面上选中整张表（连同表头）复制，粘贴到这里。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("file") and not (data.get("text") or "").strip():
            raise forms.ValidationError("请上传回执文件，或者粘贴回执表格。")
        return data


@staff_page("publicity/submissions/<int:pk>/receipt/", name="publicity_receipt", title="登记平台回执", perm=PERM)
def receipt_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload or paste → what matches and what does not → confirm. Nothing is written before the confirmation."""
    submission = _submission(request, pk)
    if request.method == "POST" and "entries" in request.POST:
        return _confirm(request, submission)
    form = ReceiptForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    problems: list[DomainError] = []
    if form.is_bound and form.is_valid():
        try:
            table = _read(form)
            match = receipts.receipt_match(submission=submission, entries=table.entries)
        except DomainError as error:
            problems = [error]
        else:
            return _preview(request, submission, table, match)
    context = {"submission": submission, "form": form, "problems": problems, "crumbs": _crumbs(submission)}
    return TemplateResponse(request, "admin/publicity/receipt.html", context)


@staff_page(
    "publicity/rejections/", name="publicity_rejections", title="平台退回规则", perm=("publicity.take_receipt", "publicity.manage_standard"),
    group="双公示报送", order=25,
)  # fmt: skip
def rejection_list(request: HttpRequest) -> HttpResponse:
    """Every rule learnt from a rejection, with how often it has stopped the same mistake since."""
    rules = PlatformRejection.objects.select_related("kind").order_by("-active", "-hits", "-pk")
    context = {"rules": rules, "may_retire": request.user.has_perm("publicity.manage_standard")}
    return TemplateResponse(request, "admin/publicity/rejections.html", context)


@staff_page(
    "publicity/rejections/learn/<int:pk>/", name="publicity_rejection_learn", title="把这次退回变成规则", perm=PERM
)
def rejection_learn(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the field whose value the platform refused."""
    visible = SubmissionRow.objects.filter(submission__in=submissions_visible_to(request.user))
    row = get_object_or_404(visible.select_related("decision__edition", "submission"), pk=pk)
    choices = [(code, f"{header}：{value[:60]}") for code, header, value in rejections.fields_to_learn(row)]
    form, problems = FieldForm(request.POST if request.method == "POST" else None, choices=choices), []
    if form.is_bound and form.is_valid():
        try:
            rejections.rejection_learn(actor=request.user, row=row, field_code=form.cleaned_data["field_code"])
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, "已变成规则：以后任何途径再出现这个值，都会在上报前拦下。")
            return HttpResponseRedirect(reverse("admin:publicity_rejections"))
    context = {
        "row": row,
        "choices": choices,
        "form": form,
        "problems": problems,
        "crumbs": [*_crumbs(row.submission)[:2], Crumb("变成规则")],
    }
    return TemplateResponse(request, "admin/publicity/rejection_learn.html", context)


@staff_page(
    "publicity/rejections/<int:pk>/retire/",
    name="publicity_rejection_retire",
    title="停用规则",
    perm="publicity.manage_standard",
)
def rejection_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a learnt rule off, with the reason."""
    rule = get_object_or_404(PlatformRejection.objects.select_related("kind"), pk=pk)
    form, problems = ReasonForm(request.POST if request.method == "POST" else None), []
    if form.is_bound and form.is_valid():
        try:
            rejections.rejection_retire(actor=request.user, rule=rule, reason=form.cleaned_data["reason"])
        except DomainError as error:
            problems = [error]
        else:
            messages.success(request, "规则已停用，理由已留存。")
            return HttpResponseRedirect(reverse("admin:publicity_rejections"))
    crumbs = [Crumb("平台退回规则", reverse("admin:publicity_rejections")), Crumb("停用")]
    context = {"rule": rule, "form": form, "problems": problems, "crumbs": crumbs}
    return TemplateResponse(request, "admin/publicity/rejection_retire.html", context)


class FieldForm(forms.Form):
    """Which field was to blame."""

    field_code = forms.ChoiceField(
        label="引起退回的字段", widget=forms.RadioSelect, error_messages={"required": "请选择引起退回的字段。"}
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field_code"].choices = choices  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="理由", max_length=300, error_messages={"required": "请写明理由。"})


# -- parts -----------------------------------------------------------------------------------------------------------
def _read(form: ReceiptForm) -> ReceiptTable:
    upload = form.cleaned_data["file"]
    if upload:
        return receipts.receipt_read(upload.read(), upload.name)
    return receipts.receipt_read_text(form.cleaned_data["text"])


def _preview(request: HttpRequest, submission: Submission, table: ReceiptTable, match: receipts.Match) -> HttpResponse:
    carried = signing.dumps([submission.pk, receipts.entries_json(table.entries)], salt=_SALT, compress=True)
    context = {
        "submission": submission,
        "match": match,
        "entries": carried,
        "understood": [(FIELD_NAMES[name], header) for name, header in table.columns.items()],
        "crumbs": _crumbs(submission),
    }
    return TemplateResponse(request, "admin/publicity/receipt_preview.html", context)


def _confirm(request: HttpRequest, submission: Submission) -> HttpResponse:
    try:
        match = receipts.receipt_take(actor=request.user, submission=submission, entries=_carried(request, submission))
    except DomainError as error:
        form = ReceiptForm()
        context = {"submission": submission, "form": form, "problems": [error], "crumbs": _crumbs(submission)}
        return TemplateResponse(request, "admin/publicity/receipt.html", context)
    words = (
        f"已登记回执：入库 {len(match.accepted)} 件，退回 {len(match.rejected)} 件，对不上 {len(match.unmatched)} 行。"
    )
    messages.success(request, f"{words}{match.sent_words}")
    return HttpResponseRedirect(reverse("admin:publicity_submission", args=[submission.pk]))


def _carried(request: HttpRequest, submission: Submission) -> list[Entry]:
    """The rows that were shown in the preview, unchanged: they came signed, for this submission only."""
    try:
        pk, rows = signing.loads(request.POST["entries"], salt=_SALT, max_age=_CONFIRM_WITHIN)
    except signing.BadSignature:
        raise NotUnderstood("预览已经过期，请重新上传或粘贴回执。", code="receipt_expired", field="file") from None
    if pk != submission.pk:
        raise NotUnderstood("预览的不是这个批次的回执，请重新上传或粘贴。", code="receipt_other", field="file")
    return receipts.entries_from_json(rows)


def _submission(request: HttpRequest, pk: int) -> Submission:
    rows = submissions_visible_to(request.user).exclude(state=SubmissionState.CANCELLED)
    return get_object_or_404(rows.select_related("kind"), pk=pk)


def _crumbs(submission: Submission) -> list[Crumb]:
    return [
        Crumb("报送批次", reverse("admin:publicity_submissions")),
        Crumb(submission.number, reverse("admin:publicity_submission", args=[submission.pk])),
        Crumb("登记回执"),
    ]
