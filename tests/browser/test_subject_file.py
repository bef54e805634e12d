"""The subject's file in a real browser: purpose, page, day, and nothing to scroll sideways."""

from datetime import date

import pytest

from accounts.models import User
from records.services.affiliations import affiliation_open
from records.services.evidence import evidence_add
from records.services.records import record_suspend
from tests.browser.test_look import PASSWORD, PHONE, WIDE, faults, log_in, sideways, watched  # noqa: F401
from tests.factories import make_decision, make_record, make_subject, next_number

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def boss():
    return User.objects.create_superuser("boss", password=PASSWORD, display_name="王主任")


@pytest.fixture
def firm(boss):
    firm = make_subject("重庆霁川律师事务所", founded_on=date(2014, 5, 6))
    person = make_subject("冉怀瑾", kind="lawyer", id_hash=f"{next_number():064d}")
    source = "准予变更决定书 渝司许〔2026〕12号"
    for role in ("practitioner", "principal"):
        affiliation_open(
            actor=boss, person=person, institution=firm, role=role, since=date(2026, 3, 2), source=source
        )  # fmt: skip
    for title in ("违规接受委托", "未按规定保管执业档案"):
        decision = make_decision(subject=firm)
        record = make_record(subject=firm, title=title, source_type="decision", source_id=decision.pk)
    content = b"%PDF-1.4\n%%EOF"
    evidence_add(actor=boss, record=record, content=content, filename="决定书.pdf", title="行政处罚决定书")
    record_suspend(actor=boss, record=record, reason="当事人提出异议，核查中")
    return firm


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_file_is_opened_with_a_purpose_read_and_turned_back_to_a_day(live_server, watched, firm, size):  # noqa: F811
    page = watched
    page.set_viewport_size(size)
    log_in(page, live_server)
    page.goto(f"{live_server.url}/admin/records/subject/?q=霁川")
    page.click("text=打开档案")
    assert faults(page) == [] and sideways(page) <= 0
    page.check("input[value=supervision]")
    page.fill("#id_matter", "巫司检〔2026〕7号")
    page.click("button[name=purpose_gate]")
    page.wait_for_selector("#file-records")
    assert faults(page) == [] and sideways(page) <= 0
    with page.expect_download() as got:
        page.click("text=行政处罚决定书")
    assert got.value.suggested_filename == "决定书.pdf"
    page.click("a:has-text('按日期查看')")
    page.fill("#id_day", "2020-01-01")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=这一天还没有建档")
    assert faults(page) == [] and sideways(page) <= 0
    # The gate answers 403 on purpose, which the browser writes down.
    assert [text for text in page.complaints if "403" not in text] == []
