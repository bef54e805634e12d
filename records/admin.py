"""The credit file in the staff site: subjects, records, catalogue, publicity rules. Changes go through the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from core.admin import LedgerAdmin, ReadOnlyAdmin, ReadOnlyInline, ReasonForm, ServiceAdmin, chip_column
from core.errors import DomainError
from core.staff import may
from core.transitions import Move
from records.choices import Disclosure, Severity
from records.file_links import file_column, file_tools
from records.models import CatalogueEdition, CatalogueItem, CreditRecord, PeriodRule, RuleVersion, Subject, SubjectName
from records.search_plan import MANY, subject_ids
from records.search_query import read
from records.services import records as record_services
from records.sources import sees_record


class SeenBy(ReadOnlyAdmin):
    """Read-only list that one permission opens."""

    view_perm: str | tuple[str, ...] = ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        perms = (self.view_perm,) if isinstance(self.view_perm, str) else self.view_perm
        return may(request.user, perms)


class NameInline(ReadOnlyInline):
    """Every name the subject ever had, with its days."""

    view_perm = "records.view_subject"
    model = SubjectName
    fields = ("name", "valid_from", "valid_until")


@admin.register(Subject)
class SubjectAdmin(LedgerAdmin, SeenBy):
    """信用主体: one file each. Identity numbers are stored encrypted and not shown."""

    menu_group, menu_order, menu_title = "信用档案", 10, "信用主体"
    page_help = "机构和从业人员，一主体一档。曾用名、拼音首字母、统一社会信用代码都能查到。"
    view_perm = "records.view_subject"
    ledger_order = ("-id",)
    list_display = ("name", "kind", "uscc", "head", chip_column("state", "执业状态"), file_column)
    list_filter = (("kind", admin.ChoicesFieldListFilter),)
    inlines = (NameInline,)
    fields = (
        "kind",
        "name",
        "uscc",
        "uscc_override",
        "id_type",
        "licence_number",
        "legal_representative",
        "institution",
        "address",
        "founded_on",
        "state",
    )

    @admin.display(description="负责人或执业机构")
    def head(self, obj: Subject) -> str:
        return obj.institution.name if obj.institution_id else obj.legal_representative

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("institution").defer("id_number")

    def get_page_tools(self, request: HttpRequest, obj: Any = None) -> list[dict[str, Any]]:
        if not request.user.has_perm("records.enter_subject"):
            return file_tools(obj)
        if obj is None:
            again = {"title": "改好再传", "url": reverse("admin:exchange_again")}
            return [again, {"title": "建立档案", "url": reverse("admin:records_file_new"), "main": True}]
        pages = (("更名", "records_file_rename"), ("修改信息", "records_file_change"))
        return file_tools(obj) + [
            {"title": title, "url": reverse(f"admin:{name}", args=[obj.pk])} for title, name in pages
        ]

    def ledger_search(self, queryset: QuerySet, words: str) -> QuerySet:
        try:
            query = read(words)
        except DomainError:
            return queryset.none()
        if query.kind == "code":
            return queryset.filter(uscc__startswith=query.folded.upper())
        return queryset.filter(pk__in=subject_ids(query, MANY))


class ClassForm(ReasonForm):
    """The class that a person decides, with its basis."""

    severity = forms.ChoiceField(label="公示类别", choices=Severity.choices, widget=forms.RadioSelect)
    field_order = ["severity", "reason"]


class DisclosureForm(ReasonForm):
    """Public, shared or withheld, with the rule that says so."""

    disclosure = forms.ChoiceField(label="公开方式", choices=Disclosure.choices, widget=forms.RadioSelect)
    field_order = ["disclosure", "reason"]


RECORD_MOVES = (
    Move(
        "confirm_class", "确认公示类别", (), "", "records.confirm_class", "公示期按确认后的类别重新计算。", reason=True
    ),
    Move(
        "decide_disclosure",
        "决定公开方式",
        (),
        "",
        "records.decide_publicity",
        "改变后立即生效，并写入历史。",
        reason=True,
    ),
)


@admin.register(CreditRecord)
class CreditRecordAdmin(LedgerAdmin, ServiceAdmin):
    """信用记录: what stands in the files, for how long it is public, and under which rule."""

    menu_group, menu_order, menu_title = "信用档案", 20, "信用记录"
    page_help = "每条记录的公示类别、公开方式和公示期。到期自动停止公示，不需要人工操作。"
    ledger_order = ("-event_date", "-id")
    status_field = "disclosure"
    list_display = ("party_name", "document_number", "title_short", "event_date", "severity", "disclosure", "until")
    list_filter = (
        ("severity", admin.ChoicesFieldListFilter),
        ("disclosure", admin.ChoicesFieldListFilter),
        ("severity_confirmed", admin.BooleanFieldListFilter),
    )
    fields = (
        "subject", "item", "document_number", "title", "authority", "event_date", "nature", "severity", "severity_basis",
        "confirmed_words", "rule_version", "rule_words", "disclosure", "disclosure_reason", "decider", "publish_from",
        "publish_until", "suspended_at", "suspended_reason", "withdrawn_at", "withdrawn_reason", "repaired_at",
    )  # fmt: skip
    readonly_fields = ("confirmed_words", "rule_words", "decider")

    @admin.display(description="类别确认")
    def confirmed_words(self, obj: CreditRecord) -> str:
        return "已由人确认" if obj.severity_confirmed else "由规则提出，待人确认"

    @admin.display(description="公开方式决定人")
    def decider(self, obj: CreditRecord) -> str:
        return str(obj.disclosure_by or "由规则决定")

    @admin.display(description="这一类的公示期限")
    def rule_words(self, obj: CreditRecord) -> str:
        """What the rule version says about the record's class, with what is still to be confirmed."""
        rule = obj.rule_version.periods.filter(severity=obj.severity).first()
        if rule is None:
            return "这个规则版本没有为该类别设定公示期限"
        span = f"最短{rule.min_months}个月，最长{rule.max_months}个月，自认定日期起算" if rule.published else "不公示"
        return f"{span}。依据：{rule.basis}{'' if rule.confirmed else '（待确认）'}"

    @admin.display(description="事由")
    def title_short(self, obj: CreditRecord) -> str:
        return format_html('<span title="{}">{}</span>', obj.title, obj.title[:24])

    @admin.display(description="公示至")
    def until(self, obj: CreditRecord) -> str:
        return f"{obj.publish_until:%Y-%m-%d}" if obj.publish_until else "—"

    def get_moves(self, request: HttpRequest, obj: Any) -> list[Move]:
        wanted = [move for move in RECORD_MOVES if request.user.has_perm(move.perm)]
        return wanted if obj.withdrawn_at is None and obj.repaired_at is None else []

    def move_form(self, request: HttpRequest, obj: Any, move: Move) -> type[forms.Form]:
        return ClassForm if move.code == "confirm_class" else DisclosureForm

    def make_move(self, request: HttpRequest, obj: Any, move: Move, data: dict[str, Any]) -> None:
        if move.code == "confirm_class":
            record_services.record_confirm_class(
                actor=request.user, record=obj, severity=data["severity"], basis=data["reason"]
            )
        else:
            record_services.record_decide_disclosure(actor=request.user, record=obj, **data)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The list shows what is public; people without all sections reach the rest of their own from its decision."""
        rows = super().get_queryset(request)
        one = bool(request.resolver_match and "object_id" in request.resolver_match.kwargs)
        return rows if one or request.user.has_perm("publicity.view_all_sections") else rows.filter(disclosure="public")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not request.user.has_perm("records.view_creditrecord"):
            return False
        return obj is None or sees_record(request.user, obj, public=obj.disclosure == "public")


class ItemInline(ReadOnlyInline):
    """Items of an edition."""

    view_perm = "records.view_catalogueitem"
    model = CatalogueItem
    fields = ("code", "name", "info_class", "publish_scope", "section", "cycle", "basis", "confirmed")


@admin.register(CatalogueEdition)
class CatalogueEditionAdmin(SeenBy):
    """目录版本 with their items; the daily page is 归集目录 (records/staff_catalogue.py), here stands their history."""

    page_help = "只有目录内、施行期内的事项才能归集。没有目录依据的记录，数据库不接受。"
    view_perm = "records.view_catalogueitem"
    list_display = ("name", "scope", "basis", "valid_from", "valid_until", "confirmed")
    inlines = (ItemInline,)


class PeriodInline(ReadOnlyInline):
    """Months of each class under a rule version."""

    view_perm = "records.view_creditrecord"
    model = PeriodRule
    fields = ("severity", "published", "min_months", "max_months", "basis", "confirmed")


@admin.register(RuleVersion)
class RuleVersionAdmin(SeenBy):
    """公示期规则: which regime counts on which day, and what each class may last."""

    menu_group, menu_order, menu_title = "信用档案", 40, "公示期规则"
    page_help = "按文书认定之日选用规则版本。“已确认”为否的，是尚未核对正式文本的期限。"
    view_perm = "records.view_creditrecord"
    list_display = ("name", "code", "effective_from", "effective_until", "confirmed")
    inlines = (PeriodInline,)
