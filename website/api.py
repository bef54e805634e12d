"""The public API: the same content as the public's pages, read only, without log-in.

An answer may be kept for seconds and never past midnight; what is no longer public is answered with 404, like what never existed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.errors import DomainError
from core.sheets.writing import guarded
from records.choices import OTHER_ORGANISATIONS, REGISTER_INSTITUTIONS, SubjectKind
from records.models import Subject
from records.search import Page, records_of, search_records, search_subjects
from website import api_schema as schema
from website.caching import keep_briefly
from website.kinds import kind_names
from website.params import Params, read_params
from website.shown import find_shown, shown_records
from website.shown_months import public_closes, shown_month
from website.shown_subjects import shown_subject

CSV_ROWS = 10_000
CSV_CHUNK = 100
_TAGS, _CLOSES = ["公开数据"], "website.api.months"
_SUBJECT_KINDS = (*REGISTER_INSTITUTIONS, *OTHER_ORGANISATIONS)


class PublicView(APIView):
    """For everybody: no log-in, no cookies, limited in number by address."""

    authentication_classes: list = []
    permission_classes = [AllowAny]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if isinstance(response, Response):
            response.render()
        return keep_briefly(response, request)


class KindsView(PublicView):
    """种类代码。"""

    @extend_schema(
        operation_id="public_kinds",
        summary="决定和机构的种类代码",
        tags=_TAGS,
        responses={200: schema.KindsSerializer, **schema.BUSY},
    )
    def get(self, request: Request) -> Response:
        names = {
            "decisions": [{"code": code, "name": name} for code, name in kind_names().items()],
            "subjects": [{"code": kind.value, "name": kind.label} for kind in _SUBJECT_KINDS],
        }
        return Response(schema.KindsSerializer(names).data)


class DecisionsView(PublicView):
    """正在公示的决定。"""

    @extend_schema(
        operation_id="public_decisions",
        summary="查询正在公示的行政决定",
        tags=_TAGS,
        parameters=[schema.Q, *schema.FILTERS, schema.ORDER, schema.AFTER, schema.LIMIT],
        responses={200: schema.DecisionPageSerializer, **schema.BAD, **schema.BUSY},
    )
    def get(self, request: Request) -> Response:
        params = read_params(request.query_params, rows_name="limit").without_errors()
        on = clock.today()
        page = search_records(params.q, on=on, **params.filters())
        return Response(schema.DecisionPageSerializer(_answer(page, on)).data)


class DecisionView(PublicView):
    """一件决定。"""

    @extend_schema(
        operation_id="public_decision",
        summary="一件正在公示的决定的全部公示内容",
        tags=_TAGS,
        parameters=[schema.PUBLIC_ID],
        responses={200: schema.DecisionSerializer, **schema.GONE, **schema.BUSY},
    )
    def get(self, request: Request, public_id: str) -> Response:
        shown = find_shown(_uuid(public_id), clock.today())
        if shown is None:
            raise Http404
        return Response(schema.DecisionSerializer(shown).data)


class MonthsView(PublicView):
    """月结和零申报声明。"""

    @extend_schema(
        operation_id="public_months",
        summary="月结和零申报声明，签署晚的在前",
        tags=_TAGS,
        parameters=[schema.ZERO, schema.AFTER, schema.LIMIT],
        responses={200: schema.MonthPageSerializer, **schema.BAD, **schema.BUSY},
    )
    def get(self, request: Request) -> Response:
        query = request.query_params.copy()
        after = query.pop("after", [""])[-1]
        params = read_params(query, rows_name="limit").without_errors()
        closes = public_closes(zero_only=query.get("only") == "zero").order_by("-pk")
        found = list(closes.filter(pk__lt=_close_id(after))[: params.rows + 1] if after else closes[: params.rows + 1])
        shown = found[: params.rows]
        more = signing.dumps(shown[-1].pk, salt=_CLOSES) if len(found) > params.rows else ""
        return Response(schema.MonthPageSerializer({"items": map(shown_month, shown), "next": more}).data)


class SubjectsView(PublicView):
    """机构和人员。"""

    @extend_schema(
        operation_id="public_subjects",
        summary="查询法律服务机构；自然人须给出姓名全名或者完整的执业证号",
        tags=_TAGS,
        parameters=[schema.Q, schema.SUBJECT_KIND, schema.AFTER, schema.LIMIT],
        responses={200: schema.SubjectPageSerializer, **schema.BAD, **schema.BUSY},
    )
    def get(self, request: Request) -> Response:
        on = clock.today()
        query = request.query_params.copy()
        after = _after(query.pop("after", [""])[-1], on)
        params = read_params(query, rows_name="limit", other_kinds=SubjectKind.values).without_errors()
        kinds = (params.kind,) if params.kind else ()
        found = search_subjects(params.q, on=on, kinds=kinds, after=after, limit=params.rows + 1)
        items = found[: params.rows]
        more = str(items[-1].public_id) if len(found) > params.rows and not params.q else ""
        return Response(schema.SubjectPageSerializer({"items": [shown_subject(s) for s in items], "next": more}).data)


class SubjectView(PublicView):
    """一个主体。"""

    @extend_schema(
        operation_id="public_subject",
        summary="一个主体的公开信息和正在公示的决定",
        tags=_TAGS,
        parameters=[schema.PUBLIC_ID, schema.AFTER, schema.LIMIT],
        responses={200: schema.SubjectDetailSerializer, **schema.BAD, **schema.GONE, **schema.BUSY},
    )
    def get(self, request: Request, public_id: str) -> Response:
        on = clock.today()
        subject = Subject.objects.public(on).select_related("institution").filter(public_id=_uuid(public_id)).first()
        if subject is None:
            raise Http404
        params = read_params(request.query_params, rows_name="limit").without_errors()
        page = records_of(subject, on=on, after=params.after, limit=params.rows)
        answer = {"subject": shown_subject(subject), "decisions": _answer(page, on)}
        return Response(schema.SubjectDetailSerializer(answer).data)


class DecisionsCsvView(PublicView):
    """下载正在公示的决定。"""

    @extend_schema(
        operation_id="public_decisions_csv",
        summary=f"下载正在公示的行政决定（CSV，UTF-8，最多 {CSV_ROWS:,} 行）",
        tags=_TAGS,
        parameters=[schema.Q, *schema.FILTERS],
        responses={(200, "text/csv"): OpenApiTypes.STR, **schema.BAD, **schema.BUSY},
    )
    def get(self, request: Request) -> HttpResponseBase:
        on = clock.today()
        params = replace(read_params(request.query_params, rows_name="limit").without_errors(), rows=CSV_CHUNK)
        first = search_records(params.q, on=on, **params.filters())  # refused before the download begins
        answer = StreamingHttpResponse(_csv_lines(params, on, first), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="decisions-{on.isoformat()}.csv"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class _Echo:
    """A file for the csv module that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(params: Params, on: date, page: Page) -> Iterator[str]:
    """Header and rows, page by page; a byte order mark so that Excel and WPS read Chinese."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(schema.CSV_HEADERS)
    written = 0
    while True:
        for row in shown_records(page.items[: CSV_ROWS - written], on):
            yield writer.writerow([guarded(value) for value in schema.csv_row(row)])
        written += len(page.items)
        if not page.next or written >= CSV_ROWS:
            return
        page = search_records(params.q, on=on, **(params.filters() | {"after": page.next}))


def _answer(page: Page, on: date) -> dict[str, object]:
    return {"items": shown_records(page.items, on), "next": page.next, "count": page.count_text}


def _uuid(text: str) -> UUID:
    """An address that cannot be right is answered like one that is not known: in JSON, with 404."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _close_id(text: str) -> int:
    """The statement behind which a page starts; the position carries our signature."""
    try:
        return int(signing.loads(text, salt=_CLOSES))
    except (signing.BadSignature, ValueError, TypeError):
        raise _bad_cursor() from None


def _after(text: str, on: date) -> Subject | None:
    """The subject behind which a page of the register starts."""
    if not text:
        return None
    try:
        found = Subject.objects.public(on).filter(public_id=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise _bad_cursor()
    return found


def _bad_cursor() -> DomainError:
    return DomainError("翻页位置不对，可能是链接没有复制完整。请从第一页重新开始。", code="bad_cursor", field="after")
