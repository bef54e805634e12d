"""The shape of the public API's answers, for the answers themselves and for OpenAPI."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.words import iso_date
from records.choices import MarkKind
from website.params import MAX_ROWS


class PublicErrorItemSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="错误代码，供程序判断。")
    message = serializers.CharField(help_text="哪里不对、为什么、怎样改。")
    field = serializers.CharField(required=False, help_text="有问题的参数。")


class PublicErrorSerializer(PublicErrorItemSerializer):
    errors = PublicErrorItemSerializer(many=True)


class NamedSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class KindsSerializer(serializers.Serializer):
    decisions = NamedSerializer(many=True, help_text="行政决定的种类。")
    subjects = NamedSerializer(many=True, help_text="法律服务机构的种类。")


class DecisionLineSerializer(serializers.Serializer):
    """列表中的一件决定。自然人只显示姓氏。"""

    id = serializers.UUIDField(help_text="公开编号，与网页地址中的相同。")
    kind = serializers.CharField(help_text="决定种类代码。")
    kind_name = serializers.CharField()
    party = serializers.CharField(help_text="行政相对人名称；自然人脱敏。")
    document_number = serializers.CharField()
    title = serializers.CharField()
    authority = serializers.CharField(help_text="作出决定的机关。")
    decided_on = serializers.DateField()
    publish_from = serializers.DateField(help_text="公示第一天。")
    publish_until = serializers.DateField(help_text="公示最后一天（当天仍公示）。")
    days_left = serializers.IntegerField(help_text="距公示最后一天还有几天，0 表示今天是最后一天。")
    status = serializers.ChoiceField(
        choices=["published", "expiring"], help_text="published 公示中，expiring 30 天内到期。"
    )
    marks = serializers.ListField(
        child=serializers.ChoiceField(choices=MarkKind.choices),
        help_text="标注：disputed 异议处理中，repairing 修复办理中；没有的为空。",
    )
    reply = serializers.CharField(allow_blank=True, help_text="当事人回应，200 字以内；没有的为空。")


class FieldSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="国家数据标准的字段代码。")
    label = serializers.CharField()
    value = serializers.CharField()


class PaperSerializer(serializers.Serializer):
    """可以下载的文书脱敏件。"""

    title = serializers.CharField()
    format = serializers.CharField(help_text="文件种类：PDF、JPG、PNG、DOCX。")
    size = serializers.IntegerField(help_text="大小（字节）。")
    url = serializers.CharField(help_text="下载地址；公示期满或者撤下后失效。")


class MonthSerializer(serializers.Serializer):
    """一份月结或者零申报声明。"""

    statement = serializers.CharField(help_text="签署的声明。")
    kind = serializers.CharField()
    kind_name = serializers.CharField()
    zero = serializers.BooleanField(help_text="是否零申报。")
    signed_on = serializers.DateField(help_text="签署日期。")


class MonthPageSerializer(serializers.Serializer):
    """一页声明。"""

    items = MonthSerializer(many=True)
    next = serializers.CharField(help_text="下一页的 after 参数，空表示没有下一页。", allow_blank=True)


class DecisionSerializer(serializers.Serializer):
    """一件决定的全部公示内容，与网页逐项相同。"""

    record = DecisionLineSerializer()
    fields_ = FieldSerializer(many=True, help_text="公示内容：公开级别为公开或脱敏后公开的字段。")
    edition = serializers.CharField(help_text="所依据的数据标准。")
    subject = serializers.UUIDField(allow_null=True, help_text="相对人的公开编号；自然人为空。")
    effect = serializers.SerializerMethodField(help_text="当前效力。")
    under_review = serializers.BooleanField(help_text="正在复议或者诉讼中。")
    notes = serializers.ListField(child=serializers.CharField(), help_text="后续情况的公开说明。")
    papers = PaperSerializer(many=True, help_text="文书脱敏件；没有的为空。")

    def get_fields(self) -> dict[str, serializers.Field]:
        """The answer's key is `fields`; a class attribute of that name would hide the framework's own property."""
        known = super().get_fields()
        return {("fields" if name == "fields_" else name): field for name, field in known.items()}

    def get_effect(self, shown) -> str:
        return shown.effect or "有效"


class DecisionPageSerializer(serializers.Serializer):
    """一页决定。"""

    items = DecisionLineSerializer(many=True)
    next = serializers.CharField(help_text="下一页的 after 参数，空表示没有下一页。", allow_blank=True)
    count = serializers.CharField(
        help_text="件数，只在第一页给出；超过 1,000 的写作“1,000+”，其他以 + 结尾的表示至少有这么多。", allow_blank=True
    )


class FormerNameSerializer(serializers.Serializer):
    name = serializers.CharField()
    until = serializers.DateField(allow_null=True)


class SubjectSerializer(serializers.Serializer):
    """一个主体的公开信息。不适用的项目为空。"""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    kind_name = serializers.CharField()
    name = serializers.CharField()
    former_names = FormerNameSerializer(many=True)
    state = serializers.CharField(allow_blank=True, help_text="执业状态代码。")
    state_name = serializers.CharField(allow_blank=True)
    state_text = serializers.CharField(allow_blank=True, help_text="执业状态的含义。")
    uscc = serializers.CharField(allow_blank=True, help_text="统一社会信用代码。")
    head = serializers.CharField(allow_blank=True, help_text="负责人。")
    address = serializers.CharField(allow_blank=True)
    licence_number = serializers.CharField(allow_blank=True)
    institution = serializers.CharField(allow_blank=True, help_text="执业机构。")
    institution_id = serializers.UUIDField(allow_null=True)
    since = serializers.DateField(allow_null=True)


class SubjectPageSerializer(serializers.Serializer):
    items = SubjectSerializer(many=True)
    next = serializers.CharField(allow_blank=True, help_text="下一页的 after 参数，空表示没有下一页。")


class SubjectDetailSerializer(serializers.Serializer):
    subject = SubjectSerializer()
    decisions = DecisionPageSerializer()


def _parameter(name: str, help_text: str, kind: object = OpenApiTypes.STR, **more: object) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=help_text, **more)  # type: ignore[arg-type]


PUBLIC_ID = OpenApiParameter("public_id", OpenApiTypes.UUID, OpenApiParameter.PATH, description="公开编号。")
Q = _parameter("q", "查询内容：名称中相连的两个字以上、拼音、统一社会信用代码（8 位以上）或文号；自然人须为姓名全名。")
AFTER = _parameter("after", "上一页答复中的 next。")
LIMIT = _parameter("limit", f"每页件数，1 到 {MAX_ROWS}，默认 20。", OpenApiTypes.INT)
SUBJECT_KIND = _parameter("kind", "机构种类代码，见 /kinds/。")
FILTERS = [
    _parameter("kind", "决定种类代码，见 /kinds/；others 表示许可、处罚以外的全部。"),
    _parameter("since", "决定日期自（含当日），如 2026-03-09。"),
    _parameter("until", "决定日期至（含当日）。"),
    _parameter("authority", "作出决定的机关全称。"),
]
ZERO = _parameter("only", "zero 只要零申报声明；不写为全部。", enum=["zero"])
ORDER = _parameter(
    "order",
    "排序：newest 新作出的在前（默认）；ending 快到期的在前（只用于没有 q 的列表）。",
    enum=["newest", "ending"],
)
BAD = {400: OpenApiResponse(PublicErrorSerializer, description="参数有误")}
BUSY = {
    304: OpenApiResponse(description="内容与 If-None-Match 所写的 ETag 相同，没有变化"),
    429: OpenApiResponse(PublicErrorSerializer, description="请求过于频繁"),
}
GONE = {404: OpenApiResponse(PublicErrorSerializer, description="没有这项内容，或者已不在公示期内")}
CSV_HEADERS = ("编号", "种类", "名称", "文号", "事由", "机关", "决定日期", "公示开始", "公示截止", "标注", "当事人回应")


def csv_row(row) -> list[str]:
    """A line of the CSV from a ShownRecord, in the order of CSV_HEADERS."""
    return [
        str(row.id), row.kind_name, row.party, row.document_number, row.title, row.authority,
        iso_date(row.decided_on), iso_date(row.publish_from), iso_date(row.publish_until),
        "、".join(str(MarkKind(kind).label) for kind in row.marks), row.reply,
    ]  # fmt: skip
