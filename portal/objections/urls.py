"""Addresses of objections and replies in the portal."""

from django.urls import path

from portal import menu
from portal.objections import replies, todo, views  # noqa: F401 - todo registers itself

urlpatterns = [
    path("objections/", views.objections, name="objections"),
    path("objections/new/<uuid:public_id>/", views.new, name="objection_new"),
    path("objections/<uuid:public_id>/", views.objection, name="objection"),
    path("objections/<uuid:public_id>/done/", views.done, name="objection_done"),
    path("objections/<uuid:public_id>/papers/<uuid:paper_id>/", views.paper, name="objection_paper"),
    path("replies/<uuid:public_id>/", replies.reply, name="reply"),
]
menu.register("异议与回应", "portal:objections", 50)
