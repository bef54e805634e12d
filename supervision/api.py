"""The read API of look-ups before a decision: matters and what was found, for the same people as on the staff's pages.

The matter itself states purpose and number; each one handed out is written into the register of looks, as on its page.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import MachineView
from accounts.scopes import LOOKUPS
from audit.services import saw
from core.api_fields import ScrubbedText
from core.api_pages import answer, page_of
from core.api_params import choice_of, path_uuid, text_of
from core.api_shapes import BAD, CONDITIONAL, GONE, PAGED, SIGNED_IN, UNCHANGED, public_id, query
from records.api_shapes import NamedSubjectShape
from supervision.choices import MatterState, Scene
from supervision.matter_page import words_of
from supervision.models import LookUp, Matter
from supervision.querysets import ALL_SECTIONS, OWN_SECTION
from supervision.services.matters import current_rows


class MatterShape(serializers.ModelSerializer):
    """一个查询事项。"""

    id = serializers.UUIDField(source="public_id")
    scene_name = serializers.CharField(source="get_scene_display")
    title = ScrubbedText()
    section = serializers.CharField(source="section.name")
    state_name = serializers.CharField(source="get_state_display")

    class Meta:
        model = Matter
        fields = (
            "id", "number", "scene", "scene_name", "title", "section", "opened_at", "state", "state_name", "round", "decision", "decided_on",
        )  # fmt: skip


class HitShape(serializers.Serializer):
    """查到的一条记录，按查询当日的状态。"""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_blank=True)
    title = ScrubbedText()
    authority = serializers.CharField()
    nature = serializers.CharField()
    disclosure = serializers.CharField()
    event_date = serializers.DateField()
    until = serializers.DateField()


class LookUpShape(serializers.ModelSerializer):
    """对一个主体的查询结果。"""

    name = ScrubbedText()
    code = ScrubbedText(help_text="代码；自然人的证件号码打码。")
    state_name = serializers.CharField(source="get_state_display")
    subject = NamedSubjectShape(allow_null=True)
    words = serializers.SerializerMethodField(help_text="结果的文字说明。")
    records = serializers.SerializerMethodField()
    feedback = serializers.SerializerMethodField(help_text="触发反馈，未反馈的为空。")

    class Meta:
        model = LookUp
        fields = (
            "row", "name", "code", "state", "state_name", "subject", "looked_on", "hit", "words", "records", "feedback",
        )  # fmt: skip

    def get_words(self, row: LookUp) -> str:
        return words_of(row)

    @extend_schema_field(HitShape(many=True))
    def get_records(self, row: LookUp) -> Any:
        return HitShape(row.result.get("records", ()), many=True).data

    def get_feedback(self, row: LookUp) -> str:
        given = getattr(row, "feedback", None)
        return given.get_what_display() if given else ""


class MatterDetailShape(MatterShape):
    """一个查询事项和它最近一轮的结果，最多 500 个。"""

    lookups = LookUpShape(many=True)

    class Meta(MatterShape.Meta):
        fields = (*MatterShape.Meta.fields, "lookups")  # type: ignore[assignment]


class MatterPageShape(serializers.Serializer):
    """一页事项。"""

    next = serializers.URLField(allow_null=True, help_text="下一页的地址，空表示没有下一页。")
    results = MatterShape(many=True)


class _View(MachineView):
    read_scope, read_perm = LOOKUPS, OWN_SECTION

    def check_permissions(self, request: Request) -> None:
        """Either right opens it, as on the pages; what each may see is the queryset's matter."""
        self.read_perm = ALL_SECTIONS if request.user.has_perm(ALL_SECTIONS) else OWN_SECTION
        super().check_permissions(request)

    @staticmethod
    def visible(request: Request) -> QuerySet[Matter]:
        return Matter.objects.visible_to(request.user).select_related("section")


class MatterListView(_View):
    """/api/v1/matters/"""

    @extend_schema(
        operation_id="matters_list", summary="查询查信用的事项", tags=["查信用"],
        parameters=[
            query("number", "事项编号，如 CX-20260907-01。"), query("scene", "场景。", enum=Scene.values),
            query("state", "状态。", enum=MatterState.values), *PAGED, CONDITIONAL,
        ],
        responses={200: MatterPageShape, **UNCHANGED, **BAD, **SIGNED_IN},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Matters of the own section, or of all with the right to; newest first."""
        wanted = {
            "number": text_of(request, "number"),
            "scene": choice_of(request, "scene", Scene.values),
            "state": choice_of(request, "state", MatterState.values),
        }
        rows = self.visible(request).filter(**{name: value for name, value in wanted.items() if value})
        found = page_of(request, rows)
        return answer(request, found, MatterShape(found.rows, many=True).data)


class MatterView(_View):
    """/api/v1/matters/{id}/"""

    @extend_schema(
        operation_id="matters_retrieve", summary="查看一个事项的查询结果", tags=["查信用"],
        description="事项本身就是查阅的目的和编号，每次查阅都登记。", parameters=[public_id(), CONDITIONAL],
        responses={200: MatterDetailShape, **UNCHANGED, **SIGNED_IN, **GONE},
    )  # fmt: skip
    def get(self, request: Request, public_id: str) -> Response:
        """One matter with its last round; another section's is not there."""
        matter = self.visible(request).filter(public_id=path_uuid(public_id)).first()
        if matter is None:
            raise Http404
        saw(actor=request.user, deed="view", obj=matter, purpose=matter.get_scene_display(), matter=matter.number)
        rows = current_rows(matter).select_related("subject", "feedback").order_by("row")
        shown = MatterShape(matter).data | {"lookups": LookUpShape(rows, many=True).data}
        return Response(shown)
