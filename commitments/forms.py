"""What the staff type about promises."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Section
from commitments.choices import FULFILMENT, Fault, PublicLevel, Risk
from commitments.models import CertifiedMatter, Promise, PromiseTemplate
from commitments.rules import printed_liabilities

_DATE = {"invalid": "日期写法不对，请写成 2026-03-02 这样。", "required": "请填写日期。"}


def _text(label: str, required: str, *, rows: int = 4, help_text: str = "", most: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )  # fmt: skip


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, error_messages=_DATE, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class KeepForm(forms.Form):
    """The check closed: everything was kept."""

    method = forms.CharField(
        label="核查方式", max_length=200, error_messages={"required": "请写明核查方式，如“现场核查”。"}
    )
    finding = _text("核查情况", "请写明核查情况。")


class ProposeForm(forms.Form):
    """The check closed with a proposal."""

    result = forms.ChoiceField(
        label="拟认定", choices=FULFILMENT[1:], widget=forms.RadioSelect, error_messages={"required": "请选择拟认定的结果。"}
    )  # fmt: skip
    method = forms.CharField(
        label="核查方式", max_length=200, error_messages={"required": "请写明核查方式，如“现场核查”。"}
    )
    finding = _text("查明的事实和证据", "请写明查明的事实和证据。")
    unfulfilled = _text("没有履行的承诺内容", "请写明哪些承诺没有履行。", rows=3)


class NoticeForm(forms.Form):
    """The notice to be served."""

    number = forms.CharField(
        label="告知书文号", max_length=120, help_text="如：巫山司信告〔2026〕1号", error_messages={"required": "请填写告知书文号。"}
    )  # fmt: skip
    text = _text(
        "告知书正文",
        "请填写告知书正文。",
        rows=7,
        most=4000,
        help_text="写明拟认定的结果、事实、依据和陈述申辩的权利。",
    )


class UpholdForm(forms.Form):
    """The decision of another person."""

    fault = forms.ChoiceField(
        label="违诺性质", choices=Fault.choices, widget=forms.RadioSelect, help_text="不实承诺在信用修复前不再适用告知承诺。",
        error_messages={"required": "请选择违诺性质。"},
    )  # fmt: skip
    number = forms.CharField(
        label="认定书文号", max_length=120, help_text="如：巫山司信认〔2026〕1号", error_messages={"required": "请填写认定书文号。"}
    )  # fmt: skip
    reasons = _text("认定理由和对陈述的答复", "请写明认定理由和对陈述的答复。", rows=6, most=4000)
    liabilities = forms.MultipleChoiceField(
        label="追究的违诺责任", widget=forms.CheckboxSelectMultiple, help_text="只能选择承诺书载明的违诺责任。",
        error_messages={"required": "请至少选择一项。"},
    )  # fmt: skip

    def __init__(self, promise: Promise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["liabilities"].choices = [(line, line) for line in printed_liabilities(promise.liability)]


class DropForm(forms.Form):
    """Why no breach is found."""

    reasons = _text("不予认定的理由", "请写明不予认定的理由。")


class ExportForm(forms.Form):
    """Which promises go into the national template, and for what."""

    since = _day("承诺作出日期自")
    until = _day("至")
    matter = forms.CharField(
        label="用在什么事项上", max_length=100, help_text="如：2026年9月承诺信息报送", error_messages={"required": "请写明用途。"}
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("since", "起始日期晚于截止日期，请对调。")
        return data


class _Kept(forms.Form):
    """Risk, its waiver, the section, and why: shared by the catalogue and the wordings."""

    risk = forms.ChoiceField(label="风险", choices=Risk.choices, help_text="决定事后核查的期限。")
    check_waiver = forms.CharField(
        label="免核查理由", max_length=200, required=False, help_text="只在选择“免核查”时填写。"
    )
    section = forms.ModelChoiceField(
        label="责任科室", queryset=Section.objects.filter(active=True), error_messages={"required": "请选择责任科室。"}
    )
    reason = forms.CharField(label="修改的理由", max_length=200, error_messages={"required": "请写明修改的理由。"})


class MatterForm(_Kept):
    """A certified matter."""

    code = forms.CharField(label="编码", max_length=20, required=False, help_text="如 ZM-005；保存后不能修改。")
    name = forms.CharField(label="办理事项", max_length=120)
    proof = forms.CharField(label="免予提交的证明", max_length=200)
    basis = forms.CharField(label="设定依据", max_length=300)
    content = _text("需要承诺的内容", "请填写需要承诺的内容。")
    verification = forms.CharField(label="核查方式", max_length=300)
    consequence = _text("不实承诺的后果", "请填写不实承诺的后果。", help_text="每行一项；以后只能追究这里写明的后果。")
    not_for = forms.CharField(label="不适用的对象", max_length=300)
    confirmed = forms.BooleanField(label="依据已经法制机构确认", required=False)
    field_order = [
        "code", "name", "proof", "basis", "content", "verification", "consequence", "not_for", "risk", "check_waiver", "section",
        "confirmed", "reason",
    ]  # fmt: skip

    def __init__(self, matter: CertifiedMatter | None, *args: Any, **kwargs: Any) -> None:
        if matter is not None:
            kwargs["initial"] = {name: getattr(matter, name) for name in self.base_fields if name != "reason"}
        super().__init__(*args, **kwargs)
        if matter is not None:
            del self.fields["code"]


class TemplateForm(_Kept):
    """The next version of a wording. Variables are lines `代号|名称|说明`, a star for a long one."""

    title = forms.CharField(label="承诺书名称", max_length=120)
    summary = forms.CharField(label="什么时候用", max_length=200)
    content = _text("承诺内容", "请填写承诺内容。", rows=9, most=4000, help_text="填写项写成 {代号}。")
    liability = _text(
        "违诺责任", "请填写违诺责任。", rows=5, most=4000, help_text="每行一项；以后只能追究这里写明的责任。"
    )
    lines = forms.CharField(
        label="填写项", required=False, widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="每行一项，写成“代号|名称|说明”；需要多行填写的，代号前加星号。如：matter_name|办理事项|如：变更住所",
    )  # fmt: skip
    public_level = forms.ChoiceField(label="公开类型", choices=PublicLevel.choices)
    validity_months = forms.IntegerField(
        label="有效期（月）", required=False, min_value=1, max_value=120, help_text="不填的，到履行完毕为止。"
    )
    papers_workdays = forms.IntegerField(label="容缺补正期限（工作日）", required=False, min_value=1, max_value=60)
    basis = forms.CharField(label="依据", max_length=300)
    effective_from = _day("启用日期", required=False, help_text="不填的，今天启用。")
    in_use = forms.BooleanField(
        label="可以使用", required=False, initial=True, help_text="去掉勾选并发布，即停用这种承诺书。"
    )
    field_order = [
        "title", "summary", "content", "liability", "lines", "public_level", "validity_months", "papers_workdays", "risk", "check_waiver",
        "section", "basis", "effective_from", "in_use", "reason",
    ]  # fmt: skip

    def __init__(self, template: PromiseTemplate, *args: Any, **kwargs: Any) -> None:
        first = {
            name: getattr(template, name, None) for name in self.base_fields if name not in ("reason", "effective_from")
        }
        first["lines"] = "\n".join(
            f"{'*' if one.get('long') else ''}{one['name']}|{one['label']}|{one.get('help', '')}"
            for one in template.variables
        )
        super().__init__(*args, initial=first, **kwargs)
        self.template = template

    def facts(self) -> dict[str, Any]:
        """What `template_publish` takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "lines")}
        return data | {
            "kind": self.template.kind, "kind_other": self.template.kind_other, "variables": list(map(_variable, self._lines())),
        }  # fmt: skip

    def _lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]


def _variable(line: str) -> dict[str, Any]:
    name, label, help_text = (*(part.strip() for part in line.split("|", 2)), "", "")[:3]
    return {"name": name.lstrip("*"), "label": label, "help": help_text, "long": name.startswith("*"), "required": True}
