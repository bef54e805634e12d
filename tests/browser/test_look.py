"""The look in a real browser: no serious accessibility fault, nothing against the content policy, nothing to scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import User
from core.models import Holiday

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.support.look_urls")]

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PUBLIC = ["/gallery/", "/gallery/home/", "/gallery/document/", "/no-such-page/"]
STAFF = [
    "/gallery/staff/",
    "/gallery/desk/",
    "/admin/",
    "/admin/core/holiday/",
    "/admin/core/holiday/add/",
    "/admin/core/holiday/1/change/",
    "/admin/core/holiday/1/move/to_makeup/",
    "/admin/core/holiday/1/history/",
    "/admin/password_change/",
]
PASSWORD = "right-password-1"


@pytest.fixture
def boss():
    return User.objects.create_superuser("boss", password=PASSWORD, display_name="王主任")


@pytest.fixture
def day(boss):
    return Holiday.objects.get_or_create(pk=1, defaults={"date": "2031-01-01", "kind": "off", "name": "元旦"})[0]


def log_in(page, live_server):
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("#id_username", "boss")
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{live_server.url}/admin/")


def faults(page) -> list[str]:
    """Serious and critical findings of axe-core, as lines."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{page.url}: {item['id']} {item['help']} {node['html'][:160]}"
        for item in found
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"][:3]
    ]


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def watched(page):
    """A page that remembers every complaint of the browser: policy violations, script errors, files that are not there."""
    page.complaints = []

    def hear(message):
        if message.type == "error" and "404 (Not Found)" not in message.text:
            page.complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_staff_pages(live_server, watched, boss, day, size):
    page = watched
    page.set_viewport_size(size)
    log_in(page, live_server)
    found = []
    for path in STAFF:
        page.goto(live_server.url + path)
        found += faults(page)
        assert sideways(page) <= 0, f"{path} scrolls sideways"
    assert found == []
    assert page.complaints == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("elder", [False, True], ids=["usual", "elder"])
def test_public_pages(live_server, watched, size, elder):
    page = watched
    page.set_viewport_size(size)
    if elder:
        page.goto(f"{live_server.url}/elder/?on=1&next=/gallery/")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    found = []
    for path in PUBLIC:
        page.goto(live_server.url + path)
        found += faults(page)
        assert sideways(page) <= 0, f"{path} scrolls sideways"
    assert found == []
    assert page.complaints == []


def test_login_page(live_server, watched, boss):
    page = watched
    page.goto(f"{live_server.url}/admin/login/")
    assert faults(page) == []
    page.fill("#id_username", "boss")
    page.fill("#id_password", "wrong")
    page.click("button[type=submit]")
    page.wait_for_selector(".error-summary:focus")
    assert faults(page) == []
    assert page.complaints == []


def test_error_summary_leads_to_the_field(live_server, watched, boss):
    page = watched
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/core/holiday/add/")
    page.click(".action-bar .btn-primary")
    page.wait_for_selector(".error-summary:focus")
    page.click(".error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_date"


def test_large_type_is_one_click_and_one_click_back(live_server, watched):
    page = watched
    page.goto(f"{live_server.url}/gallery/")
    page.click("text=长者版")
    assert page.evaluate("document.documentElement.hasAttribute('data-elder')")
    page.reload()
    assert page.evaluate("document.documentElement.hasAttribute('data-elder')")
    page.click("text=退出长者版")
    page.reload()
    assert not page.evaluate("document.documentElement.hasAttribute('data-elder')")


def test_charts_are_drawn_and_keep_their_tables(live_server, watched):
    page = watched
    page.goto(f"{live_server.url}/gallery/")
    page.wait_for_selector("figure[data-drawn] canvas")
    assert page.locator("figure.chart table").count() == 2
    page.hover("figure[data-drawn] canvas >> nth=0")
    assert page.complaints == []


def test_everything_can_be_used_without_scripts(live_server, new_context, boss):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    log_in(page, live_server)
    page.click("summary:has-text('菜单')")
    page.click(".drawer >> text=节假日与调休")
    assert page.locator("h1").inner_text() == "节假日与调休"
    page.goto(f"{live_server.url}/gallery/")
    page.click("button:has-text('长者版')")
    assert page.locator("html[data-elder]").count() == 1
    assert page.locator(".chart-canvas >> visible=true").count() == 0
    assert page.locator("figure.chart table >> visible=true").count() == 2


def test_keyboard_alone_reaches_text_and_search(live_server, watched, boss, monkeypatch):
    from core import staff

    monkeypatch.setattr(
        staff, "_searches", [staff.Search("admin:core_holiday_changelist", "名称", ("core.view_holiday",))]
    )
    page = watched
    log_in(page, live_server)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content-start"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "top-search"
    page.keyboard.type("元旦")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/core/holiday/?q=*")


def test_paper_has_no_screen_furniture(live_server, watched):
    page = watched
    page.goto(f"{live_server.url}/gallery/")
    page.emulate_media(media="print")
    for furniture in (".site-header", ".site-footer", ".pager", ".action-bar"):
        assert page.locator(f"{furniture} >> visible=true").count() == 0
    assert page.locator("h1 >> visible=true").count() >= 1


def test_a_phone_shows_rows_as_cards_that_name_their_columns(live_server, watched):
    page = watched
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/gallery/")
    cell = page.locator("td[data-label='文号']").first
    assert cell.evaluate("node => getComputedStyle(node, '::before').content") == '"文号"'
    assert cell.evaluate("node => getComputedStyle(node, '::before').cssFloat") == "left"
