"""The own account on a telephone and at a desk: proved, forgotten and chosen anew, a second factor, other sign-ins; also without a
script, and by the keyboard alone."""

from __future__ import annotations

import base64
import re

import pytest
from django.core.cache import cache
from django_otp.oath import TOTP
from playwright.sync_api import expect

from accounts.models import SecondFactor
from notices.models import Notice
from tests import factories as make
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_portal import looked_at, tab_to
from tests.members.people import member

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "山高水长-2026-神女"


@pytest.fixture
def person():
    cache.clear()
    return member(make.make_subject("重庆云岫律师事务所"), display_name="周未央", email="zhou@example.cn")


def digits(code):
    return re.search(r"\d{4} \d{4}", Notice.objects.filter(code=f"members.{code}").latest("pk").body)[0]


def token(secret):
    return f"{TOTP(base64.b32decode(secret.replace(' ', ''))).token():06d}"


def arrive(page, title):
    """Wait for the page with this heading."""
    expect(page.locator("h1")).to_have_text(title)


def sign_in(page, base, user, password=make.PASSWORD):
    page.goto(f"{base}/portal/sign-in/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", password)
    page.click("main button:text-is('登录')")


def prove(page, base):
    page.goto(f"{base}/portal/account/")
    page.click("button:has-text('发送确认码')")
    arrive(page, "确认电子邮箱")
    page.fill("#id_code", digits("confirm_code"))
    page.click("main button:text-is('确认')")
    arrive(page, "我的账号")
    expect(page.locator("#reach ~ .card")).to_contain_text("已确认")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_proved_then_forgotten_then_chosen_anew(live_server, page, heard, faults, person, size):
    page.set_viewport_size(size)
    sign_in(page, live_server.url, person)
    page.wait_for_url(f"{live_server.url}/portal/")
    page.click("nav[aria-label=办事导航] >> text=我的账号")
    arrive(page, "我的账号")
    looked_at(page, faults, "own-account")
    prove(page, live_server.url)
    page.click("text=退出登录")
    arrive(page, "已退出登录")
    page.goto(f"{live_server.url}/portal/sign-in/")
    page.click("text=忘记密码")
    arrive(page, "忘记密码")
    looked_at(page, faults, "forgotten")
    page.fill("#id_username", person.username)
    page.click("main button:text-is('发送确认码')")
    arrive(page, "重设密码")
    looked_at(page, faults, "recover")
    page.click("main button:text-is('重设密码')")
    page.locator(".error-summary").wait_for()
    looked_at(page, faults, "recover-errors")
    for field, text in (("code", digits("recover_code")), ("password1", NEW), ("password2", NEW)):
        page.fill(f"#id_{field}", text)
    page.click("main button:text-is('重设密码')")
    arrive(page, "机构和从业人员登录")
    sign_in(page, live_server.url, person, NEW)
    page.wait_for_url(f"{live_server.url}/portal/")
    assert heard == []


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_a_second_factor_by_choice(live_server, page, heard, faults, person, size):
    page.set_viewport_size(size)
    sign_in(page, live_server.url, person)
    page.wait_for_url(f"{live_server.url}/portal/")
    page.goto(f"{live_server.url}/portal/account/")
    page.click("text=设置第二重验证")
    page.fill("#id_password", make.PASSWORD)
    page.click("main button:text-is('下一步')")
    picture = page.get_by_alt_text(re.compile("二维码"))
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth > 100)")
    looked_at(page, faults, "factor-setup")
    secret = page.locator(".factor-secret").inner_text()
    page.fill("#id_code", token(secret))
    page.click("main button:text-is('确认启用')")
    arrive(page, "恢复码")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    looked_at(page, faults, "recovery-codes")
    recovery = page.locator(".recovery-codes li").first.inner_text()
    page.click("text=已经记下，继续")
    arrive(page, "我的账号")
    page.context.clear_cookies()
    sign_in(page, live_server.url, person)
    arrive(page, "第二重验证")
    looked_at(page, faults, "factor-code")
    SecondFactor.objects.update(last_step=0)
    page.fill("#id_code", recovery)
    page.click("main button:text-is('验证并进入')")
    page.wait_for_url(f"{live_server.url}/portal/")
    page.get_by_text("还剩 9 个").wait_for()
    assert heard == []


def test_a_forgotten_password_without_javascript(live_server, browser, person):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    sign_in(page, live_server.url, person)
    page.wait_for_url(f"{live_server.url}/portal/")
    prove(page, live_server.url)
    context.clear_cookies()
    page.goto(f"{live_server.url}/portal/forgotten/")
    page.fill("#id_username", person.username)
    page.click("main button:text-is('发送确认码')")
    arrive(page, "重设密码")
    for field, text in (("code", digits("recover_code")), ("password1", NEW), ("password2", NEW)):
        page.fill(f"#id_{field}", text)
    page.click("main button:text-is('重设密码')")
    arrive(page, "机构和从业人员登录")
    context.close()
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_a_sign_in_elsewhere_is_ended_by_the_keyboard_alone(live_server, page, browser, person):
    other = browser.new_context(locale="zh-CN")
    elsewhere = other.new_page()
    sign_in(elsewhere, live_server.url, person)
    elsewhere.wait_for_url(f"{live_server.url}/portal/")
    sign_in(page, live_server.url, person)
    page.wait_for_url(f"{live_server.url}/portal/")
    page.goto(f"{live_server.url}/portal/account/")
    tab_to(page, "form[action$='sign-ins/end/'] button")
    page.keyboard.press("Enter")
    page.get_by_text("已结束那里的登录").wait_for()
    elsewhere.goto(f"{live_server.url}/portal/file/")
    arrive(elsewhere, "机构和从业人员登录")
    other.close()
