"""Jobs as other systems of the bureau may follow them: state, progress, counts."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_auth import HasRight, HasScope, TokenAuthentication
from accounts.scopes import JOBS
from exchange.models import Job

_REFUSALS = {
    401: OpenApiResponse(OpenApiTypes.OBJECT, description="令牌无效"),
    403: OpenApiResponse(OpenApiTypes.OBJECT, description="令牌没有这项权限范围"),
    404: OpenApiResponse(OpenApiTypes.OBJECT, description="没有这个任务，或属于其他科室"),
}


class JobShape(serializers.ModelSerializer):
    """A job without its file."""

    id = serializers.CharField(source="public_id")
    state_label = serializers.CharField(source="get_state_display")
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


class JobPages(CursorPagination):
    """Newest first."""

    ordering = "-id"
    page_size = 50


class _View(APIView):
    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated, HasScope, HasRight]
    read_scope = JOBS
    read_perm = "exchange.view_job"

    @staticmethod
    def visible(request: Request) -> QuerySet[Job]:
        return Job.objects.visible_to(request.user).defer("params", "summary")


class JobListView(_View):
    """/api/v1/jobs/"""

    @extend_schema(
        operation_id="jobs_list",
        summary="查询本科室的导入任务",
        tags=["任务"],
        parameters=[OpenApiParameter("cursor", OpenApiTypes.STR, description="翻页游标，取自 next、previous")],
        responses={200: JobShape(many=True), **_REFUSALS},
    )
    def get(self, request: Request) -> Response:
        """Jobs of the own section."""
        pages = JobPages()
        rows = pages.paginate_queryset(self.visible(request), request, view=self)
        return pages.get_paginated_response(JobShape(rows, many=True).data)


class JobView(_View):
    """/api/v1/jobs/{id}/"""

    @extend_schema(
        operation_id="jobs_retrieve",
        summary="查看一个导入任务",
        tags=["任务"],
        responses={200: JobShape, **_REFUSALS},
    )
    def get(self, request: Request, public_id: str) -> Response:
        """One job of the own section."""
        return Response(JobShape(get_object_or_404(self.visible(request), public_id=public_id)).data)
