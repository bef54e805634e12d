"""A firm applies for repair by keyboard alone and without scripts and sees its dated track; another firm gets 404; pages for everybody."""

import re

import pytest

from accounts.models import User
from members.selectors import current
from repair.facts import adverse_of, eligibility_many
from repair.models import Application
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_objections import portal, tab_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PDF = {"name": "缴款凭证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 sample"}


def ripe_record(bureau):
    """A record of the first firm that may be repaired now and is not."""
    subject = current(User.objects.get(username="firm1"))[0].subject
    records = [one for one in adverse_of(subject, bureau) if not one.repairs.exists()]
    answers = eligibility_many(records, bureau)
    return next(one for one in records if answers[one.pk].outcome == "proof")


def enter(page, wanted):
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_a_firm_applies_by_keyboard_alone_and_without_scripts(live_server, browser, bureau):
    record = ripe_record(bureau)
    with browser.new_context(java_script_enabled=False, viewport=WIDE) as context:
        page = context.new_page()
        portal(page, live_server, "firm1")
        page.goto(f"{live_server.url}/portal/repair/")
        enter(page, page.locator(f'main a[href="/portal/repair/records/{record.public_id}/"]'))
        page.wait_for_url(re.compile("/records/"))
        assert "时间条件已满足" in page.inner_text("main")
        enter(page, page.locator("main form button[type=submit]"))
        page.wait_for_url(re.compile("/fill/"))
        tab_to(page, page.locator("#id_fulfilled_on"))
        page.locator("*:focus").fill("2026-06-01")
        tab_to(page, page.locator("#id_file"))
        page.locator("#id_file").set_input_files([PDF])
        tab_to(page, page.locator("#id_signer"))
        page.keyboard.type("陈怀瑾")
        enter(page, page.locator("main button[value=check]"))
        page.wait_for_url(re.compile("/check/"))
        assert "缴款凭证.pdf" in page.inner_text("main") and "陈怀瑾" in page.inner_text("main")
        enter(page, page.locator("main form button[type=submit]"))
        page.wait_for_url(re.compile("/done/"))
        row = Application.objects.latest("id")
        assert row.number in page.inner_text("main") and f"{row.accept_due:%Y-%m-%d}" in page.inner_text("main")
        enter(page, page.locator("main a.btn-primary"))
        page.wait_for_url(re.compile(f"/repair/{row.public_id}/$"))
        steps = page.inner_text("ol.steps")
        assert (
            f"{bureau:%m-%d}" in steps and f"{row.accept_due:%m-%d}前" in steps and f"{row.decide_due:%m-%d}前" in steps
        )
        track = page.url
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        portal(page, live_server, "firm2")
        assert page.goto(track).status == 404
        assert page.goto(f"{live_server.url}/portal/repair/records/{record.public_id}/").status == 404


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_every_page_of_repair_is_for_everybody(live_server, page, bureau, faults, heard, sign_in, size):
    page.set_viewport_size(size)
    record = ripe_record(bureau)
    case = Application.objects.get(state="accepted")
    synced = Application.objects.get(state="syncing")
    public = ["/repair/", f"/repair/check/?q={record.document_number}&duties=yes", "/repair/verify/", "/removals/"]
    own = ["/portal/repair/", f"/portal/repair/records/{record.public_id}/", f"/portal/repair/{case.public_id}/"]
    staff = ["/admin/repair/", f"/admin/repair/cases/{case.public_id}/", f"/admin/repair/cases/{synced.public_id}/",
             "/admin/repair/window/", "/admin/repair/notices/", f"/admin/repair/notices/{record.public_id}/"]  # fmt: skip
    found = []

    def look(addresses):
        for address in addresses:
            assert page.goto(f"{live_server.url}{address}").status == 200, address
            found.extend(faults(page))
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{address} scrolls sideways")

    look(public)
    portal(page, live_server, "firm1")
    look(own)
    page.goto(f"{live_server.url}/portal/repair/records/{record.public_id}/")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile("/fill/"))
    look([page.url.removeprefix(live_server.url), page.url.removeprefix(live_server.url).replace("/fill/", "/check/")])
    page.context.clear_cookies()
    sign_in(page, "clerk2")
    look(staff)
    assert found == [] and heard == []
