"""Open data hold what is public on the day of the download, whatever they held yesterday; sums fit, cells run nothing, persons stay out."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from audit.services import SYSTEM
from core import clock
from records.services.records import record_withdraw
from records.services.repairing import record_repair
from tests.website.conftest import ON, publish
from website import open_data

pytestmark = pytest.mark.django_db
FILE = "/open-data/decisions-2026-09.{}"


@pytest.fixture(autouse=True)
def _counted_anew():
    open_data._months_at.cache_clear()


def rows_of(client, form="csv") -> list[dict[str, str]]:
    answer = client.get(FILE.format(form))
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_page_lists_months_and_files(client, town):
    page = client.get("/open-data/").content.decode()
    assert "2026-09" in page
    for form in ("csv", "xlsx", "zip", "sha256"):
        assert FILE.format(form) in page
    assert "/open-data/" in client.get("/").content.decode()


def test_a_file_holds_the_lines_of_the_lists_and_no_person(client, town):
    told = {line["id"] for line in client.get("/api/v1/public/decisions/?limit=100").json()["items"]}
    assert {row["编号"] for row in rows_of(client)} == told
    assert str(town["person"].record.public_id) not in told
    assert all("李小明" not in str(row) and "张建国" not in str(row) for row in rows_of(client))


def test_what_ended_yesterday_is_in_no_file_today(client, firm, today):
    item = publish("penalty", subject=firm, publish_until=ON)
    stays = publish("licence", subject=firm)
    assert str(item.record.public_id) in str(rows_of(client))
    with clock.override(ON + timedelta(days=1)):
        left = rows_of(client)
        assert [row["编号"] for row in left] == [str(stays.record.public_id)]
        stays.record.suspended_at, stays.record.suspended_reason = clock.now(), "当事人提出异议"
        stays.record.save()
        open_data._months_at.cache_clear()
        assert client.get(FILE.format("csv")).status_code == 404
    assert client.get(FILE.format("csv"))["Cache-Control"] == "no-store"


def test_the_sums_fit_the_files_and_the_same_day_gives_the_same_bytes(client, town):
    sums = dict(reversed(line.split("  ")) for line in client.get(FILE.format("sha256")).content.decode().splitlines())
    for form in ("csv", "xlsx"):
        content = client.get(FILE.format(form)).content
        assert sums[f"decisions-2026-09.{form}"] == hashlib.sha256(content).hexdigest()
    assert sums["dictionary.csv"] == hashlib.sha256(client.get("/open-data/dictionary.csv").content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(client.get(FILE.format("zip")).content)) as packed:
        assert set(packed.namelist()) == {*sums, "SHA256SUMS"}
        assert {name: hashlib.sha256(packed.read(name)).hexdigest() for name in sums} == sums


def test_the_workbook_is_the_csv_with_its_dictionary(client, town):
    book = load_workbook(io.BytesIO(client.get(FILE.format("xlsx")).content))
    lines = list(book["公示中的决定"].iter_rows(values_only=True))
    rows = rows_of(client)
    assert [str(line[0]) for line in lines[1:]] == [row["编号"] for row in rows]
    assert (
        list(lines[0]) == list(rows[0]) == [line[0] for line in book["数据字典"].iter_rows(min_row=2, values_only=True)]
    )


def test_no_cell_runs(client, firm, today):
    publish("licence", subject=firm, title="=1+1")
    assert rows_of(client)[0]["事由"] == "'=1+1"


@pytest.mark.parametrize(
    "name",
    ["decisions-2026-13.csv", "decisions-2026-01.csv", "decisions-2026-09.exe", "x", "decisions-2026-09.csv.bak"],
)
def test_what_there_is_not_is_404(client, town, name):
    assert client.get(f"/open-data/{name}").status_code == 404


def test_an_address_may_download_only_so_often_and_a_large_month_is_refused_in_words(client, town, monkeypatch):
    monkeypatch.setattr("website.open_data.MOST_ROWS", 1)
    answer = client.get(FILE.format("csv"))
    assert answer.status_code == 400 and "公开接口" in answer.content.decode()
    monkeypatch.setattr("website.views.open_data.TRIES", 2)
    cache.clear()
    answers = [client.get("/open-data/dictionary.csv").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_every_column_is_explained():
    assert tuple(open_data.MEANINGS) == open_data.CSV_HEADERS
    assert date(2026, 9, 1) == open_data.OpenMonth(date(2026, 9, 1), 1).first


def test_repaired_withdrawn_and_not_public_ones_are_in_no_form_of_the_file(client, firm, today):
    stays, repaired, withdrawn, hidden = (publish("penalty", subject=firm, title=f"事由{n}") for n in range(4))
    told = {name: str(one.record.public_id) for name, one in (("a", repaired), ("b", withdrawn), ("c", hidden))}
    record_repair(actor=SYSTEM, record=repaired.record, source="信用中国", reason="修复决定已生效")
    record_withdraw(actor=SYSTEM, record=withdrawn.record, reason="决定被撤销，停止公示")
    hidden.record.disclosure = "withheld"
    hidden.record.save()
    assert [row["编号"] for row in rows_of(client)] == [str(stays.record.public_id)]
    book = load_workbook(io.BytesIO(client.get(FILE.format("xlsx")).content))
    with zipfile.ZipFile(io.BytesIO(client.get(FILE.format("zip")).content)) as packed:
        everything = str([packed.read(name) for name in packed.namelist()]) + str(list(book["公示中的决定"].values))
    assert not [name for name, number in told.items() if number in everything]


def test_what_begins_tomorrow_is_in_no_file_today(client, firm, today):
    publish("licence", subject=firm)
    later = publish("licence", subject=firm, publish_from=ON + timedelta(days=1))
    assert str(later.record.public_id) not in str(rows_of(client))
    with clock.override(ON + timedelta(days=1)):
        assert str(later.record.public_id) in str(rows_of(client))


def test_no_number_of_a_person_and_no_inner_number_is_in_a_file(client, firm, today):
    one = publish("penalty", subject=firm, title="张三500237199003070014电话13800138000违规收费")
    with zipfile.ZipFile(io.BytesIO(client.get(FILE.format("zip")).content)) as packed:
        text = "".join(
            packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if name.endswith(".csv")
        )
    book = load_workbook(io.BytesIO(client.get(FILE.format("xlsx")).content))
    text += str([list(sheet.values) for sheet in book])
    assert str(one.record.public_id) in text and "违规收费" in text
    assert "500237199003070014" not in text and "13800138000" not in text
    row = rows_of(client)[0]
    assert set(row) == set(open_data.MEANINGS), "only what the dictionary explains"
    assert str(one.record.pk) not in row.values() and str(one.record.subject_id) not in row.values()
