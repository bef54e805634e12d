"""Nothing typed is lost when a sign-in has ended in the middle of a form, or the page has grown too old."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import SignIn
from accounts.services import sign_ins
from accounts.unsent import MOST_BYTES, unpacked
from audit.services import SYSTEM
from members.services import grant
from tests import factories as make

pytestmark = pytest.mark.django_db
WORDS = "处罚决定书上的罚款数额写错了，应当是五百元"


@pytest.fixture
def firm():
    user, subject = make.make_user("", section=None), make.make_subject("巫山某某律师事务所")
    grant(actor=SYSTEM, user=user, subject=subject, role="head")
    return user


@pytest.fixture
def address(firm):
    record = make.make_record(subject=firm.memberships.get().subject)
    return reverse("portal:objection_new", args=[record.public_id])


def sign_in(client, user, **more):
    return client.post("/portal/sign-in/", {"username": user.username, "password": make.PASSWORD, **more})


def let_run_out(user):
    for row in SignIn.objects.filter(user=user):
        row.last_seen_at -= timedelta(hours=3)
        row.save()
        sign_ins._forget([str(row.pk)])


def hidden(page, name):
    """The last of that name: the switch of the header has fields of its own."""
    return html.unescape(re.findall(rf'name="{name}" value="([^"]*)"', page.content.decode())[-1])


def test_words_typed_before_the_sign_in_ran_out_are_sent_after_signing_in_again(client, firm, address):
    sign_in(client, firm)
    let_run_out(firm)
    page = client.post(address, {"statement": WORDS, "applicant_name": "张三"})
    text = page.content.decode()
    assert page.status_code == 403 and WORDS in text and "较长时间没有操作" in text
    answer = sign_in(client, firm, next=hidden(page, "next"), unsent=hidden(page, "unsent"))
    assert answer["Location"] == "/unsent/"
    again = client.get("/unsent/")
    assert again["Cache-Control"] == "no-store, private"
    assert (hidden(again, "statement"), f'action="{address}"' in again.content.decode()) == (WORDS, True)
    sent = client.post(
        address, {"statement": hidden(again, "statement"), "applicant_name": hidden(again, "applicant_name")}
    )
    assert sent.status_code == 302 and "/done/" in sent["Location"]
    assert client.get("/unsent/")["Location"] == "/portal/", "what was sent is not offered a second time"


def test_a_wrong_password_keeps_the_words_all_the_same(client, firm, address):
    page = client.post(address, {"statement": WORDS})
    wrong = client.post(
        "/portal/sign-in/", {"username": firm.username, "password": "nein", "unsent": hidden(page, "unsent")}
    )
    assert unpacked(hidden(wrong, "unsent")).fields == (("statement", WORDS),)


def test_staff_lose_nothing_either(client):
    page = client.post("/admin/objections/window/", {"reason": WORDS})
    clerk = make.make_user()
    answer = client.post(
        reverse("admin:login"),
        {"username": clerk.username, "password": make.PASSWORD, "next": "/unsent/", "unsent": hidden(page, "unsent")},
    )
    assert answer["Location"] == "/unsent/" and WORDS in client.get("/unsent/").content.decode()
    assert client.post("/unsent/")["Location"] == "/admin/"
    assert client.get("/unsent/").status_code == 302, "let go"


def test_files_cannot_be_kept_and_the_page_says_which(client, address):
    page = client.post(address, {"statement": WORDS, "papers": SimpleUploadedFile("缴款凭证.pdf", b"%PDF-1.4 x")})
    assert "重新选择：缴款凭证.pdf" in page.content.decode()


def test_no_identity_number_and_no_telephone_lies_in_a_session(client, firm, address):
    number, phone = "110101199003078515", "13800138000"
    page = client.post(
        address, {"statement": f"{WORDS}，证件{number}", "applicant_phone": phone, "applicant_name": "张三"}
    )
    sign_in(client, firm, next="/unsent/", unsent=hidden(page, "unsent"))
    kept = json.dumps(dict(client.session), ensure_ascii=False)
    assert number not in kept and phone not in kept
    again = client.get("/unsent/")
    assert WORDS in hidden(again, "statement") and hidden(again, "applicant_name") == "张三"
    text = again.content.decode()
    assert "applicant_phone" not in text and "没有保留" in text and number not in text


def test_strangers_fill_no_store_and_passwords_are_never_carried(client, address):
    client.post(address, {"statement": WORDS})
    assert Session.objects.count() == 0
    assert client.post("/portal/password/", {"old_password": "geheim", "a": "b"}).status_code == 302
    assert client.post(address, {}).status_code == 302
    assert client.post(address, {"statement": "字" * (MOST_BYTES + 1)}).status_code == 302
    assert client.get("/unsent/")["Location"] == reverse("website:entry")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"path": "https://example.org/", "fields": [], "files": []}', '{"path": "//example.org", "fields": [["a","b"]], "files": []}', '{"path": "/portal/", "fields": "ab", "files": 3}']
)  # fmt: skip
def test_a_hidden_field_that_no_browser_sent_is_nothing(text, client, firm):
    sign_in(client, firm, unsent=text)
    assert client.get("/unsent/")["Location"] == "/portal/"


def test_a_page_older_than_the_sign_in_is_offered_again_in_chinese(firm, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(firm)
    own = {"Origin": "http://testserver"}
    page = client.post(address, {"statement": WORDS}, headers=own)
    text = page.content.decode()
    assert page.status_code == 403 and WORDS in text and "接着提交" in text and "CSRF" not in text


def test_words_that_another_site_put_into_the_browser_are_not_offered(firm, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(firm)
    for headers in ({"Origin": "http://evil.example"}, {}):
        text = client.post(address, {"statement": WORDS}, headers=headers).content.decode()
        assert WORDS not in text and "重新打开" in text
