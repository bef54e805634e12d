"""Whatever stands behind the question mark, every page of the staff answers in words: no question and no guessed address breaks one.

Which parameters a page reads is not written down anywhere: the page is asked once and watched. A new filter is tried on the day it is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from core import clock
from records import purposes
from tests.architecture.doors import PEOPLE
from tests.architecture.routes import door_of
from tests.architecture.test_routes import NAMED, address, ask, bureau, world  # noqa: F401 - the bureau of all routes

NASTY = (
    "-1", "99999999999999999999", "٣", "²", "0000-00-00", "0001-01-01", "9999-12-31", "9999-12", "\x00", "😀\ud83d",
    "%_\\'\"<(", "a~b", "00000000-0000-0000-0000-000000000000", "律" * 3000,
)  # fmt: skip
INSIDE = [route for route in NAMED if route.name.startswith("admin:")]
"""The public's pages and the interfaces are asked wild questions in tests/website and tests/api."""
DJANGOS = {"all", "e", "p", "_popup", "_to_field", "_changelist_filters", "_facets"}
"""Parameters of every list that Django reads by itself."""
ASKED_BY = "KCLUSX"
"""Who asks: the first of these who may open the page."""
_LINKED = re.compile(r"""(?:href|action)=["'](\?[^"'#]*|/[^"'#]*\?[^"'#]*)""")
_ASKING = re.compile(r"""<form\b(?![^>]*method=["']post)[^>]*>.*?</form>""", re.S | re.I)
_NAMED = re.compile(r"""<(?:input|select)\b[^>]*\bname=["']([\w-]+)["']""")


@pytest.fixture
def read(monkeypatch) -> set[str]:
    """The names that views and forms look for in a query or a form."""
    names: set[str] = set()
    for method in ("get", "getlist", "__getitem__", "__contains__"):
        original = getattr(QueryDict, method)

        def spy(self, key, *rest, original=original, **more):
            if isinstance(key, str):
                names.add(key)
            return original(self, key, *rest, **more)

        monkeypatch.setattr(QueryDict, method, spy)
    return names


@pytest.fixture(autouse=True)
def _with_a_purpose(monkeypatch):
    """Everybody has said why the file is opened: the page itself is to be tried, not the gate before it."""
    said = purposes.Purpose(purposes.PURPOSES["audit"], "样例〔2026〕1号", clock.now() + purposes.LASTS)
    monkeypatch.setattr(purposes, "stated", lambda session, subject_id: said)


def _own_links(html: str, path: str) -> set[str]:
    """Questions that the page itself offers: filters, columns to sort by, the next page."""
    parts = [urlsplit(link) for link in map(unescape, _LINKED.findall(html))]
    return {part.query for part in parts if part.path in ("", path)}


def _looked_at(made, letter: str, url: str, read: set[str]) -> tuple[set[str], set[str]]:
    """The names of the page's parameters, and the questions it offers."""
    read.clear()
    response = ask(made, letter, "get", url)
    assert response.status_code < 500, url
    names, offered = set(read), set()
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        html = response.content.decode()
        offered = _own_links(html, urlsplit(url).path)
        names |= {name for query in offered for name, _ in parse_qsl(query, keep_blank_values=True)}
        names |= {name for form in _ASKING.findall(html) for name in _NAMED.findall(form)}
    return names - DJANGOS, offered


def _encoded(values: dict[str, str]) -> str:
    return urlencode(values, errors="surrogatepass")


def _questions(url: str, names: set[str]) -> Iterator[str]:
    path, _, usual = url.partition("?")
    kept = dict(parse_qsl(usual))
    for value in NASTY:
        for name in sorted(names):
            yield f"{path}?{_encoded(kept | {name: value})}"
        if len(names) > 1:
            yield f"{path}?{_encoded(dict.fromkeys(names, value))}"


@pytest.mark.parametrize("route", INSIDE, ids=lambda route: route.name)
def test_no_question_breaks_a_page(route, bureau, read):  # noqa: F811
    door, url = door_of(route.name), address(route, bureau)
    letter = next((one for one in ASKED_BY + "".join(PEOPLE) if one in door.who), "A")
    names, offered = _looked_at(bureau, letter, url, read)
    questions = [f"{url.partition('?')[0]}?{query}" for query in sorted(offered)[:40]] + list(_questions(url, names))
    broken = [question for question in questions if ask(bureau, letter, "get", question).status_code >= 500]
    assert not broken, f"{letter} {sorted(names)}"


@pytest.mark.parametrize("route", [route for route in INSIDE if route.params], ids=lambda route: route.name)
def test_no_guessed_address_breaks_a_page(route, bureau):  # noqa: F811
    door, known = door_of(route.name), bureau.sample(route)
    letter = next((one for one in ASKED_BY + "".join(PEOPLE) if one in door.who), "A")
    broken = []
    for name in known:
        for value in NASTY:
            try:
                url = reverse(route.name, kwargs=known | {name: value[:200]})
            except (NoReverseMatch, UnicodeEncodeError):
                continue  # the pattern itself turns it away
            if ask(bureau, letter, "get", url).status_code >= 500:
                broken.append(url)
    assert not broken, letter
