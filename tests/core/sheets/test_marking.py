"""The clerk's own workbook comes back: wrong cells marked and explained, nothing else touched, and it can be uploaded again."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from core.sheets import findings as words
from core.sheets.findings import EXPLANATION_HEADER, RESULT_HEADER, Finding, Summary
from core.sheets.marking import AUTHOR, FILLS, mark_workbook, marked_name
from core.sheets.reading import SUMMARY_SHEET, read_workbook
from tests.core.sheets import samples

DATA = Path(__file__).parents[2] / "data"
ID = "11010519491231002X"
HEADER = ["行政相对人名称", "代码", "金额（万元）"]
SUMMARY = Summary(
    "名单.xlsx", "处罚", 2, range(3, 7), checked_at="2026-03-09 10:00", remarks=["按 2018 版数据标准检查。"]
)
FINDINGS = [
    Finding(4, 1, "error", "E-ID-02", "校验位不符。", "代码", "912301296656869591", "912301296656869590"),
    Finding(4, 2, "warning", "E-CL-04", "是否误填为元？", "金额（万元）", "2000"),
    Finding(5, 1, "error", "E-ID-02", "校验位不符。", "代码", "=1+1"),
    Finding(6, None, "error", "E-DOC-04", f"与{ID}的另一行重复。", ""),
    Finding(6, 0, "note", "E-ID-10", "已去掉空格。", "行政相对人名称", " 丁 "),
]


def clerks_workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "处罚"
    sheet.append(["某某县行政处罚汇总表"])
    sheet.merge_cells("A1:C1")
    sheet.append(HEADER)
    for row in (
        ["甲", "912301296656869590", 0.2],
        ["乙", "912301296656869591", 2000],
        ["丙", "=1+1", 0.1],
        [" 丁 ", "x", None],
    ):
        sheet.append(row)
    sheet["B5"].data_type = "s"
    sheet["A3"].font = Font(bold=True, color="FF00AA00")
    sheet["A3"].comment = Comment("自己写的批注", "张三")
    sheet["C3"].fill = PatternFill("solid", fgColor="FF123456")
    sheet.column_dimensions["A"].width = 33
    other = book.create_sheet("另一张")
    other["A1"] = "别动我"
    return book


def marked(data: bytes, tmp_path, findings=FINDINGS, summary=SUMMARY) -> openpyxl.Workbook:
    target = tmp_path / "out.xlsx"
    mark_workbook(data, target, findings=findings, summary=summary)
    return openpyxl.load_workbook(target)


@pytest.fixture
def book(tmp_path):
    return marked(samples.saved(clerks_workbook()), tmp_path)


def test_everything_of_the_clerks_own_is_still_there(book):
    sheet = book["处罚"]
    assert [c.value for c in sheet[2]][:3] == HEADER
    assert sheet["B4"].value == "912301296656869591"
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=1+1", "s")
    assert sheet["A3"].font.color.rgb == "FF00AA00"
    assert sheet["A3"].comment.text.startswith("自己写的批注")
    assert sheet["C3"].fill.fgColor.rgb == "FF123456"
    assert sheet.column_dimensions["A"].width == 33
    assert "A1:C1" in [str(r) for r in sheet.merged_cells.ranges]
    assert book["另一张"]["A1"].value == "别动我"


def test_wrong_cells_are_coloured_and_commented(book):
    sheet = book["处罚"]
    assert sheet["B4"].fill.fgColor.rgb == FILLS["error"]
    assert sheet["C4"].fill.fgColor.rgb == FILLS["warning"]
    assert sheet["A6"].fill.fgColor.rgb == FILLS["note"]
    assert sheet["A4"].fill.fill_type is None
    assert "E-ID-02" in sheet["B4"].comment.text
    assert "建议改为：912301296656869590" in sheet["B4"].comment.text


def test_every_checked_row_has_a_verdict_and_its_explanation(book):
    sheet = book["处罚"]
    assert [sheet["D2"].value, sheet["E2"].value] == [RESULT_HEADER, EXPLANATION_HEADER]
    assert [sheet[f"D{row}"].value for row in range(3, 7)] == ["通过", "需修改", "需修改", "需修改"]
    assert sheet["E3"].value is None
    assert "1. 【代码】校验位不符。" in sheet["E4"].value
    assert "2. 【金额（万元）】是否误填为元？" in sheet["E4"].value
    assert "【整行】" in sheet["E6"].value


def test_the_summary_comes_first_and_is_ordered_by_how_much_a_mend_brings(book):
    assert book.sheetnames[0] == SUMMARY_SHEET
    assert book.active.title == SUMMARY_SHEET
    sheet = book[SUMMARY_SHEET]
    lines = [[c.value for c in row if c.value is not None] for row in sheet.iter_rows()]
    text = "\n".join(str(cell) for line in lines for cell in line)
    assert "共检查 4 行：1 行通过，3 行需修改；另有 2 处提醒。" in text
    assert "按 2018 版数据标准检查。" in text
    groups = [line for line in lines if line and line[0] in ("需修改", "请核对", "已自动调整")]
    assert groups[0][1:4] == ["E-ID-02", "代码", 2]
    details = [line for line in lines if line and isinstance(line[0], int)]
    assert [line[0] for line in details] == [4, 5, 6, 4, 6]
    assert details[0][4:] == ["912301296656869591", "校验位不符。", "912301296656869590"]


def test_a_line_of_the_summary_leads_to_its_cell(book):
    links = {link.ref: link.location for link in (c.hyperlink for row in book[SUMMARY_SHEET] for c in row) if link}
    assert "'处罚'!B4" in links.values()


def test_no_identity_number_appears_in_what_we_write(tmp_path):
    secret = Finding(4, 1, "error", "E-ID-08", "证件号码不对。", "证件号码", "110105199913310021", ID, secret=True)
    book = marked(samples.saved(clerks_workbook()), tmp_path, findings=[*FINDINGS, secret])
    ours = [str(c.value) for row in book[SUMMARY_SHEET] for c in row] + [str(c.value) for c in book["处罚"]["E"]]
    ours += [c.comment.text for row in book["处罚"] for c in row if c.comment]
    text = "\n".join(ours)
    assert ID not in text
    assert "110105199913310021" not in text
    assert "1101************2X" in text


def test_nothing_we_write_runs_as_a_formula(book):
    cells = [c for sheet in book for row in sheet for c in row]
    assert [c.value for c in cells if c.data_type == "f"] == []


def test_the_marked_workbook_is_read_like_the_first_one(tmp_path):
    original = samples.saved(clerks_workbook())
    target = tmp_path / "out.xlsx"
    mark_workbook(original, target, findings=FINDINGS, summary=SUMMARY)
    before, after = read_workbook(original), read_workbook(target)
    assert [s.name for s in after.sheets] == [s.name for s in before.sheets]
    assert [row[:3] for row in after.sheets[0].rows] == [row[:3] for row in before.sheets[0].rows]


def test_a_mended_workbook_loses_its_old_marks(tmp_path, book):
    book["处罚"]["B4"] = "912301296656869590"
    left = [f for f in FINDINGS if f.row == 5]
    again = marked(samples.saved(book), tmp_path, findings=left)
    sheet = again["处罚"]
    assert again.sheetnames.count(SUMMARY_SHEET) == 1
    assert [c.value for c in sheet[2]] == [*HEADER, RESULT_HEADER, EXPLANATION_HEADER]
    assert [sheet[f"D{row}"].value for row in range(3, 7)] == ["通过", "通过", "需修改", "通过"]
    assert sheet["B4"].fill.fill_type is None
    assert sheet["B4"].comment is None
    assert sheet["E4"].value is None
    assert sheet["B5"].fill.fgColor.rgb == FILLS["error"]
    assert sheet["A3"].comment.text.startswith("自己写的批注")
    assert all(c.comment is None or c.comment.author in (AUTHOR, "张三") for row in sheet for c in row)


def test_a_finding_in_a_merged_block_marks_its_first_cell(tmp_path):
    book = clerks_workbook()
    book["处罚"].merge_cells("B4:B5")
    sheet = marked(samples.saved(book), tmp_path, findings=[FINDINGS[2]])["处罚"]
    assert sheet["B4"].fill.fgColor.rgb == FILLS["error"]


@pytest.mark.parametrize("kind", ["xls", "csv", "large"])
def test_other_kinds_come_back_as_xlsx_with_the_same_rows(tmp_path, kind):
    if kind == "xls":
        data, sheet_name, header, column = (DATA / "old_format.xls").read_bytes(), "行政处罚", 3, 1
    elif kind == "csv":
        data, sheet_name, header, column = "名称,代码\n甲,0012\n\n乙,=1+1\n".encode("gb18030"), "CSV", 1, 1
    else:
        data, sheet_name, header, column = samples.large_xlsx(5_002, 3), "数据", 1, 1
    original = read_workbook(data).sheets[0]
    summary = Summary("表", sheet_name, header, [header + 1, header + 3])
    book = marked(
        data, tmp_path, [Finding(header + 1, column, "error", "E-1", "不对。", "列", f"身份证{ID}", "=改")], summary
    )
    sheet = book[sheet_name]
    [again] = [s for s in read_workbook(tmp_path / "out.xlsx").sheets if s.name == sheet_name]
    width = max(map(len, original.rows))
    assert [row[:width] for row in again.rows] == [row + [""] * (width - len(row)) for row in original.rows]
    marked_cell = sheet.cell(header + 1, column + 1)
    assert marked_cell.fill.fgColor.rgb == FILLS["error"]
    assert "不对。" in marked_cell.comment.text
    assert [sheet.cell(header, width + n).value for n in (1, 2)] == [RESULT_HEADER, EXPLANATION_HEADER]
    assert [sheet.cell(header + n, width + 1).value for n in (1, 3)] == ["需修改", "通过"]
    assert book.sheetnames[0] == SUMMARY_SHEET
    assert ID not in "".join(str(c.value) for row in book[SUMMARY_SHEET] for c in row)
    assert not [c for s in book for row in s for c in row if c.data_type == "f"]


def test_dates_of_an_old_workbook_stay_dates(tmp_path):
    summary = Summary("老表.xls", "行政处罚", 3, [4])
    sheet = marked((DATA / "old_format.xls").read_bytes(), tmp_path, [], summary)["行政处罚"]
    assert sheet["C4"].value.date() == date(2018, 1, 19)
    assert sheet["D4"].value == 0.2


def test_an_empty_cell_can_be_marked_too(tmp_path):
    summary = Summary("a.csv", "CSV", 1, [2])
    sheet = marked(
        "名称,代码,说明\n甲\n".encode(), tmp_path, [Finding(2, 2, "error", "E-1", "必填。", "说明")], summary
    )["CSV"]
    assert sheet["C2"].fill.fgColor.rgb == FILLS["error"]
    assert sheet["C2"].comment


def test_a_second_check_of_a_large_file_reuses_the_columns(tmp_path):
    data = samples.large_xlsx(5_002, 2)
    summary = Summary("大.xlsx", "数据", 1, [2, 3])
    target = tmp_path / "out.xlsx"
    mark_workbook(data, target, findings=[Finding(2, 0, "error", "E-1", "不对。", "列0")], summary=summary)
    mark_workbook(target, target, findings=[], summary=summary)
    rows = read_workbook(target).sheets[0].head(3)
    assert rows[0] == ["列0", "列1", RESULT_HEADER, EXPLANATION_HEADER]
    assert rows[1][2:] == ["通过", ""]


def test_a_file_openpyxl_cannot_open_is_marked_all_the_same(tmp_path):
    broken_styles = samples.repacked(
        samples.xlsx(["名称"], ["甲"]),
        {
            "xl/styles.xml": b"<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><cellXfs count='1'><xf numFmtId='x'/></cellXfs></styleSheet>"
        },
    )
    with pytest.raises(TypeError):
        openpyxl.load_workbook(io.BytesIO(broken_styles))
    book = marked(
        broken_styles, tmp_path, [Finding(2, 0, "error", "E-1", "不对。", "名称")], Summary("坏.xlsx", "数据", 1, [2])
    )
    assert book["数据"]["A2"].fill.fgColor.rgb == FILLS["error"]


def test_the_file_name_says_what_it_is():
    assert marked_name("名单.xls") == "名单（检查结果）.xlsx"
    assert marked_name("名单（检查结果）.xlsx") == "名单（检查结果）.xlsx"


def test_rows_are_told_in_runs():
    assert words.row_runs([7, 5, 6, 9, 5]) == [(5, 7), (9, 9)]
    many = tuple(Finding(row, 0, "error", "E", "m", "列") for row in range(1, 60, 2))
    [group] = words.groups(many)
    assert group.places.endswith("等 30 行")
    assert words.groups([FINDINGS[0], FINDINGS[2]])[0].places == "第 4–5 行"
