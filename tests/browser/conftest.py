"""The demo bureau behind a live server, and a browser that remembers every complaint."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.patience import patience
from tests.support import demo

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}


@pytest.fixture(scope="session", autouse=True)
def patient_browser():
    """No test reads the page that it has just left."""
    with patience():
        yield


@pytest.fixture
def bureau(transactional_db, settings, monkeypatch):
    """The whole demo bureau on its own day; the live server's thread sees the same day. Gives that day."""
    monkeypatch.setenv("WUSHAN_TODAY", demo.DAY)
    demo.bring(settings.MEDIA_ROOT)
    return date.fromisoformat(demo.DAY)


@pytest.fixture
def sign_in(live_server):
    """sign_in(page, "clerk"): through the log-in page, as everybody does."""
    from wushan_credit.demo.cast import PASSWORD

    def act(page, username):
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/admin/login/")
        page.fill("#id_username", username)
        page.fill("#id_password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{live_server.url}/admin/")

    return act


@pytest.fixture
def heard(page):
    """Everything the browser complains of on the page: policy violations, script errors, broken addresses."""
    complaints = []
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return complaints


@pytest.fixture
def faults():
    """faults(page): serious and critical findings of axe-core, as lines."""

    def look(page):
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [
            f"{page.url}: {item['id']} {item['help']} {node['html'][:160]}"
            for item in found
            if item["impact"] in ("serious", "critical")
            for node in item["nodes"][:3]
        ]

    return look
