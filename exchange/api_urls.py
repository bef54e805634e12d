"""Addresses of the job API, below /api/v1/."""

from django.urls import path

from exchange.api import JobListView, JobView

urlpatterns = [
    path("jobs/", JobListView.as_view(), name="api-jobs"),
    path("jobs/<str:public_id>/", JobView.as_view(), name="api-job"),
]
