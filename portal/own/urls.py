"""Addresses of the own file, reports, messages and help."""

from django.urls import path

from portal import menu
from portal.own import file, help_page, messages, record_rights, reports, todo  # noqa: F401 - two register themselves

urlpatterns = [
    path("file/", file.own_file, name="file"),
    path("file/print/", file.own_file_print, name="file_print"),
    path("file/download/", file.own_file_download, name="file_download"),
    path("file/papers/<uuid:public_id>/", file.own_paper, name="paper"),
    path("looks/", file.looks, name="looks"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<str:number>/", reports.report_page, name="report"),
    path("reports/<str:number>/pdf/", reports.report_pdf, name="report_pdf"),
    path("messages/", messages.inbox, name="messages"),
    path("messages/read/", messages.read_all, name="messages_read"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/acknowledge/", messages.acknowledge, name="message_acknowledge"),
    path("help/", help_page.help_page, name="help"),
]
menu.register("信用档案", "portal:file", 20)
menu.register("信用报告", "portal:reports", 30)
menu.register("谁看过我", "portal:looks", 80)
menu.register("消息", "portal:messages", 85)
menu.register("帮助", "portal:help", 99)
