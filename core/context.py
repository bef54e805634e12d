"""What every template may rely on: the bureau's particulars, the public navigation, elder mode, the banner."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.parameters import BUREAU, REHEARSAL
from core.settings_store import get_many

ELDER_COOKIE = "elder"

# Title and URL name; a page joins the navigation when its URL exists. At most eight.
NAVIGATION: tuple[tuple[str, str], ...] = (
    ("首页", "website:home"),
    ("信用查询", "website:search"),
    ("行政许可", "website:licences"),
    ("行政处罚", "website:penalties"),
    ("信用承诺", "website:commitments"),
    ("信用评价", "website:ratings"),
    ("信用修复", "website:repair"),
    ("异议与纠错", "website:objections"),
    ("政策制度", "website:documents"),
)
FOOTER_LINKS: tuple[tuple[str, str], ...] = (
    ("隐私说明", "website:privacy"),
    ("使用说明与免责声明", "website:about"),
    ("开放数据", "website:open_data"),
    ("开放接口", "api-docs"),
)


@lru_cache(maxsize=4)
def existing_links(links: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Those of the links whose page exists, as (title, address)."""
    found = []
    for title, name in links:
        try:
            found.append((title, reverse(name)))
        except NoReverseMatch:
            continue
    return found


def navigation(path: str) -> list[dict[str, Any]]:
    """The public navigation with the present entry marked (the longest address that the path starts with)."""
    links = existing_links(NAVIGATION)
    here = max(
        (url for _, url in links if path == url or (url != "/" and path.startswith(url))),
        key=len,
        default="",
    )
    return [{"title": title, "url": url, "here": url == here} for title, url in links]


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor for all doors; one look-up for everything that the bureau has filled in."""
    values = get_many([REHEARSAL, *(key for key, _, _ in BUREAU)])
    return {
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "demo": bool(values[REHEARSAL]),
        "site_nav": navigation(request.path),
        "footer_links": existing_links(FOOTER_LINKS),
        "bureau": {key.split(".")[1]: str(values[key] or "") for key, _, _ in BUREAU},
        "footer_missing": [label for key, label, _ in BUREAU if not values[key]],
    }
