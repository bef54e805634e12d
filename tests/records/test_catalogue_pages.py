"""The catalogue's pages as the credit office meets them: download, upload, difference, effect."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE
from core import clock
from exchange.models import Job
from records.models import CatalogueEdition, CatalogueItem
from tests.factories import make_record, make_section, make_user
from tests.records.catalogue_files import filing, row_of, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _before_the_new_edition():
    with clock.override(date(2026, 12, 1)):
        yield


@pytest.fixture
def office(client):
    user = make_user(CREDIT_OFFICE)
    client.force_login(user)
    return user


def upload(client, content: bytes, **change):
    data = {
        "scope": "national", "name": "全国公共信用信息基础目录（2027年版）", "code": "national-2027", "basis": "发改财金规〔2026〕99号",
        "valid_from": "2027-01-01", "file": SimpleUploadedFile("目录.xlsx", content),
    }  # fmt: skip
    return client.post(reverse("admin:records_catalogue_import"), data | change, follow=True)


def test_the_difference_then_a_second_click_with_a_reason(client, office):
    page = upload(client, workbook(lambda rows: rows.append(filing()))).content.decode()
    assert "新增 1 个事项" in page and "行政备案信息" in page and "还没有生效" in page
    job = Job.objects.get()
    here = reverse("admin:records_catalogue_job", args=[job.public_id])
    refused = client.post(here, {"adopt": "1", "reason": ""}).content.decode()
    assert "请写明理由" in refused and not CatalogueEdition.objects.filter(code="national-2027").exists()
    done = client.post(here, {"adopt": "1", "reason": "按新文件施行"}, follow=True).content.decode()
    assert "将从2027年1月1日起施行" in done and "将施行" in done
    assert CatalogueEdition.objects.get(code="national-2027").items.filter(code="XZ-BA").exists()
    assert "不能再确认" in client.post(here, {"adopt": "1", "reason": "按新文件施行"}).content.decode()


def test_the_waiting_difference_is_found_again_and_can_be_put_aside(client, office):
    upload(client, workbook(lambda rows: rows.append(filing())))
    here = reverse("admin:records_catalogue_job", args=[Job.objects.get().public_id])
    assert here in client.get(reverse("admin:records_catalogue")).content.decode()
    client.post(here, {"cancel": "1"})
    assert Job.objects.get().state == "cancelled" and CatalogueEdition.objects.count() == 3


def test_wrong_cells_come_back_marked_in_the_own_workbook(client, office):
    def spoil(rows):
        row_of(rows, "XZ-CF")[5] = None

    page = upload(client, workbook(spoil)).content.decode()
    assert "没有填写法律依据" in page and 'name="adopt"' not in page
    answer = client.get(reverse("admin:records_catalogue_marked", args=[Job.objects.get().public_id]))
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]


def test_a_wrong_day_is_said_beside_the_difference(client, office):
    page = upload(client, workbook(), valid_from="2026-12-01").content.decode()
    assert "已经到了或过去了" in page and 'name="adopt"' not in page


def test_the_downloaded_edition_has_drop_downs_and_text_codes(client, office, tmp_path):
    edition = CatalogueEdition.objects.get(code="national-2024")
    answer = client.get(reverse("admin:records_catalogue_workbook", args=[edition.pk]))
    path = tmp_path / "edition.xlsx"
    path.write_bytes(answer.content)
    sheet = load_workbook(path)["目录事项"]
    headers = [cell.value.rstrip("＊") for cell in sheet[1]]
    assert headers == [
        "编码", "名称", "信息类别", "性质", "适用自然人", "法律依据", "公开属性", "保存期限（月）", "责任科室", "数据来源", "归集频次", "次月截止日",
    ]  # fmt: skip
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    listed = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    assert listed == {"C2", "D2", "E2", "G2", "I2", "K2"}


def test_the_list_shows_who_collects_what_by_when_and_what_is_missing(client, office):
    make_record(event_date=date(2026, 11, 2))
    page = client.get(reverse("admin:records_catalogue")).content.decode()
    assert "待核对" in page and "按月，次月10日前" in page and "逐件（7日内）" in page and "未归集" in page
    old = CatalogueEdition.objects.get(code="national-2021")
    assert "已停用" in page
    assert client.get(reverse("admin:records_catalogue"), {"edition": old.pk}).context["tasks"][0][0].edition == old


def test_a_task_is_given_to_another_section_on_its_page(client, office):
    item = CatalogueItem.objects.get(edition__code="national-2024", code="XZ-QR")
    url = reverse("admin:records_catalogue_item", args=[item.pk])
    data = {"section": "", "source": "确认书", "cycle": "quarter", "due_day": "40", "reason": "科室职责调整"}
    assert "最大是 28" in client.post(url, data).content.decode()
    assert client.post(url, data | {"due_day": "8"}).status_code == 302
    item.refresh_from_db()
    assert (item.section, item.source, item.due_day) == (None, "确认书", 8)


def test_an_edition_is_marked_as_compared_on_its_page(client, office):
    edition = CatalogueEdition.objects.get(code="national-2024")
    url = reverse("admin:records_catalogue_confirm", args=[edition.pk])
    assert "至少 5 个字" in client.post(url, {"reason": "好"}).content.decode()
    assert client.post(url, {"reason": "已对照正式文本核对"}).status_code == 302
    edition.refresh_from_db()
    assert edition.confirmed


@pytest.mark.parametrize(
    ("role", "list_status", "import_status"), [(CLERK, 200, 403), (AUDITOR, 403, 403), (CREDIT_OFFICE, 200, 200)]
)
def test_who_may_open_the_catalogue_and_who_may_change_it(client, role, list_status, import_status):
    client.force_login(make_user(role))
    assert client.get(reverse("admin:records_catalogue")).status_code == list_status
    assert client.get(reverse("admin:records_catalogue_import")).status_code == import_status


def test_somebody_elses_upload_is_not_there(client, office):
    upload(client, workbook())
    client.force_login(make_user(CREDIT_OFFICE, section=make_section("finance")))
    here = reverse("admin:records_catalogue_job", args=[Job.objects.get().public_id])
    assert client.get(here).status_code == 404


def test_the_list_of_jobs_leads_to_the_difference(client, office):
    upload(client, workbook())
    here = reverse("admin:records_catalogue_job", args=[Job.objects.get().public_id])
    assert here in client.get(reverse("admin:exchange_jobs")).content.decode()
    client.force_login(make_user(CLERK))
    assert here not in client.get(reverse("admin:exchange_jobs")).content.decode()
