"""From the first draft to the frozen letter."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts import roles
from audit.models import Action
from audit.services import SYSTEM
from commitments import letters
from commitments.models import CertifiedMatter, Promise, PromiseCheck
from commitments.rules import code_parts
from commitments.services.catalogue import matter_save, template_publish
from commitments.services.checks import check_start
from commitments.services.drafts import draft_discard, draft_save, draft_start, lacking
from commitments.services.papers import missing_bring
from commitments.services.signing import code_send, promise_sign, promise_take_back
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady, NotUnderstood
from members.services.granting import grant
from notices.models import Notice
from tests.commitments.conftest import ANSWERS, MONDAY, PDF, at, code_from_inbox, draft_of, sign, template
from tests.factories import make_subject, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_promise_can_be_signed(head, firm, kind):
    promise = sign(head, draft_of(head, firm, kind))
    assert promise.state == "signed" and promise.kind == kind
    assert code_parts(promise.code) == ("500237", MONDAY, int(promise.code[14:]))
    assert "＿" not in promise.content and "{" not in promise.content + promise.liability
    assert promise.check_due or promise.check_waiver


def test_codes_of_a_day_run_on(head, firm):
    codes = [sign(head, draft_of(head, firm, kind)).code for kind in ("active", "trade", "repair")]
    assert codes == [f"50023720260914{n:06d}" for n in (1, 2, 3)]


def test_a_draft_is_found_again_and_can_be_given_up(head, firm):
    first = draft_of(head, firm, "trade")
    again = draft_start(actor=head, subject=firm, template=template("trade"))
    assert again.pk == first.pk and again.answers["activity"] == "诚信建设年"
    draft_discard(actor=head, promise=first)
    assert draft_start(actor=head, subject=firm, template=template("trade")).pk != first.pk


def test_an_incomplete_draft_is_kept_but_not_signed(head, firm):
    promise = draft_start(actor=head, subject=firm, template=template("tolerance"))
    promise = draft_save(actor=head, promise=promise, reason="", answers={"matter_name": "变更住所", "foreign": "x"})
    assert promise.answers == {"matter_name": "变更住所"}
    assert {error.field for error in lacking(promise)} == {"reason", "missing_papers"}
    code_send(actor=head, promise=promise)
    with pytest.raises(NotReady):
        promise_sign(actor=head, promise=promise, signer="易知行", agreed=True, code=code_from_inbox(head))
    assert Promise.objects.get(pk=promise.pk).state == "draft"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"agreed": False}, "agreed"),
        ({"signer": "别人"}, "signer"),
        ({"code": "00000000"}, "code"),
        ({"code": ""}, "code"),
    ],
)
def test_a_signature_needs_name_code_and_consent(head, firm, change, field):
    promise = draft_of(head, firm)
    code_send(actor=head, promise=promise)
    given = {"signer": "易知行", "agreed": True, "code": code_from_inbox(head)} | change
    with pytest.raises(DomainError) as refused:
        promise_sign(actor=head, promise=promise, **given)
    assert refused.value.field == field
    assert Promise.objects.get(pk=promise.pk).state == "draft"


def test_a_code_signs_only_the_letter_it_was_sent_for_and_only_once(head, firm):
    first, second = draft_of(head, firm, "active"), draft_of(head, firm, "trade")
    code_send(actor=head, promise=first)
    code = code_from_inbox(head)
    with pytest.raises(DomainError):
        promise_sign(actor=head, promise=second, signer="易知行", agreed=True, code=code)
    promise_sign(actor=head, promise=first, signer="易知行", agreed=True, code=code)
    with pytest.raises(DomainError):
        promise_sign(actor=head, promise=second, signer="易知行", agreed=True, code=code)


def test_a_clerk_of_the_firm_drafts_and_hands_in_the_stamped_scan_but_does_not_sign_online(head, firm):
    person = make_user(roles.FIRM_USER, section=None)
    grant(actor=SYSTEM, user=person, subject=firm, role="clerk")
    promise = draft_of(person, firm)
    with pytest.raises(Forbidden):
        code_send(actor=person, promise=promise)
    done = promise_sign(actor=person, promise=promise, signer="易知行", agreed=True, scan=PDF, filename="承诺书.exe")
    assert done.signature == "scan" and done.scan.filename == "承诺书.pdf" and done.scan.media_type == "application/pdf"


def test_a_scan_is_known_by_its_bytes(head, firm):
    with pytest.raises(NotUnderstood):
        promise_sign(
            actor=head, promise=draft_of(head, firm), signer="易知行", agreed=True, scan=b"MZ...", filename="a.pdf"
        )


def test_another_firm_can_do_nothing_with_it(head, firm, signed):
    stranger = make_user(roles.FIRM_USER, section=None)
    grant(actor=SYSTEM, user=stranger, subject=make_subject(), role="head")
    draft, paper = draft_of(head, firm, "trade"), signed("tolerance").missing_papers.first()
    with pytest.raises(Forbidden):
        draft_save(actor=stranger, promise=draft, reason="", answers={})
    with pytest.raises(Forbidden):
        draft_start(actor=stranger, subject=firm, template=template())
    with pytest.raises(Forbidden):
        code_send(actor=stranger, promise=draft)
    with pytest.raises(Forbidden):
        missing_bring(actor=stranger, missing=paper, content=PDF, filename="a.pdf")


def test_a_new_version_never_changes_a_signed_letter(head, firm, chief):
    old = sign(head, draft_of(head, firm))
    before = (old.content, old.letter_hash, old.template_version)
    office = make_user(roles.CREDIT_OFFICE)
    source = template()
    facts = {
        name: getattr(source, name)
        for name in ("kind", "title", "summary", "liability", "basis", "public_level", "risk", "section", "validity_months")
    } | {"content": "一、全新的内容。"}  # fmt: skip
    newer = template_publish(actor=office, code="active", facts=facts, reason="按新规定修订")
    assert newer.version == 2
    old = Promise.objects.get(pk=old.pk)
    assert (old.content, old.letter_hash, old.template_version) == before
    assert letters.letter_hash(old.letter) == old.letter_hash
    assert sign(head, draft_of(head, firm)).content == "一、全新的内容。"


def test_a_draft_of_an_old_wording_is_not_signed(head, firm):
    promise = draft_of(head, firm)
    source = template()
    facts = {name: getattr(source, name) for name in (
        "kind", "title", "summary", "content", "liability", "basis", "public_level", "risk", "section")}  # fmt: skip
    template_publish(actor=make_user(roles.CREDIT_OFFICE), code="active", facts=facts, reason="按新规定修订")
    code_send(actor=head, promise=promise)
    with pytest.raises(NotReady, match="新的版本"):
        promise_sign(actor=head, promise=promise, signer="易知行", agreed=True, code=code_from_inbox(head))


@pytest.mark.parametrize(
    "change",
    [
        {"content": "别的"}, {"liability": "别的"}, {"code": "50023720260914999999"}, {"letter": {}}, {"letter_hash": "0" * 64},
        {"template_version": 9}, {"signed_on": "2020-01-01"}, {"signer_name": "别人"}, {"party_name": "别人"}, {"public_level": "closed"},
        {"valid_until": None}, {"answers": {"x": "y"}}, {"reason": "别的事由"},
    ],
)  # fmt: skip
def test_the_database_refuses_every_change_of_a_signed_letter(signed, change):
    promise = signed()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(**change)


def test_no_letter_is_deleted(signed):
    promise = signed()
    with pytest.raises(DatabaseError, match="annot delete"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM commitments_promise WHERE id = %s", [promise.pk])


def test_no_signed_promise_without_a_check_or_the_reason_for_none(signed):
    promise = signed()
    with pytest.raises(IntegrityError, match="checked_or_why_not"), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(check_due=None)
    Promise.objects.filter(pk=promise.pk).update(check_due=None, check_waiver="同一内容已由市局核查")


def test_an_exempt_matter_states_its_reason_in_place_of_a_check(head, firm):
    matter = CertifiedMatter.objects.get(code="ZM-001")
    facts = {name: getattr(matter, name) for name in (
        "name", "proof", "basis", "content", "verification", "consequence", "not_for", "section")}  # fmt: skip
    facts |= {"risk": "exempt", "check_waiver": ""}
    office = make_user(roles.CREDIT_OFFICE)
    with pytest.raises(DomainError) as refused:
        matter_save(actor=office, matter=matter, facts=facts, reason="数据已经共享")
    assert refused.value.field == "check_waiver"
    matter_save(
        actor=office, matter=matter, facts=facts | {"check_waiver": "签署时已经与登记数据比对"}, reason="数据已经共享"
    )
    promise = sign(head, draft_of(head, firm, "proof"))
    assert promise.check_due is None and promise.check_waiver == "签署时已经与登记数据比对"
    assert not PromiseCheck.objects.filter(promise=promise).exists()


def test_an_exempt_promise_can_be_checked_all_the_same(signed, clerk):
    promise = signed("trade")
    PromiseCheck.objects.filter(promise=promise).update(
        result="kept", finding="先前核查", done_by=clerk, done_at=promise.signed_at
    )
    Promise.objects.filter(pk=promise.pk).update(check_due=None, check_waiver="同一内容已由市局核查")
    check_start(actor=clerk, promise=promise)
    assert PromiseCheck.objects.get(promise=promise, done_at=None).due_on == MONDAY


def test_after_signing_the_check_waits_and_everybody_is_told(head, signed):
    promise = signed("approval")
    check = promise.checks.get()
    assert (check.due_on - MONDAY).days == 30 and check.done_at is None
    assert Notice.objects.filter(recipient=head, code="commitments.signed", body__contains=promise.code).count() == 1
    assert Action.objects.filter(code="commitments.promise.signed").count() == 1


def test_missing_papers_get_their_day_and_a_receipt(head, signed):
    promise = signed("tolerance")
    papers = list(promise.missing_papers.all())
    assert [paper.name for paper in papers] == ["租赁合同", "消防证明"]
    assert (
        papers[0].due_on.isoformat() == "2026-09-28"
    )  # ten working days: Sunday the 20th is one, Friday the 25th is not
    paper = missing_bring(actor=head, missing=papers[0], content=PDF, filename="合同.pdf")
    assert paper.receipt == "CL2026091400001"
    with pytest.raises(DomainError, match="已经补交"):
        missing_bring(actor=head, missing=papers[0], content=PDF, filename="合同.pdf")
    assert Notice.objects.filter(recipient=head, code="commitments.paper_received").count() == 1


def test_a_free_promise_may_be_taken_back_with_reason_but_not_one_that_was_acted_on(head, signed):
    free, relied_on = signed("active"), signed("approval")
    with pytest.raises(DomainError):
        promise_take_back(actor=head, promise=free, reason="")
    assert promise_take_back(actor=head, promise=free, reason="机构即将注销").state == "taken_back"
    with pytest.raises(InvalidTransition, match="不能自行撤回"):
        promise_take_back(actor=head, promise=relied_on, reason="机构即将注销")


def test_only_the_head_takes_a_promise_back(firm, signed):
    person = make_user(roles.FIRM_USER, section=None)
    grant(actor=SYSTEM, user=person, subject=firm, role="clerk")
    with pytest.raises(Forbidden, match="负责人"):
        promise_take_back(actor=person, promise=signed("active"), reason="机构即将注销")


def test_an_identity_number_typed_by_mistake_is_not_kept(head, firm):
    promise = draft_of(head, firm, "trade", activity="身份证 500237199001011235 的活动")
    assert "500237199001011235" not in promise.content + str(promise.answers)


def test_the_letter_prints_the_same_bytes_each_time(signed):
    promise = signed("tolerance")
    first = letters.pdf(promise)
    with at(MONDAY.replace(day=20)):
        assert letters.pdf(Promise.objects.get(pk=promise.pk)) == first
    assert first.startswith(b"%PDF-")


def test_the_blank_of_a_certified_matter_is_printed(db):
    assert letters.blank_pdf(CertifiedMatter.objects.get(code="ZM-003"), template("proof"), MONDAY).startswith(b"%PDF-")
