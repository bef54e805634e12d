"""Which door: firms and practitioners here, the bureau's staff there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.pieces import Crumb
from website.caching import public_page


@require_safe
@public_page
def entry(request: HttpRequest) -> HttpResponse:
    """The small page behind 登录."""
    crumbs = [Crumb("首页", reverse("website:home")), Crumb("登录")]
    return TemplateResponse(request, "website/entry.html", {"title": "登录", "crumbs": crumbs})
