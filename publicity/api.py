"""The API for other systems of the bureau: hand in a decision, try it first, read the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import MachineView
from accounts.scopes import READ, WRITE
from audit.services import saw_many
from core import clock
from core.api_pages import answer, page_of
from core.api_params import path_uuid, span_of, text_of
from core.api_shapes import BAD, CONDITIONAL, GONE, PAGED, SIGNED_IN, UNCHANGED, public_id, query, refusal
from core.errors import DomainError
from exchange.services.idempotency import Answer, once
from publicity.api_shapes import (
    CheckShape,
    DecisionPageShape,
    DecisionShape,
    EnteredShape,
    EntryShape,
    VerdictShape,
    shown,
)
from publicity.models import Decision, DecisionKind, StandardEdition
from publicity.services.checking import Refused, check_values, finding_dict
from publicity.services.entry import AlreadyThere, decision_enter
from publicity.services.ledger import Provenance
from publicity.services.standards import edition_for, standard_of
from records.api_purpose import PURPOSE, purpose_of

_KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True,
    description="本次写入的唯一编号（1–80 个字符）。同一编号、同一内容重发，返回第一次的应答；内容不同返回 409。",
)  # fmt: skip
_REFUSED = {
    400: refusal("不符合数据标准，errors 列出全部问题", "E-REQ-01", "处罚依据没有填写。请照决定书填写。", "CF_YJ")
}
_TWICE = {409: refusal("重复登记，或 Idempotency-Key 已用于其他内容", "idempotency_key_reused", "这个 Idempotency-Key 已经用于另一个内容不同的请求。请为新的写入换一个编号。")}  # fmt: skip
_SAMPLE = OpenApiExample(
    "行政处罚", request_only=True,
    value={"kind": "penalty", "state": "draft", "fields": {"CF_XDR_MC": "重庆夔门律师事务所", "CF_WSH": "巫山司罚决字〔2026〕3号", "CF_JDRQ": "2026-09-07"}},
)  # fmt: skip


class _View(MachineView):
    read_scope, write_scope = READ, WRITE
    read_perm, write_perm = "publicity.view_decision", "publicity.enter_decision"


class DecisionListView(_View):
    """/api/v1/decisions/"""

    @extend_schema(
        operation_id="decisions_list", summary="查询登记的决定", tags=["决定"],
        description="返回本科室的决定。有查看全部科室权限的，返回全部科室的，须说明目的，查阅会登记。",
        parameters=[
            query("kind", "决定种类代码"), query("state", "状态代码"), query("number", "文号（标准写法）"),
            query("since", "决定日期自（含当日），如 2026-03-09。"), query("until", "决定日期至（含当日）。"), *PAGED, *PURPOSE, CONDITIONAL,
        ],
        responses={200: DecisionPageShape, **UNCHANGED, **BAD, **SIGNED_IN},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Decisions of the ledger, those entered last first."""
        rows = _visible(request)
        since, until = span_of(request)
        for name, wanted in (("decided_on__gte", since), ("decided_on__lte", until)):
            rows = rows.filter(**{name: wanted}) if wanted else rows
        for name in ("kind", "state", "number"):
            if text := text_of(request, name):
                rows = rows.filter(**{name: text})
        found = page_of(request, rows)
        _saw_others(request, found.rows)
        return answer(request, found, DecisionShape(found.rows, many=True).data)

    @extend_schema(
        operation_id="decisions_create", summary="登记一件决定", tags=["决定"], request=EntryShape, parameters=[_KEY], examples=[_SAMPLE],
        responses={201: EnteredShape, 200: OpenApiResponse(EnteredShape, description="已有相同的决定，没有重复登记"), **_REFUSED, **SIGNED_IN, **_TWICE},
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
        responses={200: VerdictShape, **_REFUSED, **SIGNED_IN},
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
        description="本科室的决定。有查看全部科室权限的，须说明目的，查阅会登记。",
        parameters=[public_id(), *PURPOSE, CONDITIONAL],
        responses={200: DecisionShape, **UNCHANGED, **SIGNED_IN, **GONE},
    )  # fmt: skip
    def get(self, request: Request, public_id: str) -> Response:
        """One decision; another section's is not there for those who see only their own."""
        decision = _visible(request).filter(public_id=path_uuid(public_id)).first()
        if decision is None:
            raise Http404
        _saw_others(request, [decision])
        return Response(DecisionShape(decision).data)


def _saw_others(request: Request, rows: Sequence[Decision]) -> None:
    """Who may see the decisions of all sections says what for, and each one handed out is registered; own work needs neither."""
    if not request.user.has_perm("publicity.view_all_sections"):
        return
    stated = purpose_of(request)
    seen = ((row, "") for row in rows)
    saw_many(actor=request.user, deed="view", seen=seen, purpose=stated.label, matter=stated.matter)


def _visible(request: Request) -> QuerySet[Decision]:
    return Decision.objects.visible_to(request.user).select_related("edition", "section").defer("secrets")


def _body(shape: type[EntryShape], request: Request) -> dict[str, Any]:
    checked = shape(data=request.data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def _edition(body: dict[str, Any]) -> StandardEdition:
    if not DecisionKind.objects.filter(pk=body["kind"], active=True).exists():
        raise DomainError(f"没有“{body['kind'][:20]}”这种决定，请核对 kind。", code="E-CL-01", field="kind")
    known = list(StandardEdition.objects.filter(kind_id=body["kind"]).values_list("code", flat=True))
    if body["edition"] and body["edition"] not in known:
        words = f"没有“{body['edition'][:20]}”这个标准版本，可以写：{'、'.join(known)}；不写用现行版。"
        raise DomainError(words, code="E-HDR-01", field="edition")
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
