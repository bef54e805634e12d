"""Looking for something: the search page and the lists of decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.errors import DomainError
from core.pieces import Crumb
from records.choices import PRACTITIONERS, REGISTER_INSTITUTIONS, SubjectKind
from records.search import search_subjects, similar_subjects
from records.search_query import NO_IDENTITY_NUMBERS
from website.caching import public_page
from website.kinds import LICENCE, OTHERS, PENALTY
from website.listing import address_with, filter_context, kept, list_records
from website.params import Params, read_params
from website.shown_subjects import ShownSubject, shown_subject

PERSON = "person"
SUBJECT_TABS = (*((kind.value, kind.label) for kind in REGISTER_INSTITUTIONS), (PERSON, "从业人员"))
RECORD_TABS = ((LICENCE, "行政许可"), (PENALTY, "行政处罚"), (OTHERS, "其他决定"))
TABS = (("", "全部"), *SUBJECT_TABS, *RECORD_TABS)
SUBJECTS_BESIDE, SUBJECTS_ALONE = 5, 50
IDENTITY = "identity_number"
HELPLESS = ("query_too_short", "query_too_long", IDENTITY)
"""Refusals that are part of ordinary use: the page answers with status 200 and says how to ask."""

LISTS = {
    LICENCE: ("行政许可", "本局作出的行政许可决定，自公示之日起按规定期限公示。", "website:licences"),
    PENALTY: (
        "行政处罚",
        "依法应当公开的行政处罚决定。公示期满自动停止公示，轻微处罚原则上不公示。",
        "website:penalties",
    ),
    OTHERS: ("其他行政决定", "行政确认、行政奖励、行政监督检查等其他行政决定。", "website:others"),
}


@require_safe
@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Search over everything, or over one tab: a kind of institution, practitioners, a kind of decision."""
    on = clock.today()
    tabs = dict(SUBJECT_TABS)
    params = read_params(request.GET, other_kinds=tabs)
    context: dict[str, Any] = {"subjects": [], "listing": None, "similar": [], "too_many": False}
    if params.kind in tabs:
        context["subjects"] = _subjects_of_tab(params, on)
    elif params.q or params.kind:
        context |= _everything(params, on)
    if _refused(params, IDENTITY):
        return HttpResponseRedirect(f"{reverse('website:search')}?refused={IDENTITY}")  # out of the address, too
    if request.GET.get("refused") == IDENTITY:
        params.errors.append(DomainError(NO_IDENTITY_NUMBERS, code=IDENTITY, field="q"))
    context |= filter_context(params, on) if params.kind not in tabs else {"params": params}
    context |= {
        "title": f"“{params.q}”的查询结果" if params.q and not _refused(params) else "信用查询",
        "crumbs": [Crumb("首页", reverse("website:home")), Crumb("信用查询")],
        "search_url": reverse("website:search"),
        "q": params.q,
        "tabs": [{"title": title, "url": address_with(params, kind=code, after="", n=""), "here": params.kind == code} for code, title in TABS],
        "subject_tab": tabs.get(params.kind, ""),
        "person_tab": params.kind == PERSON,
        "kept": kept(params, without=("q", "after", "n")),
    }  # fmt: skip
    return TemplateResponse(request, "website/search.html", context, status=_status(params))


def _subjects_of_tab(params: Params, on: date) -> list[ShownSubject]:
    """The register of one kind of institution; practitioners only for a name or a number that was asked for."""
    if params.kind == PERSON:
        kinds: tuple[SubjectKind, ...] = PRACTITIONERS
        if not params.q:
            return []
    else:
        kinds = (SubjectKind(params.kind),)
    try:
        found = search_subjects(params.q, on=on, kinds=kinds, limit=SUBJECTS_ALONE)
    except DomainError as error:
        params.errors.append(error)
        return []
    return [shown_subject(subject) for subject in found]


def _everything(params: Params, on: date) -> dict[str, Any]:
    """Records, and on the first page of all kinds the few subjects that fit best."""
    listing = list_records(params, on)
    context: dict[str, Any] = {
        "listing": listing,
        "subjects": [],
        "too_many": listing.found.subjects is None and not params.kind,
    }
    if params.kind or params.after or params.errors or not params.q:
        return context
    if listing.found.subjects:
        found = search_subjects(params.q, on=on, limit=SUBJECTS_BESIDE)
        context["subjects"] = [shown_subject(subject) for subject in found]
    if not context["subjects"] and not listing.rows and not context["too_many"]:
        context["similar"] = [shown_subject(subject) for subject in similar_subjects(params.q, on=on)]
    return context


def _refused(params: Params, *codes: str) -> bool:
    return any(error.code in (codes or HELPLESS) for error in params.errors)


def _status(params: Params) -> int:
    return 400 if any(error.code not in HELPLESS for error in params.errors) else 200


@require_safe
@public_page
def decision_list(request: HttpRequest, kind: str) -> HttpResponse:
    """The list of one kind of decision, or of the other kinds together."""
    on = clock.today()
    title, lede, _ = LISTS[kind]
    params = read_params(request.GET, kind=kind)
    params.q = ""
    listing = list_records(params, on)
    context = filter_context(params, on) | {
        "title": title,
        "lede": lede,
        "others": kind == OTHERS,
        "kind": kind,
        "listing": listing,
        "crumbs": [Crumb("首页", reverse("website:home")), Crumb("行政决定公示", reverse("website:decisions")), Crumb(title)],
        "search_url": reverse("website:search"),
        "kept": {"kind": kind},
        "tabs": [{"title": LISTS[code][0], "url": reverse(LISTS[code][2]), "here": code == kind} for code in LISTS]
        + [{"title": "零申报与月结", "url": reverse("website:months"), "here": False}],
        "csv_url": f"{reverse('public-api:csv')}{address_with(params, kind=kind, after='', n='', rows='', order='')}",
    }  # fmt: skip
    response = TemplateResponse(request, "website/decisions.html", context, status=_status(params))
    if kind == PENALTY:
        response["X-Robots-Tag"] = "noindex"
    return response
