"""The pages of the subject's file as a clerk meets them: checked while typing, compared side by side, nothing secret shown."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import AUDITOR, CLERK, LEADER
from core import clock
from records.models import Subject
from tests.factories import make_subject, make_uscc, make_user

pytestmark = pytest.mark.django_db
ID_NUMBER = "110101199003074530"
LICENCE = "15002201010123456"


@pytest.fixture(autouse=True)
def _today():
    with clock.override(date(2026, 9, 8)):
        yield


@pytest.fixture
def clerk(client):
    user = make_user(CLERK)
    client.force_login(user)
    return user


def url(name: str, *args) -> str:
    return reverse(f"admin:records_file_{name}", args=args)


def firm(name: str = "重庆巫峡律师事务所", **change) -> dict[str, str]:
    return {"kind": "law_firm", "name": name, "uscc": make_uscc("31"), "legal_representative": "陈守正"} | change


def lawyer(**change) -> dict[str, str]:
    known = {"kind": "lawyer", "name": "周明远", "id_type": "身份证", "id_number": ID_NUMBER, "licence_number": LICENCE}
    return known | change


def post(client, data, family="institution") -> str:
    return client.post(url("open", family), data, follow=True).content.decode()


def test_three_clicks_from_the_list_open_a_file(client, clerk):
    assert url("new") in client.get(reverse("admin:records_subject_changelist")).content.decode()
    assert url("open", "institution") in client.get(url("new")).content.decode()
    assert "已建立档案：重庆巫峡律师事务所" in post(client, firm())
    assert Subject.objects.get().legal_representative == "陈守正"


def test_a_code_of_the_wrong_kind_is_explained_beside_the_field_and_nothing_typed_is_lost(client, clerk):
    page = post(client, firm(uscc=make_uscc("91")))
    assert "前两位应为 31（律师执业机构）" in page and "重庆巫峡律师事务所" in page
    assert not Subject.objects.exists()


def test_checks_while_typing_speak_the_rules_and_propose_the_mend(client, clerk):
    code = make_uscc("31")
    answer = client.post(url("check", "institution"), firm(uscc=f" {code[:9]} {code[9:]}")).json()["fields"]
    assert answer["uscc"]["level"] == "error" and answer["uscc"]["fix"] == code
    assert client.post(url("check", "institution"), firm(uscc=code)).json()["fields"]["uscc"]["level"] == "ok"
    wrong = client.post(url("check", "person"), lawyer(id_number="110101199003074531")).json()["fields"]
    assert "最后一位" in wrong["id_number"]["message"] and "1101011990" not in str(wrong)
    assert client.get(url("check", "person")).status_code == 404


def test_the_file_that_is_there_already_is_linked(client, clerk):
    known = make_subject("重庆巫峡律师事务所")
    page = post(client, firm("重庆神女律师事务所", uscc=known.uscc))
    assert "已有档案" in page and reverse("admin:records_subject_change", args=[known.pk]) in page
    live = client.post(url("check", "institution"), firm(uscc=known.uscc)).json()["fields"]
    assert "已经建档" in live["uscc"]["message"]


def test_near_names_stand_side_by_side_with_the_differing_characters_marked(client, clerk):
    make_subject("重庆巫峡律师事务所", kind="law_firm")
    data = firm("重庆巫霞律师事务所")
    page = post(client, data)
    assert "重庆巫<mark>峡</mark>律师事务所" in page and "重庆巫<mark>霞</mark>律师事务所" in page
    assert Subject.objects.count() == 1
    assert "已建立档案" in post(client, data | {"near_reason": "已核对许可证，是另一家"})


def test_an_identity_number_is_on_no_page_once_it_is_saved(client, clerk):
    post(client, lawyer(), family="person")
    subject = Subject.objects.get()
    pages = [
        reverse("admin:records_subject_changelist"), reverse("admin:records_subject_change", args=[subject.pk]),
        reverse("admin:records_subject_history", args=[subject.pk]), url("rename", subject.pk), url("change", subject.pk),
    ]  # fmt: skip
    for page in pages:
        text = client.get(page).content.decode()
        assert ID_NUMBER not in text and "1990030745" not in text and subject.id_hash not in text, page
    again = post(client, lawyer(near_reason="同名的另一人"), family="person")
    assert "已经建档（证件号码相同）" in again


def test_a_change_of_name_then_the_old_name_still_finds_the_file_in_the_list(client, clerk):
    subject = make_subject("重庆巫峡律师事务所")
    data = {"name": "重庆神女峰律师事务所", "since": "2026-05-01", "reason": "渝司许〔2026〕9号变更名称"}
    refused = client.post(url("rename", subject.pk), data | {"since": "2026-12-01"}).content.decode()
    assert "今天以后" in refused
    page = client.post(url("rename", subject.pk), data, follow=True).content.decode()
    assert "已更名为“重庆神女峰律师事务所”" in page and "重庆巫峡律师事务所" in page
    found = client.get(reverse("admin:records_subject_changelist"), {"q": "巫峡"}).content.decode()
    assert "重庆神女峰律师事务所" in found


def test_information_is_changed_with_a_reason_and_told_in_the_history(client, clerk):
    subject = make_subject("重庆巫峡律师事务所")
    data = {
        "kind": "law_firm",
        "legal_representative": "李清平",
        "address": "净坛一路9号",
        "state": "normal",
        "founded_on": "",
        "reason": "",
    }
    assert "请写明理由" in client.post(url("change", subject.pk), data).content.decode()
    assert client.post(url("change", subject.pk), data | {"reason": "变更登记"}).status_code == 200
    assert client.post(url("change", subject.pk), data | {"reason": "渝司许〔2026〕12号变更负责人"}).status_code == 302
    subject.refresh_from_db()
    assert (subject.legal_representative, subject.address) == ("李清平", "净坛一路9号")
    history = client.get(reverse("admin:records_subject_history", args=[subject.pk])).content.decode()
    assert "李清平" in history and "变更负责人" in history


def test_the_form_of_a_person_and_of_an_institution_ask_for_different_things(client, clerk):
    person = make_subject("周明远", kind="lawyer", uscc="", id_hash="a" * 64, licence_number=LICENCE)
    own = client.get(url("change", make_subject().pk)).content.decode()
    theirs = client.get(url("change", person.pk)).content.decode()
    assert 'name="legal_representative"' in own and 'name="id_number"' not in own
    assert 'name="licence_number"' in theirs and 'name="legal_representative"' not in theirs


@pytest.mark.parametrize("role", [AUDITOR, LEADER])
def test_who_keeps_no_files_gets_no_buttons_and_no_pages(client, role):
    client.force_login(make_user(role))
    subject = make_subject()
    for page in (url("new"), url("open", "person"), url("rename", subject.pk), url("change", subject.pk)):
        assert client.get(page).status_code == 403
    if role == LEADER:
        assert url("new") not in client.get(reverse("admin:records_subject_changelist")).content.decode()


def test_an_unknown_family_or_subject_is_not_there(client, clerk):
    assert client.get(url("open", "family")).status_code == 404
    assert client.get(url("change", 999_999)).status_code == 404
