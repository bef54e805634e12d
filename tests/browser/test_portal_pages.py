"""Every page of the portal's menu in the demo bureau, for each kind of account: nothing serious for axe, nothing beyond the edge."""

import pytest

from tests.browser.conftest import PHONE, WIDE
from wushan_credit.demo.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = ("firm1", "firm1clerk", "firm2", "lawyer1")


def sign_in(page, live_server, username):
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/portal/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{live_server.url}/portal/")


def test_every_page_of_the_menu_is_sound_for_every_account(bureau, live_server, page, heard, faults):
    wrong, seen = [], set()
    for username in PEOPLE:
        sign_in(page, live_server, username)
        links = page.eval_on_selector_all(
            "nav[aria-label=办事导航] a", "all => all.map(one => one.getAttribute('href'))"
        )
        assert len(links) >= 8
        for path in links:
            answer = page.goto(f"{live_server.url}{path}")
            if answer.status != 200:
                wrong.append(f"{username} {path}: {answer.status}")
            for size in (PHONE, WIDE):
                page.set_viewport_size(size)
                beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if beyond > 0:
                    wrong.append(f"{username} {path} {size['width']}: {beyond} px beyond the edge")
                if (path, size["width"]) not in seen:
                    seen.add((path, size["width"]))
                    wrong += faults(page)
    assert wrong == [] and heard == []
