"""The write API for other systems of the bureau: hand in a decision, try it first, read back one's own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_auth import HasRight, HasScope, TokenAuthentication
from accounts.scopes import READ, WRITE
from core import clock
from core.errors import DomainError
from core.text import clean
from exchange.services.idempotency import Answer, once
from publicity.api_shapes import CheckShape, DecisionShape, EntryShape, RefusalShape, VerdictShape, shown
from publicity.models import Decision, DecisionKind, StandardEdition
from publicity.services.checking import Refused, check_values, finding_dict
from publicity.services.entry import AlreadyThere, decision_enter
from publicity.services.ledger import Provenance
from publicity.services.standards import edition_for, standard_of

_KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True,
    description="本次写入的唯一编号（1–80 个字符）。同一编号、同一内容重发，返回第一次的应答；内容不同返回 409。",
)  # fmt: skip
_REFUSALS = {
    400: OpenApiResponse(RefusalShape, description="不符合数据标准，errors 列出全部问题"),
    401: OpenApiResponse(RefusalShape, description="令牌无效"),
    403: OpenApiResponse(RefusalShape, description="令牌没有这项权限范围，或用户没有权限"),
    409: OpenApiResponse(RefusalShape, description="重复登记，或 Idempotency-Key 已用于其他内容"),
    429: OpenApiResponse(RefusalShape, description="请求过于频繁"),
}


class _View(APIView):
    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated, HasScope, HasRight]
    read_scope, write_scope = READ, WRITE
    read_perm, write_perm = "publicity.view_decision", "publicity.enter_decision"


class DecisionPages(CursorPagination):
    """Newest entries first."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class DecisionListView(_View):
    """/api/v1/decisions/"""

    @extend_schema(
        operation_id="decisions_list", summary="查询本科室登记的决定", tags=["决定"],
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, description="决定种类代码"),
            OpenApiParameter("state", OpenApiTypes.STR, description="状态代码"),
            OpenApiParameter("number", OpenApiTypes.STR, description="文号（标准写法）"),
            OpenApiParameter("cursor", OpenApiTypes.STR, description="翻页游标，取自 next、previous"),
            OpenApiParameter("page_size", OpenApiTypes.INT, description="每页件数，最多 200"),
        ],
        responses={200: DecisionShape(many=True), 401: _REFUSALS[401], 403: _REFUSALS[403], 404: _REFUSALS[400]},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Own section's decisions, newest first, by cursor."""
        rows = _visible(request)
        for name in ("kind", "state", "number"):
            wanted = clean(request.query_params.get(name, ""))
            if wanted:
                rows = rows.filter(**{name: wanted})
        pages = DecisionPages()
        return pages.get_paginated_response(
            DecisionShape(pages.paginate_queryset(rows, request, view=self), many=True).data
        )

    @extend_schema(
        operation_id="decisions_create", summary="登记一件决定", tags=["决定"], request=EntryShape, parameters=[_KEY],
        responses={201: DecisionShape, 200: OpenApiResponse(DecisionShape, description="已有相同的决定，没有重复登记"), **_REFUSALS},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Register one decision, exactly once for each Idempotency-Key."""
        body = _body(EntryShape, request)
        edition = _edition(body)
        key = request.headers.get("Idempotency-Key", "")
        try:
            code, answer, replayed = once(
                user=request.user, key=key, body=request.data, perform=lambda: _enter(request, body, edition)
            )
        except Refused as refused:
            return _refusal(edition, refused)
        return Response(answer, status=code, headers={"Idempotency-Replayed": "true"} if replayed else None)


class DecisionCheckView(_View):
    """/api/v1/decisions/check/"""

    @extend_schema(
        operation_id="decisions_check", summary="试查一件决定，不写入", tags=["决定"], request=CheckShape,
        responses={200: VerdictShape, **{code: _REFUSALS[code] for code in (400, 401, 403, 429)}},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """The verdict of all rules; writes nothing and needs no Idempotency-Key."""
        body = _body(CheckShape, request)
        edition = _edition(body)
        verdict = check_values(
            edition=edition, values=body["fields"], overrides=body["overrides"], answers=body["answers"]
        )
        standard = standard_of(edition)
        said = [finding_dict(standard, finding) for finding in verdict.findings]
        return Response({"good": verdict.good, "unchanged": bool(verdict.unchanged), "errors": said})


class DecisionView(_View):
    """/api/v1/decisions/{id}/"""

    @extend_schema(
        operation_id="decisions_retrieve", summary="查看一件决定", tags=["决定"],
        responses={200: DecisionShape, **{code: _REFUSALS[code] for code in (401, 403)}, 404: OpenApiResponse(RefusalShape, description="没有这件决定，或属于其他科室")},
    )  # fmt: skip
    def get(self, request: Request, public_id: str) -> Response:
        """One decision of the own section; anybody else's is not there."""
        return Response(DecisionShape(get_object_or_404(_visible(request), public_id=public_id)).data)


def _visible(request: Request) -> QuerySet[Decision]:
    return Decision.objects.visible_to(request.user).select_related("edition", "section").defer("secrets")


def _body(shape: type[EntryShape], request: Request) -> dict[str, Any]:
    checked = shape(data=request.data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def _edition(body: dict[str, Any]) -> StandardEdition:
    if not DecisionKind.objects.filter(pk=body["kind"], active=True).exists():
        raise DomainError(f"没有“{body['kind'][:20]}”这种决定，请核对 kind。", code="E-CL-01", field="kind")
    return edition_for(body["kind"], code=body["edition"], on=clock.today())


def _enter(request: Request, body: dict[str, Any], edition: StandardEdition) -> Answer:
    try:
        decision = decision_enter(
            actor=request.user, kind=body["kind"], edition=edition, raw_values=body["fields"], state=body["state"],
            answers=body["answers"], overrides=body["overrides"], provenance=Provenance("api"),
        )  # fmt: skip
    except AlreadyThere as there:
        known = _visible(request).filter(pk=there.decision.pk).first() if there.decision else None
        if known is None:
            raise
        return status.HTTP_200_OK, shown(known, unchanged=True)
    return status.HTTP_201_CREATED, shown(decision)


def _refusal(edition: StandardEdition, refused: Refused) -> Response:
    """All findings in one answer, with the codes that the form and the workbook give for the same row."""
    standard = standard_of(edition)
    errors = [finding_dict(standard, finding) for finding in refused.findings]
    return Response(
        {"code": refused.code, "message": refused.message, "errors": errors}, status=status.HTTP_400_BAD_REQUEST
    )
