"""From the subject's file to the paper in the hand, and on to what it was used for."""

from datetime import datetime

import pytest

from accounts.roles import CLERK, REVIEWER
from audit.models import Access
from core import clock
from records.models import CreditReport
from tests.factories import make_section, make_subject, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 20, 9, 0, tzinfo=clock.SHANGHAI)
ORDER = {
    "form": "credit", "purpose": "award", "matter": "巫司受〔2026〕18号", "requested_by": "巫山县司法局", "authority": "",
    "since": "2023-01-01", "until": "2026-09-20",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _september():
    with clock.override(NOW):
        yield


@pytest.fixture
def firm():
    return make_subject("重庆霁川律师事务所")


@pytest.fixture
def reviewer():
    return make_user(REVIEWER, section=make_section("legal-affairs", name="法制科"))


@pytest.fixture
def at_work(client, reviewer):
    client.force_login(reviewer)
    return client


def issued(at_work, firm, **facts):
    answer = at_work.post(f"/admin/records/subjects/{firm.pk}/reports/new/", ORDER | facts)
    assert answer.status_code == 302, answer.content.decode()
    return CreditReport.objects.latest("pk")


def test_a_report_is_issued_shown_and_downloaded(at_work, firm):
    report = issued(at_work, firm)
    page = at_work.get(f"/admin/records/reports/{report.number}/").content.decode()
    assert report.number in page and "下载 PDF" in page
    answer = at_work.get(f"/admin/records/reports/{report.number}/pdf/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-") and "no-store" in answer["Cache-Control"]
    assert Access.objects.filter(deed="download", purpose="评优评先").count() == 1


def test_what_is_wrong_stands_at_its_field(at_work, firm):
    answer = at_work.post(f"/admin/records/subjects/{firm.pk}/reports/new/", ORDER | {"since": "2019-01-01"})
    assert "查询期最长 5 年" in answer.content.decode() and "since" in answer.context["form"].errors


def test_a_use_is_registered_and_counted(at_work, firm):
    report = issued(at_work, firm)
    use = {
        "scene": "award",
        "matter": "先进集体评选",
        "usage": "used",
        "outcome": "作为评选依据",
        "used_on": "2026-09-20",
    }
    assert at_work.post(f"/admin/records/reports/{report.number}/uses/new/", use).status_code == 302
    assert "先进集体评选" in at_work.get(f"/admin/records/reports/{report.number}/").content.decode()
    issued(at_work, firm)
    scenes = at_work.get("/admin/records/reports/").context["scenes"]
    assert [(row["label"], row["total"], row["used"], row["rate"]) for row in scenes] == [("评优评先", 2, 1, "50%")]


def test_a_report_is_withdrawn_from_its_page(at_work, firm):
    report = issued(at_work, firm)
    at_work.post(f"/admin/records/reports/{report.number}/withdraw/", {"reason": "主体选择有误，重新出具"})
    assert "已撤回" in at_work.get(f"/admin/records/reports/{report.number}/").content.decode()


def test_another_section_does_not_find_it_and_a_clerk_may_not_issue(client, at_work, firm):
    report = issued(at_work, firm)
    client.force_login(make_user(REVIEWER, section=make_section("notary", name="公证科")))
    assert client.get(f"/admin/records/reports/{report.number}/").status_code == 404
    assert client.get(f"/admin/records/reports/{report.number}/pdf/").status_code == 404
    client.force_login(make_user(CLERK))
    assert client.get(f"/admin/records/subjects/{firm.pk}/reports/new/").status_code == 403
