"""The firms' door on a telephone, by keyboard alone, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from core import clock
from members import selectors
from members.services import codes
from records.models import CreditReport
from tests import factories as make
from tests.browser.conftest import PHONE, WIDE
from tests.members.people import member
from tests.support.pictures import FOLDER

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = "静水流深-2026-巫峡"
SHOTS = FOLDER / "portal"


@pytest.fixture
def firm():
    cache.clear()
    return make.make_subject("重庆云岫律师事务所")


def slip(subject, role="head"):
    return codes.code_issue(actor=make.make_user(), subject=subject, role=role, seen="执业许可证副本、身份证原件")[1]


def looked_at(page, faults, name):
    """No serious fault, nothing beyond the edge, and a picture for the eye."""
    page.screenshot(path=f"{SHOTS}-{name}-{page.viewport_size['width']}.png", full_page=True)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, name


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_from_the_slip_to_a_report_with_an_invited_colleague(live_server, page, heard, faults, firm, size):
    plain = slip(firm)
    make.make_record(subject=firm, title="对本所律师疏于管理", publish_until=clock.today())
    make.make_record(subject=firm, title="准予变更负责人", nature="neutral", disclosure="shared")
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/")
    page.click("header >> text=登录")
    looked_at(page, faults, "entry")
    page.click("text=机构和从业人员 >> nth=0")
    looked_at(page, faults, "sign-in")
    page.click("text=注册并绑定")
    looked_at(page, faults, "bind")
    page.click("text=机构，有窗口查验码")
    page.click("main button[type=submit]")
    page.wait_for_selector(".error-summary")
    looked_at(page, faults, "bind-errors")
    page.fill("#id_code_number", firm.uscc)
    page.fill("#id_name", firm.name)
    page.fill("#id_code", plain)
    page.click("main button[type=submit]")
    fill_account(page, "周未央", "zhouweiyang")
    looked_at(page, faults, "account")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=绑定成功")
    looked_at(page, faults, "bound")
    page.click("text=去办事首页")
    looked_at(page, faults, "home")
    for name, title in (("file", "信用档案"), ("looks", "谁看过我"), ("messages", "消息"), ("help", "帮助")):
        page.click(f"nav[aria-label=办事导航] >> text={title}")
        looked_at(page, faults, name)
    invite_and_accept(page, faults, live_server, firm)
    page.goto(f"{live_server.url}/portal/reports/")
    looked_at(page, faults, "reports")
    page.click("main button[type=submit]")
    page.wait_for_selector(".confirmation .number")
    looked_at(page, faults, "report")
    with page.expect_download() as got:
        page.click("text=下载 PDF")
    assert got.value.suggested_filename == f"专项信用报告{CreditReport.objects.get().number}.pdf"
    assert [line for line in heard if "404" not in line] == []


def fill_account(page, name, username):
    if name:
        page.fill("#id_display_name", name)
    page.fill("#id_username", username)
    page.fill("#id_password1", GOOD)
    page.fill("#id_password2", GOOD)


def invite_and_accept(page, faults, live_server, firm):
    """The head invites, goes, and the colleague comes in by the link."""
    page.click("nav[aria-label=办事导航] >> text=账号管理")
    looked_at(page, faults, "people")
    page.click("text=邀请经办人")
    page.fill("#id_name", "谭文静")
    page.click("main button[type=submit]")
    link = page.input_value("#link")
    looked_at(page, faults, "invited")
    page.click("text=退出登录")
    page.wait_for_selector("h1:has-text('已退出登录')")
    page.goto(link)
    looked_at(page, faults, "join")
    fill_account(page, "", "tanwenjing")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=绑定成功")
    assert [row.get_role_display() for row in selectors.people_of(firm)] == ["负责人账号", "经办人账号"]


def test_binding_by_the_keyboard_alone(live_server, page, firm):
    plain = slip(firm)
    page.goto(f"{live_server.url}/portal/bind/")
    tab_to(page, "a[href='/portal/bind/firm/']")
    page.keyboard.press("Enter")
    for field, text in (("#id_code_number", firm.uscc), ("#id_name", firm.name), ("#id_code", plain)):
        tab_to(page, field)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    for field, text in (
        ("#id_display_name", "周未央"),
        ("#id_username", "zhouweiyang"),
        ("#id_password1", GOOD),
        ("#id_password2", GOOD),
    ):
        tab_to(page, field)
        page.keyboard.type(text)
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=绑定成功")
    tab_to(page, "a[href='/portal/']:has-text('去办事首页')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/portal/")


def tab_to(page, selector):
    """Press Tab until the element has the focus and shows it; no more than a page has places."""
    page.wait_for_selector(selector)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted.split(':has-text')[0])", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def test_binding_and_report_without_javascript(live_server, browser, firm):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/portal/bind/firm/")
    page.fill("#id_code_number", firm.uscc)
    page.fill("#id_name", firm.name)
    page.fill("#id_code", slip(firm))
    page.click("main button[type=submit]")
    fill_account(page, "周未央", "zhouweiyang")
    page.click("main button[type=submit]")
    assert "绑定成功" in page.content()
    page.goto(f"{live_server.url}/portal/reports/")
    page.click("main button[type=submit]")
    number = page.text_content(".confirmation .number")
    assert re.fullmatch(r"\d{14}\w{8}", number or "")
    context.close()


def test_the_window_prints_a_slip(live_server, page, faults, firm):
    clerk = make.make_user(username="window")
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("#id_username", clerk.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("button[type=submit]")
    for name, path in (("accounts", "/admin/members/"), ("subject", f"/admin/members/{firm.pk}/")):
        page.goto(f"{live_server.url}{path}")
        looked_at(page, faults, name)
    page.click("text=开具查验码")
    page.fill("#id_seen", "执业许可证副本、身份证原件")
    looked_at(page, faults, "code-form")
    page.click("main button[type=submit], #content button[type=submit]")
    page.wait_for_selector(".plain-code")
    looked_at(page, faults, "slip")


def test_large_type_on_a_telephone_loses_nothing(live_server, page, faults, firm):
    user = member(firm)
    make.make_record(
        subject=firm, title="对本所律师疏于管理，造成不良影响，有询问笔录等证据证实" * 3, publish_until=clock.today()
    )
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/portal/sign-in/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("main button[type=submit]")
    page.click("text=长者版")
    for name in ("", "file/", "people/", "reports/"):
        page.goto(f"{live_server.url}/portal/{name}")
        looked_at(page, faults, f"elder-{name.strip('/') or 'home'}")
