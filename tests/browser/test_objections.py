"""A firm objects by keyboard alone and without scripts and sees its dated track; another firm gets 404; every page is for everybody."""

import re

import pytest

from core import clock
from members.selectors import current
from objections.models import ErrorReport, Letter, Objection
from objections.services.letters import Change, Recipient, send
from records.models import CreditRecord
from tests.browser.conftest import PHONE, WIDE
from tests.support.pictures import FOLDER

pytestmark = pytest.mark.django_db(transaction=True)
PDF = {"name": "送达回证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 sample"}


def portal(page, live_server, username):
    from wushan_credit.demo.cast import PASSWORD

    page.goto(f"{live_server.url}/portal/sign-in/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/portal/$"))


def free_record(user):
    """A public record of the firm against which nothing is going on."""
    rows = (
        CreditRecord.objects.public()
        .filter(subject=current(user)[0].subject)
        .exclude(objections__state__in=["accepted", "submitted", "checking", "reviewing"])
    )
    return rows.latest("id")


def tab_to(page, wanted, limit=80):
    """Press Tab until the wanted control has the focus, as somebody without a mouse does."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.locator("*:focus").and_(wanted).count():
            return
    raise AssertionError(f"not reached by keyboard: {wanted}")


def test_a_firm_objects_by_keyboard_alone_and_without_scripts(live_server, browser, bureau):
    from accounts.models import User

    head = User.objects.get(username="firm1")
    record = free_record(head)
    with browser.new_context(java_script_enabled=False, viewport=WIDE) as context:
        page = context.new_page()
        portal(page, live_server, "firm1")
        page.goto(f"{live_server.url}/portal/objections/")
        tab_to(page, page.locator(f'a[href="/portal/objections/new/{record.public_id}/"]'))
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/objections/new/"))
        first = page.locator("main section.card input[type=text]").first
        tab_to(page, first)
        page.keyboard.type("应当按照决定书原件改写")
        tab_to(page, page.locator("#id_statement"))
        page.keyboard.type("决定书原件的内容与网上公示的不一致")
        tab_to(page, page.locator("#id_papers"))
        page.locator("#id_papers").set_input_files([PDF])
        tab_to(page, page.locator("main form button[type=submit]"))
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/done/"))
        made = Objection.objects.latest("id")
        shown = page.inner_text("main")
        assert made.number in shown and "异议处理中" in shown
        assert made.papers.count() == 1 and made.points.count() == 1
        tab_to(page, page.locator("main a.btn-primary"))
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(f"/objections/{made.public_id}/$"))
        steps = page.inner_text("ol.steps")
        assert f"{bureau:%Y-%m-%d}" in steps and f"{made.due_on:%Y-%m-%d} 前" in steps
        page.goto(f"{live_server.url}/decisions/{record.public_id}/")
        assert "异议处理中" in page.inner_text("main")
        page.goto(f"{live_server.url}/portal/sign-in/")
        track = f"{live_server.url}/portal/objections/{made.public_id}/"
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        portal(page, live_server, "firm2")
        assert page.goto(track).status == 404


def test_the_public_reports_an_error_without_scripts_and_finds_the_answer(live_server, browser, bureau):
    record = CreditRecord.objects.public().browsable().latest("id")
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/decisions/{record.public_id}/")
        page.get_by_role("link", name=re.compile("^纠错")).click()
        page.get_by_label("错在哪里，应当怎样").fill("机关名称少写了一个字")
        page.get_by_role("button", name="提交").click()
        number = ErrorReport.objects.latest("id").number
        assert number in page.inner_text("main")
        code = page.locator("section .number").inner_text()
        page.goto(f"{live_server.url}/objections/track/")
        page.get_by_label("纠错编号").fill(number)
        page.get_by_label("查询码").fill(code)
        page.get_by_role("button", name="查询").last.click()
        assert "已经收到" in page.inner_text("main")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_of_objections_can_be_used_by_everybody(live_server, page, bureau, heard, faults, sign_in, size):
    from accounts.models import User

    page.set_viewport_size(size)
    made = Objection.objects.order_by("id").first()
    report, clerk = ErrorReport.objects.latest("id"), User.objects.get(username="clerk")
    change = Change(made.record, "sample", "corrected", "经核对决定书", {"事由": ["甲", "乙"]})
    send(change, [Recipient(clerk.display_name, "file", clock.today(), "样例事项", clerk)])
    public = ["", "report/", f"report/{made.record.public_id}/", "track/", "errata/"]
    for path in [f"/objections/{one}" for one in public] + [f"/decisions/{made.record.public_id}/"]:
        check(page, live_server, path, faults)
    portal(page, live_server, "firm1")
    record = free_record(User.objects.get(username="firm1"))
    own = ["", f"new/{record.public_id}/", f"{made.public_id}/", f"{made.public_id}/done/"]
    for path in [f"/portal/objections/{one}" for one in own] + [f"/portal/replies/{made.record.public_id}/"]:
        check(page, live_server, path, faults)
    sign_in(page, "credit")
    staff = [
        "", f"{made.public_id}/", f"{Objection.objects.latest('id').public_id}/", "window/?q=巫山", f"window/{record.public_id}/", "reports/",
        f"reports/{report.number}/", "replies/", "letters/", f"letters/{Letter.objects.latest('id').number}/",
    ]  # fmt: skip
    for path in [f"/admin/objections/{one}" for one in staff]:
        check(page, live_server, path, faults)
    assert heard == []


def check(page, live_server, path, faults):
    answer = page.goto(f"{live_server.url}{path}")
    assert answer.status == 200, path
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
    name = path.strip("/").replace("/", "_").replace("?", "_")[:60] or "home"
    page.screenshot(path=f"{FOLDER}/objections_{name}_{page.viewport_size['width']}.png", full_page=True)
