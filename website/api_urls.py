"""Addresses of the public API, under /api/v1/public/."""

from django.urls import path

from website import api, api_promises, api_removals

app_name = "public-api"
urlpatterns = [
    path("kinds/", api.KindsView.as_view(), name="kinds"),
    path("months/", api.MonthsView.as_view(), name="months"),
    path("decisions/", api.DecisionsView.as_view(), name="decisions"),
    path("decisions.csv", api.DecisionsCsvView.as_view(), name="csv"),
    path("decisions/<str:public_id>/", api.DecisionView.as_view(), name="decision"),
    path("commitments/", api_promises.PromisesView.as_view(), name="commitments"),
    path("commitments/<str:public_id>/", api_promises.PromiseView.as_view(), name="commitment"),
    path("removals/", api_removals.RemovalsView.as_view(), name="removals"),
    path("subjects/", api.SubjectsView.as_view(), name="subjects"),
    path("subjects/<str:public_id>/", api.SubjectView.as_view(), name="subject"),
]
