"""A stamped promise at the window: entered by the staff, under the same rules, numbered and frozen like any other."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import roles
from audit.models import Action
from commitments import letters
from commitments.models import CertifiedMatter, Promise, PromiseCheck
from commitments.services.breaches import breach_notify
from commitments.services.checks import check_propose, check_start
from commitments.services.drafts import draft_start
from commitments.services.paper_entry import PaperPromise, paper_enter
from commitments.services.papers import missing_bring
from commitments.track import track
from core.errors import DomainError, Forbidden, NotReady, NotUnderstood
from notices.models import Notice
from tests.commitments.conftest import ANSWERS, MONDAY, PDF, in_section, template
from tests.factories import make_record, make_rule, make_subject, make_user
from tests.members.people import make_lawyer

pytestmark = pytest.mark.django_db


def paper(subject, code="active", **facts):
    matter = CertifiedMatter.objects.get(code="ZM-001") if code == "proof" else None
    given = {
        "subject": subject, "template": template(code), "matter": matter, "reason": "办理相关事项", "signer": "易知行",
        "signed_on": MONDAY, "answers": ANSWERS[code],
    } | facts  # fmt: skip
    return PaperPromise(**given)


def enter(actor, one, scan=PDF, **facts):
    return paper_enter(actor=actor, paper=one, **{"scan": scan, "filename": "承诺书.pdf", "compared": True} | facts)


def clerk_for(one):
    return in_section((one.matter or one.template).section.code, roles.CLERK)


def refused(call, error=DomainError):
    with pytest.raises(error) as caught:
        call()
    assert not Promise.objects.exclude(state="draft").exists(), "nothing was entered"
    return caught.value.field


def test_a_firm_without_an_account_promises_on_paper(firm, clerk):
    done = enter(clerk, paper(firm, "trade"))
    done = Promise.objects.get(pk=done.pk)
    assert done.state == "signed" and done.on_paper and done.signed_by == clerk and done.signer_name == "易知行"
    assert re.fullmatch(r"50023720260914\d{6}", done.code)
    assert done.scan.filename == "承诺书.pdf" and done.scan.uploaded_by == clerk
    assert letters.letter_hash(done.letter) == done.letter_hash
    assert done.letter["signature"] == "书面承诺，窗口登记" and done.letter["signer"] == "易知行"
    assert letters.pdf(done).startswith(b"%PDF")
    assert done in Promise.objects.public(MONDAY)
    trail = Action.objects.get(code="commitments.paper.entered")
    assert trail.actor_id == clerk.pk and trail.extra["code"] == done.code
    assert not Notice.objects.exists(), "nobody has an account to be told at"


def test_the_same_tasks_follow_as_online(firm, clerk, signed):
    online = signed("trade")
    done = enter(clerk, paper(firm, "trade"))
    assert done.check_due == online.check_due and done.valid_until == online.valid_until
    assert PromiseCheck.objects.get(promise=done).due_on == online.check_due
    assert check_start(actor=clerk, promise=done).state == "checking" and track(done)
    assert int(done.code) == int(online.code) + 1, "one row of numbers for both"


def test_missing_papers_get_their_days_and_account_holders_are_told(firm, head):
    one = paper(firm, "tolerance")
    done = enter(clerk_for(one), one)
    assert [row.name for row in done.missing_papers.all()] == ["租赁合同", "消防证明"]
    assert done.missing_papers.first().due_on > MONDAY
    assert Notice.objects.filter(recipient=head, code="commitments.signed").exists()


def test_the_day_on_the_paper_is_the_day_of_the_promise(firm, clerk):
    day = max(template("trade").effective_from, MONDAY - timedelta(days=5))
    done = enter(clerk, paper(firm, "trade", signed_on=day))
    assert done.signed_on == day and done.code[6:14] == f"{day:%Y%m%d}" and f"{day.day}日" in done.letter["signed_on"]
    assert done.check_due < enter(clerk, paper(firm, "active"), scan=PDF + b"\n").check_due or done.check_due > day


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signed_on": MONDAY + timedelta(days=1)}, "signed_on"),
        ({"signed_on": MONDAY - timedelta(days=31)}, "signed_on"),
        ({"signed_on": date(1999, 1, 1)}, "signed_on"),
        ({"signer": " "}, "signer"),
        ({"reason": "短"}, "reason"),
        ({"answers": {}}, "activity"),
    ],
)
def test_what_is_wrong_on_the_paper_is_named_and_nothing_is_entered(firm, clerk, change, field):
    assert refused(lambda: enter(clerk, paper(firm, "trade", **change))) == field


def test_no_scan_an_unknown_file_or_an_original_not_compared_is_refused(firm, clerk):
    assert refused(lambda: enter(clerk, paper(firm), scan=b"")) == "file"
    refused(lambda: enter(clerk, paper(firm), scan=b"MZ..."), NotUnderstood)
    assert refused(lambda: enter(clerk, paper(firm), compared=False)) == "compared"


def test_the_same_scan_is_not_entered_twice(firm, clerk):
    first = enter(clerk, paper(firm))
    with pytest.raises(DomainError) as caught:
        enter(clerk, paper(make_subject(), "trade"))
    assert caught.value.field == "file" and first.code in caught.value.message
    assert Promise.objects.count() == 1


def test_a_practitioner_signs_in_person_and_hides_the_name_unless_agreed(clerk):
    lawyer = make_lawyer("谭文静")
    assert refused(lambda: enter(clerk, paper(lawyer, signer="别人"))) == "signer"
    done = enter(clerk, paper(lawyer, signer="谭文静"))
    assert done.party_class == "natural" and not done.show_full_name


def test_who_promised_falsely_before_is_barred_on_paper_too(firm):
    make_rule(severity="serious", months=36)
    make_record(subject=firm, severity="serious", title="出具虚假公证书")
    one = paper(firm, "proof")
    refused(lambda: enter(clerk_for(one), one), NotReady)


def test_only_a_checker_of_the_receiving_section_enters(firm, head):
    one = paper(firm, "trade")
    other = "approval" if one.template.section.code != "approval" else "legal-affairs"
    for actor in (head, in_section(other, roles.CLERK), make_user(roles.AUDITOR), make_user(roles.SYSTEM_ADMIN)):
        refused(lambda actor=actor: enter(actor, one), Forbidden)
    assert enter(make_user(roles.CREDIT_OFFICE), one).state == "signed", "the credit office works for all sections"


def test_another_kind_of_subject_is_refused(clerk):
    refused(lambda: enter(clerk, paper(make_subject(kind="other_org"))))


def test_the_firms_own_draft_stays_untouched(firm, head, clerk):
    draft = draft_start(actor=head, subject=firm, template=template("trade"))
    done = enter(clerk, paper(firm, "trade"))
    draft.refresh_from_db()
    assert done.pk != draft.pk and draft.state == "draft" and draft.answers == {}


# -- what follows at the window, for who has no account -----------------------------------------------------------------
def test_missing_papers_are_taken_in_at_the_window(client, firm):
    one = paper(firm, "tolerance")
    worker = clerk_for(one)
    done = enter(worker, one)
    row, address = done.missing_papers.first(), reverse("admin:commitments_promise", args=[done.public_id])
    with pytest.raises(Forbidden):
        missing_bring(actor=make_user(roles.AUDITOR), missing=row, content=PDF, filename="a.pdf", at_window=True)
    with pytest.raises(Forbidden):
        missing_bring(actor=worker, missing=row, content=PDF, filename="a.pdf")
    client.force_login(worker)
    assert 'href="#take_file"' in page(client.post(address, {"deed": "take", "row": row.pk}))
    shown = page(client.post(address, {"deed": "take", "row": row.pk, "file": upload()}, follow=True))
    row.refresh_from_db()
    assert row.paper.uploaded_by == worker and row.paper.receipt in shown
    assert 'href="#take_row"' in page(client.post(address, {"deed": "take", "row": row.pk, "file": upload()}))


def test_what_is_said_at_the_window_opens_the_decision(client, firm, clerk, chief):
    done = enter(clerk, paper(firm, "trade"))
    address = reverse("admin:commitments_promise", args=[done.public_id])
    check_start(actor=clerk, promise=done)
    breach = check_propose(
        actor=clerk, promise=done, method="查阅台账", finding="投诉台账显示有三件没有在五日内答复。", result="partial", unfulfilled="五日内答复",
    )  # fmt: skip
    breach_notify(
        actor=clerk,
        promise=done,
        number="巫山司信告〔2026〕1号",
        text="本局拟认定你单位部分履行承诺，你单位有权陈述申辩。",
    )
    client.force_login(clerk)
    assert 'href="#stated_file"' in page(client.post(address, {"deed": "stated", "statement": "当时负责人住院。"}))
    client.post(address, {"deed": "stated", "statement": "当时负责人住院，请酌情。", "file": upload()})
    breach.refresh_from_db()
    assert breach.stated_by == clerk and breach.statement_paper.uploaded_by == clerk
    client.force_login(chief)
    assert "当时负责人住院，请酌情" in page(client.get(address))


def upload():
    return SimpleUploadedFile("材料.pdf", PDF)


# -- the pages ----------------------------------------------------------------------------------------------------------
def page(answer):
    return answer.content.decode()


def typed(**facts):
    file = SimpleUploadedFile("扫描.pdf", PDF)
    return {
        "reason": "参加年度自律承诺", "activity": "诚信建设年", "reply_days": "5", "signer": "易知行", "signed_on": "2026-09-14",
        "compared": "on", "file": file,
    } | facts  # fmt: skip


def test_the_window_enters_a_paper_and_prints_the_receipt(client, firm, clerk):
    client.force_login(clerk)
    assert "登记书面承诺" in page(client.get(reverse("admin:commitments_promises")))
    start = page(client.get(reverse("admin:commitments_paper_start"), {"q": "夔门"}))
    choose = reverse("admin:commitments_paper_choose", args=[firm.pk])
    assert choose in start and "没有" in start
    entry = reverse("admin:commitments_paper_enter", args=[firm.pk, "trade"])
    assert entry in page(client.get(choose))
    assert client.get(f"{entry}blank/").content.startswith(b"%PDF")
    empty = page(client.post(entry, {}))
    for field in ("reason", "activity", "signer", "signed_on", "file"):
        assert f'href="#id_{field}"' in empty, field
    wrong = page(client.post(entry, typed(signed_on="2026-09-15")))
    assert 'href="#id_signed_on"' in wrong and "参加年度自律承诺" in wrong and not Promise.objects.exists()
    assert 'href="#id_compared"' in page(client.post(entry, typed(compared="")))
    done = client.post(entry, typed())
    promise = Promise.objects.get()
    assert done["Location"] == reverse("admin:commitments_paper_receipt", args=[promise.public_id])
    receipt = page(client.get(done["Location"]))
    for words in (
        promise.code,
        firm.name,
        "书面承诺",
        str(clerk),
        promise.scan.receipt,
        letters.verify_code(promise),
        "前核查",
    ):
        assert words in receipt, words
    shown = page(client.get(reverse("admin:commitments_promise", args=[promise.public_id])))
    assert f"{clerk} 登记" in shown and "登记回执" in shown and "开始核查" in shown
    assert "书面" in page(client.get(reverse("admin:commitments_promises")))


def test_a_section_is_offered_only_its_own_promises(client, firm, clerk):
    client.force_login(clerk)
    shown = page(client.get(reverse("admin:commitments_paper_choose", args=[firm.pk])))
    foreign = next(
        (code for code in ANSWERS if code != "proof" and template(code).section_id != clerk.section_id), None
    )
    assert template("trade").title in shown and foreign is not None
    assert client.get(reverse("admin:commitments_paper_enter", args=[firm.pk, foreign])).status_code == 404
    assert client.get(reverse("admin:commitments_paper_choose", args=[0])).status_code == 404


def test_a_receipt_is_only_for_paper_and_only_for_who_sees_the_promise(client, firm, clerk, signed):
    online, on_paper = signed("trade"), enter(clerk, paper(firm, "trade"))
    client.force_login(clerk)
    address = "admin:commitments_paper_receipt"
    assert client.get(reverse(address, args=[online.public_id])).status_code == 404
    client.force_login(in_section("legal-affairs", roles.CLERK))
    assert client.get(reverse(address, args=[on_paper.public_id])).status_code == 404


def test_a_barred_subject_is_told_before_anything_is_typed(client, firm):
    make_rule(severity="serious", months=36)
    make_record(subject=firm, severity="serious", title="出具虚假公证书")
    client.force_login(make_user(roles.CREDIT_OFFICE))
    shown = page(client.get(reverse("admin:commitments_paper_choose", args=[firm.pk])))
    assert "不能使用" in shown and "有较严重的失信记录" in shown


def test_the_promisor_sees_the_paper_promise_later_in_the_portal(client, firm, head, clerk):
    done = enter(clerk, paper(firm, "trade"))
    client.force_login(head)
    assert "书面承诺，窗口登记" in page(client.get(reverse("portal:promise", args=[done.public_id])))
