"""The firms' and practitioners' door. Each part brings its own addresses."""

from django.urls import URLPattern, URLResolver

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = []
