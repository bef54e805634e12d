"""The import in the browser: upload, progress, findings, decision, downloads; nobody sees another section's file."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import AUDITOR, LEADER
from audit.models import Access
from core import clock, staff
from exchange.models import Job
from exchange.services.running import run_now
from publicity.importing.confirming import start_check
from publicity.models import Decision
from tests.factories import make_section, make_user
from tests.publicity.rows import headers_of, numbered, row_of, workbook

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/exchange/import/"
ID_NUMBER = "110101199003074530"


@pytest.fixture(autouse=True)
def _demo_day():
    with clock.override(date(2026, 9, 1)):
        yield


@pytest.fixture
def clerk(client):
    user = make_user()
    client.force_login(user)
    return user


def upload(client, rows, kind="penalty", name="九月 处罚.xlsx", content=None):
    file = SimpleUploadedFile(name, content if content is not None else workbook(kind, rows))
    return client.post(UPLOAD, {"kind": kind, "file": file})


def checked(actor, rows) -> Job:
    content = workbook("penalty", rows)
    return run_now(start_check(actor=actor, kind="penalty", file=content, filename="九月.xlsx", queue=False).pk)


def bad_rows(count=4):
    rows = numbered("penalty", count)
    rows[1] = rows[1] | {"CF_YJ": ""}
    return rows


def page(client, job) -> str:
    return client.get(reverse("admin:exchange_job", args=[job.public_id])).content.decode()


def act(client, job, **data):
    return client.post(reverse("admin:exchange_job", args=[job.public_id]), data, follow=True)


def test_the_upload_page_works_as_a_plain_form_and_offers_templates(client, clerk):
    text = client.get(UPLOAD).content.decode()
    assert 'enctype="multipart/form-data"' in text
    assert reverse("admin:exchange_import_template", args=["penalty"]) in text
    assert "onclick" not in text
    assert "style=" not in text


def test_from_upload_to_ledger_in_the_browser(client, clerk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, numbered("penalty", 3))
    job = Job.objects.get()
    assert answer.url == reverse("admin:exchange_job", args=[job.public_id])
    assert job.state == "checked"
    with django_capture_on_commit_callbacks(execute=True):
        act(client, job, confirm="all", signed="1")
    assert "导入完成" in page(client, job)
    assert set(Decision.objects.values_list("state", flat=True)) == {"ready"}


@pytest.mark.parametrize("data", [{}, {"kind": "penalty"}, {"kind": "nonsense"}])
def test_an_empty_upload_is_told_with_a_summary(client, clerk, data):
    text = client.post(UPLOAD, data).content.decode()
    assert "还不能开始检查" in text
    assert "操作失败" not in text
    assert not Job.objects.exists()


def test_a_bad_row_shows_row_column_value_reason_and_the_choices_with_their_consequences(client, clerk):
    rows = bad_rows()
    rows[2] = rows[2] | {"CF_JDRQ": "201800619"}
    text = page(client, checked(clerk, rows))
    for words in (
        "第 3 行",
        headers_of("penalty")["CF_YJ"],
        "201800619",
        "只导入正确行（2 行）",
        "全部改好再导",
        "下载标注好的表格",
    ):
        assert words in text
    assert "不写入任何数据" in text


def test_the_good_rows_are_imported_by_the_button(client, clerk, django_capture_on_commit_callbacks):
    job = checked(clerk, bad_rows())
    with django_capture_on_commit_callbacks(execute=True):
        act(client, job, confirm="good")
    assert Decision.objects.count() == 3


def test_all_is_refused_with_words_while_a_row_is_bad(client, clerk):
    text = act(client, checked(clerk, bad_rows()), confirm="all").content.decode()
    assert "1 行有错误" in text
    assert not Decision.objects.exists()


def test_cancelling_says_what_it_means(client, clerk):
    job = checked(clerk, bad_rows())
    assert "已取消，没有写入任何数据" in act(client, job, cancel="1").content.decode()
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_reason_keeps_a_value_from_the_page(client, clerk, django_capture_on_commit_callbacks):
    job = checked(clerk, [row_of(party_name="厦门某某经营部有限公司", uscc="91350211M00013FA1N")])
    assert "确有依据，仍按原值导入" in page(client, job)
    with django_capture_on_commit_callbacks(execute=True):
        act(client, job, keep="1", row="2", field="CF_XDR_SHXYM", reason="营业执照上确是此码")
    job.refresh_from_db()
    assert (job.state, job.bad) == ("checked", 0)


def test_columns_nobody_understands_are_left_out_from_the_page(client, clerk, django_capture_on_commit_callbacks):
    headers = headers_of("penalty") | {"extra": "经办人心情"}
    content = workbook("penalty", [row | {"extra": "好"} for row in numbered("penalty", 2)], headers=headers)
    job = run_now(start_check(actor=clerk, kind="penalty", file=content, filename="a.xlsx", queue=False).pk)
    assert "经办人心情" in page(client, job)
    with django_capture_on_commit_callbacks(execute=True):
        act(client, job, columns="1", header="经办人心情")
    job.refresh_from_db()
    assert job.good == 2


def test_a_running_job_tells_its_progress_and_works_without_scripts(client, clerk):
    job = start_check(actor=clerk, kind="penalty", file=workbook("penalty", []), filename="a.xlsx", queue=False)
    Job.objects.filter(pk=job.pk).update(state="checking", total=200, done=50)
    text = page(client, job)
    assert '<meta http-equiv="refresh"' in text
    poll = re.search(r'data-progress="([^"]+)"', text)[1]
    assert client.get(poll).json() == {
        "percent": 25,
        "text": "50 / 200 行（25%）",
        "running": True,
        "state": "checking",
    }


def test_the_marked_workbook_comes_through_the_checked_view_and_is_registered(client, clerk):
    job = checked(clerk, bad_rows())
    answer = client.get(reverse("admin:exchange_job_report", args=[job.public_id]))
    content = b"".join(answer.streaming_content)
    assert load_workbook(io.BytesIO(content)).sheetnames[0] == "错误汇总"
    assert "attachment" in answer["Content-Disposition"]
    assert Access.objects.filter(actor_id=clerk.pk, deed="export", object_id=str(job.pk)).exists()
    source = client.get(reverse("admin:exchange_job_source", args=[job.public_id]))
    assert b"".join(source.streaming_content) == job.file.read()


def test_a_clean_file_has_no_marked_workbook_to_fetch(client, clerk):
    job = checked(clerk, numbered("penalty", 1))
    assert client.get(reverse("admin:exchange_job_report", args=[job.public_id])).status_code == 404


@pytest.mark.parametrize(
    "name", ["exchange_job", "exchange_job_progress", "exchange_job_report", "exchange_job_source"]
)
def test_another_sections_job_is_not_there(client, clerk, name):
    job = checked(make_user(section=make_section("approval")), bad_rows())
    assert client.get(reverse(f"admin:{name}", args=[job.public_id])).status_code == 404
    assert client.post(reverse("admin:exchange_job", args=[job.public_id]), {"cancel": "1"}).status_code == 404


@pytest.mark.parametrize("role", [AUDITOR, LEADER])
def test_people_without_the_permission_get_no_page(client, role):
    client.force_login(make_user(role))
    assert client.get(UPLOAD).status_code == 403
    assert client.get("/admin/exchange/jobs/").status_code == 403
    assert client.get(reverse("admin:exchange_import_template", args=["penalty"])).status_code == 403


def test_no_media_address_serves_the_file(client, clerk):
    job = checked(clerk, bad_rows())
    for path in (f"/media/{job.file.name}", f"/media-is-never-served/{job.file.name}", f"/{job.file.name}"):
        assert client.get(path).status_code == 404


def test_identity_numbers_are_masked_on_the_page(client, clerk):
    rows = [
        row_of(party="natural", basis=""),
        row_of(party="natural", id_number="110101199003074531", doc_number="巫山司罚决字〔2026〕2号"),
    ]
    text = page(client, checked(clerk, rows))
    assert "11010119900307453" not in text


def test_text_of_the_clerks_cells_is_never_markup(client, clerk):
    rows = [row_of(party_kind="<script>alert(1)</script>")]
    assert "<script>alert(1)" not in page(client, checked(clerk, rows))


def test_the_list_shows_own_section_only(client, clerk):
    mine, other = (
        checked(clerk, numbered("penalty", 1)),
        checked(make_user(section=make_section("approval")), bad_rows()),
    )
    text = client.get("/admin/exchange/jobs/").content.decode()
    assert mine.public_id in text
    assert other.public_id not in text
    assert mine.public_id not in client.get("/admin/exchange/jobs/?state=done").content.decode()


def test_a_checked_file_waits_on_the_desk(clerk):
    job = checked(clerk, bad_rows())
    items = [item for item in staff.desk_for(clerk, clock.today()) if job.public_id in item.url]
    assert items[0].title.startswith("待确认导入")
    assert "需修改 1" in items[0].detail


@pytest.mark.parametrize("kind", ["licence", "penalty", "reward", "inspection"])
def test_the_template_is_understood_when_it_comes_back(client, clerk, kind):
    answer = client.get(reverse("admin:exchange_import_template", args=[kind]))
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "填表说明"
    assert book["字典"].sheet_state == "hidden"
    assert book.worksheets[1].data_validations.dataValidation
    job = run_now(start_check(actor=clerk, kind=kind, file=answer.content, filename="模板.xlsx", queue=False).pk)
    assert job.summary["unknown_headers"] == []
    assert "E-FILE-02" in {group["code"] for group in job.summary["groups"]}, "an empty template has no rows"


def test_a_filled_template_is_imported(clerk):
    from publicity.importing.template import write_template
    from publicity.models import DecisionKind
    from publicity.services.standards import edition_for

    content = write_template(DecisionKind.objects.get(pk="penalty"), edition_for("penalty"))
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[1]
    places = {str(cell.value).rstrip("＊"): cell.column for cell in sheet[1]}
    names = {header.split("(")[0]: at for header, at in places.items()}
    for code, header in headers_of("penalty").items():
        value = row_of().get(code)
        at = places.get(header) or names.get(header.split("(")[0])
        if value and at:
            sheet.cell(3, at).value = value
    filled = io.BytesIO()
    book.save(filled)
    job = run_now(start_check(actor=clerk, kind="penalty", file=filled.getvalue(), filename="a.xlsx", queue=False).pk)
    assert (job.good, job.bad) == (1, 0), job.summary["groups"]


def test_the_job_page_costs_the_same_for_few_and_many_rows(client, clerk, django_assert_max_num_queries):
    rows = [row | {"CF_YJ": ""} for row in numbered("penalty", 60)]
    few, many = checked(clerk, rows[:2]), checked(clerk, rows)
    page(client, few)
    with django_assert_max_num_queries(40) as first:
        page(client, few)
    with django_assert_max_num_queries(len(first)):
        page(client, many)
