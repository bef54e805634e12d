"""The read API of the credit file for the bureau's other systems: subjects, and their records as the staff's pages show them.

What is public about a subject is told for the asking; everything else needs a purpose and is written into the register of looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import scopes
from accounts.api_views import MachineView
from audit.services import saw_many
from core import clock
from core.api_pages import answer, page_of
from core.api_params import choice_of, path_uuid, span_of, text_of, uuid_of
from core.api_shapes import BAD, CONDITIONAL, GONE, PAGED, SIGNED_IN, UNCHANGED, public_id, query
from core.errors import DomainError
from core.text import clean_code
from records.api_purpose import PURPOSE, Stated, purpose_of
from records.api_shapes import RecordPageShape, RecordShape, SubjectPageShape, SubjectShape
from records.asof import marked_public
from records.choices import Disclosure, Nature, SubjectKind
from records.models import CreditRecord, Subject
from records.search_plan import MANY, subject_ids
from records.search_query import read
from records.selectors_marks import put_beside
from records.sources import papers

_UNREAD = ("id_number", "search_text", "institution__id_number", "institution__search_text")


class SubjectListView(MachineView):
    """/api/v1/subjects/"""

    read_scope, read_perm = scopes.SUBJECTS, "records.view_subject"

    @extend_schema(
        operation_id="subjects_list", summary="查询信用主体", tags=["信用主体"],
        description="没有说明目的的，只返回有公开页面的机构和执业人员；说明目的的，返回全部主体，并登记在信息查询登记中。",
        parameters=[
            query("q", "名称、曾用名中相连的两个字以上；自然人须为全名。"), query("uscc", "统一社会信用代码全码。"),
            query("licence_number", "执业证号全号。"), query("kind", "主体种类代码。", enum=SubjectKind.values), *PAGED, *PURPOSE, CONDITIONAL,
        ],
        responses={200: SubjectPageShape, **UNCHANGED, **BAD, **SIGNED_IN},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Subjects, newest file first."""
        stated = purpose_of(request) if _states_purpose(request) else None
        rows = _subjects() if stated else _subjects().filter(pk__in=Subject.objects.public(clock.today()).values("pk"))
        found = page_of(request, _wanted_subjects(request, rows))
        if stated:
            _saw(request, "search", stated, ((subject, "") for subject in found.rows))
        return answer(request, found, SubjectShape(found.rows, many=True).data)


class SubjectView(MachineView):
    """/api/v1/subjects/{id}/"""

    read_scope, read_perm = scopes.SUBJECTS, "records.view_subject"

    @extend_schema(
        operation_id="subjects_retrieve", summary="查看一个信用主体", tags=["信用主体"],
        description="没有公开页面的主体（如普通自然人）须说明目的。",
        parameters=[public_id(), *PURPOSE, CONDITIONAL],
        responses={200: SubjectShape, **UNCHANGED, **SIGNED_IN, **GONE},
    )  # fmt: skip
    def get(self, request: Request, public_id: str) -> Response:
        """One subject."""
        subject = _subjects().filter(public_id=path_uuid(public_id)).first()
        if subject is None:
            raise Http404
        if not Subject.objects.public(clock.today()).filter(pk=subject.pk).exists():
            _saw(request, "view", purpose_of(request), [(subject, "")])
        return Response(SubjectShape(subject).data)


class RecordListView(MachineView):
    """/api/v1/records/"""

    read_scope, read_perm = scopes.RECORDS, "records.view_creditrecord"

    @extend_schema(
        operation_id="records_list", summary="查询信用记录", tags=["信用记录"],
        description="须说明目的。正在公示的记录都返回，已经信用修复的不再返回；其他的只返回本科室的（有查看全部科室权限的，返回全部）。每个主体的查阅都登记。",
        parameters=[
            query("subject", "主体编号（UUID）。"), query("kind", "决定种类代码，如 penalty。"),
            query("nature", "性质。", enum=Nature.values), query("disclosure", "公开方式。", enum=Disclosure.values),
            query("since", "认定日期自（含当日），如 2026-03-09。"), query("until", "认定日期至（含当日）。"),
            *PAGED, *PURPOSE, CONDITIONAL,
        ],
        responses={200: RecordPageShape, **UNCHANGED, **BAD, **SIGNED_IN},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Records, those entered last first."""
        stated = purpose_of(request)
        found = page_of(request, _wanted_records(request), keep=lambda rows: _visible(request.user, rows))
        _saw(request, "view", stated, _subjects_of(found.rows))
        return answer(request, found, RecordShape(put_beside(found.rows), many=True).data)


class RecordView(MachineView):
    """/api/v1/records/{id}/"""

    read_scope, read_perm = scopes.RECORDS, "records.view_creditrecord"

    @extend_schema(
        operation_id="records_retrieve", summary="查看一条信用记录", tags=["信用记录"], description="须说明目的，查阅会登记。",
        parameters=[public_id(), *PURPOSE, CONDITIONAL],
        responses={200: RecordShape, **UNCHANGED, **SIGNED_IN, **GONE},
    )  # fmt: skip
    def get(self, request: Request, public_id: str) -> Response:
        """One record; another section's that is not public is not there."""
        stated = purpose_of(request)
        rows = _visible(request.user, list(_records().filter(public_id=path_uuid(public_id))))
        if not rows:
            raise Http404
        _saw(request, "view", stated, _subjects_of(rows))
        return Response(RecordShape(put_beside(rows)[0]).data)


def _states_purpose(request: Request) -> bool:
    said = request.query_params.keys() & {"purpose", "matter"}
    return bool(said) or "X-Purpose" in request.headers or "X-Matter" in request.headers


def _subjects() -> QuerySet[Subject]:
    return Subject.objects.select_related("institution").prefetch_related("names").defer(*_UNREAD)


def _wanted_subjects(request: Request, rows: QuerySet[Subject]) -> QuerySet[Subject]:
    for name in ("uscc", "licence_number"):
        if code := clean_code(text_of(request, name)):
            rows = rows.filter(**{name: code})
    if kind := choice_of(request, "kind", SubjectKind.values):
        rows = rows.filter(kind=kind)
    asked = read(text_of(request, "q"))
    if asked.kind == "empty":
        return rows
    if asked.kind == "name":
        ids = subject_ids(asked, MANY + 1)
        if len(ids) > MANY:
            raise DomainError(
                f"符合的主体超过 {MANY} 个。请写更完整的名称，或者用统一社会信用代码查询。", code="too_many", field="q"
            )
        return rows.filter(pk__in=ids)
    return rows.filter(Q(uscc=asked.folded) | Q(licence_number=asked.folded, licence_number__gt=""))


def _records() -> QuerySet[CreditRecord]:
    """What may be shared: a repaired record is in no machine's answer any more (停止共享和使用)."""
    rows = CreditRecord.objects.filter(repaired_at=None)
    rows = rows.select_related("subject", "item").defer("subject__id_number", "subject__search_text")
    return marked_public(rows, clock.today())


def _wanted_records(request: Request) -> QuerySet[CreditRecord]:
    rows = _records()
    since, until = span_of(request)
    wanted = {
        "subject__public_id": uuid_of(request, "subject"),
        "kind": text_of(request, "kind"),
        "nature": choice_of(request, "nature", Nature.values),
        "disclosure": choice_of(request, "disclosure", Disclosure.values),
        "event_date__gte": since,
        "event_date__lte": until,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def _visible(user: Any, rows: list[Any]) -> list[Any]:
    """As in the staff's file: what is public today, and what stands on a paper that this person may see."""
    seen = papers(user, rows)
    return [row for row in rows if row.is_public or (row.source_type, row.source_id) in seen]


def _subjects_of(rows: Iterable[Any]) -> list[tuple[Subject, str]]:
    """Each subject once, with how many of its records were handed out."""
    counted: dict[int, tuple[Subject, int]] = {}
    for row in rows:
        counted[row.subject_id] = (row.subject, counted.get(row.subject_id, (row.subject, 0))[1] + 1)
    return [(subject, f"{subject.name}：{number} 条信用记录（接口）") for subject, number in counted.values()]


def _saw(request: Request, deed: str, stated: Stated, seen: Iterable[tuple[Subject, str]]) -> None:
    saw_many(actor=request.user, deed=deed, seen=seen, purpose=stated.label, matter=stated.matter)
