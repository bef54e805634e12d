"""500 names in the browser: pasted, kept at once, looked up while one is away, answered in the row."""

import pytest

from accounts import roles
from supervision.models import Feedback, LookUp
from tests.browser.test_look import PASSWORD, PHONE, faults, sideways
from tests.factories import make_record, make_subject, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def clerk():
    return make_user(roles.CLERK, username="clerk", password=PASSWORD, display_name="陈晓溪")


@pytest.fixture
def names():
    """500 names: 3 with a record, 7 known without one, the others unknown here."""
    firms = [
        make_subject(f"重庆{name}律师事务所")
        for name in ("云岫", "霁川", "砚池", "丹崖", "漱石", "听澜", "知弦", "望舒", "夔门", "白帝")
    ]
    for firm in firms[:3]:
        make_record(subject=firm)
    return [firm.name for firm in firms] + [f"天津滨海第{n:03d}远洋运输有限公司" for n in range(490)]


def log_in(page, live_server):
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("#id_username", "clerk")
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{live_server.url}/admin/")


def test_five_hundred_names_survive_leaving_and_are_answered(live_server, page, real_worker, clerk, names):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    real_worker.kill()
    log_in(page, live_server)
    page.click("nav.side >> text=查信用")
    page.check("input[name=scene][value=award]")
    page.fill("#id_title", "年度表扬人选")
    page.fill("#id_names", "\n".join(names))
    page.click("button:has-text('开始查询')")
    page.wait_for_selector("[data-progress]")
    assert "0 / 500 个" in page.inner_text("[data-progress]")
    assert faults(page) == []
    address = page.url

    page.context.clear_cookies()  # the browser is gone, the person is logged out
    log_in(page, live_server)
    page.goto(address)
    assert "0 / 500 个" in page.inner_text("[data-progress]")
    real_worker.start()
    page.wait_for_selector("text=共 500 个", timeout=60_000)
    page.wait_for_selector("[data-progress]", state="detached", timeout=60_000)
    assert "3 个有记录" in page.inner_text("#content")
    assert LookUp.objects.filter(hit=True).count() == 3

    row = page.locator("li.lookup", has_text="重庆云岫律师事务所")
    row.locator("input[name=note]").fill("不列入表扬人选")
    row.locator("input[name=basis]").fill("县级表扬办法第六条")
    row.locator("button:has-text('已采取惩戒措施')").click()
    page.wait_for_selector("text=“重庆云岫律师事务所”已反馈")
    assert Feedback.objects.get().basis == "县级表扬办法第六条"
    assert faults(page) == [] and sideways(page) <= 0
    page.set_viewport_size(PHONE)
    assert sideways(page) <= 0
    assert complaints == []
