"""What the sections' API tells of a subject and of a record: an allow-list; never an identity number, no home address of a person."""

from __future__ import annotations

from rest_framework import serializers

from core.api_fields import ScrubbedText
from core.masking import scrub
from records.choices import Disclosure, MarkKind, Nature
from records.models import CreditRecord, Subject, SubjectName


class NameShape(serializers.ModelSerializer):
    """一个名称和它的使用日期。"""

    class Meta:
        model = SubjectName
        fields = ("name", "valid_from", "valid_until")


class NamedSubjectShape(serializers.ModelSerializer):
    """一个主体的编号和名称。"""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Subject
        fields = ("id", "name")


class SubjectShape(serializers.ModelSerializer):
    """一个信用主体。证件号码不返回，自然人的住所不返回。"""

    id = serializers.UUIDField(source="public_id")
    kind_name = serializers.CharField(source="get_kind_display")
    state_name = serializers.CharField(source="get_state_display")
    address = serializers.SerializerMethodField(help_text="机构的住所；自然人为空。")
    institution = NamedSubjectShape(allow_null=True, help_text="执业机构；机构为空。")
    names = NameShape(many=True, help_text="现名称和曾用名。")

    class Meta:
        model = Subject
        fields = (
            "id", "kind", "kind_name", "name", "names", "uscc", "licence_number", "legal_representative", "institution", "address",
            "founded_on", "state", "state_name",
        )  # fmt: skip

    def get_address(self, subject: Subject) -> str:
        return "" if subject.is_person else scrub(subject.address)


class RecordShape(serializers.ModelSerializer):
    """一条信用记录，公示的和不公示的。"""

    id = serializers.UUIDField(source="public_id")
    subject = NamedSubjectShape()
    item = serializers.CharField(source="item.name", help_text="归集目录事项。")
    title = ScrubbedText(help_text="事由。")
    nature = serializers.ChoiceField(Nature.values, help_text="positive 守信、neutral 一般、adverse 失信。")
    disclosure = serializers.ChoiceField(Disclosure.values, help_text="public 公示、shared 仅共享、withheld 不公示。")
    disclosure_reason = ScrubbedText()
    suspended_reason = ScrubbedText()
    withdrawn_reason = ScrubbedText()
    public = serializers.BooleanField(source="is_public", help_text="今天是否正在公示。")
    marks = serializers.ListField(
        source="beside.marks", child=serializers.ChoiceField(MarkKind.values),
        help_text="标注：disputed 异议处理中，repairing 修复办理中；没有的为空。",
    )  # fmt: skip
    reply = ScrubbedText(source="beside.reply", help_text="当事人回应；没有的为空。")

    class Meta:
        model = CreditRecord
        fields = (
            "id", "subject", "kind", "item", "nature", "party_name", "party_is_person", "document_number", "title", "authority",
            "event_date", "severity", "severity_confirmed", "disclosure", "disclosure_reason", "publish_from", "publish_until",
            "suspended_at", "suspended_reason", "withdrawn_at", "withdrawn_reason", "public", "marks", "reply", "created_at",
        )  # fmt: skip


class SubjectPageShape(serializers.Serializer):
    """一页主体。"""

    next = serializers.URLField(allow_null=True, help_text="下一页的地址，空表示没有下一页。")
    results = SubjectShape(many=True)


class RecordPageShape(serializers.Serializer):
    """一页记录。"""

    next = serializers.URLField(allow_null=True, help_text="下一页的地址，空表示没有下一页。")
    results = RecordShape(many=True)
