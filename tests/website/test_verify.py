"""A stranger holding a report learns whether it is ours, and nothing that it says."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import REVIEWER
from core import clock
from records.services.reports import report_issue, report_withdraw
from tests.factories import make_section, make_user
from tests.website.conftest import publish
from website.views.verifying import TRIES

NOW = datetime(2026, 9, 20, 9, 0, tzinfo=clock.SHANGHAI)
MATTER = "巫司受〔2026〕18号"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _september():
    cache.clear()
    with clock.override(NOW):
        yield
    cache.clear()


@pytest.fixture
def reviewer():
    return make_user(REVIEWER, section=make_section("legal-affairs"))


def issue(reviewer, subject):
    return report_issue(
        actor=reviewer, subject=subject, purpose="approval", matter=MATTER, authority="授权书1号", requested_by="巫山县司法局",
        since=NOW.date() - timedelta(days=1000), until=NOW.date(),
    )  # fmt: skip


@pytest.fixture
def report(reviewer, firm):
    publish(subject=firm, title="同时在两家机构执业", event_date=date(2026, 9, 7))
    return issue(reviewer, firm)


def scanned(client, report):
    """What the QR code of the paper leads to."""
    parts = urlsplit(report.snapshot["verify_url"])
    assert parts.path == reverse("website:verify")
    return client.get(f"{parts.path}?{parts.query}")


def test_the_code_on_the_paper_leads_to_the_answer_and_to_nothing_else(client, report):
    answer = scanned(client, report)
    html = answer.content.decode()
    for wanted in ("编号匹配", "2026-09-20", "重庆夔门律师事务所", report.number):
        assert wanted in html
    for secret in ("同时在两家机构执业", MATTER, "行政处罚信息", report.snapshot_digest, report.pdf_sha256, "王某某"):
        assert secret not in html
    assert "noindex" in answer["X-Robots-Tag"] and "no-store" in answer["Cache-Control"]


def test_an_unknown_number_and_a_wrong_code_get_the_same_answer(client, report):
    pages = []
    for number, code in ((report.number, "ABCDEFGH2345"), ("20260920090000ABCDEFGH", report.verify_code)):
        answer = client.post("/verify/", {"n": number, "c": code})
        assert answer.status_code == 200 and answer.context["found"] is None
        html = answer.content.decode()
        assert "编号不匹配" in html and "夔门" not in html
        pages.append(html[html.index('id="answer"') : html.index("<form method")])
    assert pages[0] == pages[1]


def test_the_form_works_without_scripts_and_takes_what_people_type(client, report):
    typed = {"n": f" {report.number.lower()} ", "c": report.verify_code.lower()}
    assert "编号匹配" in client.post("/verify/", typed).content.decode()
    assert "请填写核验码" in client.post("/verify/", {"n": report.number}).content.decode()


def test_a_person_is_named_by_the_surname_only(client, reviewer, lawyer):
    html = scanned(client, issue(reviewer, lawyer)).content.decode()
    assert "张**" in html and "张建国" not in html


def test_a_withdrawn_report_says_so_without_the_reason(client, reviewer, report):
    report_withdraw(actor=reviewer, report=report, reason="主体选择有误，已重新出具")
    html = scanned(client, report).content.decode()
    assert "已撤回" in html and "主体选择有误" not in html


def test_a_file_is_compared_by_its_digest(client, report):
    with report.pdf.open("rb") as file:
        same = file.read()
    for content, words in ((same, "摘要匹配"), (same + b"x", "摘要不匹配")):
        upload = SimpleUploadedFile("a.pdf", content)
        answer = client.post("/verify/", {"n": report.number, "c": report.verify_code, "file": upload})
        assert words in answer.content.decode()


def test_guessing_is_stopped(client, report):
    for _ in range(TRIES):
        assert client.get("/verify/", {"n": report.number, "c": "X"}).status_code == 200
    answer = client.get("/verify/", {"n": report.number, "c": report.verify_code})
    assert answer.status_code == 429 and "夔门" not in answer.content.decode()
    assert client.get("/verify/").status_code == 200
    with clock.override(NOW):
        assert answer["Retry-After"] == "60"
