"""The promise wall: what is shown, what is masked, what goes with its record; the API says the same."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import roles
from audit.services import SYSTEM
from commitments import letters
from commitments.models import CertifiedMatter, Promise
from commitments.services.checks import check_keep, check_start
from commitments.services.signing import promise_take_back
from core import clock
from members.services.granting import grant
from records.models import CreditRecord
from records.services.records import record_suspend
from tests.commitments.conftest import MONDAY, at, draft_of, in_section, sign
from tests.commitments.test_breaches import check, notify, uphold
from tests.factories import make_subject, make_user

pytestmark = pytest.mark.django_db
WALL, API = "/commitments/", "/api/v1/public/commitments/"


def page(client, address=WALL, **query):
    return client.get(address, query).content.decode()


@pytest.fixture
def lawyer(db):
    subject = make_subject("上官云岫", kind="lawyer", uscc="", id_hash="h1")
    user = make_user(roles.PRACTITIONER, section=None, display_name="上官云岫")
    grant(actor=SYSTEM, user=user, subject=subject, role="practitioner")
    return user, subject


def test_a_signed_promise_is_on_the_wall_at_once_and_in_the_api(client, signed, firm):
    promise = signed("active")
    assert firm.name in page(client) and promise.code in page(client)
    item = client.get(API).json()["items"][0]
    assert (item["code"], item["party"], item["status_name"]) == (promise.code, firm.name, "已承诺")
    one = client.get(f"{API}{promise.public_id}/").json()
    assert one == item and one["digest"] == promise.letter_hash
    shown = page(client, f"{WALL}{promise.public_id}/")
    for text in (promise.code, firm.name, item["title"], item["liabilities"][0], promise.letter_hash):
        assert text in shown
    assert client.get(f"{WALL}{promise.public_id}/letter.pdf").content.startswith(b"%PDF-")


@pytest.mark.parametrize("kind", ["tolerance", "proof"])
def test_what_is_not_meant_for_the_public_is_nowhere(client, signed, kind):
    promise = signed(kind)
    assert promise.code not in page(client) and client.get(API).json()["count"] == 0
    for address in (
        f"{WALL}{promise.public_id}/",
        f"{WALL}{promise.public_id}/letter.pdf",
        f"{API}{promise.public_id}/",
    ):
        assert client.get(address).status_code == 404


def test_a_draft_and_a_promise_taken_back_are_not_on_the_wall(client, head, firm, signed):
    draft = draft_of(head, firm, "trade")
    promise = signed("active")
    promise_take_back(actor=head, promise=promise, reason="机构即将注销")
    assert client.get(API).json()["count"] == 0
    for one in (draft, promise):
        assert client.get(f"{WALL}{one.public_id}/").status_code == 404


def test_a_persons_name_is_masked_everywhere_unless_he_chose_to_show_it(client, lawyer):
    user, subject = lawyer
    promise = sign(user, draft_of(user, subject, "active"))
    for text in (page(client), page(client, f"{WALL}{promise.public_id}/"), client.get(API).content.decode()):
        assert "上官云岫" not in text and "上官*" in text
    assert client.get(API, {"q": "上官云岫"}).json()["count"] == 0
    pdf = letters._without_name(promise.letter, promise)
    assert "上官云岫" not in str(pdf) and pdf["party_code"] == ""
    assert "上官云岫" not in page(
        client, letters.verify_url(promise).split("8000")[-1].replace("http://testserver", "")
    )
    Promise.objects.filter(pk=promise.pk).update(show_full_name=True)
    assert "上官云岫" in page(client) and client.get(API, {"q": "上官云岫"}).json()["count"] == 1


def test_a_proposed_breach_is_publicly_a_check(client, signed, clerk):
    promise = signed("trade")
    check(clerk, promise)
    notify(clerk, promise)
    assert client.get(f"{API}{promise.public_id}/").json()["status_name"] == "核查中"
    assert "未履行" not in page(client, f"{WALL}{promise.public_id}/").split("违诺责任")[0].split("承诺书核验")[
        0
    ].replace("不表示没有履行", "")


def test_a_breach_is_shown_only_while_its_record_is(client, signed, clerk, chief):
    promise = signed("trade")
    check(clerk, promise)
    notify(clerk, promise)
    with at(MONDAY + timedelta(days=8)):
        uphold(chief, promise)
        assert client.get(f"{API}{promise.public_id}/").json()["status"] == "partial"
        record = CreditRecord.objects.get(source_type="promise", source_id=promise.pk)
        assert client.get(reverse("website:decision", args=[record.public_id])).status_code == 200
        record_suspend(actor=chief, record=record, reason="当事人提出异议")
        assert client.get(f"{WALL}{promise.public_id}/").status_code == 404
        CreditRecord.objects.filter(pk=record.pk).update(suspended_at=None, suspended_reason="")
        assert client.get(f"{WALL}{promise.public_id}/").status_code == 200
        CreditRecord.objects.filter(pk=record.pk).update(repaired_at=clock.now(), repaired_source="repair:1")
        assert client.get(f"{WALL}{promise.public_id}/").status_code == 404
    with at(MONDAY + timedelta(days=800)):
        assert client.get(API).json()["count"] == 0


def test_a_kept_promise_stays_on_the_wall(client, signed, clerk):
    promise = signed("trade")
    check_start(actor=clerk, promise=promise)
    check_keep(actor=clerk, promise=promise, method="抽查", finding="均按期答复。")
    assert "全部履行" in page(client, status="kept") and promise.code in page(client, status="kept")
    assert promise.code not in page(client, status="promised").split("<tbody>")[-1]


def test_coverage_counts_practising_institutions_of_the_trade(client, signed, firm):
    assert "全县律师事务所 0% 已承诺" in page(client)
    signed("active")
    assert "全县律师事务所 100% 已承诺" in page(client)
    make_subject()
    assert "全县律师事务所 50% 已承诺" in page(client)
    with at(MONDAY + timedelta(days=400)):
        assert "全县律师事务所 0% 已承诺" in page(client)


def test_filters_and_search_of_page_and_api_agree(client, signed, firm):
    active, trade = signed("active"), signed("trade")
    for query in ({"kind": "trade"}, {"q": trade.code}, {"q": "自律"}):
        found = [item["code"] for item in client.get(API, query).json()["items"]]
        assert found == [trade.code]
        body = page(client, **query)
        assert trade.code in body.split("<tbody>")[-1] and active.code not in body.split("<tbody>")[-1]
    assert client.get(API, {"kind": "x"}).status_code == 400
    assert client.get(API, {"page": "0"}).status_code == 400
    assert client.get(API, {"q": "没有这样的名称"}).json()["items"] == []


def test_the_letter_can_be_verified_by_code_and_digest_only(client, signed):
    promise = signed("tolerance")
    good = {"n": promise.code, "c": letters.verify_code(promise)}
    assert promise.letter_hash in page(client, "/commitments/verify/", **good)
    for wrong in ({"c": "000000000000"}, {"n": "50023720260914999999"}, {"n": "x"}, {"c": "汉字"}):
        assert "不相符" in page(client, "/commitments/verify/", **good | wrong)


def test_the_catalogue_is_public_with_its_printable_letter(client, db):
    listed = page(client, "/commitments/matters/")
    for matter in CertifiedMatter.objects.all():
        assert matter.name in listed and matter.proof in listed
        shown = page(client, f"/commitments/matters/{matter.code}/")
        assert matter.not_for in shown and matter.verification in shown
    assert client.get("/commitments/matters/ZM-001/form.pdf").content.startswith(b"%PDF-")
    assert client.get("/commitments/matters/ZM-999/").status_code == 404


def test_the_wall_asks_a_bounded_number_of_questions(client, head, firm, django_assert_max_num_queries):
    sign(head, draft_of(head, firm, "active"))
    for number in range(6):
        other = make_subject()
        user = make_user(roles.FIRM_USER, section=None, display_name=f"某人{number}")
        grant(actor=SYSTEM, user=user, subject=other, role="head")
        sign(user, draft_of(user, other, "active"))
    client.get(WALL)
    with django_assert_max_num_queries(9):
        client.get(WALL)
    assert in_section("approval", roles.CLERK)


def test_the_home_page_counts_what_the_wall_shows(client, signed):
    figure = r'href="/commitments/" class="figure">\s*<span class="label">公示中的信用承诺</span>\s*<span class="value">(\d+)<'
    assert re.search(figure, page(client, "/"))[1] == "0"
    signed("active")
    assert re.search(figure, page(client, "/"))[1] == "1"
