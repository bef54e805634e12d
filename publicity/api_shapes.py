"""What the write API takes and gives, as serializers: for checking the body's form and for the OpenAPI document.

What is in the fields is judged by the rules of the standard alone, the same as for the form and the workbook.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.api_fields import ScrubbedText, ScrubbedTexts
from publicity.disclosure import QUESTIONS
from publicity.models import Decision

_ANSWERS = tuple(question.code for question in QUESTIONS)


class EntryShape(serializers.Serializer):
    """One decision as a machine hands it in. What is not known is refused, not left out: the sender believes it was taken."""

    default_error_messages = {"invalid": "请求内容应当是一个 JSON 对象（花括号）。请对照接口说明。"}

    kind = serializers.CharField(help_text="决定种类代码，如 licence、penalty。")
    edition = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="数据标准版本，如 2018；不写用现行版。"
    )
    fields = serializers.DictField(help_text='标准字段代码 → 值，如 {"CF_XDR_MC": "…"}。金额单位为万元。')  # type: ignore[assignment]
    answers = serializers.DictField(
        child=serializers.BooleanField(),
        required=False,
        default=dict,
        help_text="公开方式问答：secret、simple、minor_person、privacy、slight。",
    )
    overrides = serializers.DictField(
        child=serializers.CharField(max_length=200), required=False, default=dict,
        help_text="字段代码 → 仍按原值登记的理由（至少 5 个字），只对允许人工确认的规则有效。",
    )  # fmt: skip
    state = serializers.ChoiceField(
        ["pending", "draft"], required=False, default="pending", help_text="pending 提交审核，draft 草稿。",
        error_messages={"invalid_choice": "没有“{input}”。只能写 pending（提交审核）或 draft（草稿）。"},
    )  # fmt: skip

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The body in its parts. ValidationError for a name that is none of them."""
        taken: dict[str, Any] = super().to_internal_value(data)
        known = self.fields
        if unknown := [str(name)[:40] for name in data if name not in known]:
            words = f"没有这一项，请删去。可以写的有：{'、'.join(known)}。"
            raise serializers.ValidationError(dict.fromkeys(unknown, words))
        return taken

    def validate_fields(self, value: dict[str, Any]) -> dict[str, Any]:
        """Texts and numbers only: an object or a yes would be stored as the name of a thing, not as what it means."""
        wrong = {
            name: "要写成文字或数字，不能是对象、列表或 true、false。"
            for name, content in value.items()
            if isinstance(content, (bool, dict, list))
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return value

    def validate_answers(self, value: dict[str, bool]) -> dict[str, bool]:
        """Only questions that are asked."""
        words = f"没有这个问题。可以写的有：{'、'.join(_ANSWERS)}。"
        if wrong := {name: words for name in value if name not in _ANSWERS}:
            raise serializers.ValidationError(wrong)
        return value


class CheckShape(EntryShape):
    """The same for a trial run."""

    state = None  # type: ignore[assignment]


class FindingShape(serializers.Serializer):
    """One thing said about one field."""

    field = serializers.CharField(help_text="标准字段代码，空为整件")  # type: ignore[assignment]
    header = serializers.CharField(help_text="表头")
    code = serializers.CharField(help_text="规则代码，与表格和表单相同")
    level = serializers.ChoiceField(["error", "warning", "note"])
    message = serializers.CharField()
    suggestion = serializers.CharField(allow_null=True, help_text="建议值；证件号码打码")
    overridable = serializers.BooleanField(help_text="可否写明理由后保留")


class VerdictShape(serializers.Serializer):
    """The answer to a trial run."""

    good = serializers.BooleanField(help_text="没有级别为 error 的问题")
    unchanged = serializers.BooleanField(help_text="台账里已有相同的决定")
    errors = FindingShape(many=True)


class DecisionShape(serializers.ModelSerializer):
    """A decision in the ledger, without any identity number."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(source="kind_id")
    edition = serializers.CharField(source="edition.code")
    state_label = serializers.CharField(source="get_state_display")
    section = serializers.CharField(source="section.name")
    title = ScrubbedText()
    party_name = ScrubbedText()
    overrides = ScrubbedTexts(read_only=True)
    fields = ScrubbedTexts(
        source="data", read_only=True, help_text="标准字段代码 → 值；证件号码不返回，文字中的证件号码、电话打码。"
    )  # type: ignore[assignment]

    class Meta:
        model = Decision
        fields = (
            "id", "kind", "edition", "state", "state_label", "section", "party_name", "party_code", "number", "certificate", "title",
            "decided_on", "due_internal", "act_by", "due_official", "first_reported_on", "accepted_on", "effect", "channel", "overrides",
            "fields", "created_at",
        )  # fmt: skip


class EnteredShape(DecisionShape):
    """The answer to a write."""

    unchanged = serializers.BooleanField(read_only=True, help_text="台账里已有相同的决定，没有重复登记。")

    class Meta(DecisionShape.Meta):
        fields = (*DecisionShape.Meta.fields, "unchanged")  # type: ignore[assignment]


class DecisionPageShape(serializers.Serializer):
    """A page of decisions."""

    next = serializers.URLField(allow_null=True, help_text="下一页的地址，空表示没有下一页。")
    results = DecisionShape(many=True)


def shown(decision: Decision, *, unchanged: bool = False) -> dict[str, Any]:
    """The answer to a write, ready to be kept and replayed."""
    data = DecisionShape(decision).data
    plain = {
        name: value if value is None or isinstance(value, (str, dict)) else str(value) for name, value in data.items()
    }
    return {**plain, "unchanged": unchanged}
