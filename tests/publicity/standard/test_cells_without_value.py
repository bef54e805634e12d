"""Cells that show an error or a formula, hidden sheets, and headers in two rows: nothing is taken for blank in silence."""

import zipfile

import openpyxl
import pytest
import xlsxwriter

from core.sheets.reading import DICTIONARY_SHEET, read_workbook
from tests.publicity.standard.helpers import checked, codes, good_cells, messages, template_headers, write_rows
from tests.publicity.standard.helpers import standard_for as standard

LEGAL = template_headers("legal_penalty_26")
NAME, REMARK = LEGAL.index("行政相对人名称"), LEGAL.index("备注")


def numbered(count, **change):
    return [good_cells(LEGAL, doc_number=f"巫山司罚决字〔2026〕{i}号", **change) for i in range(1, count + 1)]


def error_codes(report):
    return [(place.row, place.header, place.finding.code) for place in report.of_level("error")]


def _emptied(path, text):
    """The file with this text taken out of every part."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).replace(text, b"") for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("shown", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", " #N/A "])
def test_an_error_in_a_cell_is_called_an_error_not_a_blank(shown):
    assert codes(party_name=shown) == ["E-COL-03"]
    assert shown.strip() in messages("E-COL-03", party_name=shown)[0]
    assert codes(remark=shown) == ["E-COL-03"]


def test_a_formula_is_refused_and_not_repeated():
    [words] = messages("E-COL-03", remark="=VLOOKUP(A2,[身份证.xlsx]Sheet1!A:B,2)")
    assert "公式" in words and "VLOOKUP" not in words


def test_a_code_kept_as_text_the_excel_way_is_the_code():
    assert codes(uscc='="31500000MD0000008D"') == []


def test_a_dash_a_hash_or_an_equals_sign_alone_is_no_formula():
    assert codes(remark="#1号卷宗") == []
    assert codes(remark="== 见附件") == []


def test_the_error_in_an_excel_cell_is_read_and_marked(tmp_path):
    path = tmp_path / "表.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("三月")
    for at, row in enumerate([LEGAL, *numbered(3)]):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, str(cell or ""))
    sheet.write_formula(1, NAME, "=VLOOKUP(1,A1,1)", None, "#N/A")
    sheet.write_formula(2, REMARK, '=IF(1=1,"","x")', None, "nothing")
    sheet.write_formula(3, NAME, '=CONCATENATE("重庆晨光","律师事务所")', None, "重庆晨光律师事务所")
    book.close()
    _emptied(path, b"nothing")  # what Excel writes for a formula whose result is no text at all
    report = checked(path)
    assert error_codes(report) == [(2, "行政相对人名称", "E-COL-03")]
    assert report.total("good") == 2


def test_a_formula_that_nobody_computed_is_not_a_blank(tmp_path):
    path = write_rows(tmp_path / "表.xlsx", [LEGAL, *numbered(2)])
    book = openpyxl.load_workbook(path)
    book.active.cell(3, REMARK + 1).value = "=1+1"
    book.save(path)
    assert error_codes(checked(path)) == [(3, "备注", "E-COL-03")]


def test_rows_of_nothing_but_failed_formulas_are_no_data(tmp_path):
    rows = [LEGAL, *numbered(2), ["#N/A"] * len(LEGAL), ["", *["#N/A"] * 8]]
    report = checked(write_rows(tmp_path / "表.xlsx", rows))
    assert (report.total("rows"), report.total("good")) == (2, 2)
    assert any("没算出结果的公式" in note for note in report.as_json()["notes"])


def test_a_sheet_name_of_any_kind_finds_its_cells(tmp_path):
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "空"
    for name in ("三月&四月", "<五月>"):
        sheet = book.create_sheet(name)
        sheet.append(["甲", "=1/0"])
    book.save(path)
    assert [sheet.rows for sheet in read_workbook(path).sheets] == [[["甲", "=1/0"]]] * 2


def test_a_hidden_sheet_is_named(tmp_path):
    path = write_rows(tmp_path / "表.xlsx", [LEGAL, *numbered(1)], more={"旧数据": [LEGAL, *numbered(1)]})
    book = openpyxl.load_workbook(path)
    book["旧数据"].sheet_state = "veryHidden"
    book.save(path)
    report = checked(path)
    assert report.total("good") == 1
    assert any("“旧数据”" in note and "隐藏" in note for note in report.as_json()["notes"])


def test_the_dictionary_of_our_own_template_is_not_called_hidden(tmp_path):
    path = write_rows(tmp_path / "表.xlsx", [LEGAL, *numbered(1)], more={DICTIONARY_SHEET: [["警告"]]})
    book = openpyxl.load_workbook(path)
    book[DICTIONARY_SHEET].sheet_state = "hidden"
    book.save(path)
    assert checked(path).notes == []


def test_data_in_a_sheet_called_explanation_is_data_when_there_is_nothing_else(tmp_path):
    path = write_rows(tmp_path / "表.xlsx", [LEGAL, *numbered(2)], name="处罚情况说明")
    assert checked(path).total("good") == 2


def test_a_workbook_that_only_explains_is_refused_with_words(tmp_path):
    report = checked(write_rows(tmp_path / "表.xlsx", [["请先看填表说明"]], name="说明"))
    assert not report.readable
    assert [code for _, _, code in error_codes(report)] == ["E-HDR-06"]


GROUPS = {
    "行政相对人代码_1(统一社会信用代码)": ("行政相对人代码", "统一社会信用代码"),
    "行政相对人代码_2(工商注册号)": ("", "工商注册号"),
    "行政相对人代码_3(组织机构代码)": ("", "组织机构代码"),
    "行政相对人代码_4(税务登记号)": ("", "税务登记号"),
    "行政相对人代码_5(事业单位证书号)": ("", "事业单位证书号"),
    "行政相对人代码_6(社会组织登记证号)": ("", "社会组织登记证号"),
}


def test_a_header_in_two_rows_is_one_header(tmp_path):
    names = [one.header for one in standard("penalty").fields]
    assert set(GROUPS) <= set(names)
    upper = [GROUPS.get(name, (name, ""))[0] for name in names]
    lower = [GROUPS.get(name, ("", ""))[1] for name in names]
    report = checked(write_rows(tmp_path / "表.xlsx", [["处罚信息表"], upper, lower, good_cells(names)]))
    assert (report.sheets[0].header_row, report.total("good"), error_codes(report)) == (3, 1, [])


def test_a_group_above_equal_names_tells_them_apart(tmp_path):
    headers = standard("penalty").by_code
    names = [headers[code].header for code in standard("penalty").codes]
    parts = {"法定代表人证件类型": "证件类型", "法定代表人证件号码": "证件号码"}
    upper = ["法定代表人" if name in parts else "" for name in names]
    lower = [parts.get(name, name) for name in names]
    path = write_rows(tmp_path / "表.xlsx", [upper, lower, good_cells(names)])
    book = openpyxl.load_workbook(path)
    at = upper.index("法定代表人") + 1
    book.active.merge_cells(start_row=1, end_row=1, start_column=at, end_column=at + 1)
    book.save(path)
    report = checked(path)
    assert (report.total("good"), error_codes(report)) == (1, [])


def test_the_first_row_of_data_is_never_part_of_the_header(tmp_path):
    report = checked(write_rows(tmp_path / "表.xlsx", [LEGAL, *numbered(2)]))
    assert (report.sheets[0].header_row, report.total("rows")) == (1, 2)
