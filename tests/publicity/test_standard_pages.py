"""The pages of data standards as the credit office meets them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import AUDITOR, CLERK, CREDIT_OFFICE
from core import clock
from exchange.models import Job
from publicity.models import DecisionKind, StandardEdition
from publicity.services.standards import edition_for
from publicity.standard.role_names import ROLE_NAMES
from tests.factories import make_decision, make_user
from tests.publicity.standard_files import filing_workbook, put, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day_before():
    with clock.override(date(2026, 8, 31)):
        yield


@pytest.fixture
def office(client):
    user = make_user(CREDIT_OFFICE)
    client.force_login(user)
    return user


def upload(client, url: str, content: bytes, **more):
    data = {
        "name": "行政奖励信息数据项（2026版）", "code": "2026", "basis": "渝信平台〔2026〕5号", "valid_from": "2026-09-01",
        "file": SimpleUploadedFile("标准.xlsx", content),
    }  # fmt: skip
    return client.post(url, data | more, follow=True)


def test_an_edition_is_compared_then_adopted_on_a_second_click(client, office):
    url = reverse("admin:publicity_standard_upload", args=["reward"])
    page = upload(client, url, workbook("reward", lambda rows: put(rows, "JL_MC", max_length="200"))).content.decode()
    assert "修改 1 个字段" in page and "规则引擎已经试用过" in page
    here = reverse("admin:publicity_standard_job", args=[Job.objects.get().public_id])
    assert "请写明理由" in client.post(here, {"adopt": "1", "reason": ""}).content.decode()
    done = client.post(here, {"adopt": "1", "reason": "市平台新标准启用"}, follow=True).content.decode()
    assert "从2026年9月1日起启用" in done and "将启用" in done
    assert StandardEdition.objects.filter(kind="reward", code="2026").exists()


def test_a_new_kind_is_opened_on_its_page_and_stands_in_the_entry_page(client, office):
    url = reverse("admin:publicity_standard_new")
    more = {
        "kind_name": "行政备案", "kind_code": "filing", "cycle": "month", "item_code": "XZ-QR", "nature": "neutral", "order": "95",
        "code": "local-1", "name": "行政备案信息数据项（本局版）", "valid_from": "2026-08-31",
    }  # fmt: skip
    page = upload(client, url, filing_workbook(), **more).content.decode()
    assert "新增 12 个字段" in page and "行政备案（filing，新种类）" in page
    here = reverse("admin:publicity_standard_job", args=[Job.objects.get().public_id])
    client.post(here, {"adopt": "1", "reason": "行政备案纳入归集"})
    assert DecisionKind.objects.get(pk="filing").cycle == "month"
    assert "行政备案" in client.get(reverse("admin:publicity_enter")).content.decode()


def test_wrong_rows_are_listed_with_reasons_and_come_back_marked(client, office):
    url = reverse("admin:publicity_standard_upload", args=["reward"])
    page = upload(client, url, workbook("reward", lambda rows: put(rows, "JL_JDRQ", type="文字"))).content.decode()
    assert "类型应为日期" in page and "E-STD-03" in page and 'name="adopt"' not in page
    answer = client.get(reverse("admin:publicity_standard_marked", args=[Job.objects.get().public_id]))
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]


def test_the_waiting_standard_is_found_again_compared_again_and_put_aside(client, office):
    upload(client, reverse("admin:publicity_standard_upload", args=["reward"]), workbook("reward"))
    here = reverse("admin:publicity_standard_job", args=[Job.objects.get().public_id])
    assert here in client.get(reverse("admin:publicity_standard")).content.decode()
    assert client.post(here, {"again": "1"}).status_code == 302
    client.post(here, {"cancel": "1"})
    assert Job.objects.get().state == "cancelled" and not StandardEdition.objects.filter(code="2026").exists()


def test_the_downloaded_standard_explains_every_role_in_chinese(client, office, tmp_path):
    answer = client.get(reverse("admin:publicity_standard_workbook", args=[edition_for("penalty").pk]))
    path = tmp_path / "standard.xlsx"
    path.write_bytes(answer.content)
    book = load_workbook(path)
    guide = "\n".join(str(cell.value) for row in book["填表说明"] for cell in row)
    assert all(f"{name.label}：{name.meaning}" in guide for name in ROLE_NAMES.values())
    headers = [cell.value.rstrip("＊") for cell in book["字段"][1]]
    assert headers[:11] == [
        "代码",
        "表头",
        "用途",
        "类型",
        "最长",
        "必填",
        "适用相对人",
        "枚举值",
        "同义表头",
        "公开级别",
        "填报说明",
    ]


def test_the_fields_of_an_edition_are_shown_in_words_with_what_is_uncertain(client, office):
    page = client.get(reverse("admin:publicity_standard_edition", args=[edition_for("penalty").pk])).content.decode()
    assert "条件必填：CF_CFLB涉及：罚款" in page and "待确认" in page and "统一社会信用代码" in page


def test_a_kind_is_given_to_a_section_on_its_page(client, office):
    url = reverse("admin:publicity_standard_kind", args=["levy"])
    data = {"active": "on", "four_eyes": "on", "order": "70", "reason": ""}
    assert "请写明理由" in client.post(url, data).content.decode()
    assert client.post(url, data | {"reason": "导入须经审核"}).status_code == 302
    kind = DecisionKind.objects.get(pk="levy")
    assert kind.four_eyes and not kind.sections.exists()


def test_a_kind_in_work_cannot_be_switched_off_and_the_page_says_why(client, office):
    make_decision(state="ready")
    url = reverse("admin:publicity_standard_kind", args=["penalty"])
    page = client.post(url, {"order": "20", "reason": "不再办理这类决定"}).content.decode()
    assert "没有报送完" in page


@pytest.mark.parametrize("role", [CLERK, AUDITOR])
def test_only_the_credit_office_opens_these_pages(client, role):
    client.force_login(make_user(role))
    for name, args in (
        ("publicity_standard", []),
        ("publicity_standard_new", []),
        ("publicity_standard_kind", ["levy"]),
    ):
        assert client.get(reverse(f"admin:{name}", args=args)).status_code == 403
