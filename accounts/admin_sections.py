"""Sections and judicial offices."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts import services
from accounts.models import Section
from core.admin import ServiceAdmin


@admin.register(Section)
class SectionAdmin(ServiceAdmin):
    """Renamed, ordered, closed; never deleted."""

    menu_group = "系统"
    menu_order = 12
    page_help = "科室和司法所。决定按科室归属；停用前须先把人员调出。"
    add_title = "新增科室"
    list_display = ("name", "code", "active", "order")
    list_filter = ("active",)
    fields = ("name", "code", "order", "active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("code",) if obj else ()

    def save_by_service(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> Section:
        facts = {"code": obj.code} | form.cleaned_data
        return services.section_save(actor=request.user, section=obj if change else None, **facts)
