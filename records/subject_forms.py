"""Forms of the subject's file. The rules (records/subject_rules.py) judge what is typed; the forms only ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from records.choices import (
    OTHER_ORGANISATIONS,
    PRACTITIONERS,
    REGISTER_INSTITUTIONS,
    IdType,
    PractisingState,
    SubjectKind,
)
from records.models import Subject
from records.subject_rules import Finding, SubjectFacts

_DAY = "日期写法不对，请写成 2026-03-02 这样。"
_WHY = {"required": "请写明理由，它会写入办理历史。"}


def _choices(kinds: Iterable[SubjectKind]) -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in kinds]


def _line(label: str, longest: int, **more: Any) -> forms.CharField:
    attrs = {"autocomplete": "off"}
    return forms.CharField(label=label, max_length=longest, required=False, widget=forms.TextInput(attrs=attrs), **more)


def _day(label: str, text: str = "例如 2026-03-02") -> forms.DateField:
    return forms.DateField(label=label, required=False, help_text=text, error_messages={"invalid": _DAY})


def _reason(label: str, text: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, required=False, help_text=text)


class FileForm(forms.Form):
    """What both families of files share. `refuse` puts what the rules said beside the fields."""

    near_reason = _reason("名称相近、仍然建档的理由", "逐字核对过，确实不是同一个主体的，写明依据（至少 5 个字）。")

    def refuse(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            mend = f" 建议改为：{finding.suggestion}" if finding.suggestion else ""
            self.add_error(finding.field if finding.field in self.fields else None, finding.message + mend)

    def facts(self) -> SubjectFacts:
        """What was typed, as the rules take it. Only for a valid form, or for checks while typing."""
        typed = self.cleaned_data
        known = {name: typed[name] for name in SubjectFacts.__dataclass_fields__ if typed.get(name)}
        return SubjectFacts(**{"kind": "", "name": ""} | known)

    def place(self) -> Subject | None:
        return self.cleaned_data.get("institution")


class InstitutionForm(FileForm):
    """A new file of an institution."""

    kind = forms.ChoiceField(
        label="类型", choices=_choices((*REGISTER_INSTITUTIONS, *OTHER_ORGANISATIONS)), widget=forms.RadioSelect,
        error_messages={"required": "请选择类型。"},
    )  # fmt: skip
    name = _line("名称", 200, help_text="执业许可证或营业执照上的全称。")
    uscc = _line("统一社会信用代码", 30, help_text="18 位。律师事务所以 31 开头，基层法律服务所以 33 开头。")
    legal_representative = _line("负责人", 80)
    address = _line("住所", 200)
    founded_on = _day("成立日期")
    uscc_reason = _reason(
        "代码有疑问、仍然采用的理由",
        "校验位不符，或公证处、鉴定机构的代码前两位不常见，照证照确是如此的，写明理由（至少 5 个字）。",
    )
    field_order = [
        "kind",
        "name",
        "uscc",
        "uscc_reason",
        "legal_representative",
        "address",
        "founded_on",
        "near_reason",
    ]


class PractitionerForm(FileForm):
    """A new file of a practitioner. The identity number is asked once and never shown again."""

    kind = forms.ChoiceField(
        label="类型",
        choices=_choices(PRACTITIONERS),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择类型。"},
    )
    name = _line("姓名", 80)
    id_type = forms.ChoiceField(label="证件类型", choices=IdType.choices, initial=IdType.RESIDENT, required=False)
    id_number = _line("证件号码", 40, help_text="加密保存，保存后任何页面都不显示。")
    licence_number = _line("执业证号", 40, help_text="律师执业证号是 17 位数字；最后六位序列号终身不变。")
    institution = forms.ModelChoiceField(
        Subject.objects.none(), label="执业机构", required=False, empty_label="没有或不在名册"
    )
    founded_on = _day("首次执业日期")
    field_order = ["kind", "name", "id_type", "id_number", "licence_number", "institution", "founded_on", "near_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions()  # type: ignore[attr-defined]


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = _line("新名称", 200)
    since = forms.DateField(
        label="启用日期", help_text="变更登记之日，不晚于今天，例如 2026-03-02。这一天以前的决定仍用旧名称。",
        error_messages={"required": "请填写启用日期。", "invalid": _DAY},
    )  # fmt: skip
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明变更登记的文号等依据。",
        error_messages=_WHY,
    )
    near_reason = _reason("名称相近、仍然更名的理由", "只在系统提示有相近名称时填写。")


class ChangeForm(FileForm):
    """What may change in a file; the fields follow the family."""

    kind = forms.ChoiceField(label="类型")
    legal_representative = _line("负责人", 80)
    address = _line("住所", 200)
    institution = forms.ModelChoiceField(
        Subject.objects.none(), label="执业机构", required=False, empty_label="没有或不在名册"
    )
    licence_number = _line("执业证号", 40, help_text="转所后号码会变，最后六位序列号不变。")
    id_type = forms.ChoiceField(label="证件类型", choices=[("", "不变"), *IdType.choices], required=False)
    id_number = _line("证件号码", 40, help_text="已有的号码加密保存、不显示。留空表示不变，填写表示补充或更换。")
    state = forms.ChoiceField(label="执业状态", choices=PractisingState.choices)
    founded_on = _day("成立或执业日期")
    uscc_reason = _reason("代码有疑问、仍然采用的理由", "只在改类型后系统提示代码不符时填写。")
    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="写明依据，例如变更登记的文号。理由会写入办理历史。",
        error_messages=_WHY,
    )  # fmt: skip
    field_order = [
        "kind", "legal_representative", "address", "institution", "licence_number", "id_type", "id_number", "state", "founded_on",
        "uscc_reason", "reason",
    ]  # fmt: skip

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        facts = ("kind", "legal_representative", "address", "licence_number", "state", "founded_on", "institution")
        initial = {name: getattr(subject, f"{name}_id" if name == "institution" else name) for name in facts}
        super().__init__(*args, initial=initial, **kwargs)
        own = ("legal_representative", "address", "uscc_reason")
        theirs = ("institution", "licence_number", "id_type", "id_number")
        for name in ("near_reason", *(own if subject.is_person else theirs)):
            del self.fields[name]
        kinds = (
            (*PRACTITIONERS, SubjectKind.OTHER_PERSON)
            if subject.is_person
            else (*REGISTER_INSTITUTIONS, *OTHER_ORGANISATIONS)
        )
        self.fields["kind"].choices = _choices(kinds)  # type: ignore[attr-defined]
        if subject.is_person:
            self.fields["institution"].queryset = institutions()  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """The values for `subject_change`; a paper's type counts only with a number."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "uscc_reason")}
        if not typed.get("id_number"):
            typed.pop("id_type", None)
        return typed


def institutions() -> Any:
    """Institutions a practitioner may practise in."""
    kinds = (*REGISTER_INSTITUTIONS, SubjectKind.OTHER_ORG)
    return Subject.objects.filter(kind__in=kinds).order_by("kind", "pinyin").only("id", "name", "kind")
