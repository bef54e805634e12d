"""What a person types about objections; shared by the portal and the window."""

from __future__ import annotations

from typing import Any

from django import forms

from core.papers.sniffing import ACCEPTED
from objections.choices import Outcome, RefusalCause, ReportAnswer
from records.choices import RefusalCause as ReplyRefusal
from records.corrections import Field, fields_of
from records.models import CreditRecord

_PREFIX = "should_"
_AREA = forms.Textarea(attrs={"rows": 5})


def _now(field: Field) -> str:
    return f"现在是：{field.value}" if field.value else "现在没有填写"


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files; empty when none was chosen."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in given]


class ObjectionForm(forms.Form):
    """Every field of the record with what it says now; what is left blank is not objected to."""

    statement = forms.CharField(
        label="哪里不对，为什么", max_length=1000, widget=_AREA, error_messages={"required": "请写明哪里不对、为什么。"},
        help_text="写明事实，如“决定书载明罚款 2000 元，网上写成 20000 元”。最多 1000 个字。",
    )  # fmt: skip
    papers = FilesField(
        label="证明材料", required=False, help_text=f"{ACCEPTED}，每份不超过 20 MB，最多 10 份。没有材料也可以提出。",
        error_messages={"empty": "有一份文件是空的，请重新选择。"},
    )  # fmt: skip
    applicant_name = forms.CharField(
        label="经办人姓名", max_length=80, help_text="谁来联系就填谁，核实和告知时找这个人。", error_messages={"required": "请填写经办人姓名。"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    applicant_phone = forms.CharField(
        label="联系电话", max_length=40, required=False, help_text="加密保存，只用于核实和告知。",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    erratum_wanted = forms.BooleanField(
        label="确有错误的，请在网站公开更正声明", required=False, help_text="声明会写明更正了什么，公开在“异议与纠错”。"
    )

    def __init__(self, *args: Any, record: CreditRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown: list[Field] = fields_of(record)
        for field in self.shown:
            self.fields[_PREFIX + field.code] = forms.CharField(
                label=field.label, max_length=1000, required=False, help_text=_now(field)
            )

    @property
    def points(self) -> list[forms.BoundField]:
        """The inputs of the record's fields, in their order."""
        return [self[_PREFIX + field.code] for field in self.shown]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in ("statement", "papers", "applicant_name", "applicant_phone", "erratum_wanted")]

    def wanted(self) -> dict[str, str]:
        """{field code: what it should say} of the filled ones."""
        return {
            field.code: text
            for field in self.shown
            if (text := self.cleaned_data.get(_PREFIX + field.code, "").strip())
        }

    def uploads(self) -> list[tuple[bytes, str]]:
        """(bytes, name) of each uploaded file."""
        return [(file.read(), file.name) for file in self.cleaned_data["papers"]]


class AnswerForm(forms.Form):
    """The answer to an objection or its review; corrected values are prefilled with what the party wants."""

    outcome = forms.ChoiceField(
        label="结论", choices=Outcome.choices, widget=forms.RadioSelect, error_messages={"required": "请选择结论。"}
    )
    reason = forms.CharField(
        label="理由", max_length=1000, widget=_AREA, error_messages={"required": "请写明理由。"},
        help_text="写明查了什么、依据什么。会原文告知当事人。",
    )  # fmt: skip

    def __init__(self, *args: Any, record: CreditRecord, wanted: dict[str, str], erratum: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = fields_of(record)
        for field in self.shown:
            self.fields[_PREFIX + field.code] = forms.CharField(
                label=f"更正：{field.label}", max_length=1000, required=False, initial=wanted.get(field.code, ""),
                help_text=_now(field),
            )  # fmt: skip
        if erratum:
            self.fields["erratum"] = forms.CharField(
                label="更正声明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
                help_text="当事人要求公开。更正或撤销时必填，写明原来公示了什么、更正为什么；不写个人身份信息。",
            )  # fmt: skip

    @property
    def points(self) -> list[forms.BoundField]:
        return [self[_PREFIX + field.code] for field in self.shown]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in ("outcome", "reason", "erratum") if name in self.fields]

    def answer(self) -> dict[str, Any]:
        """Arguments of the deciding services; values count only for a correction."""
        typed = self.cleaned_data
        values = {field.code: typed.get(_PREFIX + field.code, "") for field in self.shown}
        return {
            "outcome": typed["outcome"], "reason": typed["reason"], "erratum": typed.get("erratum", ""),
            "values": values if typed["outcome"] == Outcome.CORRECT else {},
        }  # fmt: skip


class RefuseForm(forms.Form):
    """Turning an objection down at the door."""

    cause = forms.ChoiceField(label="情形", choices=RefusalCause.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="说明", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class TellForm(forms.Form):
    """A party without an account was told by telephone."""

    note = forms.CharField(label="告知了谁、什么时间", max_length=200, help_text="如：11月2日 10:20 电话告知负责人张某")


class StatementForm(forms.Form):
    """A few sentences of the party."""

    statement = forms.CharField(
        label="复核的理由", max_length=1000, widget=_AREA, error_messages={"required": "请写明对结论哪里不服。"}
    )


class PapersForm(forms.Form):
    """Papers added later."""

    papers = FilesField(
        label="补充材料", help_text=f"{ACCEPTED}，每份不超过 20 MB。", error_messages={"required": "请选择文件。"}
    )


class ReasonForm(forms.Form):
    """One reason."""

    reason = forms.CharField(label="理由", max_length=200)


class ReplyForm(forms.Form):
    """The subject's own words."""

    text = forms.CharField(
        label="回应", max_length=200, widget=forms.Textarea(attrs={"rows": 5, "maxlength": 200}),
        help_text="最多 200 个字。审查后显示在这条记录旁边；请不要写他人的姓名、电话等个人信息。",
        error_messages={"required": "请写明您的回应。"},
    )  # fmt: skip


class ReplyRefuseForm(forms.Form):
    """Refusing to show a reply."""

    cause = forms.ChoiceField(label="情形", choices=ReplyRefusal.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="具体是哪一处、为什么", max_length=300)


class ReportAnswerForm(forms.Form):
    """The answer to an error report."""

    result = forms.ChoiceField(label="核实结果", choices=ReportAnswer.choices, widget=forms.RadioSelect)
    answer = forms.CharField(label="答复", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReportForm(forms.Form):
    """What the public says is wrong. `website` is left empty by people and filled in by machines."""

    what = forms.CharField(
        label="错在哪里，应当怎样", max_length=500, widget=_AREA, error_messages={"required": "请写明错在哪里。"},
        help_text="如“文号写成了 2025 年，应是 2026 年”。最多 500 个字，请不要写个人身份信息。",
    )  # fmt: skip
    name = forms.CharField(
        label="怎样称呼您", max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label="联系方式", max_length=80, required=False, help_text="需要当面核实时使用，加密保存。不留也会答复。"
    )
    website = forms.CharField(
        label="请留空", required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("这一栏是用来识别自动程序的，请清空后再提交。")
        return ""


class TrackForm(forms.Form):
    """Number and code of an error report."""

    number = forms.CharField(
        label="纠错编号", max_length=24, error_messages={"required": "请填写纠错编号。"}, help_text="如 JC-20260907-001"
    )
    code = forms.CharField(
        label="查询码",
        max_length=20,
        error_messages={"required": "请填写查询码。"},
        help_text="10 位，提交成功时显示过。",
    )
