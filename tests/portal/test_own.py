"""The own file, reports, looks and messages: all of one's own, nothing of anybody else's."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Access
from audit.services import saw
from core import clock, settings_store
from core.models import Setting
from core.settings_store import DECLARED
from members.parameters import OWN_REPORTS
from members.services.own_reports import own_report, own_reports
from notices.models import Notice
from portal import rights
from records.models import CreditReport, Evidence
from records.parameters import DELAYED_PURPOSES
from records.selectors_looks import looks_at
from records.verifying import verify
from tests import factories as make
from tests.members.people import make_lawyer, member, outsider

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_day():
    with clock.override(make.DAY + timedelta(days=30)):
        yield


@pytest.fixture
def firm():
    return make.make_subject("巫山清风律师事务所")


@pytest.fixture
def head(firm):
    return member(firm)


def page(answer):
    return answer.content.decode()


def paper(record, variant="redacted", **facts):
    return Evidence.objects.create(
        record=record, title="处罚决定书", variant=variant, file=ContentFile(b"%PDF-1.7 x", name="x"), filename="a.pdf",
        media_type="application/pdf", size=10, sha256="0" * 64, **facts,
    )  # fmt: skip


def test_the_file_shows_everything_about_oneself_and_says_why_and_until_when(client, firm, head):
    today = clock.today()
    make.make_record(subject=firm, title="公示中的处罚", publish_until=today)
    make.make_record(subject=firm, title="期满的处罚", publish_until=today - timedelta(days=1))
    make.make_record(subject=firm, title="仅共享的事", disclosure="shared", disclosure_reason="目录规定政务共享")
    make.make_record(subject=firm, title="不公示的事", disclosure="withheld", disclosure_reason="轻微不予公示")
    make.make_record(subject=firm, title="撤下的事", withdrawn_at=clock.now(), withdrawn_reason="行政复议撤销。")
    make.make_record(subject=firm, title="暂停的事", suspended_at=clock.now(), suspended_reason="正在核实")
    make.make_record(title="别家的事")
    client.force_login(head)
    text = page(client.get("/portal/file/"))
    for words in (
        "正在对社会公示", "公示期满", "只在国家机关之间共享。依据：目录规定政务共享", "不对社会公示，也不共享。依据：轻微不予公示",
        "行政复议撤销", "正在核实", "共 6 条，1 条正在公示",
    ):  # fmt: skip
        assert words in text, words
    assert "别家的事" not in text and "。。" not in text and "。，" not in text
    assert "不公示的事" not in page(client.get("/portal/file/?show=public"))
    printed = page(client.get("/portal/file/print/"))
    assert "撤下的事" in printed and head.display_name in printed


def test_a_practitioner_sees_the_own_file_without_any_number_of_identity(client):
    lawyer = make_lawyer("谭文静", id_number="500237199003071234")
    make.make_record(subject=lawyer, title="本人的处罚", party_is_person=True)
    client.force_login(member(lawyer, "practitioner"))
    text = page(client.get("/portal/file/"))
    assert "本人的处罚" in text and "500237199003071234" not in text and "已加密保存，不显示" in text
    assert "自然人没有公开的信用等级" in page(client.get("/portal/"))
    assert client.get("/portal/people/").status_code == 403


def test_papers_are_the_redacted_copies_of_the_own_records_only(client, firm, head):
    own = make.make_record(subject=firm, disclosure="withheld")
    mine, original, other = paper(own), paper(own, "original"), paper(make.make_record())
    gone = paper(own, withdrawn_at=clock.now(), withdrawn_reason="放错了")
    client.force_login(head)
    assert reverse("portal:paper", args=[mine.public_id]) in page(client.get("/portal/file/"))
    answer = client.get(reverse("portal:paper", args=[mine.public_id]))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    for wrong in (original, other, gone):
        assert client.get(reverse("portal:paper", args=[wrong.public_id])).status_code == 404


def test_the_file_asks_no_more_with_more_records(client, firm, head, django_assert_max_num_queries):
    for _ in range(15):
        paper(make.make_record(subject=firm))
    client.force_login(head)
    client.get("/portal/file/")
    with django_assert_max_num_queries(18):
        client.get("/portal/file/")
    with django_assert_max_num_queries(30):  # the things to do of every part
        client.get("/portal/")


def test_rights_of_other_parts_stand_beside_the_record(client, firm, head, monkeypatch):
    monkeypatch.setattr(rights, "_sources", [])
    record = make.make_record(subject=firm)
    rights.record_rights(lambda subject, records, on: {record.pk: [rights.Right("提出异议", "/portal/x/")]})
    rights.record_rights(lambda subject, records, on: {record.pk: [rights.Right("信用修复", note="2026年12月8日起")]})
    client.force_login(head)
    text = page(client.get("/portal/file/"))
    assert 'href="/portal/x/"' in text and "2026年12月8日起" in text


def test_who_looked_is_told_with_day_unit_and_purpose_but_no_name(client, firm, head):
    clerk = make.make_user(display_name="某经办", section=make.make_section("approval", name="行政审批科"))
    saw(actor=clerk, deed="view", obj=firm, purpose="审批核查", matter="受〔2026〕1号")
    saw(actor=clerk, deed="view", obj=make.make_subject(), purpose="日常监管")
    client.force_login(head)
    text = page(client.get("/portal/looks/"))
    assert "行政审批科" in text or clerk.section.name in text
    assert "审批核查" in text and "某经办" not in text and "日常监管" not in text
    assert "审批核查" in page(client.get("/portal/"))


def test_the_own_report_is_there_at_once_and_can_be_verified(client, firm, head):
    make.make_record(subject=firm, title="公示中的处罚")
    client.force_login(head)
    shown = page(client.get("/portal/reports/"))
    today = clock.today()
    assert f'value="{today.replace(year=today.year - 5)}"' in shown
    form = {"form": "credit", "purpose": "self", "since": today.replace(year=today.year - 5), "until": today}
    answer = client.post("/portal/reports/", form)
    report = CreditReport.objects.get()
    text = page(client.get(answer["Location"]))
    assert report.number in text and "verify/?n=" in text
    pdf = client.get(reverse("portal:report_pdf", args=[report.number]))
    content = b"".join(pdf.streaming_content)
    assert content[:4] == b"%PDF" and verify(report.number, report.verify_code, content).same_file
    assert report.requested_by == firm.name and report.issued_by == head
    assert report.number in page(client.get("/portal/reports/"))
    looks = page(client.get("/portal/looks/"))
    assert "本人" in looks and "主体自查" in looks
    assert Access.objects.filter(deed="download", actor=head).exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"since": "2015-01-01"}, "since"), ({"until": "2099-01-01"}, "until"), ({"purpose": "entrusted"}, "purpose"),
        ({"since": ""}, "since"), ({"since": "morgen"}, "since"), ({"form": "clearance"}, "form"),
    ],
)  # fmt: skip
def test_what_a_report_may_not_be_is_said_beside_the_field(client, firm, head, facts, field):
    make.make_record(subject=firm)
    client.force_login(head)
    today = clock.today()
    form = {"form": "credit", "purpose": "self", "since": today - timedelta(days=700), "until": today} | facts
    text = page(client.post("/portal/reports/", form))
    assert 'class="error-summary"' in text and (f'href="#id_{field}"' in text or f'href="#id_{field}_0"' in text)
    assert not CreditReport.objects.exists()


def test_a_clean_firm_gets_the_clearance(client, firm, head):
    client.force_login(head)
    today = clock.today()
    form = {"form": "clearance", "purpose": "award", "since": today - timedelta(days=700), "until": today}
    assert "无违法违规记录核查单" in page(client.get(client.post("/portal/reports/", form)["Location"]))


def test_nobody_reports_on_others_and_not_without_end(firm, head, monkeypatch):
    facts = {"subject": firm, "purpose": "self", "since": clock.today(), "until": clock.today()}
    for stranger in (outsider(), member(make.make_subject()), make.make_user()):
        with pytest.raises(Exception, match="自己所属机构"):
            own_report(actor=stranger, **facts)
    monkeypatch.setitem(
        DECLARED, OWN_REPORTS, DECLARED[OWN_REPORTS].__class__(**DECLARED[OWN_REPORTS].__dict__ | {"default": 1})
    )
    own_report(actor=head, **facts)
    with pytest.raises(Exception, match="今天已经出具 1 份"):
        own_report(actor=head, **facts)
    with clock.override(clock.today() + timedelta(days=1)):
        own_report(actor=head, **facts)
    assert own_reports(firm).count() == 2


def test_anothers_reports_are_not_there(client, firm, head):
    facts = {"purpose": "self", "since": clock.today(), "until": clock.today()}
    report = own_report(actor=head, subject=firm, **facts)
    client.force_login(member(make.make_subject()))
    for name in ("report", "report_pdf"):
        assert client.get(reverse(f"portal:{name}", args=[report.number])).status_code == 404


def test_a_report_the_bureau_made_for_itself_is_not_among_the_own(client, firm, head):
    from records.services.reports import report_issue

    today = clock.today()
    report = report_issue(
        actor=make.make_user("审核员"), subject=firm, purpose="approval", matter="受〔2026〕1号", since=today, until=today,
        requested_by="某科室",
    )  # fmt: skip
    client.force_login(head)
    assert client.get(reverse("portal:report", args=[report.number])).status_code == 404


def test_messages_are_read_confirmed_and_only_ones_own(client, head):
    mine, other = (
        Notice.objects.create(
            recipient=user, code="x", key=f"k{user.pk}", title=f"给{user.pk}的消息", body="正文", link="/portal/"
        )
        for user in (head, outsider())
    )
    client.force_login(head)
    assert "未读" in page(client.get("/portal/")) and mine.title in page(client.get("/portal/messages/"))
    assert "确认收到" in page(client.get(reverse("portal:message", args=[mine.pk])))
    client.post(reverse("portal:message_acknowledge", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.read_at and mine.acknowledged_at
    assert mine.title not in page(client.get("/portal/messages/?show=unread"))
    assert client.get(reverse("portal:message", args=[other.pk])).status_code == 404
    assert client.post(reverse("portal:message_acknowledge", args=[other.pk])).status_code == 404
    client.post("/portal/messages/read/")
    other.refresh_from_db()
    assert other.read_at is None


def test_help_is_open_to_everybody_and_tells_the_rules_in_force(client, head):
    assert "72 小时内有效" in page(client.get("/portal/help/"))
    client.force_login(head)
    assert "账号管理" in page(client.get("/portal/help/"))


def test_the_large_type_edition_works_here_too(client, head):
    client.force_login(head)
    client.get("/elder/?on=1&next=/portal/")
    assert "data-elder" in page(client.get("/portal/"))


def test_beside_an_adverse_record_stand_objection_reply_and_repair_with_its_day(client, firm, head):
    record = make.make_record(subject=firm, title="一般处罚")
    gone = make.make_record(subject=firm, title="撤下的事", withdrawn_at=clock.now(), withdrawn_reason="复议撤销")
    praise = make.make_record(subject=firm, nature="positive", title="表彰")
    client.force_login(head)
    text = page(client.get("/portal/file/"))
    for name in ("objection_new", "reply", "repair_record"):
        assert reverse(f"portal:{name}", args=[record.public_id]) in text
        assert reverse(f"portal:{name}", args=[gone.public_id]) not in text
    assert "最早可申请" in text
    assert reverse("portal:repair_record", args=[praise.public_id]) not in text
    assert reverse("portal:objection_new", args=[praise.public_id]) in text


def test_the_own_data_can_be_taken_along_and_no_cell_computes(client, firm, head):
    make.make_record(subject=firm, title="=1+1 的处罚", disclosure="withheld", disclosure_reason="轻微不予公示")
    make.make_record(title="别家的事")
    client.force_login(head)
    answer = client.get("/portal/file/download/")
    book = load_workbook(io.BytesIO(answer.content))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    cells = [str(cell.value) for cell in found]
    assert book.sheetnames == ["基本信息", "记录", "任职关系"] and firm.uscc in cells
    assert any("1+1 的处罚" in cell for cell in cells) and all(cell.data_type != "f" for cell in found)
    assert "别家的事" not in "".join(cells)


def test_looks_that_the_law_lets_wait_are_told_when_their_days_are_over(client, firm, head):
    saw(actor=make.make_user(), deed="view", obj=firm, purpose="日常监管", matter="检〔2026〕1号")
    saw(actor=make.make_user(), deed="view", obj=firm, purpose="审批核查", matter="受〔2026〕1号")
    moment = Access.objects.latest("pk").at
    client.force_login(head)
    with clock.override(moment):
        assert "日常监管" in page(client.get("/portal/looks/")), "nothing waits unless the bureau has set it"
        Setting.objects.create(key=DELAYED_PURPOSES, group="公开", label="暂缓", value=["日常监管"])
        settings_store.forget()
        rows = page(client.get("/portal/looks/")).split("<tbody>")[1]
        assert "日常监管" not in rows and "审批核查" in rows
        assert "个人信息保护法" in page(client.get("/portal/looks/"))
        assert {look.purpose for look in looks_at(firm)} == {"日常监管", "审批核查"}, "the staff see all"
    with clock.override(moment + timedelta(days=60, seconds=1)):
        client.force_login(head)
        assert "曾依法暂缓告知" in page(client.get("/portal/looks/"))
