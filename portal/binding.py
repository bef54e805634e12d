"""Becoming the account of a firm or of oneself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from portal.doors import account_page


@require_http_methods(["GET", "POST"])
@account_page
def bind(request: HttpRequest) -> HttpResponse:
    """Where somebody goes who acts for nobody yet."""
    return TemplateResponse(request, "portal/bind.html", {"title": "绑定机构或本人"})
