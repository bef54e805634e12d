"""Addresses of credit repair in the portal."""

from django.urls import path

from portal import menu
from portal.repair import applying, revoking, todo, views  # noqa: F401 - todo registers itself

urlpatterns = [
    path("repair/", views.repairs, name="repairs"),
    path("repair/records/<uuid:public_id>/", views.record_page, name="repair_record"),
    path("repair/records/<uuid:public_id>/dates.ics", views.record_dates, name="repair_record_dates"),
    path("repair/records/<uuid:public_id>/start/", applying.start, name="repair_start"),
    path("repair/revocations/<uuid:public_id>/", revoking.revocation, name="repair_revocation"),
    path("repair/<uuid:public_id>/", views.repair, name="repair"),
    path("repair/<uuid:public_id>/fill/", applying.fill, name="repair_fill"),
    path("repair/<uuid:public_id>/check/", applying.check, name="repair_check"),
    path("repair/<uuid:public_id>/done/", applying.done, name="repair_done"),
    path("repair/<uuid:public_id>/dates.ics", views.application_dates, name="repair_dates"),
    path("repair/<uuid:public_id>/papers/<uuid:paper_id>/", views.paper, name="repair_paper"),
    path("repair/<uuid:public_id>/letters/<int:letter_id>/", views.letter, name="repair_letter"),
]
menu.register("信用修复", "portal:repairs", 50)
