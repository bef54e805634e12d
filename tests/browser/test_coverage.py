"""The coverage matrix and the door of exports, in the browser of a clerk."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.browser.conftest import PHONE, WIDE

pytestmark = [pytest.mark.slow]


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_a_gap_is_seen_opened_and_signed(live_server, page, bureau, sign_in, heard, faults):
    sign_in(page, "clerk")
    page.click("nav.side >> text=归集覆盖")
    assert "2026年归集覆盖" in page.inner_text("h1")
    gap = page.locator("a[title='登记注册基本信息 2026年8月']")
    assert gap.inner_text().strip() == "缺"
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert sideways(page) <= 0 and faults(page) == [] and gap.is_visible()
    gap.click()
    assert "既没有归集，也没有签署" in page.inner_text("#content")
    page.click("button:has-text('签署零归集')")
    page.wait_for_selector("text=已经签署零归集")
    assert "本月没有发生登记注册基本信息" in page.inner_text("#content")
    assert sideways(page) <= 0 and faults(page) == []
    page.click("nav[aria-label='当前位置'] >> text=归集覆盖")
    assert "零申报" in page.locator("a[title='登记注册基本信息 2026年8月']").inner_text()
    assert heard == []


def test_the_head_of_the_matrix_stays_in_sight(live_server, page, bureau, sign_in):
    sign_in(page, "credit")
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}/admin/records/coverage/")
    page.evaluate("document.querySelector('.coverage-wrap').scrollTop = 300")
    wrap, head = page.locator(".coverage-wrap").bounding_box(), page.locator(".coverage thead th").nth(3).bounding_box()
    assert abs(wrap["y"] - head["y"]) < 4


def test_the_ledger_leaves_with_a_purpose_and_a_watermark(live_server, page, bureau, sign_in, heard, faults):
    sign_in(page, "clerk")
    page.goto(f"{live_server.url}/admin/publicity/decision/")
    page.click("#content >> text=导出")
    page.click("button:has-text('生成文件')")
    assert "请选择用途" in page.inner_text("[role=alert]") and "请写明用在什么事项上" in page.inner_text("[role=alert]")
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert sideways(page) <= 0 and faults(page) == []
    page.check("input[name=purpose][value=audit]")
    page.fill("input[name=matter]", "2026年第三季度案卷评查")
    page.click("button:has-text('生成文件')")
    page.wait_for_selector("text=下载文件")
    assert faults(page) == []
    with page.expect_download() as waiting:
        page.click("a:has-text('下载文件')")
    book = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    facts = {row[0].value: row[1].value for row in book["用途与水印"].iter_rows(min_row=2)}
    assert facts["事项"] == "2026年第三季度案卷评查" and facts["导出编号"] in waiting.value.suggested_filename
    assert book["决定"].max_row == int(facts["行数"]) + 1
    page.click("nav.side >> text=导出登记")
    assert facts["导出编号"] in page.inner_text("#content") and sideways(page) <= 0
    assert heard == []
