"""A known firm promises in minutes: with a mouse on a telephone, by the keyboard alone, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from commitments.models import Promise
from notices.models import Notice
from tests import factories as make
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_demo_pages import english
from tests.browser.test_portal import tab_to
from tests.members.people import member
from tests.support.pictures import FOLDER

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = FOLDER / "promises"
MOST_INPUTS = 8
FORMATS = {"JPG", "PNG", "OFD", "DOCX"}
"""Names of file formats, which have no other name."""


@pytest.fixture
def firm():
    cache.clear()
    return make.make_subject("重庆云岫律师事务所")


@pytest.fixture
def head(firm):
    return member(firm, display_name="周未央")


def come_in(page, live_server, user):
    page.goto(f"{live_server.url}/portal/sign-in/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{live_server.url}/portal/")


def looked_at(page, faults, name):
    """No serious fault, nothing beyond the edge, and a picture for the eye."""
    page.screenshot(path=f"{SHOTS}-{name}-{page.viewport_size['width']}.png", full_page=True)
    assert faults(page) == []
    assert set(english(page)) <= FORMATS, name
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, name


def code_of(user):
    return re.search(r"\d{4} \d{4}", Notice.objects.filter(recipient=user).latest("pk").body).group()


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_a_known_firm_promises_in_at_most_eight_inputs(live_server, page, heard, faults, firm, head, size):
    page.set_viewport_size(size)
    come_in(page, live_server, head)
    page.click("nav[aria-label=办事导航] >> text=信用承诺")
    looked_at(page, faults, "none")
    page.click("text=作出承诺")
    looked_at(page, faults, "new")
    page.click("li:has-text('容缺受理承诺书') button")
    inputs = 1
    page.click("button[value=next]")
    page.wait_for_selector(".error-summary")
    looked_at(page, faults, "fill-errors")
    for field, text in (
        ("reason", "申请变更住所"),
        ("matter_name", "律师事务所变更住所"),
        ("missing_papers", "新住所租赁合同"),
    ):
        page.fill(f"#id_{field}", text)
        inputs += 1
    page.click("button[value=next]")
    page.wait_for_selector("#sign_signer")
    looked_at(page, faults, "check")
    page.fill("#sign_signer", "周未央")
    page.fill("#sign_code", code_of(head))
    page.check("#sign_agreed")
    inputs += 3
    assert inputs <= MOST_INPUTS
    page.click("text=签署承诺书")
    page.wait_for_selector(".confirmation .number")
    looked_at(page, faults, "done")
    promise = Promise.objects.get()
    assert promise.code in page.content() and "前补交容缺材料" in page.content()
    page.click("text=查看办理进度")
    page.set_input_files(
        "input[type=file]", {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 a"}
    )
    page.click("button:text-is('补交')")
    page.wait_for_selector("text=回执号 CL")
    looked_at(page, faults, "promise")
    page.goto(f"{live_server.url}/portal/promises/")
    looked_at(page, faults, "list")
    assert [line for line in heard if "404" not in line] == []


def test_by_the_keyboard_alone(live_server, page, firm, head):
    come_in(page, live_server, head)
    page.goto(f"{live_server.url}/portal/promises/new/")
    tab_to(page, "form:has(input[value=active]) button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_reason")
    tab_to(page, "button[value=next]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#sign_signer")
    for field, text in (("#sign_signer", "周未央"), ("#sign_code", code_of(head))):
        tab_to(page, field)
        page.keyboard.type(text)
    tab_to(page, "#sign_agreed")
    page.keyboard.press("Space")
    tab_to(page, "form:has(#sign_agreed) button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".confirmation .number")
    assert Promise.objects.get().state == "signed"


def test_without_javascript(live_server, browser, firm, head):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    come_in(page, live_server, head)
    page.goto(f"{live_server.url}/portal/promises/new/")
    page.click("li:has-text('依法诚信执业承诺书') button")
    page.click("button[value=next]")
    page.fill("#sign_signer", "周未央")
    page.fill("#sign_code", "1111 1111")
    page.check("#sign_agreed")
    page.click("text=签署承诺书")
    assert "确认码不对" in page.content() and page.input_value("#sign_signer") == "周未央"
    page.fill("#sign_code", code_of(head))
    page.click("text=签署承诺书")
    number = page.text_content(".confirmation .number")
    assert re.fullmatch(r"500237\d{14}", number or "")
    page.goto(f"{live_server.url}/commitments/")
    assert "重庆云岫律师事务所" in page.content() and number in page.content()
    context.close()


def test_the_wall_and_the_staffs_pages(live_server, page, heard, faults, bureau, sign_in):
    shown = Promise.objects.public().filter(fulfilment="kept").latest("pk")
    staff = Promise.objects.get(state="noticed")
    assert "全县律师事务所 100% 已承诺" in page_text(page, f"{live_server.url}/commitments/")
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        for name, path in (
            ("wall", "/commitments/"), ("one", f"/commitments/{shown.public_id}/"), ("matters", "/commitments/matters/"),
            ("matter", "/commitments/matters/ZM-001/"), ("verify", f"/commitments/verify/?n={shown.code}&c={shown.letter_hash[:12]}"),
        ):  # fmt: skip
            page.goto(f"{live_server.url}{path}")
            looked_at(page, faults, name)
    sign_in(page, "credit")
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        for name, path in (
            ("staff-list", ""), ("staff-checks", "checks/"), ("staff-one", f"promises/{staff.public_id}/"), ("staff-matters", "matters/"),
            ("staff-matter", "matters/ZM-001/"), ("staff-templates", "templates/"), ("staff-template", "templates/trade/"),
            ("staff-export", "export/"),
        ):  # fmt: skip
            page.goto(f"{live_server.url}/admin/commitments/{path}")
            looked_at(page, faults, name)
    assert [line for line in heard if "404" not in line] == []


def page_text(page, address):
    page.goto(address)
    return page.inner_text("main")
