"""A dispute and a reply stand on every surface at once: nothing has to run in between, nothing keeps an older answer."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts import roles
from objections.services import filing, handling
from objections.services.replies import reply_show, reply_write
from records.choices import MarkKind
from records.services.marks import mark
from records.services.reports import report_issue
from supervision.services.lookups import counterparts_add, run
from supervision.services.matters import matter_open
from tests.factories import make_user
from tests.objections.conftest import NOW, make_case

FLAG, WORDS = "异议处理中", "费用已经全部退还当事人。"


def pages(case):
    """Every surface the public has, and the party's."""
    return {
        "page": f"/decisions/{case.record.public_id}/",
        "search": f"/search/?q={case.firm.name}",
        "list": "/decisions/penalties/",
        "subject page": f"/subjects/{case.firm.public_id}/",
        "home": "/",
        "csv": "/api/v1/public/decisions.csv",
        "api": "/api/v1/public/decisions/",
        "api of one": f"/api/v1/public/decisions/{case.record.public_id}/",
        "api of the subject": f"/api/v1/public/subjects/{case.firm.public_id}/",
    }


def read(path):
    answer = Client().get(path)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def flagged(name, text):
    return '"disputed"' in text if name.startswith("api") else FLAG in text


def staff_client(user, case):
    """Somebody who has stated why the file is opened."""
    client = Client()
    client.force_login(user)
    client.post(
        reverse("admin:records_file", args=[case.firm.pk]),
        {"purpose": "supervision", "matter": "检查〔2026〕1号", "purpose_gate": "1"},
    )
    return client


def report_text(case):
    report = report_issue(
        actor=case.reviewer, subject=case.firm, purpose="approval", matter="巫司受〔2026〕18号",
        since=NOW.date().replace(year=2025), until=NOW.date(), requested_by="巫山县发展和改革委员会",
    )  # fmt: skip
    with report.pdf.open("rb") as file:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages).replace("\n", "")


@pytest.mark.django_db(transaction=True)
def test_a_dispute_is_on_every_surface_at_once_without_any_worker_and_gone_with_the_answer(monkeypatch):
    monkeypatch.setattr("celery.app.task.Task.delay", lambda *args, **kwargs: None)  # nobody works in the background
    case = make_case()
    office = make_user(roles.CREDIT_OFFICE)
    matter = matter_open(actor=office, scene="approval", title="变更负责人")
    counterparts_add(actor=office, matter=matter, text=case.firm.uscc)
    run(matter.pk)
    for name, path in pages(case).items():
        assert not flagged(name, read(path)), name
    made = case.file()
    for name, path in pages(case).items():
        assert flagged(name, read(path)), name
    assert FLAG in report_text(case)
    staff = staff_client(office, case)
    assert FLAG in staff.get(reverse("admin:records_file", args=[case.firm.pk])).content.decode()
    looked = staff.get(reverse("admin:supervision_matter", args=[matter.public_id])).content.decode()
    assert f"目前{FLAG}" in looked
    handling.objection_accept(actor=case.office, objection=made)
    handling.objection_check(actor=case.office, objection=made)
    handling.objection_decide(actor=case.office, objection=made, outcome="keep", reason="经核对决定书原件")
    for name, path in pages(case).items():
        assert not flagged(name, read(path)), name


@pytest.mark.django_db
def test_the_reply_stands_beside_the_record_on_page_api_csv_and_report(case):
    reply_show(actor=case.reviewer, reply=reply_write(actor=case.head, record=case.record, text=WORDS))
    wanted = pages(case)
    for name in ("page", "list", "subject page", "csv", "api", "api of one"):
        assert WORDS in read(wanted[name]), name
    assert WORDS in report_text(case)


@pytest.mark.django_db
def test_the_report_prints_disputed_lines_slanted_and_repairing_lines_struck_with_a_footnote(case):
    case.file()
    mark(actor=case.office, record=case.record, kind=MarkKind.REPAIRING, source_type="test", source_id=1)
    words = report_text(case)
    assert "（异议处理中）（修复办理中）" in words
    assert "以粗斜体表示" in words and "以删除线表示" in words


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["search", "list", "subject page", "api"])
def test_marks_cost_one_query_for_a_whole_page(case, name, django_assert_max_num_queries):
    filing.objection_file(
        actor=case.head, record=case.record, statement="与事实不符的认定", wanted={}, applicant_name="谭文静"
    )
    read(pages(case)[name])
    with django_assert_max_num_queries(12) as counted:
        read(pages(case)[name])
    assert sum("records_recordmark" in one["sql"] for one in counted.captured_queries) == 1
