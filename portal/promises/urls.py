"""Addresses of promises in the portal."""

from django.urls import path

from portal import menu
from portal.promises import filing, signing, todo, views  # noqa: F401 - todo registers itself

urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("promises/new/", filing.new, name="promise_new"),
    path("promises/<uuid:public_id>/", views.promise, name="promise"),
    path("promises/<uuid:public_id>/fill/", filing.fill, name="promise_fill"),
    path("promises/<uuid:public_id>/check/", signing.check, name="promise_check"),
    path("promises/<uuid:public_id>/done/", signing.done, name="promise_done"),
    path("promises/<uuid:public_id>/letter/", views.letter, name="promise_letter"),
    path("promises/<uuid:public_id>/papers/<uuid:paper_id>/", views.paper, name="promise_paper"),
]
menu.register("信用承诺", "portal:promises", 40)
