"""A report from the subject's file to the verified paper, on a wide screen and on a telephone."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from accounts.models import User
from core import clock
from records.models import CreditReport
from tests.browser.test_look import PASSWORD, PHONE, WIDE, faults, log_in, sideways, watched  # noqa: F401
from tests.factories import make_decision, make_record, make_subject
from tests.support.pictures import FOLDER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm():
    cache.clear()
    User.objects.create_superuser("boss", password=PASSWORD, display_name="王主任")
    firm = make_subject("重庆霁川律师事务所")
    decision = make_decision(subject=firm)
    make_record(subject=firm, title="违规接受委托", source_type="decision", source_id=decision.pk)
    return firm


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_report_is_issued_in_half_a_minute_and_verified(live_server, watched, firm, size):  # noqa: F811
    page = watched
    page.set_viewport_size(size)
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/records/subjects/{firm.pk}/reports/new/")
    page.select_option("#id_purpose", "award")
    page.fill("#id_matter", "巫司受〔2026〕18号")
    page.fill("#id_requested_by", "巫山县司法局")
    assert faults(page) == [] and sideways(page) <= 0
    page.screenshot(path=f"{FOLDER}/report-new-{size['width']}.png", full_page=True)
    asked = clock.now()
    page.click("main button[type=submit]")
    page.wait_for_selector(".confirmation .number")
    with page.expect_download() as got:
        page.click("text=下载 PDF")
    assert got.value.suggested_filename.endswith(".pdf") and clock.now() - asked < timedelta(seconds=30)
    assert faults(page) == [] and sideways(page) <= 0
    page.screenshot(path=f"{FOLDER}/report-done-{size['width']}.png", full_page=True)
    report = CreditReport.objects.get()
    page.goto(f"{live_server.url}/admin/records/reports/")
    page.wait_for_selector(f"text={report.number}")
    assert faults(page) == [] and sideways(page) <= 0
    page.screenshot(path=f"{FOLDER}/report-list-{size['width']}.png", full_page=True)
    page.goto(f"{live_server.url}/verify/")
    page.fill("#id_n", report.number)
    page.fill("#id_c", report.verify_code)
    page.set_input_files("#id_file", got.value.path())
    page.click("main button[type=submit]")
    page.wait_for_selector("text=摘要匹配")
    assert faults(page) == [] and sideways(page) <= 0
    page.screenshot(path=f"{FOLDER}/report-verify-{size['width']}.png", full_page=True)
    assert page.complaints == []
