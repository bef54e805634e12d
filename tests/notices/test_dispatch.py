"""The register of papers that go out: owed once, mailed with a number, served with proof, final; who sees what; the desk."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from accounts import roles
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from notices.models import Dispatch
from notices.services import dispatch_close, dispatch_confirm, dispatch_owe, dispatch_register
from notices.signals import paper_served
from notices.staff_dispatch import papers_to_send
from tests.factories import make_section, make_subject, make_user

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)
SCAN = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _monday():
    with clock.override(datetime(2026, 11, 2, 10, 0)):
        yield


@pytest.fixture
def clerk():
    return make_user(roles.CLERK)


def owe(section=None, **more):
    firm = make_subject("重庆夔门律师事务所")
    facts = {"title": "不予信用修复决定书", "number": f"XF-{firm.pk}", "addressee": firm.name, "link": "/admin/"}
    return dispatch_owe(paper=firm, section=section, **facts | more)


def test_a_paper_is_owed_once_to_each_addressee():
    firm = make_subject("重庆夔门律师事务所")
    facts = {"paper": firm, "title": "决定书", "number": "X-1", "link": "/admin/", "section": None}
    first = dispatch_owe(addressee="甲", **facts)
    assert dispatch_owe(addressee="甲", **facts) == first
    assert dispatch_owe(addressee="乙", **facts) != first
    assert first.due_on == date(2026, 11, 5) and first.state == "waiting"  # three working days


def test_mail_goes_out_first_and_is_served_later(clerk):
    row = owe(clerk.section)
    with pytest.raises(DomainError, match="邮件号"):
        dispatch_register(actor=clerk, dispatch=row, way="mail", sent_on=MONDAY)
    row = dispatch_register(actor=clerk, dispatch=row, way="mail", sent_on=MONDAY, receipt_number="EMS 123")
    assert row.state == "sent" and row.entered_by == clerk
    with clock.override(datetime(2026, 11, 5, 9, 0)):
        done = dispatch_register(
            actor=clerk, dispatch=row, way="mail", sent_on=MONDAY, receipt_number="EMS 123", served_on=date(2026, 11, 4),
            received_by="张三", content=SCAN, filename="回证.pdf",
        )  # fmt: skip
    assert (done.state, done.served_on, done.proof_name) == ("served", date(2026, 11, 4), "回证.pdf")


WRONG = [
    ({"way": "pigeon"}, "送达方式"),
    ({"sent_on": date(2026, 11, 1)}, "发出日期"),
    ({"sent_on": date(2026, 11, 3)}, "发出日期"),
    ({"served_on": date(2026, 11, 3)}, "送达日期"),
    ({"served_on": MONDAY, "received_by": ""}, "签收人"),
    ({"served_on": MONDAY, "receipt_number": ""}, "送达回证"),
    ({"served_on": MONDAY, "content": b"MZ" * 50, "filename": "回证.pdf"}, "不是"),
]


@pytest.mark.parametrize(("change", "says"), WRONG)
def test_service_without_what_proves_it_is_refused(clerk, change, says):
    row = owe(clerk.section)
    facts = {"way": "hand", "sent_on": MONDAY, "receipt_number": "回证3", "received_by": "张三"} | change
    with pytest.raises(DomainError, match=says):
        dispatch_register(actor=clerk, dispatch=row, **facts)
    row.refresh_from_db()
    assert row.state == "waiting"


def served(clerk, **more):
    facts = {"way": "hand", "sent_on": MONDAY, "served_on": MONDAY, "receipt_number": "回证3", "received_by": "张三"}
    return dispatch_register(actor=clerk, dispatch=owe(clerk.section, **more), **facts)


def test_service_is_final(clerk):
    row = served(clerk)
    with pytest.raises(InvalidTransition, match="已经登记"):
        dispatch_register(actor=clerk, dispatch=row, way="hand", sent_on=MONDAY, receipt_number="回证4")
    with pytest.raises(InternalError), transaction.atomic():
        Dispatch.objects.filter(pk=row.pk).update(served_on=date(2026, 11, 1))
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()


REFUSED = [
    ({"way": "mail", "sent_on": MONDAY, "entered_by": True}, "notices_dispatch_mail_number"),
    ({"sent_on": MONDAY}, "notices_dispatch_sent_how"),
    ({"served_on": MONDAY, "received_by": "张三"}, "notices_dispatch_served"),
    (
        {"way": "hand", "sent_on": MONDAY, "served_on": MONDAY, "received_by": "张三", "entered_by": True},
        "served_proof",
    ),
    ({"closed_at": datetime(2026, 11, 2, 2, tzinfo=clock.SHANGHAI)}, "notices_dispatch_closed_why"),
]


@pytest.mark.parametrize(("change", "constraint"), REFUSED)
def test_the_database_refuses_service_without_evidence(clerk, change, constraint):
    row = owe(clerk.section)
    change = {name: clerk if value is True else value for name, value in change.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Dispatch.objects.filter(pk=row.pk).update(**change)


def test_what_the_paper_is_never_changes(clerk):
    row = owe(clerk.section)
    with pytest.raises(InternalError), transaction.atomic():
        Dispatch.objects.filter(pk=row.pk).update(addressee="别人")


def test_the_maker_of_the_paper_hears_of_the_service_and_may_refuse_it(clerk):
    heard = []

    def listen(sender, dispatch, **kwargs):
        heard.append(dispatch.pk)
        raise DomainError("不行")

    paper_served.connect(listen)
    try:
        with pytest.raises(DomainError, match="不行"), transaction.atomic():
            served(clerk)
    finally:
        paper_served.disconnect(listen)
    assert len(heard) == 1 and not Dispatch.objects.filter(served_on__isnull=False).exists()


def test_the_addressee_confirms_online(clerk):
    row = dispatch_confirm(actor=make_user(roles.FIRM_USER, section=None), dispatch=owe(clerk.section))
    assert (row.state, row.way, row.served_on) == ("served", "electronic", MONDAY)


def test_a_paper_may_be_struck_off_with_a_reason_but_not_where_a_term_runs_from_it(clerk):
    row = owe(clerk.section)
    with pytest.raises(DomainError, match="为什么"):
        dispatch_close(actor=clerk, dispatch=row, reason="")
    assert dispatch_close(actor=clerk, dispatch=row, reason="当事人已经绑定账号").state == "closed"
    with pytest.raises(InvalidTransition, match="必须送达"):
        dispatch_close(actor=clerk, dispatch=owe(clerk.section, starts_clock=True), reason="联系不上当事人")


def test_another_section_neither_sees_nor_registers(clerk):
    row = owe(make_section("approval"))
    assert not Dispatch.objects.visible_to(clerk).exists()
    with pytest.raises(Forbidden, match="其他科室"):
        dispatch_register(actor=clerk, dispatch=row, way="hand", sent_on=MONDAY)
    assert Dispatch.objects.visible_to(make_user(roles.CREDIT_OFFICE)).count() == 1
    assert not Dispatch.objects.visible_to(make_user(roles.AUDITOR)).exists()


def test_the_desk_says_what_lies_too_long(clerk):
    owe(clerk.section)
    mailed = owe(clerk.section)
    dispatch_register(actor=clerk, dispatch=mailed, way="mail", sent_on=MONDAY, receipt_number="EMS 9")
    urgent = owe(clerk.section, starts_clock=True)
    said = lambda days: [item.title for item in papers_to_send(clerk, MONDAY + timedelta(days=days))]  # noqa: E731
    assert said(0) == [f"送达：{urgent.title}"]
    assert said(4) == [f"送达：{urgent.title}", "1 份文书做好了还没有发出"]
    assert said(15)[-1] == "1 份文书发出 15 天还没有回证"
    assert list(papers_to_send(make_user(roles.AUDITOR), MONDAY)) == []


def test_from_the_list_to_the_registered_service(client, clerk):
    row = owe(clerk.section, about="巫山司罚决字〔2026〕3号")
    client.force_login(clerk)
    assert row.addressee in client.get(reverse("admin:dispatches")).content.decode()
    page = reverse("admin:dispatch", args=[row.pk])
    refused = client.post(page, {"way": "mail", "sent_on": "2026-11-02"})
    assert "请填写邮件号" in refused.content.decode()
    assert client.post(page, {"way": "mail", "sent_on": "2026-11-02", "receipt_number": "EMS 7"}).status_code == 302
    assert "EMS 7" in client.get(reverse("admin:dispatches") + "?show=sent").content.decode()
    assert "收件人签名" in client.get(reverse("admin:dispatch_slip", args=[row.pk])).content.decode()
    assert client.get(reverse("admin:dispatch_proof", args=[row.pk])).status_code == 404
