"""The command check_workbook: exit codes, the JSON answer, the marked workbook, and nothing written to the database."""

import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from core.sheets.reading import read_workbook
from publicity.standard import context, surroundings
from publicity.standard.context import Context
from tests.publicity.standard.helpers import TODAY, good_cells, template_headers, write_rows

LEGAL = template_headers("legal_penalty_26")
LICENCE = template_headers("legal_permission_24")
BARE = Context(today=TODAY)


@pytest.fixture(autouse=True)
def _without_database(monkeypatch):
    """The rules alone: no ledger, the shipped standards. No test here asks for a database, so touching it would fail."""
    monkeypatch.setattr(context, "_provider", [lambda kind: BARE])
    monkeypatch.setattr(surroundings, "_source", [])


def run(capsys, *arguments):
    """(exit code, what was printed)."""
    try:
        call_command("check_workbook", *map(str, arguments))
        code = 0
    except SystemExit as stop:
        code = stop.code
    return code, capsys.readouterr().out


def answer(capsys, *arguments):
    code, printed = run(capsys, *arguments, "--json")
    return code, json.loads(printed)


def good(i, **change):
    return good_cells(LEGAL, doc_number=f"巫山司罚决字〔2026〕{i}号", **change)


def three_bad_of_twelve(tmp_path):
    rows = [good(i) for i in range(1, 13)]
    rows[2] = good(3, uscc="31500000MD0000008E")
    rows[6] = good(7, decided_on="15日内")
    rows[10] = good(11, basis="", category="罚款", content="罚款2100元", fine="2100")
    return write_rows(tmp_path / "三月.xlsx", [LEGAL, *rows])


def test_all_good_is_0(tmp_path, capsys):
    code, found = answer(capsys, write_rows(tmp_path / "好.xlsx", [LEGAL, good(1), good(2)]), "--kind", "penalty")
    assert code == 0
    assert {key: found[key] for key in ("rows", "good", "refused", "warnings", "errors")} == {
        "rows": 2, "good": 2, "refused": 0, "warnings": 0, "errors": [],
    }  # fmt: skip


def test_some_refused_is_1_with_row_column_code_and_words(tmp_path, capsys):
    code, found = answer(capsys, three_bad_of_twelve(tmp_path), "--kind", "penalty")
    assert code == 1
    assert (found["rows"], found["good"], found["refused"]) == (12, 9, 3)
    said = {(error["row"], error["column"], error["code"]) for error in found["errors"]}
    assert said == {
        (4, "行政相对人代码_1 (统一社会信用代码)", "E-ID-02"),
        (8, "处罚决定日期", "E-DT-09"),
        (12, "处罚依据", "E-REQ-01"),
        (12, "罚款金额 (万元)", "E-MNY-05"),
    }
    assert all(error["message"].endswith(("。", "？", "）")) for error in found["errors"])


def test_warnings_do_not_refuse(tmp_path, capsys):
    code, found = answer(
        capsys, write_rows(tmp_path / "表.xlsx", [LEGAL, good(1, basis="律师法")]), "--kind", "penalty"
    )
    assert (code, found["warnings"], found["refused"]) == (0, 1, 0)
    assert found["warning_details"][0]["code"] == "E-CL-07"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04broken"])
def test_an_unreadable_file_is_2_with_the_reason(tmp_path, capsys, content):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    code, found = answer(capsys, path, "--kind", "penalty")
    assert (code, found["rows"]) == (2, 0)
    assert found["errors"][0]["code"] == "E-FILE-01"
    assert found["errors"][0]["message"]


def test_a_missing_file_is_2(tmp_path, capsys):
    code, found = answer(capsys, tmp_path / "没有.xlsx", "--kind", "penalty")
    assert (code, found["errors"][0]["code"]) == (2, "E-FILE-01")


def test_a_header_not_understood_is_2_with_the_list(tmp_path, capsys):
    path = write_rows(tmp_path / "表.xlsx", [[*LEGAL, "经办人电话", "领导批示"], [*good(1), "1", "2"]])
    code, found = answer(capsys, path, "--kind", "penalty")
    assert (code, found["rows"]) == (2, 0)
    assert [error["column"] for error in found["errors"]] == ["经办人电话", "领导批示"]
    code, found = answer(
        capsys, path, "--kind", "penalty", "--ignore-column", "经办人电话", "--ignore-column", "领导批示"
    )
    assert (code, found["good"]) == (0, 1)


def test_the_wrong_kind_is_2_and_says_which(tmp_path, capsys):
    path = write_rows(tmp_path / "表.xlsx", [LICENCE, good_cells(LICENCE, "licence")])
    code, found = answer(capsys, path, "--kind", "penalty")
    assert (code, found["errors"][0]["code"]) == (2, "E-HDR-04")
    assert "行政许可" in found["errors"][0]["message"]
    assert run(capsys, path, "--kind", "licence")[0] == 0


def test_an_unknown_edition_is_2_with_the_known_ones(tmp_path, capsys):
    path = write_rows(tmp_path / "表.xlsx", [LEGAL, good(1)])
    code, found = answer(capsys, path, "--kind", "penalty", "--edition", "2030")
    assert code == 2
    assert "2018、2016" in found["errors"][0]["message"]
    assert run(capsys, path, "--kind", "penalty", "--edition", "2018")[0] == 0


def test_the_plain_answer_is_for_reading(tmp_path, capsys):
    code, printed = run(capsys, three_bad_of_twelve(tmp_path), "--kind", "penalty")
    assert code == 1
    assert printed.startswith("共 12 行：9 行通过，3 行需修改")
    assert "第 8 行“处罚决定日期”　E-DT-09" in printed


def test_the_marked_workbook_names_the_wrong_cells(tmp_path, capsys):
    report = tmp_path / "结果.xlsx"
    run(capsys, three_bad_of_twelve(tmp_path), "--kind", "penalty", "--report", report)
    book = openpyxl.load_workbook(report)
    sheet = book["Sheet1"]
    at = LEGAL.index("处罚决定日期") + 1
    assert "E-DT-09" in sheet.cell(8, at).comment.text
    assert sheet.cell(8, at).value == "15日内"
    assert sheet.cell(8, len(LEGAL) + 1).value == "需修改"
    assert sheet.cell(2, len(LEGAL) + 1).value == "通过"
    assert sheet.cell(1, len(LEGAL) + 1).value == "检查结果"
    assert "错误汇总" in book.sheetnames


def test_a_mended_marked_workbook_goes_through(tmp_path, capsys):
    report = tmp_path / "结果.xlsx"
    run(capsys, three_bad_of_twelve(tmp_path), "--kind", "penalty", "--report", report)
    book = openpyxl.load_workbook(report)
    sheet = book["Sheet1"]
    for row, header, value in (
        (4, "行政相对人代码_1 (统一社会信用代码)", "31500000MD0000008D"),
        (8, "处罚决定日期", "2026-03-02"),
        (12, "处罚依据", "《中华人民共和国律师法》第四十七条"),
        (12, "罚款金额 (万元)", "0.21"),
    ):
        sheet.cell(row, LEGAL.index(header) + 1).value = value
    book.save(report)
    code, found = answer(capsys, report, "--kind", "penalty")
    assert (code, found["good"]) == (0, 12)


def test_all_sheets_are_marked_and_the_header_stays(tmp_path, capsys):
    natural = template_headers("natural_penalty_20")
    people = [natural, good_cells(natural, party="natural", id_number="110101199003074531")]
    path = write_rows(
        tmp_path / "表.xlsx", [LEGAL, good(1, basis=""), good(2, basis="")], name="法人", more={"自然人": people}
    )
    report = tmp_path / "结果.xlsx"
    run(capsys, path, "--kind", "penalty", "--report", report)
    book = openpyxl.load_workbook(report)
    assert book["法人"].cell(2, len(LEGAL) + 1).value == "需修改"
    assert book["自然人"].cell(2, len(natural) + 1).value == "需修改"
    summary = "\n".join(str(cell.value) for row in book["错误汇总"].iter_rows() for cell in row if cell.value)
    assert "工作表“自然人”：共1行，通过0行，需修改1行" in summary
    assert "110101199003074531" not in summary
    assert [sheet.name for sheet in read_workbook(report).sheets] == ["法人", "自然人"]


def test_a_refused_header_is_explained_in_the_marked_workbook(tmp_path, capsys):
    path = write_rows(tmp_path / "表.xlsx", [[*LEGAL, "经办人电话"], [*good(1), "1"]])
    report = tmp_path / "结果.xlsx"
    assert run(capsys, path, "--kind", "penalty", "--report", report)[0] == 2
    summary = openpyxl.load_workbook(report)["错误汇总"]
    assert any("经办人电话" in str(row[0].value) for row in summary.iter_rows())


def test_what_the_house_knows_is_asked(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        context,
        "_provider",
        [lambda kind: Context(today=TODAY, rejections={"CF_XDR_MC": {"重庆晨光律师事务所": "未查询到主体"}})],
    )
    code, found = answer(capsys, write_rows(tmp_path / "表.xlsx", [LEGAL, good(1)]), "--kind", "penalty")
    assert (code, found["errors"][0]["code"]) == (1, "E-PLT-01")


def test_a_report_that_cannot_be_written_is_said(tmp_path):
    path = write_rows(tmp_path / "表.xlsx", [LEGAL, good(1)])
    with pytest.raises(CommandError, match="写不到") as caught:
        call_command("check_workbook", str(path), "--kind", "penalty", "--report", str(tmp_path / "没有" / "结果.xlsx"))
    assert caught.value.returncode == 2
