"""A large export in the browser: ordered, left, found again, told in the inbox, fetched; small ones come at once; nobody else gets it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts import roles
from core.models import Setting
from exchange.models import Export, Job
from tests.browser.test_look import PASSWORD, PHONE, WIDE, faults, sideways
from tests.factories import make_decision, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SHOTS = os.environ.get("PICTURES", "")
PATIENCE = 60_000


@pytest.fixture
def house():
    """Three decisions, of which two may be written at once; a clerk and a colleague."""
    Setting.objects.create(key="exchange.export_at_once", group="导出", label="当场", value=2)
    clerk = make_user(roles.CLERK, username="clerk", password=PASSWORD, display_name="陈晓溪")
    make_user(roles.CLERK, username="other", password=PASSWORD, display_name="周同事", section=clerk.section)
    for _ in range(3):
        make_decision(section=clerk.section)
    return clerk


def log_in(page, live_server, name):
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{live_server.url}/admin/")


def looked_at(page, name):
    """Both widths: nothing sideways, no serious fault; kept as pictures when a folder is named."""
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert sideways(page) <= 0 and faults(page) == []
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{size['width']}.png", full_page=True)


def test_a_large_export_survives_leaving_and_waits_for_its_maker(live_server, page, real_worker, house):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    real_worker.kill()
    log_in(page, live_server, "clerk")
    page.goto(f"{live_server.url}/admin/exchange/exports/new/?what=publicity.ledger")
    expect(page.locator("#content")).to_contain_text("在后台生成")
    looked_at(page, "export-new")
    page.check("input[name=purpose][value=supervision]")
    page.fill("input[name=matter]", "2026年度专项检查取数")
    page.click("button:has-text('生成文件')")
    expect(page.locator("h1")).to_have_text("正在生成导出文件")
    expect(page.locator("[data-progress]")).to_contain_text("0 / 3 行")
    looked_at(page, "export-wait")
    address = page.url
    assert not Export.objects.exists()

    page.context.clear_cookies()  # the browser is gone, the person is logged out
    log_in(page, live_server, "other")
    assert page.goto(address).status == 404
    log_in(page, live_server, "clerk")
    page.goto(f"{live_server.url}/admin/exchange/exports/")
    expect(page.locator("#content")).to_contain_text("后台生成的")
    looked_at(page, "exports-waiting")
    page.click("#content a:has-text('决定台账')")
    expect(page.locator("h1")).to_have_text("正在生成导出文件")
    real_worker.start()
    expect(page.locator("a:has-text('下载文件')")).to_be_visible(timeout=PATIENCE)  # the page turns by itself
    looked_at(page, "export-done")
    with page.expect_download() as waiting:
        page.click("a:has-text('下载文件')")
    assert Path(waiting.value.path()).read_bytes()[:2] == b"PK"

    page.goto(f"{live_server.url}/admin/inbox/")
    page.click("#content a:has-text('导出完成：决定台账')")
    expect(page.locator("#content")).to_contain_text("文件已经生成")
    log_in(page, live_server, "other")
    assert page.goto(address).status == 404
    assert page.goto(f"{address}file/").status == 404
    assert Export.objects.get().rows == Job.objects.get().created == 3
    assert [line for line in complaints if "404" not in line] == []
