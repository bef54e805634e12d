"""The ledger and the dictionaries of reporting in the staff site. No rule stands here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core import clock
from core.admin import (
    LedgerAdmin,
    ReadOnlyAdmin,
    ReadOnlyInline,
    ReasonForm,
    ServiceAdmin,
    chip_column,
    countdown_column,
)
from core.transitions import Move
from exchange.exporting import export_url
from publicity import decision_page
from publicity.choices import ExemptReason
from publicity.exports import LEDGER as LEDGER_EXPORT
from publicity.ledger_filters import DueFilter, FindFilter, search_ledger
from publicity.models import Decision, DecisionKind, FieldSpec, StandardEdition
from publicity.services import moves
from publicity.transitions import DECISION_MOVES

#: Moves that a person makes on the decision's own page; the others happen through submissions and receipts.
OWN_MOVES = ("submit", "approve", "return", "exempt", "restore", "void")


class ExemptForm(ReasonForm):
    """Asks for the legal reason besides the words."""

    why = forms.ChoiceField(
        label="不报送的法定原因",
        choices=ExemptReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项法定原因。"},
    )
    field_order = ["why", "reason"]


def _reported(decision: Decision) -> bool:
    return decision.first_reported_on is not None or decision.state in ("exempt", "void")


@admin.register(Decision)
class DecisionAdmin(LedgerAdmin, ServiceAdmin):
    """决定台账: every decision, reportable or not. It is the denominator of all rates."""

    menu_group, menu_order, menu_title = "决定登记", 10, "决定台账"
    page_help = "每一件行政决定都在这里，包括不报送的。应报数从这里算，不从上报表算。"
    empty_text = "还没有登记决定。点“登记决定”逐件录入，或用“导入决定”批量录入。"
    status_field = "state"
    move_table = DECISION_MOVES
    ledger_order = ("-decided_on", "-id")
    list_display = (
        "link",
        "party",
        "kind",
        "decided_on",
        chip_column("state", "状态"),
        countdown_column("act_by", "最迟办理", _reported),
        "section",
    )
    list_display_links = None
    list_filter = (DueFilter, ("kind", FindFilter), ("state", admin.ChoicesFieldListFilter))
    list_select_related = ("kind", "section")
    change_form_template = "admin/publicity/decision/change_form.html"

    @admin.display(description="文号")
    def link(self, obj: Decision) -> str:
        url = reverse("admin:publicity_decision_change", args=[obj.pk])
        return format_html('<a class="docnumber" href="{}">{}</a>', url, obj.number or "（未编号）")

    @admin.display(description="行政相对人")
    def party(self, obj: Decision) -> str:
        return obj.party_name

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        heavy = ("data", "secrets", "overrides", "publicity_answers")
        rows = Decision.objects.visible_to(request.user)
        return rows if request.resolver_match and "object_id" in request.resolver_match.kwargs else rows.defer(*heavy)

    def ledger_search(self, queryset: QuerySet, words: str) -> QuerySet:
        return search_ledger(queryset, words)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("publicity.view_decision")

    def get_page_tools(self, request: HttpRequest, obj: Any = None) -> list[dict[str, Any]]:
        if obj is None:
            tools = [
                ("导出", export_url(LEDGER_EXPORT, request.GET.dict()), "exchange.export_data", False),
                ("改好再传", reverse("admin:exchange_again"), "publicity.enter_decision", False),
                ("登记决定", reverse("admin:publicity_enter"), "publicity.enter_decision", True),
            ]
            return [
                {"title": title, "url": url, "main": main}
                for title, url, perm, main in tools
                if request.user.has_perm(perm)
            ]
        return decision_page.tools(request.user, obj)

    def get_moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        return [
            move
            for move in super().get_moves(request, obj)
            if move.code in OWN_MOVES and not (move.code == "approve" and obj.entered_by_id == request.user.pk)
        ]

    def move_form(self, request: HttpRequest, obj: Any, move: Move) -> type[forms.Form]:
        return ExemptForm if move.code == "exempt" else super().move_form(request, obj, move)

    def make_move(self, request: HttpRequest, obj: Any, move: Move, data: dict[str, Any]) -> None:
        service = getattr(moves, f"decision_{move.code}")
        service(actor=request.user, decision=obj, **{key: value for key, value in data.items() if value != ""})

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, obj: Any = None, **kwargs: Any
    ) -> Any:
        if obj is not None:
            context.update(decision_page.context(obj, request.user, clock.today()))
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(DecisionKind)
class DecisionKindAdmin(ReadOnlyAdmin):
    """决定种类: their history; the page for daily use is 数据标准 (publicity/staff_standard.py)."""

    page_help = "决定的种类、报送周期和责任科室。增加一种不需要改程序。"
    list_display = ("name", "cycle", "item_code", "nature", "four_eyes", "active")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("publicity.manage_standard")


class FieldSpecInline(ReadOnlyInline):
    """The fields of an edition in the platform's order."""

    view_perm = "publicity.manage_standard"
    model = FieldSpec
    fields = ("order", "code", "header", "type", "max_length", "public_level", "confirmed_mark")
    readonly_fields = ("confirmed_mark",)
    ordering = ("order",)

    @admin.display(description="依据")
    def confirmed_mark(self, obj: FieldSpec) -> str:
        return "已核对" if obj.confirmed else "待确认"


@admin.register(StandardEdition)
class StandardEditionAdmin(ReadOnlyAdmin):
    """数据标准: the history of editions; the page for daily use is publicity/staff_standard.py."""

    page_help = "各种决定的数据标准，按版本保存。带“待确认”的字段尚未核对正式文本。"
    list_display = ("name", "kind", "code", "valid_from", "valid_until", "mark")
    inlines = (FieldSpecInline,)
    fields = ("kind", "code", "name", "basis", "valid_from", "valid_until", "mark")
    readonly_fields = ("mark",)

    @admin.display(description="正式文本")
    def mark(self, obj: StandardEdition) -> str:
        return "已核对" if obj.confirmed else "待确认"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("publicity.manage_standard")
