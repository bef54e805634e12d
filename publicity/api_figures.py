"""The read API of completeness: month close and the three rates, counted as on the staff's pages and for the same people."""

from __future__ import annotations

from datetime import date

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_views import MachineView
from accounts.models import Section
from accounts.scopes import MONTHS, RATES
from core import clock
from core.api_params import choice_of, span_of
from core.api_shapes import BAD, CONDITIONAL, SIGNED_IN, UNCHANGED, query
from core.errors import DomainError
from publicity.models import DecisionKind
from publicity.services.months import MonthState, month_states
from publicity.services.rates import Group, RatesReport, rates_report

MOST_DAYS, FIRST_YEAR = 366 * 3, 2000
_COUNTS = (
    "due", "sent", "accepted", "waiting", "rejected", "missing", "not_due", "exempt", "in_time_internal", "in_time_official",
    "late_internal", "late_official", "overdue_internal", "overdue_official",
)  # fmt: skip
_SPAN = [
    query("since", "自（含当日），如 2026-01-01；默认本年 1 月 1 日。"),
    query("until", "至（含当日）；默认今天。"),
    query("kind", "决定种类代码。"),
    query("section", "科室代码。"),
]


class MonthShape(serializers.Serializer):
    """一个种类、一个科室、一个报送期。"""

    kind = serializers.CharField(source="kind.code")
    kind_name = serializers.CharField(source="kind.name")
    section = serializers.CharField(source="section.code")
    section_name = serializers.CharField(source="section.name")
    period = serializers.CharField(source="period.label")
    first = serializers.DateField(source="period.first")
    last = serializers.DateField(source="period.last")
    status = serializers.ChoiceField(
        ["closed", "zero", "changed", "gap", "open", "running"],
        help_text="closed 已月结、zero 零申报、changed 月结后有变化、gap 断号、open 未月结、running 进行中。",
    )
    ledger = serializers.IntegerField(source="tally.ledger", help_text="台账件数。")
    due = serializers.IntegerField(source="tally.due", help_text="应报件数。")
    sent = serializers.IntegerField(source="tally.sent", help_text="已报件数。")
    accepted = serializers.IntegerField(source="tally.accepted", help_text="入库件数。")
    missing = serializers.IntegerField(help_text="未报件数。")
    gaps = serializers.SerializerMethodField(help_text="未说明的断号个数。")
    blockers = serializers.SerializerMethodField(help_text="月结前还要做什么。")

    def get_gaps(self, state: MonthState) -> int:
        return len(state.open_gaps)

    def get_blockers(self, state: MonthState) -> list[str]:
        return [blocker.text for blocker in state.blockers] if state.close is None else []


class MonthsShape(serializers.Serializer):
    """各种类、各科室、各报送期的月结情况。"""

    since = serializers.DateField()
    until = serializers.DateField()
    results = MonthShape(many=True)


class CountsShape(serializers.Serializer):
    """一组件数和由它得出的各率；没有应报事项的，率为空。"""

    rates = serializers.SerializerMethodField(help_text="各率的代码 → 0 至 1 的小数；没有应报事项时为 null。")

    def get_fields(self) -> dict[str, serializers.Field]:
        """One number for each count besides the rates."""
        counts = {name: serializers.IntegerField(source=f"counts.{name}") for name in _COUNTS}
        return super().get_fields() | counts

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "number", "nullable": True}})
    def get_rates(self, counted: RatesReport | Group) -> dict[str, float | None]:
        return {rate.code: None if rate.value is None else float(rate.value) for rate in counted.rates}


class GroupShape(CountsShape):
    """分种类、分科室或者分月的一行。"""

    key = serializers.CharField()
    label = serializers.CharField()


class RatesShape(serializers.Serializer):
    """一段时间的三率，按登记的决定计算。"""

    since = serializers.DateField()
    until = serializers.DateField()
    on = serializers.DateField(help_text="计算所依据的日期。")
    zero_months = serializers.IntegerField(help_text="零申报的次数。")
    total = CountsShape(source="*")
    kinds = GroupShape(source="by_kind", many=True)
    sections = GroupShape(source="by_section", many=True)
    months = GroupShape(source="by_month", many=True)


class MonthsView(MachineView):
    """/api/v1/months/"""

    read_scope, read_perm = MONTHS, "publicity.view_monthclose"

    @extend_schema(
        operation_id="months_list", summary="查询月结和零申报", tags=["报送"], parameters=[*_SPAN, CONDITIONAL],
        description="本科室的；有查看全部科室权限的，全部科室的。一次最多查三年。",
        responses={200: MonthsShape, **UNCHANGED, **BAD, **SIGNED_IN},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Every kind, section and period of the span."""
        since, until, kind, section = _asked(request)
        states = [
            state
            for state in month_states(actor=request.user, since=since, until=until)
            if (not kind or state.kind.pk == kind) and (section is None or state.section.pk == section.pk)
        ]
        return Response(MonthsShape({"since": since, "until": until, "results": states}).data)


class RatesView(MachineView):
    """/api/v1/rates/"""

    read_scope, read_perm = RATES, "publicity.view_rates"

    @extend_schema(
        operation_id="rates_retrieve", summary="查询上报率、合规率、及时率", tags=["报送"], parameters=[*_SPAN, CONDITIONAL],
        description="按登记的决定计算，不能填报。本科室的；有查看全部科室权限的，全部科室的。一次最多查三年。",
        responses={200: RatesShape, **UNCHANGED, **BAD, **SIGNED_IN},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The rates of the span, with their breakdowns."""
        since, until, kind, section = _asked(request)
        report = rates_report(
            actor=request.user, since=since, until=until, kind=kind, section=section.pk if section else None
        )
        return Response(RatesShape(report).data)


def _asked(request: Request) -> tuple[date, date, str, Section | None]:
    """The span (this year so far, unless said), the kind ("" for all) and the section (None for all)."""
    today = clock.today()
    since, until = span_of(request)
    until = until or today
    since = since or min(until, today).replace(month=1, day=1)
    if until < since or (until - since).days > MOST_DAYS:
        raise DomainError("时间段不对：结束不早于开始，最长三年。请分段查询。", code="bad_dates", field="until")
    if since.year < FIRST_YEAR or until.year > today.year + 1:
        raise DomainError(f"只能查 {FIRST_YEAR} 年以后、明年以前的时间段。", code="bad_dates", field="since")
    kind = choice_of(request, "kind", DecisionKind.objects.values_list("code", flat=True))
    code = choice_of(request, "section", Section.objects.values_list("code", flat=True))
    return since, until, kind, Section.objects.get(code=code) if code else None
