"""The file for the platform: columns and codes of the national template."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from commitments.export import HEADERS
from commitments.services.checks import check_keep, check_start
from exchange.models import Export
from tests.commitments.conftest import MONDAY, at, in_section
from tests.commitments.test_breaches import check, notify, uphold

pytestmark = pytest.mark.django_db


def test_the_file_has_the_columns_of_the_national_template(client, signed, clerk, chief):
    kept, broken, open_one = signed("active"), signed("trade"), signed("other")
    check_start(actor=clerk, promise=kept)
    check_keep(actor=clerk, promise=kept, method="抽查", finding="均已履行。")
    check(clerk, broken)
    notify(clerk, broken)
    client.force_login(clerk)
    with at(MONDAY + timedelta(days=8)):
        uphold(chief, broken)
        asked = {"since": "2026-09-01", "until": "2026-09-30", "matter": "九月报送"}
        answer = client.post("/admin/commitments/export/", asked)
    book = load_workbook(io.BytesIO(answer.content))
    rows = [[str(cell.value or "") for cell in row] for row in book.worksheets[0].iter_rows()]
    assert tuple(rows[0]) == HEADERS
    by_code = {row[0]: dict(zip(HEADERS, row, strict=True)) for row in rows[1:]}
    assert set(by_code) == {kept.code, broken.code}
    first, second = by_code[kept.code], by_code[broken.code]
    assert first["承诺履行状态"] == "全部履行" and first["未履行的承诺内容"] == "" == first["违诺责任追究内容"]
    assert second["承诺履行状态"] == "部分履行" and second["未履行的承诺内容"] and second["违诺责任追究内容"]
    assert (
        first["承诺类型"] == "主动型"
        and first["公开类型"] == "可向社会公开"
        and first["承诺人类别"] == "法人及非法人组织"
    )
    assert first["承诺人代码"] == kept.subject.uscc and first["承诺作出日期"] == "2026-09-14"
    assert book.worksheets[1]["A2"].value == open_one.code and book.worksheets[1].title.startswith("尚未认定")
    assert Export.objects.get(official=True).rows == 3


def test_nothing_is_taken_out_without_a_purpose(client, signed, clerk):
    signed("active")
    client.force_login(clerk)
    answer = client.post("/admin/commitments/export/", {"since": "2026-09-01", "until": "2026-09-30", "matter": ""})
    assert answer["Content-Type"].startswith("text/html") and "请写明用途" in answer.content.decode()
    assert not Export.objects.exists()


def test_another_section_takes_nothing_out(client, signed):
    signed("active")
    client.force_login(in_section("approval", "经办员"))
    answer = client.post(
        "/admin/commitments/export/", {"since": "2026-09-01", "until": "2026-09-30", "matter": "九月报送"}
    )
    assert "没有承诺" in answer.content.decode()
