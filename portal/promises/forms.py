"""What a firm types when it promises."""

from __future__ import annotations

from typing import Any

from django import forms

from commitments.choices import PartyClass
from commitments.models import Promise

MAX_BYTES = 20 * 1024 * 1024
_AGREE = "请先阅读承诺书，再勾选这一项。"
_FILE_HELP = "PDF、JPG、PNG、OFD 或 DOCX，不超过 20 MB。"


class FillForm(forms.Form):
    """The reason and what the wording asks for. Nothing is required here: a draft may be incomplete."""

    reason = forms.CharField(
        label="承诺事由", required=False, max_length=512, help_text="因为办理什么事项而承诺，如“申请变更住所”。"
    )

    def __init__(self, promise: Promise, *args: Any, **kwargs: Any) -> None:
        first = {"reason": promise.reason, "show_full_name": promise.show_full_name} | promise.answers
        super().__init__(*args, initial=first, **kwargs)
        self.promise = promise
        for one in promise.template.variables:
            self.fields[one["name"]] = forms.CharField(
                label=one["label"], required=False, max_length=1500, help_text=one.get("help", ""), strip=True,
                widget=forms.Textarea(attrs={"rows": 4}) if one.get("long") else forms.TextInput,
            )  # fmt: skip
        if promise.party_class == PartyClass.NATURAL:
            self.fields["show_full_name"] = forms.BooleanField(
                label="公开时显示我的全名", required=False, help_text="不选的，公开页面只显示姓氏。"
            )

    @property
    def needed(self) -> set[str]:
        """What must be there before the letter can be signed; everything else is marked as free."""
        return {"reason", "show_full_name"} | {
            one["name"] for one in self.promise.template.variables if one.get("required")
        }

    def answers(self) -> dict[str, Any]:
        """By name of the variable."""
        return {one["name"]: self.cleaned_data.get(one["name"], "") for one in self.promise.template.variables}

    def refuse(self, errors: list[Any]) -> None:
        """Put each complaint beside its field."""
        for error in errors:
            self.add_error(error.field if error.field in self.fields else None, error.message)


class SignForm(forms.Form):
    """Name, code, consent."""

    signer = forms.CharField(
        label="签署人姓名", max_length=80, help_text="请输入您本人的姓名，作为签名。",
        widget=forms.TextInput(attrs={"autocomplete": "name"}), error_messages={"required": "请填写您的姓名。"},
    )  # fmt: skip
    code = forms.CharField(
        label="确认码", max_length=20, help_text="已经发到您的消息（电子邮件、短信和站内消息），8 位数字。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "请填写消息里的确认码。"},
    )  # fmt: skip
    agreed = forms.BooleanField(
        label="我已阅读承诺书全文，内容属实，愿意承担所列违诺责任。", error_messages={"required": _AGREE}
    )


class PaperForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="文件", help_text=_FILE_HELP, error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"}
    )  # fmt: skip

    def content(self) -> tuple[bytes, str]:
        """The bytes and the name; one byte more than allowed is read at most, so that the rule can refuse it."""
        file = self.cleaned_data.get("file")
        return (file.read(MAX_BYTES + 1), file.name) if file else (b"", "")


class ScanForm(PaperForm):
    """The stamped letter and who signed it."""

    signer = forms.CharField(
        label="承诺书上的签字人",
        max_length=80,
        help_text="纸面上签字的人：机构由负责人签，个人由本人签。",
        error_messages={"required": "请填写签字人姓名。"},
    )
    agreed = forms.BooleanField(
        label="扫描件与网上的承诺书内容一致，愿意承担所列违诺责任。", error_messages={"required": _AGREE}
    )
    field_order = ["file", "signer", "agreed"]


class StatementForm(PaperForm):
    """What the promisor has to say about a proposed finding."""

    statement = forms.CharField(
        label="陈述、申辩", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一次说完整：哪些事实不对、有什么理由和证据。", error_messages={"required": "请写明您的陈述、申辩。"},
    )  # fmt: skip
    file = forms.FileField(label="材料", required=False, help_text=f"选填。{_FILE_HELP}")
    field_order = ["statement", "file"]


class ReasonForm(forms.Form):
    """Why a promise is taken back."""

    reason = forms.CharField(label="撤回的理由", max_length=200, error_messages={"required": "请写明理由。"})
