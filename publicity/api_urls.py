"""Addresses of the write API, below /api/v1/."""

from django.urls import path

from publicity.api import DecisionCheckView, DecisionListView, DecisionView

urlpatterns = [
    path("decisions/", DecisionListView.as_view(), name="api-decisions"),
    path("decisions/check/", DecisionCheckView.as_view(), name="api-decisions-check"),
    path("decisions/<uuid:public_id>/", DecisionView.as_view(), name="api-decision"),
]
