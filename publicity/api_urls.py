"""Addresses of the API of decisions and their reporting, below /api/v1/."""

from django.urls import path

from publicity.api import DecisionCheckView, DecisionListView, DecisionView
from publicity.api_figures import MonthsView, RatesView

urlpatterns = [
    path("decisions/", DecisionListView.as_view(), name="api-decisions"),
    path("decisions/check/", DecisionCheckView.as_view(), name="api-decisions-check"),
    path("decisions/<str:public_id>/", DecisionView.as_view(), name="api-decision"),
    path("months/", MonthsView.as_view(), name="api-months"),
    path("rates/", RatesView.as_view(), name="api-rates"),
]
