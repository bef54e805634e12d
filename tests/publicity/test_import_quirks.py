"""Workbooks as real offices send them go through the import: understood, mended with a word, or refused with the true reason."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from core import clock
from exchange.models import Job
from exchange.services.running import run_now
from publicity.importing.confirming import import_confirm, start_check
from publicity.models import Decision
from tests.factories import make_user
from tests.publicity.rows import headers_of, numbered, row_of, workbook

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(autouse=True)
def _demo_day():
    with clock.override(date(2026, 9, 1)):
        yield


def checked(content: bytes, filename="六月.xlsx", kind="penalty") -> Job:
    return run_now(start_check(actor=make_user(), kind=kind, file=content, filename=filename, queue=False).pk)


def confirmed(job: Job) -> Job:
    import_confirm(actor=job.actor, job=job, mode="good", signed=True, queue=False)
    return run_now(job.pk)


def only(**change) -> Decision:
    """The decision that one changed row becomes."""
    job = confirmed(checked(workbook("penalty", [row_of(**change)])))
    assert job.created == 1, job.rows.values_list("findings", flat=True)
    return Decision.objects.get()


def refusal(**change) -> set[str]:
    """Codes for which one changed row is refused."""
    job = checked(workbook("penalty", [row_of(**change)]))
    assert job.bad == 1
    return {one["code"] for one in job.rows.get().findings if one["level"] == "error"}


@pytest.mark.parametrize(
    "written",
    ["31500000MD0000008D（1-1）", "３１５０００００ＭＤ０００００08Ｄ", " ’31500000MD0000008D\n", "31500000md0000008d"],
)
def test_codes_in_odd_dress_are_refused_with_the_right_code_proposed(written):
    job = checked(workbook("penalty", [row_of(uscc=written)]))
    found = next(one for one in job.rows.get().findings if one["level"] == "error")
    assert (found["code"], found["suggestion"]) == ("E-ID-01", "31500000MD0000008D")


@pytest.mark.parametrize("written", ["87", "5002************12", "500237000001234", 9.15002372e17, "31500000MD000000"])
def test_codes_that_are_none_are_refused(written):
    assert refusal(uscc=written) & {"E-ID-01", "E-ID-02", "E-ID-09", "E-COL-01"}


@pytest.mark.parametrize(
    "written",
    [
        "巫山司罚决字[2026]1号",
        "巫山司罚决字（2026）1号",
        "巫山司罚决字【2026】1号",
        "巫山司罚决字﹝2026〕1号",
        "  巫山司罚决字{2026}001号\n\n",
        "巫山司罚决字<2026>第1号",
    ],
)
def test_every_bracket_becomes_the_official_one(written):
    assert only(doc_number=written).number == "巫山司罚决字〔2026〕1号"


@pytest.mark.parametrize("written", ["20260302", "2026.03.02", "2026/3/2", "2026年3月2日", date(2026, 3, 2), 46083.0])
def test_every_day_is_the_same_day(written):
    assert only(decided_on=written).decided_on == date(2026, 3, 2)


@pytest.mark.parametrize("written", ["201800619", "15日内", "— —", "长期"])
def test_days_that_are_none_are_refused(written):
    assert refusal(decided_on=written)


@pytest.mark.parametrize("written", ["长期", "无限期", "2099-12-31"])
def test_long_term_in_every_writing(written):
    assert only(penalty_until=written).valid_until == date(2099, 12, 31)


def test_white_space_everywhere_does_no_harm():
    padded = {
        role: f"  {value}\n\n　"
        for role, value in {"category": "警告", "agency": "巫山县司法局", "violation": "违反规定会见当事人"}.items()
    }
    decision = only(**padded)
    assert (decision.authority, decision.title) == ("巫山县司法局", "违反规定会见当事人")


def test_money_is_in_wan_and_yuan_is_not_guessed():
    assert only(category="罚款", content="罚款2000元", fine="0.2").data["CF_NR_FK"] == "0.2"
    assert refusal(category="罚款", content="罚款2100元", fine="2100元", doc_number="巫山司罚决字〔2026〕3号")


def test_one_number_on_several_parties_is_several_decisions():
    rows = [row_of(), row_of(party_name="巫山县晨光打字复印店", party_kind="个体工商户", uscc="92500237MA5UABCD06")]
    assert confirmed(checked(workbook("penalty", rows))).created == 2


def test_a_row_repeated_in_the_file_is_registered_once():
    job = confirmed(checked(workbook("penalty", [row_of(), row_of()])))
    assert (job.created, job.unchanged, job.bad) == (1, 1, 0)


def test_a_dragged_column_is_named_for_what_it_is():
    rows = [row | {"CF_XDR_SHXYM": str(n)} for n, row in enumerate(numbered("penalty", 6), 6)]
    job = checked(workbook("penalty", rows))
    assert job.bad == 6
    assert "W-SHT-01" in {group["code"] for group in job.summary["groups"]}


def sheet_with(top: list[list], left: int = 0, spaced: bool = False) -> bytes:
    """Notes above the header, blank columns before it, line breaks and hints inside the headers."""
    headers = headers_of("penalty")
    book = Workbook()
    sheet = book.active
    for line in top:
        sheet.append(line)
    names = [
        f"{name[:3]} {name[3:]}\n（必填）" if spaced and len(name) > 4 and "(" not in name else name
        for name in headers.values()
    ]
    sheet.append([None] * left + names)
    for row in numbered("penalty", 2):
        sheet.append([None] * left + [row.get(code) for code in headers])
    if top and top[0]:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=6)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("top", "left", "spaced"),
    [
        ([["巫山县司法局行政处罚信息表"], ["填报说明：一行一件"]], 0, False),
        ([[], []], 1, False),
        ([["标题"], []], 2, True),
    ],
)
def test_titles_blank_lines_and_odd_headers_do_not_matter_and_rows_keep_their_numbers(top, left, spaced):
    job = confirmed(checked(sheet_with(top, left, spaced)))
    assert job.created == 2, job.summary
    assert sorted(Decision.objects.values_list("source_row", flat=True)) == [len(top) + 2, len(top) + 3]


def table_of(rows) -> list[list[str]]:
    headers = headers_of("penalty")
    return [list(headers.values()), *([str(row.get(code) or "") for code in headers] for row in rows)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_encoding(encoding):
    text = io.StringIO()
    csv.writer(text).writerows(table_of(numbered("penalty", 2)))
    assert checked(text.getvalue().encode(encoding), "六月.csv").good == 2


def test_an_xlsx_named_xls_and_xml_named_xlsx_are_read_for_what_they_are():
    assert checked(workbook("penalty", numbered("penalty", 2)), "六月.xls").good == 2
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in line) + "</Row>"
        for line in table_of(numbered("penalty", 2))
    )
    xml = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="处罚"><Table>'
        f"{cells}</Table></Worksheet></Workbook>"
    )
    job = checked(xml.encode(), "六月.xlsx")
    assert job.good == 2
    assert job.summary["notes"]


def test_a_workbook_of_another_kind_is_refused_with_the_right_kind():
    job = checked(workbook("licence", numbered("licence", 2)))
    assert (job.good, job.summary["wrong_kind"]) == (0, "licence")


def test_two_sheets_of_one_workbook_are_both_imported():
    headers = headers_of("penalty")
    book = Workbook()
    for at, rows in enumerate((numbered("penalty", 3)[:1], numbered("penalty", 3)[1:])):
        sheet = book.active if at == 0 else book.create_sheet("下半月")
        sheet.append(list(headers.values()))
        for row in rows:
            sheet.append([row.get(code) for code in headers])
    content = io.BytesIO()
    book.save(content)
    assert confirmed(checked(content.getvalue())).created == 3
    assert set(Decision.objects.values_list("source_sheet", flat=True)) == {"Sheet", "下半月"}


def test_real_penalties_of_another_city_are_each_judged_with_reasons():
    rows = json.loads((DATA / "penalties_chongqing_2018.json").read_text(encoding="utf-8"))
    headers = {name: name for name in dict.fromkeys(name for row in rows for name in row)}
    job = checked(workbook("penalty", rows, headers=headers))
    assert job.state == "checked"
    if job.summary["readable"]:
        assert job.good + job.bad == len(rows)
        assert all(row.findings for row in job.rows.filter(level="error"))
    else:
        assert job.summary["unknown_headers"] or job.summary["groups"]


@pytest.mark.parametrize("kind", ["licence", "penalty"])
def test_every_code_the_registry_issued_is_taken(kind):
    codes = (DATA / "uscc_valid.txt").read_text().split()[:60]
    rows = [row_of(kind, uscc=code, party_name=f"某某单位{n}中心", party_kind="个体工商户" if code.startswith("92") else "法人及非法人组织",
                   doc_number=f"巫山司文〔2026〕{n}号") for n, code in enumerate(codes, 1)]  # fmt: skip
    job = checked(workbook(kind, rows), kind=kind)
    wrong = [
        one
        for found in job.rows.values_list("findings", flat=True)
        for one in found
        if one["code"] in ("E-ID-01", "E-ID-02")
    ]
    assert wrong == []
