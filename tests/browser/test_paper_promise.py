"""The window enters a stamped promise and prints the receipt; also without a script."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from accounts import roles
from accounts.models import Section
from commitments.models import Promise, PromiseTemplate
from tests import factories as make
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_portal import looked_at

pytestmark = pytest.mark.django_db(transaction=True)
SCAN = {"name": "承诺书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 stamped"}


@pytest.fixture
def clerk():
    cache.clear()
    section = PromiseTemplate.objects.filter(code="trade").latest("version").section
    return make.make_user(roles.CLERK, section=Section.objects.get(pk=section.pk), username="window")


def come_in(page, base, clerk):
    page.goto(f"{base}/admin/login/")
    page.fill("#id_username", clerk.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{base}/admin/")


def fill(page):
    for field, text in (
        ("reason", "参加年度自律承诺"),
        ("activity", "诚信建设年"),
        ("reply_days", "5"),
        ("signer", "易知行"),
    ):
        page.fill(f"#id_{field}", text)
    page.set_input_files("#id_file", SCAN)
    page.check("#id_compared")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_from_the_stamped_paper_to_the_receipt(live_server, page, heard, faults, clerk, size):
    firm = make.make_subject("重庆云岫律师事务所")
    page.set_viewport_size(size)
    come_in(page, live_server.url, clerk)
    page.goto(f"{live_server.url}/admin/commitments/on-paper/")
    page.fill("#paper-q", "云岫")
    page.click("main button:text-is('查找'), #content button:text-is('查找')")
    page.locator(f"a:has-text('{firm.name}')").wait_for()
    looked_at(page, faults, "paper-start")
    page.click(f"a:has-text('{firm.name}')")
    page.get_by_role("heading", name="登记哪一种承诺").wait_for()
    looked_at(page, faults, "paper-choose")
    page.click("th a:has-text('行业自律承诺书')")
    page.locator("#id_signed_on").wait_for()
    page.click("text=登记并打印回执")
    page.locator(".error-summary").wait_for()
    looked_at(page, faults, "paper-errors")
    fill(page)
    page.click("text=登记并打印回执")
    expect(page.locator("h1").last).to_have_text("书面承诺登记回执")
    promise = Promise.objects.get()
    assert promise.code in page.content() and str(clerk) in page.content()
    looked_at(page, faults, "paper-receipt")
    page.click("text=打开这份承诺")
    expect(page.locator("main")).to_contain_text(f"{clerk} 登记")
    looked_at(page, faults, "paper-promise")
    assert heard == []


def test_the_window_needs_no_script(live_server, browser, clerk):
    firm = make.make_subject("重庆云岫律师事务所")
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    come_in(page, live_server.url, clerk)
    page.goto(f"{live_server.url}/admin/commitments/on-paper/{firm.pk}/trade/")
    fill(page)
    page.click("text=登记并打印回执")
    expect(page.locator("h1").last).to_have_text("书面承诺登记回执")
    context.close()
    assert Promise.objects.get().on_paper
