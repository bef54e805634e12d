"""The pages: a firm objects and sees its dated track, another firm finds nothing, the bureau handles it, and nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts import roles
from audit.models import Access
from core.staff import desk_for
from objections.models import ErrorReport, Letter, Objection
from objections.services import filing, handling
from objections.services.letters import Change, recipients_of, send
from objections.services.replies import reply_write
from objections.services.reports import report_file
from records.models import Reply
from tests.factories import make_subject, make_user
from tests.members.people import member
from tests.objections.conftest import NOW, PDF

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text(answer):
    return answer.content.decode()


def test_a_firm_objects_on_one_page_and_gets_number_date_and_next_step(case):
    client = signed_in(case.head)
    page = text(client.get(reverse("portal:objections")))
    assert case.record.title in page
    form = reverse("portal:objection_new", args=[case.record.public_id])
    assert "现在是：私自收费" in text(client.get(form))
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(
        form,
        {
            "should_title": "未统一收费", "statement": "决定书写的是未统一收费", "applicant_name": "谭文静",
            "papers": [SimpleUploadedFile("决定书.pdf", PDF), SimpleUploadedFile("回证.pdf", PDF + b"2")],
        },
        follow=True,
    )  # fmt: skip
    made = Objection.objects.get()
    assert made.papers.count() == 2 and made.points.get().wanted_value == "未统一收费"
    assert made.number in text(answer) and "2026年9月29日" in text(answer)
    track = text(client.get(reverse("portal:objection", args=[made.public_id])))
    assert "2026-09-21" in track and "2026-09-29 前" in track


def test_nothing_typed_is_lost_when_a_rule_says_no(case):
    client = signed_in(case.head)
    answer = client.post(
        reverse("portal:objection_new", args=[case.record.public_id]),
        {"should_title": "未统一收费", "statement": "", "applicant_name": "谭文静"},
    )
    page = text(answer)
    assert "未统一收费" in page and "请写明哪里不对" in page and 'href="#id_statement"' in page
    assert not Objection.objects.exists()


def test_another_firm_finds_nothing_at_all(case):
    made = case.file(papers=[(PDF, "a.pdf")])
    stranger = signed_in(member(make_subject()))
    paths = [
        reverse("portal:objection_new", args=[case.record.public_id]),
        reverse("portal:objection", args=[made.public_id]),
        reverse("portal:objection_done", args=[made.public_id]),
        reverse("portal:objection_paper", args=[made.public_id, made.papers.get().public_id]),
        reverse("portal:reply", args=[case.record.public_id]),
    ]
    assert [stranger.get(path).status_code for path in paths] == [404] * 5
    assert stranger.post(paths[1], {"deed": "recall"}).status_code == 404
    assert signed_in(case.head).get(paths[3]).status_code == 200


def test_the_party_adds_papers_recalls_and_asks_for_the_review(case):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, made = signed_in(case.head), case.file()
    page = reverse("portal:objection", args=[made.public_id])
    client.post(page, {"deed": "papers", "papers": [SimpleUploadedFile("x.pdf", PDF)]})
    assert made.papers.count() == 1
    handling.objection_accept(actor=case.office, objection=made)
    handling.objection_check(actor=case.office, objection=made)
    handling.objection_decide(actor=case.office, objection=made, outcome="keep", reason="经核对决定书原件")
    assert "申请复核" in text(client.get(page))
    client.post(page, {"deed": "review", "statement": "没有核对送达回证"})
    made.refresh_from_db()
    assert made.state == "reviewing"
    refused = client.post(page, {"deed": "recall"})
    assert refused.status_code == 200 and "不能“撤回异议”" in text(refused)


def test_a_reply_is_written_and_taken_back(case):
    client, page = signed_in(case.head), reverse("portal:reply", args=[case.record.public_id])
    client.post(page, {"text": "费用已经全部退还。"})
    made = Reply.objects.get()
    staff = signed_in(case.reviewer)
    assert "费用已经全部退还" in text(staff.get(reverse("admin:objections_replies")))
    assert (
        staff.post(reverse("admin:objections_reply_page", args=[made.public_id]), {"deed": "show"}).status_code == 302
    )
    assert "已展示" in text(client.get(page))
    client.post(page, {"deed": "take_back", "reply": made.public_id})
    made.refresh_from_db()
    assert made.state == "taken_back"


def test_the_bureau_handles_an_objection_from_its_page_and_each_look_is_kept(case):
    made = case.file()
    page, client = reverse("admin:objections_objection_page", args=[made.public_id]), signed_in(case.office)
    assert case.firm.name in text(client.get(reverse("admin:objections")))
    assert "由我核查" not in text(client.get(page))
    for deed in ({"deed": "accept"}, {"deed": "check"}):
        assert client.post(page, deed).status_code == 302
    kept = client.post(page, {"deed": "decide", "outcome": "correct", "reason": "好", "should_title": "未统一收费"})
    assert kept.status_code == 200 and 'value="未统一收费"' in text(kept)
    sent = client.post(
        page, {"deed": "decide", "outcome": "correct", "reason": "经核对决定书", "should_title": "未统一收费"}
    )
    assert sent.status_code == 302
    case.record.refresh_from_db()
    assert case.record.title == "未统一收费"
    looks = Access.objects.filter(actor=case.office, object_type="objections.objection")
    assert looks.count() == 1 and looks.get().purpose == "异议修复办理"


def test_the_records_author_is_told_to_keep_out(case):
    made = case.file()
    page = reverse("admin:objections_objection_page", args=[made.public_id])
    assert "应当回避" in text(signed_in(case.author).get(page))
    refused = signed_in(case.author).post(page, {"deed": "refuse", "cause": "not_ours", "reason": "不是本局认定"})
    assert refused.status_code == 200 and "登记或者审核过" in text(refused)


def test_a_window_clerk_finds_the_record_and_registers(case):
    client = signed_in(make_user(roles.CLERK))
    found = text(client.get(reverse("admin:objections_window"), {"q": case.firm.name}))
    form = reverse("admin:objections_window_new", args=[case.record.public_id])
    assert form in found
    sent = client.post(form, {"statement": "当事人当场陈述认定有误", "applicant_name": "谭文静"})
    made = Objection.objects.get()
    assert sent.status_code == 302 and made.way == "window"
    page = reverse("admin:objections_objection_page", args=[made.public_id])
    from django.core.files.uploadedfile import SimpleUploadedFile

    assert client.post(page, {"deed": "papers", "papers": [SimpleUploadedFile("x.pdf", PDF)]}).status_code == 302
    assert made.papers.count() == 1
    assert client.post(page, {"deed": "recall"}).status_code == 302
    made.refresh_from_db()
    assert made.state == "recalled"


def test_reports_and_letters_have_their_pages(case):
    report, _ = report_file(page="/about/", what="电话号码写错了一位", contact="13983271234")
    client, page = signed_in(case.office), reverse("admin:objections_report_page", args=[report.number])
    assert "13983271234" not in text(client.get(page))
    client.post(page, {"deed": "take"})
    assert "13983271234" in text(client.get(page))
    client.post(page, {"deed": "answer", "result": "fixed", "answer": "已更正电话号码"})
    assert ErrorReport.objects.get().state == "closed"
    from audit.services import saw

    saw(actor=case.reviewer, deed="view", obj=case.firm, purpose="日常监管")
    send(Change(case.record, "k", "corrected", "经核对决定书", {"事由": ["甲", "乙"]}), recipients_of(case.record))
    letter = Letter.objects.get()
    assert letter.number in text(client.get(reverse("admin:objections_letters")))
    assert "更正为" in text(client.get(reverse("admin:objections_letter_page", args=[letter.number])))


def test_the_desk_names_what_waits_for_whom(case):
    case.file()
    reply_write(actor=case.head, record=case.record, text="费用已经全部退还。")
    report_file(page="/", what="文号写错了一位")
    titles = [item.title for item in desk_for(case.office, NOW.date())]
    assert f"异议：{case.firm.name}" in titles and f"当事人回应：{case.firm.name}" in titles
    assert any(title.startswith("公众纠错") for title in titles)
    assert f"异议：{case.firm.name}" not in [item.title for item in desk_for(case.author, NOW.date())]
    assert f"异议逾期：{case.firm.name}" in [item.title for item in desk_for(case.leader, NOW.date().replace(month=10))]


def test_the_lists_ask_as_many_questions_for_many_as_for_one(case, django_assert_max_num_queries):
    from tests.factories import make_record

    for _ in range(12):
        record = make_record(subject=case.firm)
        filing.objection_file(
            actor=case.head, record=record, statement="认定与事实不符", wanted={}, applicant_name="谭文静"
        )
    staff, party = signed_in(case.office), signed_in(case.head)
    for client, path in ((staff, reverse("admin:objections")), (party, reverse("portal:objections"))):
        client.get(path)
        with django_assert_max_num_queries(30):
            assert client.get(path).status_code == 200


def test_a_paper_that_is_no_paper_is_named_at_its_field(case):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(case.head)
    answer = client.post(
        reverse("portal:objection_new", args=[case.record.public_id]),
        {
            "statement": "决定书写的是未统一收费", "applicant_name": "谭文静",
            "papers": [SimpleUploadedFile("决定书.pdf", PDF), SimpleUploadedFile("照片.jpg", b"<html>")],
        },
    )  # fmt: skip
    assert 'href="#id_papers"' in text(answer) and "“照片.jpg”：这个文件不是" in text(answer)
    assert "决定书写的是未统一收费" in text(answer) and not Objection.objects.exists()


def test_no_paper_is_not_called_received(case):
    client = signed_in(case.head)
    client.post(
        reverse("portal:objection_new", args=[case.record.public_id]),
        {"statement": "决定书写的是未统一收费", "applicant_name": "谭文静"},
    )
    address = reverse("portal:objection", args=[Objection.objects.get().public_id])
    answer = client.post(address, {"deed": "papers", "x": "y"})
    assert answer.status_code == 200 and "请选择文件" in text(answer) and "材料已收到" not in text(answer)
