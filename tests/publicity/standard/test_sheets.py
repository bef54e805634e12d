"""Sheets and workbooks as offices send them (data quirks 6 and 7): where the data begins, what is no data, real row numbers."""

import pytest

from publicity.standard.header_row import find_header, is_hint_row
from publicity.standard.templates import templates_of
from tests.publicity.standard.helpers import BOOK, checked, first_sheet, good_cells, template_headers, write_rows

LEGAL = template_headers("legal_penalty_26")
NATURAL = template_headers("natural_penalty_20")
TITLE = ["2026年3月行政处罚信息公示表"]
NOTE = ["说明：本表由各科室填报，每月5日前报法制科。日期格式2026/03/02。"]


def good(**change):
    return good_cells(LEGAL, **change)


def numbered(count):
    return [good(doc_number=f"巫山司罚决字〔2026〕{i}号") for i in range(1, count + 1)]


def nameless():
    return good(doc_number="巫山司罚决字〔2026〕9号", basis="")


def file(tmp_path, rows, **more):
    return write_rows(tmp_path / "表.xlsx", rows, **more)


def test_a_good_sheet_is_good(tmp_path):
    report = checked(file(tmp_path, [LEGAL, *numbered(3)]))
    assert report.as_json() | {"notes": []} == {
        "rows": 3, "good": 3, "refused": 0, "warnings": 0, "unchanged": 0, "edition": "2018", "errors": [], "warning_details": [], "notes": [],
    }  # fmt: skip


def test_notes_and_titles_above_the_header_do_not_matter(tmp_path):
    report = checked(file(tmp_path, [TITLE, NOTE, [], LEGAL, *numbered(2)]))
    assert report.sheets[0].header_row == 4
    assert report.sheets[0].checked_rows == [5, 6]


def test_a_blank_first_row_and_column_do_not_matter(tmp_path):
    rows = [[], *[["", *row] for row in [LEGAL, *numbered(1), nameless()]]]
    report = checked(file(tmp_path, rows))
    [error] = report.of_level("error")
    assert (error.row, error.column, error.header) == (4, 13, "处罚依据")


def test_blank_rows_between_keep_the_row_numbers(tmp_path):
    report = checked(file(tmp_path, [LEGAL, *numbered(1), [], [""] * 26, nameless()]))
    assert report.sheets[0].checked_rows == [2, 5]
    assert report.of_level("error")[0].row == 5


@pytest.mark.parametrize(
    "hints",
    [
        ["必填"] * 2 + ["选填"] * 5 + ["必填"] * 19,
        ["（必填）填全称", "（必填）18位", *["选填"] * 24],
        ["示例：重庆晨光律师事务所", "31500000MD0000008D", *[""] * 24],
        ["填写说明", *[""] * 25],
        [
            "字符，200",
            "字符，18位",
            "字符",
            "字符",
            "字符",
            "字符",
            "字符",
            "文本",
            "文本",
            *["必填，不超过2000字"] * 17,
        ],
    ],
)
def test_a_row_of_rules_below_the_header_is_no_data(tmp_path, hints):
    report = checked(file(tmp_path, [LEGAL, hints, *numbered(2)]))
    assert report.sheets[0].checked_rows == [3, 4]
    assert report.total("good") == 2
    assert any("第2行" in note for note in report.as_json()["notes"])


def test_our_own_template_with_hints_reads_back(tmp_path):
    template = templates_of(BOOK.of_kind("penalty", "2018")[0].standard)["full_penalty_30"]
    headers = [header + "＊" for header in template.headers]
    report = checked(file(tmp_path, [headers, template.hints(), good_cells(template.headers)]))
    assert (report.total("rows"), report.total("good")) == (1, 1)


def test_a_first_data_row_is_not_taken_for_hints():
    assert not is_hint_row(good())
    assert not is_hint_row(good(remark="说明：见附件"))


def test_repeated_headers_and_closing_lines_are_no_data(tmp_path):
    rows = [
        LEGAL,
        *numbered(2),
        LEGAL,
        good(doc_number="巫山司罚决字〔2026〕9号"),
        ["合计", "3件"],
        ["填表人：周某"],
        ["注：以上数据属实"],
    ]
    report = checked(file(tmp_path, rows))
    assert report.sheets[0].checked_rows == [2, 3, 5]
    assert [row for row, _ in report.sheets[0].skipped] == [4, 6, 7, 8]


def test_a_workbook_may_hold_a_sheet_for_each_kind_of_party(tmp_path):
    people = [NATURAL, good_cells(NATURAL, party="natural")]
    path = file(
        tmp_path,
        [LEGAL, *numbered(2)],
        name="法人",
        more={"自然人": people, "填表说明": [["请认真填写"]], "示例": [LEGAL, good(party_name="")]},
    )
    report = checked(path)
    assert [(sheet.name, sheet.rows, sheet.good) for sheet in report.sheets] == [("法人", 2, 2), ("自然人", 1, 1)]
    assert report.sheets[1].verdicts[0].party == "natural"


def test_a_sheet_of_another_kind_beside_the_data_is_left_out_and_said(tmp_path):
    licences = template_headers("legal_permission_24")
    path = file(
        tmp_path, [LEGAL, *numbered(1)], name="处罚", more={"许可": [licences, good_cells(licences, "licence")]}
    )
    report = checked(path)
    assert [sheet.name for sheet in report.sheets] == ["处罚"]
    assert any("“许可”是行政许可的表" in note for note in report.notes)
    assert checked(path, "licence").sheets[0].name == "许可"


def test_the_same_decision_in_two_sheets_is_one(tmp_path):
    path = file(tmp_path, [LEGAL, good()], name="一", more={"二": [LEGAL, good()]})
    report = checked(path)
    assert (report.total("rows"), report.total("unchanged")) == (2, 1)
    assert any("工作表“一”第2行" in place.finding.message for place in report.sheets[1].places)


def test_an_unknown_column_refuses_the_sheet_with_the_list(tmp_path):
    rows = [[*LEGAL, "经办人电话", "领导批示"], [*good(), "023-1", "同意"]]
    report = checked(file(tmp_path, rows))
    assert not report.readable
    answer = report.as_json()
    assert (answer["rows"], answer["good"], answer["refused"]) == (0, 0, 0)
    assert [(error["code"], error["column"], error["row"]) for error in answer["errors"]] == [
        ("E-HDR-01", "经办人电话", 1),
        ("E-HDR-01", "领导批示", 1),
    ]
    agreed = checked(file(tmp_path, rows), ignore=["经办人电话", "领导批示"])
    assert agreed.total("good") == 1


def test_an_unknown_header_above_nothing_is_no_reason_to_refuse(tmp_path):
    report = checked(file(tmp_path, [[*LEGAL, "领导批示"], good()]))
    assert report.total("good") == 1


def test_no_header_is_said(tmp_path):
    report = checked(file(tmp_path, [["甲", "乙"], ["1", "2"]]))
    assert not report.readable
    assert [place.finding.code for place in report.of_level("error")] == ["E-HDR-06"]


def test_a_header_without_data_is_said(tmp_path):
    report = checked(file(tmp_path, [LEGAL, ["必填"] * 26]))
    assert not report.readable
    assert [place.finding.code for place in report.of_level("error")] == ["E-FILE-02"]


def test_a_column_filled_by_dragging_is_noticed(tmp_path):
    rows = [good(doc_number=f"巫山司罚决字〔2026〕{i}号", uscc=str(i)) for i in range(6, 14)]
    report = checked(file(tmp_path, [LEGAL, *rows]))
    [warning] = [place for place in report.of_level("warning") if place.finding.code == "W-SHT-01"]
    assert warning.row == 2
    assert "6、7、8" in warning.finding.message


def test_a_missing_column_is_said_once_and_felt_in_every_row(tmp_path):
    at = LEGAL.index("处罚依据")
    rows = [[cell for i, cell in enumerate(row) if i != at] for row in [LEGAL, *numbered(3)]]
    report = checked(file(tmp_path, rows))
    assert [place.finding.code for place in report.of_level("warning")] == ["W-HDR-02"]
    assert [(place.row, place.column) for place in report.of_level("error")] == [(2, None), (3, None), (4, None)]


def test_the_kind_of_party_is_derived_where_the_template_has_no_column(tmp_path):
    sole = good_cells(LEGAL, party="sole", doc_number="巫山司罚决字〔2026〕2号")
    report = checked(file(tmp_path, [LEGAL, good(), sole]))
    assert [verdict.values["CF_XDR_LB"] for verdict in report.sheets[0].verdicts] == ["法人及非法人组织", "个体工商户"]
    assert "N-HDR-09" in [place.finding.code for place in report.sheets[0].places]


def test_two_columns_of_kinds_are_one_field(tmp_path):
    headers = ["处罚类别1" if header == "处罚类别" else header for header in LEGAL]
    headers.insert(headers.index("处罚类别1") + 1, "处罚类别2")
    row = good_cells(headers, category="警告", fine="0.2", content="警告，并处罚款2000元")
    row[headers.index("处罚类别2")] = "罚款"
    report = checked(file(tmp_path, [headers, row]))
    assert report.sheets[0].verdicts[0].values["CF_CFLB"] == "警告;罚款"
    assert report.total("good") == 1


def test_which_cells_differ_between_two_rows_is_said(tmp_path):
    report = checked(file(tmp_path, [LEGAL, good(), good(content="给予警告处分", violation="其他行为")]))
    [error] = report.of_level("error")
    assert (error.row, error.finding.code) == (3, "E-DOC-04")
    assert "违法行为类型、处罚内容" in error.finding.message


def test_the_header_is_the_row_with_most_known_names(tmp_path):
    path = file(tmp_path, [["行政相对人名称", "处罚机关", "备注"], LEGAL, good()])
    number, cells = find_header(first_sheet(path), BOOK)
    assert number == 2
    assert cells[0] == LEGAL[0]


def test_numbers_and_days_typed_into_cells_are_read(tmp_path):
    row = good(category="罚款", content="罚款2100元", fine=0.21, decided_on=46083.0)
    report = checked(file(tmp_path, [LEGAL, row]))
    values = report.sheets[0].verdicts[0].values
    assert report.total("good") == 1
    assert (str(values["CF_NR_FK"]), values["CF_JDRQ"].isoformat()) == ("0.21", "2026-03-02")


def test_a_code_typed_as_a_number_is_refused(tmp_path):
    report = checked(file(tmp_path, [LEGAL, good(uscc=9.15002372e17)]))
    assert [place.finding.code for place in report.of_level("error")] == ["E-ID-09"]
