"""What the staff type off a paper promise at the window."""

from __future__ import annotations

from typing import Any

from django import forms

from commitments.models import CertifiedMatter, MissingPaper, Promise, PromiseTemplate
from core import clock
from records.models import Subject

MAX_BYTES = 20 * 1024 * 1024


class PaperPromiseForm(forms.Form):
    """Reason and answers as they stand on the paper, who signed it and when, and the scan."""

    reason = forms.CharField(
        label="承诺事由", max_length=512, help_text="因为办理什么事项而承诺，如“申请变更住所”。",
        error_messages={"required": "请照承诺书填写事由。"},
    )  # fmt: skip
    signer = forms.CharField(label="签字人", max_length=80, error_messages={"required": "请填写在承诺书上签字的人。"})
    signed_on = forms.DateField(
        label="承诺书上的日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写承诺书上的日期。", "invalid": "日期写法不对，请写成 2026-03-02 这样。"},
    )  # fmt: skip
    file = forms.FileField(
        label="盖章承诺书扫描件", help_text="PDF、JPG、PNG 或 OFD，不超过 20 MB。",
        error_messages={"required": "请选择扫描件。", "empty": "文件是空的，请重新扫描。"},
    )  # fmt: skip
    show_full_name = forms.BooleanField(
        label="本人同意公开时显示全名", required=False, help_text="纸面上没有同意的不要勾选，公开页面只显示姓氏。"
    )
    compared = forms.BooleanField(label="我已核对原件：扫描件与原件一致，以上内容与纸面相同。", required=False)

    def __init__(
        self, subject: Subject, template: PromiseTemplate, matter: CertifiedMatter | None, *args: Any, **kwargs: Any
    ) -> None:
        first = {"signed_on": clock.today(), "reason": f"办理{matter.name}" if matter else ""}
        super().__init__(*args, initial=first, **kwargs)
        self.variables = template.variables
        for one in template.variables:
            self.fields[one["name"]] = forms.CharField(
                label=one["label"], required=bool(one.get("required")), max_length=1500, help_text=one.get("help", ""),
                widget=forms.Textarea(attrs={"rows": 4}) if one.get("long") else forms.TextInput,
                error_messages={"required": f"请照承诺书填写“{one['label']}”。"},
            )  # fmt: skip
        if subject.is_person:
            self.fields["signer"].initial = subject.name
        else:
            del self.fields["show_full_name"]
        names = [one["name"] for one in template.variables]
        self.order_fields(["reason", *names, "signer", "signed_on", "file", "show_full_name", "compared"])

    def answers(self) -> dict[str, Any]:
        """By name of the variable."""
        return {one["name"]: self.cleaned_data.get(one["name"], "") for one in self.variables}

    def scan(self) -> tuple[bytes, str]:
        """The bytes and the name."""
        return content_of(self.cleaned_data["file"])


class TakePaperForm(forms.Form):
    """A missing paper that was brought to the window."""

    row = forms.ModelChoiceField(
        label="哪一份材料", queryset=MissingPaper.objects.none(), empty_label=None,
        error_messages={"required": "请选择材料。", "invalid_choice": "这份材料已经补交过，请刷新页面。"},
    )  # fmt: skip
    file = forms.FileField(
        label="文件", help_text="PDF、JPG、PNG、OFD 或 DOCX，不超过 20 MB。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )  # fmt: skip

    def __init__(self, promise: Promise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["row"].queryset = MissingPaper.objects.filter(promise=promise, paper=None)


class StatedForm(forms.Form):
    """What the promisor said at the window."""

    statement = forms.CharField(
        label="陈述、申辩的内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), help_text="照当事人的书面意见或者笔录录入，一次录完整。",
        error_messages={"required": "请录入陈述、申辩的内容。"},
    )  # fmt: skip
    file = forms.FileField(label="书面意见或者笔录", help_text="PDF、JPG、PNG、OFD 或 DOCX，须有当事人签字。",
        error_messages={"required": "请选择有当事人签字的书面意见或者笔录。", "empty": "文件是空的，请重新选择。"},
    )  # fmt: skip


def content_of(file: Any) -> tuple[bytes, str]:
    """The bytes and the name; one byte more than allowed is read at most, so that the rule can refuse it."""
    return file.read(MAX_BYTES + 1), file.name
