"""Pages of coverage: matrix, lists behind its numbers, cells, workbook, desk."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import CLERK, CREDIT_OFFICE, LEADER, REVIEWER
from core import clock
from core.cycles import period_of
from records.coverage import MISSING, totals
from records.models import ItemZero
from records.services.coverage import coverage
from records.services.zeros import zero_sign
from tests.factories import make_decision, make_section, make_user
from tests.records.coverage_rows import MAY_5, YEAR, listed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may():
    with clock.override(MAY_5):
        yield


@pytest.fixture
def office():
    return make_user(CREDIT_OFFICE)


@pytest.fixture
def credit_section():
    return make_section("credit-office")


@pytest.fixture
def opened():
    """The ledger begins in January."""
    return make_decision(decided_on=date(2026, 1, 8), section=make_section("legal-affairs"))


class TestPages:
    """Matrix, list, cell, workbook."""

    def test_the_matrix_shows_every_state_and_each_number_opens_its_list(self, client, office, opened, credit_section):
        zero_sign(actor=office, code="YZ-MD", section=credit_section, day=date(2026, 2, 1))
        client.force_login(office)
        text = client.get(reverse("admin:records_coverage")).content.decode()
        for word in ("1 条", "零申报", "缺", "进行中", "未到", "覆盖率", "严重失信主体名单信息"):
            assert word in text
        whole = totals(coverage(actor=office, **YEAR))
        for state, number in (
            ("due", whole.due),
            ("collected", whole.collected),
            ("zero", whole.zero),
            ("missing", whole.missing),
        ):
            page = client.get(reverse("admin:records_coverage_gaps"), {"state": state, "year": 2026})
            assert len(page.context["shown"]) == number, state
        assert client.get(reverse("admin:records_coverage_gaps"), {"state": "x"}).status_code == 404

    def test_a_cell_opens_its_list(self, client, office, opened):
        client.force_login(office)
        url = reverse("admin:records_coverage_cell", args=["XZ-CF", opened.section_id, "2026-01"]) + "?ref=penalty"
        text = client.get(url).content.decode()
        assert opened.party_name in text and reverse("admin:publicity_decision_change", args=[opened.pk]) in text
        record = listed(date(2026, 2, 9))
        cell = reverse("admin:records_coverage_cell", args=["YZ-MD", make_section("credit-office").pk, "2026-02"])
        assert record.party_name in client.get(cell).content.decode()

    def test_what_is_not_public_is_counted_but_not_listed_for_a_clerk(self, client, opened, credit_section):
        listed(date(2026, 2, 9), disclosure="shared", party_name="不公开的某某")
        client.force_login(make_user(CLERK, section=credit_section))
        text = client.get(
            reverse("admin:records_coverage_cell", args=["YZ-MD", credit_section.pk, "2026-02"])
        ).content.decode()
        assert "不公开的某某" not in text and "另有 1 条不公开" in text

    def test_zeros_are_signed_from_the_list_and_taken_back_on_the_cell(self, client, opened, credit_section):
        clerk = make_user(CLERK, section=credit_section)
        client.force_login(clerk)
        here = reverse("admin:records_coverage_gaps")
        keys = [f"YZ-MD~{credit_section.pk}~2026-0{month}" for month in (1, 2)]
        assert all(key in client.get(here).content.decode() for key in keys)
        assert "还没有勾选" in client.post(here, {}).content.decode()
        assert client.post(here, {"cell": keys}).status_code == 302
        assert ItemZero.objects.count() == 2
        cell = reverse("admin:records_coverage_cell", args=["YZ-MD", credit_section.pk, "2026-02"])
        assert "请写明撤回的理由" in client.post(cell, {"deed": "take_back", "reason": ""}).content.decode()
        assert client.post(cell, {"deed": "take_back", "reason": "漏看了一份文件"}).status_code == 302
        assert client.post(cell, {"deed": "zero"}).status_code == 302
        assert ItemZero.objects.filter(taken_back_at=None).count() == 2

    @pytest.mark.parametrize("key", ["YZ-MD", "YZ-MD~x~2026-01", "YZ-MD~999999~2026-01", "YZ-MD~1~2026-13"])
    def test_ticks_that_this_page_did_not_write_are_refused(self, client, opened, credit_section, key):
        client.force_login(make_user(CLERK, section=credit_section))
        assert client.post(reverse("admin:records_coverage_gaps"), {"cell": [key]}).status_code == 404

    def test_other_sections_cells_do_not_exist_for_a_clerk(self, client, opened, credit_section):
        client.force_login(make_user(CLERK, section=make_section("finance")))
        assert (
            client.get(reverse("admin:records_coverage_cell", args=["YZ-MD", credit_section.pk, "2026-02"])).status_code
            == 404
        )
        key = f"YZ-MD~{credit_section.pk}~2026-02"
        assert "由该科室签署" in client.post(reverse("admin:records_coverage_gaps"), {"cell": [key]}).content.decode()
        assert not ItemZero.objects.exists()

    def test_unknown_cells_answer_404(self, client, office, opened, credit_section):
        client.force_login(office)
        for args in (
            ["YZ-MD", 999_999, "2026-02"],
            ["YZ-MD", credit_section.pk, "2026-13"],
            ["NO-NO", credit_section.pk, "2026-02"],
        ):
            assert client.get(reverse("admin:records_coverage_cell", args=args)).status_code == 404

    def test_the_workbook_says_the_same(self, client, office, opened):
        client.force_login(office)
        answer = client.get(reverse("admin:records_coverage_workbook"), {"year": 2026})
        book = load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames == ["归集覆盖", "缺项", "说明"]
        gaps = [cell for cell in coverage(actor=office, **YEAR) if cell.state == MISSING]
        assert book["缺项"].max_row == 1 + len(gaps)
        row = next(row for row in book["归集覆盖"].iter_rows(values_only=True) if row[1] == "XZ-CF")
        assert row[4:8] == ("已归集 1", "缺", "缺", "缺")

    def test_gaps_stand_on_the_desk_of_the_section(self, client, opened, credit_section):
        from records.desk import coverage_gaps

        clerk = make_user(REVIEWER, section=credit_section)
        (item,) = coverage_gaps(clerk, MAY_5)
        assert (item.count, item.level) == (4, "late")
        assert item.due == period_of("month", date(2026, 1, 1)).due_on(10)
        assert coverage_gaps(make_user(LEADER), MAY_5) == []
        client.force_login(clerk)
        assert "目录事项缺归集" in client.get(reverse("admin:index")).content.decode()
