"""Addresses of the credit file's API, below /api/v1/."""

from django.urls import path

from records.api import RecordListView, RecordView, SubjectListView, SubjectView

urlpatterns = [
    path("subjects/", SubjectListView.as_view(), name="api-subjects"),
    path("subjects/<str:public_id>/", SubjectView.as_view(), name="api-subject"),
    path("records/", RecordListView.as_view(), name="api-records"),
    path("records/<str:public_id>/", RecordView.as_view(), name="api-record"),
]
