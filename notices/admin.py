"""The delivery record: what was sent to whom over which channel, and what the channel answered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import LedgerAdmin, ReadOnlyAdmin, chip_column
from notices.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(LedgerAdmin, ReadOnlyAdmin):
    """For the administrator who keeps the channels; the words of a message stay with its recipient."""

    menu_group = "系统"
    menu_order = 61
    menu_title = "消息送达记录"
    page_help = "每条消息在每个渠道的送达情况。没有送达的，这里写明原因；系统会自动重试。"
    empty_text = "发出第一条消息以后，这里会列出送达情况。"
    list_display = (
        "notice_kind",
        "recipient",
        "channel_name",
        chip_column("state", "状态"),
        "attempts",
        "sent_at",
        "proof",
    )
    list_filter = ("state", "channel")
    list_select_related = ("notice__recipient",)
    ledger_order = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("notice__recipient")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("notices.view_messagetemplate"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="消息编号和类型")
    def notice_kind(self, delivery: Delivery) -> str:
        return f"{delivery.notice_id}　{delivery.notice.code}"

    @admin.display(description="收件人")
    def recipient(self, delivery: Delivery) -> str:
        return str(delivery.notice.recipient)

    @admin.display(description="渠道")
    def channel_name(self, delivery: Delivery) -> str:
        return delivery.get_channel_display()
