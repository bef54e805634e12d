"""Jobs as other systems of the bureau may follow them: state, progress, counts."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import MachineView
from accounts.scopes import JOBS
from core.api_fields import ScrubbedText
from core.api_pages import answer, page_of
from core.api_shapes import BAD, CONDITIONAL, GONE, PAGED, SIGNED_IN, UNCHANGED
from core.text import clean
from exchange.models import Job

_ID = OpenApiParameter("public_id", OpenApiTypes.STR, OpenApiParameter.PATH, description="任务编号。")


class JobShape(serializers.ModelSerializer):
    """A job without its file."""

    id = serializers.CharField(source="public_id")
    state_label = serializers.CharField(source="get_state_display")
    filename = ScrubbedText()
    error = ScrubbedText()
    percent = serializers.IntegerField(help_text="进度，0–100")

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "state",
            "state_label",
            "percent",
            "filename",
            "sha256",
            "total",
            "done",
            "good",
            "bad",
            "warnings",
            "created",
            "unchanged",
            "error",
            "created_at",
            "finished_at",
        )


class JobPageShape(serializers.Serializer):
    """A page of jobs."""

    next = serializers.URLField(allow_null=True, help_text="下一页的地址，空表示没有下一页。")
    results = JobShape(many=True)


class _View(MachineView):
    read_scope = JOBS
    read_perm = "exchange.view_job"

    @staticmethod
    def visible(request: Request) -> QuerySet[Job]:
        return Job.objects.visible_to(request.user).files_in().defer("params", "summary")


class JobListView(_View):
    """/api/v1/jobs/"""

    @extend_schema(
        operation_id="jobs_list", summary="查询本科室的导入任务", tags=["任务"], parameters=[*PAGED, CONDITIONAL],
        responses={200: JobPageShape, **UNCHANGED, **BAD, **SIGNED_IN},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Jobs of the own section, newest first."""
        found = page_of(request, self.visible(request))
        return answer(request, found, JobShape(found.rows, many=True).data)


class JobView(_View):
    """/api/v1/jobs/{id}/"""

    @extend_schema(
        operation_id="jobs_retrieve", summary="查看一个导入任务", tags=["任务"], parameters=[_ID, CONDITIONAL],
        responses={200: JobShape, **UNCHANGED, **SIGNED_IN, **GONE},
    )  # fmt: skip
    def get(self, request: Request, public_id: str) -> Response:
        """One job of the own section."""
        job = self.visible(request).filter(public_id=clean(public_id)).first()
        if job is None:
            raise Http404
        return Response(JobShape(job).data)
