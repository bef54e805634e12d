"""Anybody reports an error without log-in; machines and floods are kept out without picture puzzles."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import roles
from core.errors import Forbidden, InvalidTransition
from objections.models import ErrorReport
from objections.services.reports import report_answer, report_file, report_find, report_take
from records.selectors_marks import marks_of
from records.services.records import record_suspend
from tests.factories import make_user

pytestmark = pytest.mark.django_db
WHAT = "文号写成了2025年，应当是2026年"


def send(client, case, **fields):
    return client.post(f"/objections/report/{case.record.public_id}/", {"what": WHAT} | fields)


def test_a_report_needs_no_name_and_marks_nothing(client, case):
    page = send(client, case).content.decode()
    made = ErrorReport.objects.get()
    assert made.number == "JC-20260921-001" and made.number in page
    assert made.record == case.record and (made.name, made.contact) == ("", "")
    assert marks_of([case.record.pk]) == {}
    code = re.search(r'class="number code">([0-9A-Z]{10})<', page)[1]
    assert code not in str(ErrorReport.objects.values())
    assert report_find(made.number.lower(), code.lower()) == made
    assert report_find(made.number, "AAAAAAAAAA") is None


def test_the_answer_is_found_by_number_and_code_and_every_mistake_gets_the_same_words(client, case):
    report, code = report_file(page="/", what=WHAT)
    report_take(actor=case.office, report=report)
    report_answer(actor=case.office, report=report, result="fixed", answer="已按决定书更正文号")
    found = client.post("/objections/track/", {"number": report.number, "code": code}).content.decode()
    assert "已按决定书更正文号" in found
    wrong = [
        client.post("/objections/track/", {"number": number, "code": given}).content.decode()
        for number, given in ((report.number, "AAAAAAAAAA"), ("JC-20200101-001", code))
    ]
    assert all("没有编号和查询码都相符的纠错" in page and "已按决定书" not in page for page in wrong)


def test_contact_lies_encrypted_and_identity_numbers_are_masked(client, case):
    send(client, case, what=f"{WHAT}，本人500237199001011234", contact="13983271234", name="王女士")
    made = ErrorReport.objects.get()
    assert "500237199001011234" not in made.what and made.contact == "13983271234"
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM objections_errorreport")
        assert "13983271234" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"website": "http://spam.example"}, 400),
        ({"what": "短"}, 400),
        ({"what": "看 http://a http://b http://c"}, 400),
        ({"what": "字" * 501}, 400),
        ({"what": "字" * 9000}, 413),
    ],
)
def test_machines_floods_of_text_and_advertising_are_refused(client, case, fields, status):
    answer = send(client, case, **fields)
    assert answer.status_code == status and not ErrorReport.objects.exists()


def test_nothing_typed_is_lost_when_something_is_missing(client, case):
    page = send(client, case, what="", name="王女士").content.decode()
    assert "请写明错在哪里" in page and 'value="王女士"' in page


def test_one_address_cannot_send_without_end_and_another_can(client, case):
    for _ in range(5):
        assert send(client, case).status_code == 200
    answer = send(client, case, what="第六次提交的内容")
    assert answer.status_code == 429 and answer["Retry-After"] == "3600"
    assert "第六次提交的内容" in answer.content.decode()
    other = client.post(f"/objections/report/{case.record.public_id}/", {"what": WHAT}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200 and ErrorReport.objects.count() == 6


def test_codes_cannot_be_found_by_trying(client, case):
    for _ in range(20):
        client.post("/objections/track/", {"number": "JC-20260921-001", "code": "AAAAAAAAAA"})
    assert client.post("/objections/track/", {"number": "JC-20260921-001", "code": "A"}).status_code == 429


def test_a_record_out_of_sight_is_answered_like_one_that_never_was(client, case):
    record_suspend(actor=case.office, record=case.record, reason="决定被变更")
    for path in (f"/objections/report/{case.record.public_id}/", "/objections/report/nonsense/"):
        assert client.get(path).status_code == 404


def test_another_sites_address_is_not_taken_for_one_of_ours(client, case):
    client.post("/objections/report/?page=/admin/", {"what": WHAT})
    client.post("/objections/report/?page=https://evil.example/", {"what": WHAT})
    client.post("/objections/report/?page=/about/", {"what": WHAT})
    assert list(ErrorReport.objects.order_by("id").values_list("page", flat=True)) == ["/", "/", "/about/"]


def test_only_those_with_the_right_answer_and_only_once(case):
    report, _ = report_file(page="/", what=WHAT)
    with pytest.raises(Forbidden):
        report_take(actor=make_user(roles.AUDITOR), report=report)
    report_take(actor=case.office, report=report)
    with pytest.raises(InvalidTransition):
        report_take(actor=case.reviewer, report=report)
    report_answer(actor=case.office, report=report, result="right", answer="经核对与决定书一致")
    with pytest.raises(InvalidTransition):
        report_answer(actor=case.office, report=report, result="fixed", answer="又改了一次")


@pytest.mark.parametrize("change", ["state='closed'", "what='别的'", "state='taken'"])
def test_the_database_refuses(case, change):
    report_file(page="/", what=WHAT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE objections_errorreport SET {change}")


def test_every_public_record_and_subject_page_has_its_way_to_report(client, case):
    page = client.get(f"/decisions/{case.record.public_id}/").content.decode()
    assert reverse("website:report_error", args=[case.record.public_id]) in page
    assert reverse("website:report_page") in client.get(f"/subjects/{case.firm.public_id}/").content.decode()
