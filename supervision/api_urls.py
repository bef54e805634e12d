"""Addresses of the look-ups' API, below /api/v1/."""

from django.urls import path

from supervision.api import MatterListView, MatterView

urlpatterns = [
    path("matters/", MatterListView.as_view(), name="api-matters"),
    path("matters/<str:public_id>/", MatterView.as_view(), name="api-matter"),
]
