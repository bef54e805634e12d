"""All addresses. Apps bring their own; the order matters only for the website, which takes what is left."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.unsent import unsent_page
from core.views import elder_switch
from wushan_credit.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("elder/", elder_switch, name="elder"),
    path("unsent/", unsent_page, name="unsent"),
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("api/v1/public/", include("website.api_urls")),
    path("api/v1/", include("publicity.api_urls")),
    path("api/v1/", include("exchange.api_urls")),
    path("api/v1/", include("records.api_urls")),
    path("api/v1/", include("supervision.api_urls")),
    path("portal/", include("portal.urls")),
    path("", include("website.urls")),
]
handler400, handler404, handler500 = "core.views.bad_request", "core.views.not_found", "core.views.broken"
