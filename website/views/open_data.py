"""Open data: a page of months, and their files as they are true today."""

from __future__ import annotations

import re
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock, settings_store
from core.errors import DomainError
from core.pieces import Crumb
from website.caching import public_page
from website.limits import too_often
from website.open_data import MEANINGS, MOST_ROWS, dictionary, month_file, open_months

TRIES, SECONDS = 20, 60
_NAME = re.compile(r"decisions-(20\d\d)-(0[1-9]|1[0-2])\.(csv|xlsx|sha256|zip)")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sha256": "text/plain; charset=utf-8",
    "zip": "application/zip",
}


@require_safe
@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    """Which months there are, what the columns mean, how to check a file."""
    months = open_months(clock.today())
    return TemplateResponse(
        request,
        "website/open_data.html",
        {
            "title": "开放数据",
            "months": months,
            "total": sum(month.count for month in months),
            "meanings": list(MEANINGS.items()),
            "most": MOST_ROWS,
            "persons": settings_store.get("records.browse_persons"),
            "crumbs": [Crumb("首页", reverse("website:home")), Crumb("开放数据")],
        },
    )


@require_safe
def open_data_file(request: HttpRequest, name: str) -> HttpResponse:
    """One file, made now. A month without public decisions has none; it is answered like one that never was."""
    match, on = _NAME.fullmatch(name), clock.today()
    if name != "dictionary.csv" and match is None:
        raise Http404
    if too_often(request, "open-data", TRIES, SECONDS):
        answer = HttpResponse("下载过于频繁，请一分钟后再试。", status=429, content_type="text/plain; charset=utf-8")
        answer["Retry-After"] = str(SECONDS)
        return answer
    if match is None:
        return _file(name, dictionary(), "csv")
    first = date(int(match[1]), int(match[2]), 1)
    if first not in {month.first for month in open_months(on)}:
        raise Http404
    try:
        return _file(name, month_file(first, match[3], on), match[3])
    except DomainError as error:
        return HttpResponse(error.message, status=400, content_type="text/plain; charset=utf-8")


def _file(name: str, content: bytes, form: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"  # publicity ends on a day; a copy kept on the way would not
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    return answer
