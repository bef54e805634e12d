"""The entry form of one kind, made from its data standard: fields, help, choices and groups are data.

Django's own checks stay off: the rules of the standard judge every value, here as in the workbook and the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from publicity.disclosure import QUESTIONS
from publicity.standard.findings import Finding
from publicity.standard.spec import Field, field_of

GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("行政相对人", frozenset({"party_name", "party_kind", "uscc", "legal_rep", "id_type", "id_number", "opponent"})),
    ("决定文书", frozenset({"doc_name", "doc_number", "title", "category", "certificate_name", "certificate_no"})),
    (
        "决定内容",
        frozenset(
            {
                "violation",
                "facts",
                "basis",
                "content",
                "fine",
                "confiscated",
                "withheld",
                "amount",
                "correction",
                "undertaker",
            }
        ),
    ),
    ("日期与期限", frozenset({"decided_on", "valid_from", "valid_to", "penalty_until", "public_until", "status"})),
    ("机关与来源", frozenset({"agency", "agency_code", "source", "source_code", "remark"})),
    ("其他代码（一般不填）", frozenset()),
)
HIDDEN_ROLES = ("id_number", "legal_rep_id")
OVERRIDE = "override-"
ANSWER = "answer-"
PARTY_OF_ROLE = {
    "uscc": "org",
    "legal_rep": "org",
    "legal_rep_id_type": "org",
    "legal_rep_id": "org",
    "id_type": "natural",
    "id_number": "natural",
}


class EntryForm(forms.Form):
    """One decision as typed. `findings` from the rules are shown beside their fields; nothing typed is lost."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        fields: Iterable[Mapping[str, Any]],
        initial: Mapping[str, Any] | None = None,
        keep_secret: bool = False,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.specs = [field_of(spec) for spec in fields]
        for spec in self.specs:
            self.fields[spec.code] = _control(spec, str(self.initial.get(spec.code, "")), keep_secret)
        for question in QUESTIONS:
            self.fields[ANSWER + question.code] = forms.BooleanField(
                label=question.text, help_text=question.help, required=False
            )
        for name in data or ():
            if name.startswith(OVERRIDE) and name.removeprefix(OVERRIDE) in self.fields:
                self._ask_override(name.removeprefix(OVERRIDE))

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Title and bound fields of each group that has any, each override right after its field."""
        placed: dict[str, list[Any]] = {title: [] for title, _ in GROUPS}
        for spec in self.specs:
            title = next((title for title, roles in GROUPS if spec.role in roles), GROUPS[-1][0])
            placed[title].append(self[spec.code])
            if OVERRIDE + spec.code in self.fields:
                placed[title].append(self[OVERRIDE + spec.code])
        return [(title, bound) for title, bound in placed.items() if bound]

    def questions(self) -> list[Any]:
        return [self[ANSWER + question.code] for question in QUESTIONS]

    def raw_values(self) -> dict[str, str]:
        """What was typed, by national field code; several ticked values are joined as the standard writes them."""
        return {
            spec.code: ";".join(self.data.getlist(spec.code)) if _many(spec) else self.data.get(spec.code, "")
            for spec in self.specs
        }

    def answers(self) -> dict[str, bool]:
        return {question.code: bool(self.data.get(ANSWER + question.code)) for question in QUESTIONS}

    def overrides(self) -> dict[str, str]:
        """Reasons given for values that are kept although a rule doubts them, by field code."""
        return {
            name.removeprefix(OVERRIDE): self.data.get(name, "").strip()
            for name in self.fields
            if name.startswith(OVERRIDE) and self.data.get(name, "").strip()
        }

    def refuse(self, findings: Iterable[Finding]) -> None:
        """Put the errors of the rules beside their fields; doubtful values get a box for the reason to keep them."""
        self.full_clean()
        for finding in findings:
            if finding.level != "error":
                continue
            name = finding.field if finding.field in self.fields else None
            mend = f" 建议改为：{finding.suggestion}" if finding.suggestion else ""
            self.add_error(name, finding.message + mend)
            if finding.overridable and name:
                self._ask_override(name)

    def _ask_override(self, code: str) -> None:
        self.fields[OVERRIDE + code] = forms.CharField(
            label=f"仍按原值登记“{self.fields[code].label}”的理由",
            required=False,
            max_length=200,
            help_text="确有依据时才填写（至少 5 个字），理由会保存在历史记录中。",
        )


def _many(spec: Field) -> bool:
    return spec.type == "multi_enum"


def _control(spec: Field, current: str, keep_secret: bool) -> forms.Field:
    """The control of one field. Required fields are marked in words; the browser never stops a draft."""
    attrs: dict[str, Any] = {"autocomplete": "off", "data-party": PARTY_OF_ROLE.get(spec.role, "")}
    attrs = {key: value for key, value in attrs.items() if value}
    if spec.role == "party_name":
        attrs["list"] = "party-names"
    label = spec.header + (
        "" if spec.required == "never" else "（必填）" if spec.required == "always" else "（视情况必填）"
    )
    text = spec.help + (f" 待确认：{spec.pending}" if spec.pending and spec.required != "never" else "")
    if keep_secret and spec.role in HIDDEN_ROLES:
        text = "已加密保存，不显示。留空表示不变，重新填写表示更换。"
    if spec.type == "enum":
        values = [entry["value"] for entry in spec.enum]
        return forms.ChoiceField(
            label=label,
            help_text=text,
            required=False,
            widget=forms.Select(attrs=attrs),
            choices=[
                ("", "请选择"),
                *((value, value) for value in dict.fromkeys([*values, *([current] if current else [])])),
            ],
        )
    if _many(spec):
        values = [entry["value"] for entry in spec.enum]
        return LenientMultipleChoice(
            label=label,
            help_text=text,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs=attrs),
            choices=[
                (value, value) for value in dict.fromkeys([*values, *(part for part in current.split(";") if part)])
            ],
        )
    widget: forms.Widget = (
        forms.Textarea(attrs=attrs | {"rows": 3})
        if spec.type == "multiline"
        else forms.TextInput(attrs=attrs | ({"placeholder": "例如 2026-03-09"} if spec.type.startswith("date") else {}))
    )
    return forms.CharField(label=label, help_text=text, required=False, widget=widget, strip=False)


class LenientMultipleChoice(forms.MultipleChoiceField):
    """The rules of the standard judge the value, not the list of boxes."""

    def validate(self, value: Any) -> None:
        return None

    def prepare_value(self, value: Any) -> Any:
        return value.split(";") if isinstance(value, str) else value
