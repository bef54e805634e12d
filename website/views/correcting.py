"""异议与纠错 for everybody: who may object and how, the public's error report without log-in, its answer, published errata.

Against abuse: a limit for each address, a small body, a field that only machines fill in. No picture puzzles: they shut people out.
"""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from audit.middleware import client_address
from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from objections.forms import ReportForm, TrackForm
from objections.models import Objection
from objections.services.reports import report_file, report_find
from objections.track import report_words
from records.models import CreditRecord
from website.caching import public_page
from website.shown import shown_record

REPORTS, REPORT_SECONDS = 5, 3600
TRIES, TRY_SECONDS = 20, 60
MAX_BODY = 16 * 1024
ERRATA_ON_A_PAGE = 20


@require_safe
@public_page
def objections(request: HttpRequest) -> HttpResponse:
    """The two ways: the party objects, anybody reports an error; and what was corrected lately."""
    context = {
        "title": "异议与纠错", "crumbs": [Crumb("首页", reverse("website:home")), Crumb("异议与纠错")],
        "errata": list(Objection.objects.errata()[:5]),
    }  # fmt: skip
    return TemplateResponse(request, "website/objections.html", context)


@require_safe
@public_page
def errata(request: HttpRequest) -> HttpResponse:
    """Errata that the parties asked for, the newest first."""
    page = Paginator(Objection.objects.errata(), ERRATA_ON_A_PAGE).get_page(request.GET.get("page", "1")[:9])
    context = {"title": "更正声明", "page": page, "crumbs": [*_crumbs(), Crumb("更正声明")]}
    return TemplateResponse(request, "website/errata.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_error(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Say what is wrong on a public record, or (without one) on another page of this site (?page=/about/)."""
    record = _public_record(public_id) if public_id else None
    page = _page_of(record, request)
    if _too_large(request):
        return _answer(
            request, "website/report_error.html", {"title": "纠错", "too_large": True, "crumbs": _crumbs()}, 413
        )
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {
        "title": "纠错", "record": shown_record(record, clock.today()) if record else None, "page_address": page, "form": form, "problems": [],
        "crumbs": [*_crumbs(), Crumb("纠错")], "minutes": REPORT_SECONDS // 60,
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return _answer(request, "website/report_error.html", context, 400 if request.method == "POST" else 200)
    if _too_often(request, "report", REPORTS, REPORT_SECONDS):
        return _throttled(request, "website/report_error.html", context, REPORT_SECONDS)
    typed = form.cleaned_data
    try:
        made, code = report_file(
            page=page, what=typed["what"], record=record, name=typed["name"], contact=typed["contact"]
        )
    except DomainError as error:
        return _answer(request, "website/report_error.html", context | {"problems": [error]}, 400)
    context = {"title": "纠错已收到", "report": made, "code": code, "crumbs": [*_crumbs(), Crumb("已收到")]}
    return _answer(request, "website/report_done.html", context, 200)


@require_http_methods(["GET", "HEAD", "POST"])
def track_report(request: HttpRequest) -> HttpResponse:
    """Where a report stands, by number and code; whatever is wrong gets one and the same answer."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    context = {"title": "查纠错结果", "form": form, "asked": False, "crumbs": [*_crumbs(), Crumb("查纠错结果")]}
    if request.method == "POST" and form.is_valid():
        if _too_often(request, "track", TRIES, TRY_SECONDS):
            return _throttled(request, "website/track_report.html", context, TRY_SECONDS)
        found = report_find(form.cleaned_data["number"], form.cleaned_data["code"])
        context |= {"asked": True, "report": found, "words": report_words(found) if found else ""}
    return _answer(request, "website/track_report.html", context, 400 if form.errors else 200)


def _public_record(public_id: str) -> CreditRecord:
    """A public record, or the answer of what never existed."""
    try:
        record = CreditRecord.objects.public(clock.today()).filter(public_id=UUID(public_id)).first()
    except ValueError:
        record = None
    if record is None:
        raise Http404
    return record


def _page_of(record: CreditRecord | None, request: HttpRequest) -> str:
    """The address the report is about; an address that is none of ours counts as the home page."""
    if record is not None:
        return reverse("website:decision", args=[record.public_id])
    path = request.GET.get("page", "").split("?")[0][:200]
    try:
        ours = path.startswith("/") and resolve(path).namespace == "website"
    except Resolver404:
        ours = False
    return path if ours else reverse("website:home")


def _too_large(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length", "0")
    return request.method == "POST" and (not length.isdigit() or int(length) > MAX_BODY)


def _too_often(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """More than `most` in `seconds` from one address. The counter keeps no address in clear beyond its time."""
    key = f"objections:{what}:{client_address(request)}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two
        return False


def _throttled(request: HttpRequest, template: str, context: dict, seconds: int) -> HttpResponse:
    answer = _answer(request, template, context | {"throttled": True, "minutes": max(1, seconds // 60)}, 429)
    answer["Retry-After"] = str(seconds)
    return answer


def _answer(request: HttpRequest, template: str, context: dict, status: int) -> HttpResponse:
    answer = TemplateResponse(request, template, context, status=status)
    patch_cache_control(answer, no_store=True, private=True)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _crumbs() -> list[Crumb]:
    return [Crumb("首页", reverse("website:home")), Crumb("异议与纠错", reverse("website:objections"))]
