"""The firm's pages and the staff's pages, posted as a browser without script posts them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import roles
from audit.services import SYSTEM
from commitments.models import Breach, CertifiedMatter, Promise, PromiseTemplate
from commitments.services.drafts import draft_start
from core.staff import desk_for
from members.services.granting import grant
from portal.todo import todo_for
from tests.commitments.conftest import MONDAY, PDF, at, code_from_inbox, draft_of, in_section, sign, template
from tests.commitments.test_breaches import FINDING, NOTICE, REASONS, check
from tests.factories import make_subject, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client, head):
    client.force_login(head)
    return client


def test_a_known_firm_promises_in_at_most_eight_inputs(mine, head, firm):
    inputs = 0
    page = mine.get(reverse("portal:promise_new"))
    assert "依法诚信执业承诺书" in page.content.decode()
    answer = mine.post(reverse("portal:promise_new"), {"template": "trade"})
    inputs += 1  # the button that chooses
    fill = {"reason": "参加年度自律承诺", "activity": "诚信建设年", "reply_days": "5"}
    inputs += len(fill)
    answer = mine.post(answer["Location"], fill | {"go": "next"})
    assert "/check/" in answer["Location"]
    shown = mine.get(answer["Location"]).content.decode()
    assert "参加年度自律承诺" in shown and "5日内书面答复" in shown
    done = mine.post(
        answer["Location"], {"deed": "sign", "signer": "易知行", "code": code_from_inbox(head), "agreed": "on"}
    )
    inputs += 3
    promise = Promise.objects.get()
    assert done["Location"] == reverse("portal:promise_done", args=[promise.public_id])
    confirmed = mine.get(done["Location"]).content.decode()
    assert promise.code in confirmed and "前核查履行情况" in confirmed
    assert inputs <= 8


def test_what_was_typed_is_kept_and_every_complaint_is_linked(mine, firm, head):
    draft = draft_start(actor=head, subject=firm, template=template("trade"))
    address = reverse("portal:promise_fill", args=[draft.public_id])
    shown = mine.post(
        address, {"reason": "短", "activity": "诚信建设年", "reply_days": "", "go": "next"}
    ).content.decode()
    assert 'href="#id_reason"' in shown and 'href="#id_reply_days"' in shown and "诚信建设年" in shown
    assert Promise.objects.get().answers["activity"] == "诚信建设年"
    assert (
        "接着填"
        in mine.post(address, {"reason": "x", "activity": "另一项", "go": "save"}, follow=True).content.decode()
    )
    assert "另一项" in mine.get(address).content.decode()
    mine.post(address, {"go": "discard"})
    assert Promise.objects.get().state == "discarded" and mine.get(address).status_code == 404


def test_an_empty_signature_shows_a_linked_summary_and_signs_nothing(mine, head, firm):
    draft = draft_of(head, firm, "active")
    address = reverse("portal:promise_check", args=[draft.public_id])
    shown = mine.post(address, {"deed": "sign"}).content.decode()
    assert 'href="#sign_signer"' in shown and 'href="#sign_code"' in shown
    shown = mine.post(address, {"deed": "sign", "signer": "别人", "code": "1", "agreed": "on"}).content.decode()
    assert "不一致" in shown and Promise.objects.get().state == "draft"
    shown = mine.post(address, {"deed": "scan", "signer": "易知行", "agreed": "on"}).content.decode()
    assert 'href="#scan_file"' in shown


def test_a_stamped_scan_signs_too(mine, head, firm):
    draft = draft_of(head, firm, "active")
    file = SimpleUploadedFile("a.pdf", PDF)
    mine.post(
        reverse("portal:promise_check", args=[draft.public_id]),
        {"deed": "scan", "signer": "易知行", "agreed": "on", "file": file},
    )
    assert Promise.objects.get().signature == "scan"


def test_missing_papers_are_brought_with_a_receipt(mine, signed):
    promise = signed("tolerance")
    address = reverse("portal:promise", args=[promise.public_id])
    row = promise.missing_papers.first()
    assert "请选择文件" in mine.post(address, {"deed": "bring", "row": row.pk}).content.decode()
    shown = mine.post(
        address, {"deed": "bring", "row": row.pk, "file": SimpleUploadedFile("合同.pdf", PDF)}, follow=True
    ).content.decode()
    assert "CL2026091400001" in shown and "还缺 1 份" in shown
    paper = promise.papers.get()
    assert (
        b"".join(mine.get(reverse("portal:promise_paper", args=[promise.public_id, paper.public_id])).streaming_content)
        == PDF
    )


def test_another_firm_gets_404_for_all_of_it(client, signed, head, firm):
    promise, draft = signed("tolerance"), draft_of(head, firm, "trade")
    stranger = make_user(roles.FIRM_USER, section=None)
    grant(actor=SYSTEM, user=stranger, subject=make_subject(), role="head")
    client.force_login(stranger)
    for name, one in [
        ("promise", promise), ("promise_done", promise), ("promise_letter", promise), ("promise_fill", draft), ("promise_check", draft),
    ]:  # fmt: skip
        assert client.get(reverse(f"portal:{name}", args=[one.public_id])).status_code == 404
        assert client.post(
            reverse(f"portal:{name}", args=[one.public_id]), {"deed": "bring", "go": "save"}
        ).status_code in (404, 405)
    assert promise.code not in client.get(reverse("portal:promises")).content.decode()


def test_a_barred_firm_is_told_why_and_what_opens_the_door(mine, firm):
    from tests.factories import make_record, make_rule

    make_rule(severity="serious", months=36)
    make_record(subject=firm, severity="serious", title="出具虚假公证书")
    shown = mine.get(reverse("portal:promise_new")).content.decode()
    assert "暂时不能使用告知承诺" in shown and "信用修复完成后" in shown
    shown = mine.post(reverse("portal:promise_new"), {"matter": "ZM-001"}).content.decode()
    assert "有较严重的失信记录" in shown and not Promise.objects.exists()


def test_the_firms_home_says_what_is_to_be_done(head, firm, signed):
    promise = signed("tolerance")
    draft_of(head, firm, "trade")
    titles = [item.title for item in todo_for(firm, head, MONDAY)]
    assert "补交容缺材料：租赁合同" in titles and "没有签署的草稿：行业自律承诺书" in titles
    assert any(item.due == promise.missing_papers.first().due_on for item in todo_for(firm, head, MONDAY))


# -- staff ------------------------------------------------------------------------------------------------------------
def test_the_staff_go_the_whole_way_with_buttons(client, signed, clerk, chief, head):
    promise = signed("trade")
    address = reverse("admin:commitments_promise", args=[promise.public_id])
    client.force_login(clerk)
    client.post(address, {"deed": "check"})
    shown = client.post(
        address, {"deed": "propose", "result": "", "method": "", "finding": "", "unfulfilled": ""}
    ).content.decode()
    assert 'href="#propose_finding"' in shown
    client.post(
        address,
        {"deed": "propose", "result": "partial", "method": "查阅台账", "finding": FINDING, "unfulfilled": "五日内答复"},
    )
    assert FINDING in client.get(address).content.decode()
    client.post(address, {"deed": "notify", "number": "巫山司信告〔2026〕1号", "text": NOTICE})
    client.force_login(head)
    own = reverse("portal:promise", args=[promise.public_id])
    assert NOTICE in client.get(own).content.decode()
    assert "请写明您的陈述" in client.post(own, {"deed": "state", "statement": ""}).content.decode()
    client.post(own, {"deed": "state", "statement": "当时负责人住院，请酌情。"})
    client.force_login(chief)
    assert "当时负责人住院" in client.get(address).content.decode()
    client.post(
        address,
        {
            "deed": "uphold", "fault": "unfulfilled", "number": "巫山司信认〔2026〕1号", "reasons": REASONS,
            "liabilities": ["通报行业协会依章程处理"],
        },
    )  # fmt: skip
    assert Promise.objects.get().state == "partial" and Breach.objects.get().liabilities == "通报行业协会依章程处理"
    client.post(address, {"deed": "archive"})
    assert Promise.objects.get().state == "archived" and "部分履行" in client.get(address).content.decode()
    client.force_login(head)
    assert "巫山司信认〔2026〕1号" in client.get(own).content.decode()


def test_another_section_does_not_learn_of_a_promise(client, signed):
    promise = signed("tolerance")
    client.force_login(in_section("legal-affairs", roles.CLERK))
    for name in ("commitments_promise", "commitments_letter"):
        assert client.get(reverse(f"admin:{name}", args=[promise.public_id])).status_code == 404
    assert promise.code not in client.get(reverse("admin:commitments_promises")).content.decode()
    client.force_login(in_section("legal-affairs", roles.LEADER))
    assert client.get(reverse("admin:commitments_promise", args=[promise.public_id])).status_code == 200


def test_overdue_checks_and_ripe_breaches_are_on_the_desk(signed, clerk, chief):
    promise = signed("trade")
    with at(promise.check_due + timedelta(days=1)):
        day = promise.check_due + timedelta(days=1)
        late = [item for item in desk_for(clerk, day) if item.title.startswith("事后核查")]
        assert late[0].level_on(day) == "late"
        check(clerk, promise)
        assert any(item.title.startswith("待送达告知书") for item in desk_for(clerk, day))
    assert not [item for item in desk_for(in_section("approval", roles.CLERK), day) if "核查" in item.title]


def test_a_new_version_is_published_and_a_matter_kept_on_the_pages(client, head, firm):
    old = sign(head, draft_of(head, firm, "trade"))
    client.force_login(make_user(roles.CREDIT_OFFICE))
    address = reverse("admin:commitments_template", args=["trade"])
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', client.get(address).content.decode()))
    last = template("trade")
    typed = fields | {
        "title": last.title, "summary": last.summary, "content": "参加“{activity}”，承诺做到公开收费。", "liability": last.liability,
        "lines": "activity|活动名称|如：诚信建设年", "public_level": "public", "risk": "low", "section": last.section_id,
        "basis": last.basis, "in_use": "on", "reason": "协会章程已经修订", "validity_months": "12", "effective_from": "",
    }  # fmt: skip
    assert "没有在填写项中说明" in client.post(address, typed | {"content": "{foreign}和{activity}"}).content.decode()
    client.post(address, typed)
    assert PromiseTemplate.objects.filter(code="trade").count() == 2
    assert Promise.objects.get(pk=old.pk).content == old.content
    matter = reverse("admin:commitments_matter", args=["ZM-001"])
    client.post(matter, {"deed": "end", "end_reason": "证明已经取消，不再需要"})
    assert CertifiedMatter.objects.get(code="ZM-001").valid_until == MONDAY


@pytest.mark.parametrize("name", ["commitments_promises", "commitments_checks"])
def test_lists_ask_a_bounded_number_of_questions(client, signed, clerk, name, django_assert_max_num_queries):
    for kind in ("active", "trade", "other"):
        signed(kind)
    client.force_login(clerk)
    client.get(reverse(f"admin:{name}"))
    with django_assert_max_num_queries(25):
        client.get(reverse(f"admin:{name}"))


def test_a_second_click_and_the_way_back_lead_to_the_number_not_to_an_error(mine, head, firm):
    draft = draft_of(head, firm, "active")
    check_page = reverse("portal:promise_check", args=[draft.public_id])
    typed = {"deed": "scan", "signer": "易知行", "agreed": "on"}
    done = reverse("portal:promise_done", args=[draft.public_id])
    for _ in range(2):
        assert mine.post(check_page, typed | {"file": SimpleUploadedFile("a.pdf", PDF)})["Location"] == done
    assert mine.get(check_page)["Location"] == done
    assert mine.get(reverse("portal:promise_fill", args=[draft.public_id]))["Location"] == done
    assert Promise.objects.count() == 1 and Promise.objects.get().papers.count() == 1


def test_a_paper_of_the_wrong_kind_is_refused_at_its_own_field_by_name(mine, signed):
    promise = signed("tolerance")
    address = reverse("portal:promise", args=[promise.public_id])
    row = promise.missing_papers.first()
    upload = SimpleUploadedFile("租赁合同.pdf", b"MZ\x90 a program")
    shown = mine.post(address, {"deed": "bring", "row": row.pk, "file": upload}).content.decode()
    assert f'href="#paper{row.pk}_file"' in shown and f'id="paper{row.pk}_file"' in shown
    assert "“租赁合同.pdf”：这个文件不是" in shown and promise.papers.count() == 0


def test_consent_is_asked_for_together_with_everything_else(mine, head, firm):
    draft = draft_of(head, firm, "active")
    shown = mine.post(reverse("portal:promise_check", args=[draft.public_id]), {"deed": "sign"}).content.decode()
    assert '<a href="#sign_agreed">请先阅读承诺书，再勾选这一项。</a>' in shown


def test_saved_is_only_said_of_what_was_saved(mine, head, firm):
    draft = draft_start(actor=head, subject=firm, template=template("trade"))
    address = reverse("portal:promise_fill", args=[draft.public_id])
    shown = mine.post(address, {"reason": "申" * 600, "activity": "诚信建设年", "go": "next"}).content.decode()
    assert "还没有保存" in shown and "已经保存" not in shown and "申" * 600 in shown
    shown = mine.post(address, {"reason": "", "activity": "诚信建设年", "go": "next"}).content.decode()
    assert "已经保存" in shown and Promise.objects.get().answers["activity"] == "诚信建设年"


def test_an_empty_verification_says_what_to_fill_in(client):
    shown = client.get("/commitments/verify/", {"n": "", "c": ""}).content.decode()
    assert 'href="#id_n"' in shown and "请填写核验码" in shown and "不相符" not in shown
