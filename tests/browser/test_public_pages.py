"""The public's door in a real browser: for everybody, on every width, with and without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import make_subject
from tests.website.conftest import ON, firm, lawyer, publish, town  # noqa: F401 – fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LONG_NAME = "重庆市巫山县三峡库区移民安置工程建设监理咨询服务与法律顾问综合事务（集团）有限责任公司巫山分公司"


@pytest.fixture
def today(monkeypatch):
    """The server runs in a thread of its own, which knows only the pinned day of the process."""
    monkeypatch.setenv("WUSHAN_TODAY", ON.isoformat())
    return ON


@pytest.fixture
def paths(town):  # noqa: F811
    company = make_subject(LONG_NAME, kind="other_org")
    long = publish("penalty", subject=company, title="未按规定" * 30, publish_until=ON + timedelta(days=2))
    firm_page = f"/subjects/{town['penalty'].record.subject.public_id}/"
    return [
        "/", "/search/?q=夔门", "/search/?q=查无此名", "/search/?q=夔", "/search/?kind=law_firm", "/search/?kind=person", "/decisions/penalties/",
        "/decisions/licences/?since=2030-01-01", town["penalty"].path, town["person"].path, long.path, firm_page, "/months/", "/about/", "/privacy/", "/open-data/",
    ]  # fmt: skip


def faults(page) -> list[str]:
    """Serious and critical findings of axe-core, as lines."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{page.url}: {item['id']} {node['html'][:160]}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"][:3]
    ]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("elder", [False, True], ids=["ordinary", "large type"])
def test_every_page_can_be_used_by_everybody(live_server, page, paths, size, elder):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: complaints.append(request.url) if not request.url.startswith(live_server.url) else None,
    )
    page.set_viewport_size(size)
    if elder:
        page.context.add_cookies([{"name": "elder", "value": "1", "url": live_server.url}])
    found = []
    for path in paths:
        page.goto(live_server.url + path)
        found += faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{path}: {wide} px too wide"] if wide > 0 else []
    assert not found
    assert not complaints


def test_the_way_of_a_citizen_without_scripts(live_server, browser, town):  # noqa: F811
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(live_server.url)
    page.fill("input[name=q]", "夔门")
    page.click("button:has-text('查询')")
    page.click("a:has-text('重庆夔门律师事务所') >> nth=0")
    assert "正常执业" in page.inner_text("main")
    page.click("a:has-text('违规执业')")
    assert "公示期至 2027年9月7日" in page.inner_text("main")
    page.goto(f"{live_server.url}/decisions/licences/")
    page.click("summary")
    page.select_option("select[name=rows]", "50")
    page.click("button:has-text('应用')")
    assert "rows=50" in page.url
    page.click("button:has-text('长者版')")
    assert page.locator("html[data-elder]").count() == 1
    context.close()


def test_the_search_is_reached_by_keyboard(live_server, page, town):  # noqa: F811
    page.goto(live_server.url)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("夔门")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    assert "重庆夔门律师事务所" in page.inner_text("main")


def test_after_the_last_day_the_decision_is_gone_without_any_job(live_server, page, town, monkeypatch):  # noqa: F811
    path = live_server.url + town["penalty"].path
    assert page.goto(path).status == 200
    monkeypatch.setenv("WUSHAN_TODAY", "2027-09-08")
    page.wait_for_timeout(10)
    fresh = page.context.browser.new_page()
    assert fresh.goto(path).status == 404
    assert "公示期" in fresh.inner_text("main")
    fresh.goto(f"{live_server.url}/search/?q=夔门")
    assert "违规执业" not in fresh.inner_text("main")
    assert fresh.request.get(f"{live_server.url}/api/v1/public{town['penalty'].path}").status == 404
    fresh.close()


def test_the_paper_shows_the_decision_and_nothing_of_the_screen(live_server, page, town):  # noqa: F811
    page.goto(live_server.url + town["penalty"].path)
    page.emulate_media(media="print")
    assert not page.is_visible(".site-header")
    assert not page.is_visible(".site-nav")
    assert page.is_visible("text=公示期至 2027年9月7日")
    assert page.is_visible("text=打印自")


def test_the_page_of_the_interface_works_offline(live_server, page, today):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            complaints.append(request.url) if not request.url.startswith((live_server.url, "data:")) else None
        ),
    )
    page.goto(f"{live_server.url}/api/docs/")
    page.wait_for_selector("text=/api/v1/public/decisions/")
    assert not complaints
