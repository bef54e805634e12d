"""A repair is taken back: the notice is served at the bureau, the firm confirms and speaks on the portal; every page is for everybody."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from notices.models import Dispatch
from publicity.models import FollowUp
from repair.models import Revocation
from repair.services import applying, deciding, handling, revoking
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_objections import portal
from tests.browser.test_repair import ripe_record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROOF = b"%PDF-1.7 sample"


def granted_to_firm1(bureau):
    """A repair of the first firm, granted as people do."""
    people = {name: User.objects.get(username=name) for name in ("firm1", "clerk2", "reviewer2")}
    row = applying.application_start(actor=people["firm1"], record=ripe_record(bureau))
    applying.paper_add(
        actor=people["firm1"], application=row, kind="fulfilment", content=PROOF, filename="缴款凭证.pdf"
    )
    applying.application_save(
        actor=people["firm1"], application=row, fulfilled_on=row.record.event_date, signer="陈怀瑾"
    )
    applying.application_submit(actor=people["firm1"], application=row)
    handling.application_accept(actor=people["clerk2"], application=row)
    handling.application_propose(actor=people["clerk2"], application=row, proposal="grant", reason="材料齐全，情况属实")
    return deciding.application_grant(actor=people["reviewer2"], application=row, reason="符合信用修复条件")


def opened(row):
    return revoking.revocation_open(
        actor=User.objects.get(username="clerk2"), application=row, ground="false", facts="经银行核实，缴款凭证系伪造",
        content=PROOF + b"2", filename="核实函.pdf",
    )  # fmt: skip


def test_the_bureau_serves_the_notice_without_scripts(live_server, browser, bureau, sign_in):
    one = Revocation.objects.get(state="noticed")
    with browser.new_context(java_script_enabled=False, viewport=WIDE) as context:
        page = context.new_page()
        sign_in(page, "clerk2")
        page.goto(f"{live_server.url}/admin/repair/revocations/{one.public_id}/")
        page.get_by_role("link", name="送达告知书").click()
        page.wait_for_url(re.compile(r"/dispatches/\d+/$"))
        page.select_option("#id_way", "hand")
        page.fill("#id_receipt_number", "回证〔2026〕9号")
        page.fill("#id_served_on", f"{bureau:%Y-%m-%d}")
        page.fill("#id_received_by", "前台")
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.locator("main h1")).to_contain_text("已送达")
        page.goto(f"{live_server.url}/admin/repair/revocations/{one.public_id}/")
        expect(page.locator("main h1")).to_contain_text("陈述申辩期")
    one.refresh_from_db()
    assert one.served_on == bureau and one.statement_until > bureau


def test_the_firm_confirms_and_speaks_and_another_firm_sees_nothing(live_server, browser, bureau):
    one = opened(granted_to_firm1(bureau))
    address = f"{live_server.url}/portal/repair/revocations/{one.public_id}/"
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        page = context.new_page()
        portal(page, live_server, "firm1")
        expect(page.locator("main")).to_contain_text("拟撤销信用修复")
        page.goto(address)
        page.get_by_role("button", name="确认收到告知书").click()
        expect(page.locator("#id_statement")).to_be_visible()
        page.get_by_role("button", name="提交陈述申辩").click()
        expect(page.locator("main")).to_contain_text("请写明陈述申辩的内容")
        page.fill("#id_statement", "凭证由代办人提供，我所已重新缴清罚款")
        page.get_by_role("button", name="提交陈述申辩").click()
        expect(page.locator("main")).to_contain_text("已经收到陈述申辩")
        expect(page.locator("#id_statement")).to_have_count(0)
    one.refresh_from_db()
    assert one.state == "hearing" and one.stated_by.username == "firm1"
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        portal(page, live_server, "firm2")
        assert page.goto(address).status == 404


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_every_page_is_for_everybody(live_server, page, bureau, faults, heard, sign_in, size):
    page.set_viewport_size(size)
    mine = opened(granted_to_firm1(bureau))
    one, owed = (
        Revocation.objects.filter(state="noticed").earliest("id"),
        Dispatch.objects.filter(served_on=None).first(),
    )
    staff = [
        f"/admin/repair/cases/{mine.application.public_id}/revoke/", f"/admin/repair/revocations/{one.public_id}/",
        "/admin/repair/?show=revoked", "/admin/dispatches/", "/admin/dispatches/?show=sent", "/admin/dispatches/?show=all",
        f"/admin/dispatches/{owed.pk}/", f"/admin/dispatches/{owed.pk}/slip/",
    ]  # fmt: skip
    found = []

    def look(addresses):
        for address in addresses:
            assert page.goto(f"{live_server.url}{address}").status == 200, address
            found.extend(faults(page))
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{address} scrolls sideways")

    portal(page, live_server, "firm1")
    look([f"/portal/repair/revocations/{mine.public_id}/", f"/portal/repair/{mine.application.public_id}/"])
    page.context.clear_cookies()
    sign_in(page, "clerk2")
    look(staff)
    page.context.clear_cookies()
    sign_in(page, "clerk")
    look(["/admin/publicity/followups/", f"/admin/publicity/followups/{FollowUp.objects.first().pk}/"])
    assert found == [] and heard == []
