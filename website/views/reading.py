"""Pages to read: home, months, what is shown and for how long, privacy; and what search engines may have."""

from __future__ import annotations

import time
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.models import Promise
from core import clock
from core.pieces import Crumb
from core.staff import Figure
from core.vocabulary import find
from publicity.services.months import public_zero_statements
from records.choices import REGISTER_INSTITUTIONS, Nature, PractisingState, Severity, SubjectKind
from records.models import CreditRecord, RuleVersion, Subject
from records.search import search_records
from website.caching import public_page
from website.kinds import LICENCE, PENALTY, kind_name
from website.shown import shown_records
from website.shown_months import public_closes, shown_month
from website.shown_subjects import STATE_WORDS

HOME_ROWS, TITLE_LENGTH, FIGURE_SECONDS = 6, 24, 60
NEWEST_OF = ((LICENCE, "website:licences"), (PENALTY, "website:penalties"))
HOT = (
    ("律所", SubjectKind.LAW_FIRM), ("基层所", SubjectKind.SERVICE_OFFICE), ("公证", SubjectKind.NOTARY_OFFICE),
    ("鉴定", SubjectKind.FORENSIC_INSTITUTE), ("人员", "person"),
)  # fmt: skip
SITEMAP_PAGES = (
    "website:home",
    "website:licences",
    "website:others",
    "website:commitments",
    "website:commitment_matters",
    "website:months",
    "website:about",
    "website:privacy",
)
SITEMAP_ROWS = 2000
PUBLIC_MARKS = (
    "公示中", "即将到期", "异议处理中", "修复办理中", "已承诺", "核查中", "全部履行", "部分履行", "全部未履行", "已过期",
)  # fmt: skip
"""Words beside what is shown to the public; the page of rules says what each means."""


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Search first; then what is new."""
    on = clock.today()
    search_url = reverse("website:search")
    columns = [_column(kind, url_name, on) for kind, url_name in NEWEST_OF]
    return TemplateResponse(
        request,
        "website/home.html",
        {
            "search_url": search_url,
            "hot": [{"title": title, "url": f"{search_url}?kind={kind}"} for title, kind in HOT],
            "figures": [*(column["figure"] for column in columns), _promises(on), *_register_figures(search_url)],
            "columns": columns,
            "months": [shown_month(close) for close in public_zero_statements()[:3]],
            "guides": _guides(),
            "data_updated_at": CreditRecord.objects.order_by("-id").values_list("created_at", flat=True).first(),
        },
    )


def _column(kind: str, url_name: str, on: date) -> dict[str, Any]:
    """The newest decisions of a kind, and how many are public: capped, and a link to the list."""
    name, url = kind_name(kind), reverse(url_name)
    page = search_records("", on=on, kind=kind, limit=HOME_ROWS)
    rows = shown_records(page.items, on)
    return {
        "title": f"最新{name}",
        "url": url,
        "items_list": [
            {"title": f"{row.party}　{_short(row.title)}", "url": row.url, "day": row.decided_on, "marks": row.marks}
            for row in rows
        ],
        "empty": f"目前没有正在公示的{name}决定。作出新的决定后，会在 7 日内公示。",
        "figure": Figure(f"公示中的{name}", page.count_text, unit="件", url=url),
    }


def _promises(on: date) -> Figure:
    number = Promise.objects.public(on).count()
    return Figure("公示中的信用承诺", f"{number:,}", unit="份", url=reverse("website:commitments"))


def _short(text: str) -> str:
    return text if len(text) <= TITLE_LENGTH else f"{text[:TITLE_LENGTH]}…"


def _register_figures(search_url: str) -> list[Figure]:
    """How many institutions of each kind may practise."""
    held = _practising(int(time.monotonic() // FIGURE_SECONDS))
    return [
        Figure(f"正常执业的{kind.label}", f"{held.get(kind, 0):,}", unit="家", url=f"{search_url}?kind={kind.value}")
        for kind in REGISTER_INSTITUTIONS
    ]


@lru_cache(maxsize=1)
def _practising(tick: int) -> dict[str, int]:
    """Counted once a minute in each process."""
    practising = Subject.objects.filter(kind__in=REGISTER_INSTITUTIONS, state=PractisingState.NORMAL)
    return dict(practising.order_by().values_list("kind").annotate(number=Count("pk")))


def _guides() -> list[dict[str, str]]:
    return [
        {
            "title": "公示什么、公示多久",
            "url": reverse("website:about"),
            "text": "哪些决定会公示、每类公示多长时间、到期怎样自动停止，以及各种执业状态的含义。",
        },
        {
            "title": "发现信息有误怎么办",
            "url": reverse("website:objections"),
            "text": "当事人或者知情人可以要求更正。核实期间会标明情况，确有错误的立即更正或者撤下。",
        },
        {
            "title": "机构和从业人员网上办事",
            "url": reverse("portal:home"),
            "text": "看自己的信用档案和谁查阅过，出具信用报告，作出承诺，提异议，申请修复。没有账号的，三分钟开通。",
        },
        {
            "title": "需要法律帮助",
            "url": "",
            "text": "咨询法律问题、申请法律援助，请拨打 12348 公共法律服务热线，全天免费。",
        },
    ]


@require_safe
@public_page
def months(request: HttpRequest) -> HttpResponse:
    """Zero statements and month closes, as signed."""
    zero_only = request.GET.get("only") == "zero"
    page = Paginator(public_closes(zero_only=zero_only), 20)
    return TemplateResponse(
        request,
        "website/months.html",
        {
            "title": "零申报与月结",
            "page": _shown_page(page, request.GET.get("page", "1")[:9]),
            "zero_only": zero_only,
            "crumbs": [Crumb("首页", reverse("website:home")), Crumb("零申报与月结")],
        },
    )


def _shown_page(pages: Paginator, number: str) -> Page:
    """One page of statements as the public sees them."""
    page = pages.get_page(number)
    page.object_list = [shown_month(close) for close in page.object_list]
    return page


@require_safe
@public_page
def about(request: HttpRequest) -> HttpResponse:
    """What is shown, for how long, by which rule; what the words mean."""
    on = clock.today()
    versions = list(RuleVersion.objects.prefetch_related("periods").order_by("-effective_from"))
    for version in versions:
        version.in_order = sorted(version.periods.all(), key=lambda period: Severity.values.index(period.severity))
    in_force = [version for version in versions if version.effective_until is None or version.effective_until >= on]
    earlier = [version for version in versions if version.effective_until is not None and version.effective_until < on]
    return TemplateResponse(
        request,
        "website/about.html",
        {
            "title": "公示什么，公示多久",
            "in_force": in_force,
            "earlier": earlier,
            "states": [(PractisingState(code).label, text) for code, text in STATE_WORDS.items()],
            "marks": [(label, find(label).help) for label in PUBLIC_MARKS],
            "crumbs": [Crumb("首页", reverse("website:home")), Crumb("公示什么，公示多久")],
        },
    )


@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about persons and visitors, and what is not."""
    crumbs = [Crumb("首页", reverse("website:home")), Crumb("隐私说明")]
    return TemplateResponse(request, "website/privacy.html", {"title": "隐私说明", "crumbs": crumbs})


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines keep copies for years; what is adverse must end on its last day, so they may not have it at all.

    Single adverse decisions and persons carry `noindex` themselves: their addresses do not tell what they are.
    """
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('website:search')}",
        f"Disallow: {reverse('website:penalties')}",
        "Disallow: /subjects/",
        "Disallow: /api/",
        "Disallow: /admin/",
        "Allow: /",
        f"Sitemap: {request.build_absolute_uri(reverse('website:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Standing pages and the newest decisions that are neither adverse nor about a person."""
    on = clock.today()
    records = CreditRecord.objects.public(on).browsable().exclude(nature=Nature.ADVERSE).newest()[:SITEMAP_ROWS]
    entries = [(request.build_absolute_uri(reverse(name)), None) for name in SITEMAP_PAGES]
    entries += [
        (request.build_absolute_uri(reverse("website:decision", args=[public_id])), since)
        for public_id, since in records.values_list("public_id", "publish_from")
    ]
    return TemplateResponse(request, "website/sitemap.xml", {"entries": entries}, content_type="application/xml")
