"""Every page of every role's menu and every public page, with the demo bureau in it: whole, readable, in Chinese, for everybody."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import PHONE, WIDE
from wushan_credit.demo.cast import STAFF

pytestmark = [pytest.mark.slow]
ROLES = ("clerk", "reviewer2", "credit", "leader", "auditor", "admin", "security")
SIZES = (WIDE, PHONE)
SEEN: set[str] = set()
"""Kinds of pages looked at closely in this session; for another role the same page is built of the same parts."""

#: Abbreviations and names that have no Chinese form in an office, and words that are codes.
ALLOWED = {
    "API", "CSV", "Excel", "JSON", "OpenAPI", "PDF", "SHA", "UTF", "WPS", "xls", "xlsx", "csv", "ods", "et", "xml", "KB", "MB", "IP", "UA",
    "Cookie", "RFC", "Chrome", "Linux",
    *(person[0].rstrip("0123456789") for person in STAFF),  # names by which people sign in
    "wushan",  # how a name is searched by its sounds
}  # fmt: skip
DOWNLOAD = re.compile(r"/(workbook|template|report|source|marked)/")
WORD = re.compile(r"(?<![\w.\-@/〔{])[A-Za-z][A-Za-z]+(?![\w.\-@/}])")


def english(page) -> list[str]:
    """English words in what can be read on the page; what is set as a code is a code."""
    text = page.evaluate(
        """() => { const copy = document.body.cloneNode(true);
        copy.querySelectorAll("script, style, noscript, .code, code, .field-code, .visually-hidden").forEach(node => node.remove());
        document.body.appendChild(copy); const text = copy.innerText; copy.remove(); return text; }"""
    )
    return sorted({word for word in WORD.findall(text) if word not in ALLOWED})


def faults_of(page, url: str, faults) -> list[str]:
    """Everything that is wrong with the page; how it looks at every width once for all who may open it."""
    page.set_viewport_size(WIDE)
    response = page.goto(url)
    found = [] if response.status == 200 else [f"{url}: {response.status}"]
    found += [f"{url}: {word}" for word in english(page)]
    if kind_of(url) in SEEN and not url.endswith("/admin/"):  # the desk is another one for everybody
        return found
    SEEN.add(kind_of(url))
    for size in SIZES:
        page.set_viewport_size(size)
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # charts follow
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{url}: {over} px to scroll sideways at {size['width']}")
        found += [f"{size['width']} {fault}" for fault in faults(page)]
    return found


def kind_of(url: str) -> str:
    """The address without what names one object."""
    return re.sub(r"[0-9a-f-]{8,}|\d+", "n", url.split("/", 3)[3])


def menu_of(page) -> list[str]:
    return page.locator(".side a").evaluate_all("links => links.map(link => link.href)")


def first_rows(page) -> list[str]:
    """The page behind the first row of each table: the object pages."""
    return page.locator("main table").evaluate_all(
        "tables => tables.map(table => table.querySelector('tbody a[href^=\"/admin/\"]')).filter(Boolean).map(link => link.href)"
    )


@pytest.mark.parametrize("username", ROLES)
def test_every_page_of_the_menu_and_what_its_rows_lead_to(username, page, live_server, bureau, sign_in, heard, faults):
    sign_in(page, username)
    wrong, deeper = [], []
    menu = menu_of(page)
    assert len(menu) > 2
    for url in menu:
        wrong += faults_of(page, url, faults)
        deeper += first_rows(page)
    for url in dict.fromkeys(deeper):
        if url not in menu and kind_of(url) not in SEEN and not DOWNLOAD.search(url):
            wrong += faults_of(page, url, faults)
    assert not wrong, "\n".join(wrong)
    assert heard == []


PUBLIC = (
    "/", "/search/", "/search/?q=云岫", "/search/?q=无此机构", "/search/?q=云", "/decisions/licences/", "/decisions/penalties/",
    "/decisions/others/", "/months/", "/about/", "/privacy/", "/admin/login/",
)  # fmt: skip


@pytest.mark.parametrize("elder", [False, True], ids=["usual", "elder"])
def test_every_public_page(elder, page, live_server, bureau, heard, faults):
    page.goto(f"{live_server.url}/")
    if elder:
        page.click("text=长者版")
        SEEN.clear()
    pages = [live_server.url + path for path in PUBLIC]
    page.goto(f"{live_server.url}/search/?q=云岫")
    pages += page.locator("main a[href^='/decisions/'], main a[href^='/subjects/']").evaluate_all(
        "links => links.slice(0, 3).map(link => link.href)"
    )
    wrong = [fault for url in pages for fault in faults_of(page, url, faults)]
    wrong = [fault for fault in wrong if "?q=云: 400" not in fault]
    assert not wrong, "\n".join(wrong)
    assert [line for line in heard if "400" not in line] == []


def test_a_page_that_is_not_there_says_what_to_do(page, live_server, bureau, faults):
    for path in ("/decisions/00000000-0000-0000-0000-000000000000/", "/admin/publicity/decision/999999/change/"):
        response = page.goto(live_server.url + path)
        assert response.status in (200, 404)
        assert faults(page) == []
        assert english(page) == []
    assert page.locator("h1").inner_text()
