"""The product's addresses with, only for tests, a gallery of pieces and two lists that show the admin base classes."""

from django.urls import path

from core.admin import LedgerAdmin, ServiceAdmin, chip_column, countdown_column
from core.errors import DomainError, InvalidTransition
from core.models import CalendarYear, Holiday
from core.transitions import Move, MoveTable
from tests.support import gallery
from wushan_credit.staff_site import StaffSite
from wushan_credit.urls import urlpatterns as product

site = StaffSite(name="admin")

TABLE = MoveTable(
    "节假日",
    {"off": "放假", "makeup": "调休上班"},
    (
        Move(
            "to_makeup",
            "改为上班",
            ("off",),
            "makeup",
            "core.change_holiday",
            "这一天将按工作日计算期限。",
            reason=True,
        ),
        Move(
            "to_off",
            "改为放假",
            ("makeup",),
            "off",
            "core.change_holiday",
            "这一天将不计入工作日，已算出的期限会重新计算。",
            True,
            True,
        ),
        Move("cancel", "作废", ("off",), "off", "core.nobody_has_this"),
    ),
)


class HolidayAdmin(ServiceAdmin):
    """Stands for any list of an app: chips, a countdown, filters, moves, a form saved by a service."""

    menu_group = "系统"
    menu_title = "节假日与调休"
    page_help = "放假和调休上班的日子决定“7 个工作日”怎么数。"
    add_title = "新增一天"
    status_field = "kind"
    move_table = TABLE
    list_display = ("date", chip_column("kind", "性质"), "name", countdown_column("date", "还有几天"))
    list_filter = ("kind",)
    search_fields = ("name",)
    search_help_text = "按名称搜索"
    fieldsets = ((None, {"fields": ("date", "kind", "name"), "description": "照国务院办公厅通知录入。"}),)

    def save_by_service(self, request, obj, form, change):
        if obj.name == "不行":
            raise DomainError("名称不能写“不行”：它不是节日。请照通知填写，如“国庆节”。", field="name")
        if obj.name == "整体不行":
            raise DomainError("这一年的表已经锁定。")
        obj.save()
        return obj

    def make_move(self, request, obj, move, data):
        if "拒绝" in data["reason"]:
            raise InvalidTransition("现在不能改：已有决定按这一天计算过期限。")
        obj.kind = move.target
        obj.save()


class YearAdmin(LedgerAdmin):
    """A ledger without search."""

    menu_group = "台账"
    menu_title = "日历年度"
    ledger_order = ("-year",)
    list_display = ("year", "source")
    list_per_page = 3


class HolidayLedger(HolidayAdmin, LedgerAdmin):
    """The same list, paged by key."""

    ledger_order = ("-date", "-id")
    list_per_page = 5

    def ledger_search(self, queryset, words):
        return queryset.filter(name__contains=words)


site.register(Holiday, HolidayLedger)
site.register(CalendarYear, YearAdmin)

urlpatterns = [
    path("gallery/", gallery.public),
    path("gallery/staff/", gallery.staff),
    path("gallery/desk/", gallery.desk),
    path("gallery/home/", gallery.home),
    path("gallery/document/", gallery.document),
    path("admin/", site.urls),
    *(pattern for pattern in product if getattr(pattern, "namespace", "") != "admin"),
]
