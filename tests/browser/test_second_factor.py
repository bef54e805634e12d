"""The second factor in a real browser: set up with the picture, asked at the next sign-in; the demo's people need none."""

import base64
import re

import pytest
from django.urls import reverse
from django_otp.oath import TOTP
from playwright.sync_api import expect

from accounts.models import SecondFactor
from accounts.roles import AUDITOR, SECURITY_ADMIN
from audit.context import request_context
from audit.services import saw_many
from safeguards.services import Facts, affected_collect, incident_open, watch
from tests import factories as make
from tests.browser.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, base, user):
    page.context.clear_cookies()
    page.goto(f"{base}/admin/login/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", make.PASSWORD)
    page.click("button[type=submit]")


def token(secret):
    return f"{TOTP(base64.b32decode(secret.replace(' ', ''))).token():06d}"


def too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_a_person_sets_it_up_and_signs_in_with_it(live_server, page, heard, faults, size):
    page.set_viewport_size(size)
    base, user, found = live_server.url, make.make_user(AUDITOR, display_name="审计甲"), []
    sign_in(page, base, user)
    page.goto(base + reverse("admin:own_account"))
    page.click("text=设置第二重验证")
    page.fill("#id_password", make.PASSWORD)
    page.click("text=下一步")
    picture = page.get_by_alt_text(re.compile("二维码"))
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")
    found += faults(page)
    assert too_wide(page) <= 0
    secret = page.locator("p .code").first.inner_text()
    page.fill("#id_code", "000000")
    page.click("text=确认启用")
    assert "动态口令不对" in page.locator("main").inner_text()
    page.fill("#id_code", token(secret))
    page.click("text=确认启用")
    expect(page.locator("li .code")).to_have_count(10)
    codes = page.locator("li .code").all_inner_texts()
    found += faults(page)
    page.click("text=已经记下，继续")
    assert "恢复码还剩 10 个" in page.locator("main").inner_text()
    # the next sign-in: password, then a code; a page asked for in between waits
    sign_in(page, base, user)
    page.wait_for_url("**/admin/second-factor/**")
    assert page.locator("nav.side").count() == 0
    found += faults(page)
    assert too_wide(page) <= 0
    page.goto(base + reverse("admin:audit_accesses"))
    page.wait_for_url("**/admin/second-factor/?next=*")
    SecondFactor.objects.update(last_step=0)
    page.fill("#id_code", token(secret))
    page.click("text=验证并进入")
    page.wait_for_url(base + reverse("admin:audit_accesses"))
    # and once more with a recovery code
    sign_in(page, base, user)
    page.fill("#id_code", codes[0])
    page.click("text=验证并进入")
    page.wait_for_url(f"{base}/admin/")
    assert "还剩 9 个" in page.locator("main").inner_text()
    page.goto(base + reverse("admin:own_account"))
    assert too_wide(page) <= 0
    assert found + heard == []


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_pages_of_alerts_and_incidents_can_be_read_by_everybody(live_server, page, heard, faults, size):
    page.set_viewport_size(size)
    auditor, security = make.make_user(AUDITOR), make.make_user(SECURITY_ADMIN)
    clerk = make.make_user(display_name="一个名字特别特别长的工作人员")
    with request_context(channel="admin"):
        saw_many(
            actor=clerk,
            deed="view",
            seen=[(make.make_subject(), "")] * 60,
            purpose="日常监管",
            matter="巫司查〔2026〕1号",
        )
    watch()
    from core import clock
    from safeguards.models import Alert

    alert = Alert.objects.get(rule="bulk")
    facts = Facts(
        kind="abuse", title="账号夜间批量查阅从业人员档案", facts="经过。\n第二段。", data_kinds="姓名、执业证号", level="large",
        discovered_at=clock.now(), since=alert.first_at, until=alert.last_at, suspect=clerk, alert=alert,
    )  # fmt: skip
    incident = incident_open(actor=security, facts=facts)
    affected_collect(actor=security, incident=incident)
    visits = {
        auditor: [reverse("admin:safeguards_alerts"), reverse("admin:safeguards_alert", args=[alert.pk])],
        security: [
            reverse("admin:safeguards_incidents"), reverse("admin:safeguards_incident_new") + f"?alert={alert.pk}",
            reverse("admin:safeguards_incident", args=[incident.pk]), reverse("admin:parameters"),
            reverse("admin:safeguards_incident_notices", args=[incident.pk]),
            reverse("admin:safeguards_incident_amend", args=[incident.pk]),
        ],
    }  # fmt: skip
    found = []
    for person, paths in visits.items():
        sign_in(page, live_server.url, person)
        page.wait_for_url(f"{live_server.url}/admin/")
        for path in paths:
            assert page.goto(live_server.url + path).status == 200
            found += faults(page)
            if too_wide(page) > 0:
                found.append(f"{path}: too wide")
    assert found + heard == []


def test_the_people_of_the_demonstration_sign_in_with_their_password(bureau, sign_in, page):
    for username in ("clerk", "auditor", "security", "admin"):
        sign_in(page, username)
        assert page.title()
