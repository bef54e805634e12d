"""Reading: whatever an office sends is read at its true row numbers, or refused in words."""

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from core.errors import NotUnderstood
from core.sheets.cells import cell_text, column_index, column_letters, has_lost_digits, is_number
from core.sheets.reading import read_workbook
from tests.core.sheets import samples
from tests.core.sheets.samples import only_sheet, refused

DATA = Path(__file__).parents[2] / "data"
HEADER, ROW = ["行政相对人名称", "文号"], ["某某所", "巫山司罚决字〔2026〕3号"]


class TestKinds:
    """What the file is decides, not what it is called."""

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (samples.xlsx(HEADER, ROW), "xlsx"),
            ((DATA / "old_format.xls").read_bytes(), "xls"),
            ("行政相对人名称,文号\n某某所,3号\n".encode(), "csv"),
            (
                samples.ods(
                    f"<table:table table:name='a'><table:table-row>{samples.ods_cell('某某所')}</table:table-row></table:table>"
                ),
                "ods",
            ),
            (
                samples.spreadsheetml(
                    "<Worksheet ss:Name='a'><Table><Row><Cell><Data ss:Type='String'>某某所</Data></Cell></Row></Table></Worksheet>"
                ),
                "spreadsheetml",
            ),
        ],
        ids=["xlsx", "xls", "csv", "ods", "spreadsheetml"],  # archives carry the time of day: no good as names
    )
    @pytest.mark.parametrize("filename", ["表.xlsx", "表.XLS", "表.csv", "没有扩展名", ""])
    def test_a_file_is_read_under_any_name(self, data, kind, filename):
        workbook = read_workbook(data, filename=filename)
        assert workbook.kind == kind
        assert any("某某" in cell_text(c) for row in workbook.sheets[0].rows for c in row)

    def test_a_wrong_extension_is_remarked(self):
        assert "扩展名是 .xls" in read_workbook(samples.xlsx(HEADER), filename="名单.xls").notes[0]
        assert read_workbook(samples.xlsx(HEADER), filename="名单.xlsx").notes == []

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "空的"),
            (b"\n \r\n", "空的"),
            (b"%PDF-1.7 ...", "PDF"),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片"),
            (b"Rar!\x1a\x07\x00", "压缩包"),
            (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
            ("\ufeff<!DOCTYPE html><html>".encode(), "网页"),
            (b"<table border=1><tr><td>", "网页"),
            (b"<?xml version='1.0'?><other/>", "XML"),
            (b"\x09\x08\x06\x00\x00\x05\x10\x00" * 10, "另存为"),
            (b"MZ\x90\x00\x03\x00\x00\x00" * 50, "不是表格"),
            (b"PK\x03\x04" + b"broken" * 100, "损坏"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 600, "Word"),
            ((DATA / "locked.xlsx").read_bytes(), "密码"),
        ],
    )
    def test_what_is_no_table_is_refused_in_words(self, data, words):
        assert words in refused(data).message

    def test_other_archives_are_told_apart(self):
        book = samples.xlsx(HEADER)
        word = samples.repacked(book, {}).replace(b"xl/workbook.xml", b"word/docume.xml")
        assert "Word" in refused(word).message
        binary = book.replace(b"xl/workbook.xml", b"xl/workbook.bin")
        assert "xlsb" in refused(binary).message
        plain = book.replace(b"xl/workbook.xml", b"aa/workbook.xml")
        assert "压缩包" in refused(plain).message

    def test_a_missing_file_is_said(self):
        with pytest.raises(NotUnderstood, match="打不开"):
            read_workbook("/nowhere/名单.xlsx")

    def test_a_path_is_as_good_as_bytes(self, tmp_path):
        path = tmp_path / "名单.xls"
        path.write_bytes(samples.xlsx(HEADER, ROW))
        assert read_workbook(path).notes
        assert read_workbook(str(path)).sheets[0].rows == [HEADER, ROW]


class TestContent:
    """Rows, columns and values come out as the clerk sees them."""

    def test_row_numbers_survive_blank_rows_and_a_blank_first_row_and_column(self):
        book = openpyxl.Workbook()
        book.active["B3"], book.active["C3"] = HEADER
        book.active["B6"], book.active["C6"] = ROW
        sheet = only_sheet(samples.saved(book))
        rows = dict(sheet.numbered_rows())
        assert rows[3][1:3] == HEADER
        assert rows[6][1:3] == ROW
        assert sheet.height == 6
        assert all(cell == "" for number in (1, 2, 4, 5) for cell in rows[number])
        assert sheet.rows[5] == rows[6]
        assert sheet.head(3)[2] == rows[3]

    def test_types_are_kept(self):
        book = openpyxl.Workbook()
        book.active.append(["0012", 12, 0.2, date(2018, 1, 2), datetime(2018, 1, 2, 3, 4), True, None])
        book.active["H1"] = 43112
        book.active["H1"].number_format = 'yyyy"年"m"月"d"日"'
        [row] = only_sheet(samples.saved(book)).rows
        assert [cell_text(c) for c in row] == [
            "0012",
            "12",
            "0.2",
            "2018-01-02",
            "2018-01-02 03:04:00",
            "TRUE",
            "",
            "2018-01-12",
        ]
        assert [is_number(c) for c in row] == [False, True, True, False, False, False, False, False]

    def test_a_code_typed_into_a_number_cell_is_recognised_as_lost(self):
        [row] = only_sheet(samples.xlsx([500237199003071013, 43112, "500237199003071013"])).rows
        assert [has_lost_digits(c) for c in row] == [True, False, False]
        assert "E+17" in cell_text(row[0])

    def test_hidden_sheets_and_our_own_sheets_are_no_data(self):
        book = openpyxl.Workbook()
        book.active.append(HEADER)
        for name in ("错误汇总", "填表说明", "字典", "备用", "空表"):
            book.create_sheet(name)
            if name != "空表":
                book[name]["A1"] = "x"
        book["备用"].sheet_state = "hidden"
        assert [s.name for s in read_workbook(samples.saved(book)).sheets] == ["Sheet"]

    def test_a_workbook_without_visible_content_is_refused(self):
        assert refused(samples.xlsx()).code == "file_empty"

    def test_merged_titles_are_reported(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "汇总表"
        book.active.merge_cells("A1:D1")
        [block] = only_sheet(samples.saved(book)).merged
        assert (block.first_row, block.first_column, block.last_row, block.last_column) == (1, 1, 1, 4)

    def test_an_old_workbook_is_read_like_a_new_one(self):
        sheet = only_sheet((DATA / "old_format.xls").read_bytes(), "老表.xls")
        rows = dict(sheet.numbered_rows())
        assert rows[4][:3] == ["虚构的某某律师事务所", "巫山司罚决字[2018]第3号\n", date(2018, 1, 19)]
        assert cell_text(rows[6][2]) == "43112"
        assert sheet.merged[0].last_column == 4

    def test_formatting_out_to_the_last_column_and_row_is_no_content(self):
        book = openpyxl.Workbook()
        book.active.append(HEADER)
        for place in ("XFD1", "XFD1048576", "A1048576"):
            book.active[place].fill = PatternFill("solid", fgColor="FFFF0000")
        sheet = only_sheet(samples.saved(book))
        assert sheet.rows == [HEADER]

    def test_blank_text_out_to_the_last_column_is_cut_off(self):
        book = openpyxl.Workbook()
        book.active.append(HEADER)
        book.active.append(ROW)
        book.active["XFD1"] = " "
        rows = only_sheet(samples.saved(book)).rows
        assert rows == [HEADER, ROW]

    def test_ods_rows_stay_where_they_are(self):
        row = f"<table:table-row>{samples.ods_cell('甲')}{samples.ods_cell('乙')}</table:table-row>"
        gap = '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
        tail = gap.replace('"3"', '"1048570"')
        sheet = only_sheet(samples.ods(f"<table:table table:name='数据'>{row}{gap}{row}{tail}</table:table>"))
        assert [number for number, cells in sheet.numbered_rows() if "甲" in cells] == [1, 5]

    def test_xml_tables_keep_places_types_and_hidden_sheets(self):
        body = """<Worksheet ss:Name="数据"><Table>
            <Row ss:Index="2"><Cell ss:Index="2"><Data ss:Type="String">名称 &amp; 号</Data></Cell>
              <Cell ss:MergeAcross="1"><Data ss:Type="Number">0.2</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
            <Row ss:Index="4"><Cell><Data ss:Type="DateTime">2018-01-19T00:00:00.000</Data></Cell>
              <Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>粗</B>体</ss:Data></Cell><Cell/></Row></Table></Worksheet>
            <Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
            <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"""
        sheet = only_sheet(samples.spreadsheetml(body), "导出.xlsx")
        assert sheet.rows == [[], ["", "名称 & 号", 0.2, "", True], [], [date(2018, 1, 19), "粗体"]]


class TestText:
    """CSV in the encodings and dialects of Chinese offices."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
    @pytest.mark.parametrize("separator", [",", "\t", ";"])
    def test_encodings_and_separators(self, encoding, separator):
        text = "\r\n".join(separator.join(cells) for cells in (HEADER, ROW)) + "\r\n"
        assert only_sheet(text.encode(encoding), "a.csv").rows == [HEADER, ROW]

    def test_blank_lines_count_and_quoted_breaks_do_not(self):
        rows = only_sheet('名称,事实\n\n"某某所","第一行\n第二行，含逗号,"\n'.encode()).rows
        assert rows == [["名称", "事实"], [], ["某某所", "第一行\n第二行，含逗号,"]]

    def test_what_keeps_codes_as_text_is_undone(self):
        rows = only_sheet('代码,说明\n="0012",\'=1+1\n'.encode()).rows
        assert rows[1] == ["0012", "=1+1"]

    def test_a_foreign_encoding_is_refused(self):
        assert refused("名称,文号".encode() + b"\xff\xff\n").code == "file_encoding"

    def test_an_endless_quote_is_refused(self):
        assert refused(b'a,"' + b"x" * 1_100_000).code == "file_damaged"


def test_ten_thousand_rows_are_read_to_the_last():
    sheet = only_sheet(samples.large_xlsx(10_001, 28))
    assert sum(1 for _ in sheet.numbered_rows()) == 10_001


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_the_names_people_see(index, letters):
    assert column_letters(index) == letters
    assert column_index(letters) == index


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (2.0, "2"),
        (float("nan"), ""),
        (-3.5, "-3.5"),
        (7, "7"),
        (False, "FALSE"),
    ],
)
def test_values_as_text(value, text):
    assert cell_text(value) == text


def test_openpyxl_agrees_with_what_was_read():
    data = samples.xlsx(HEADER, ROW, ["乙", None])
    expected = [
        [c or "" for c in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    ]
    assert only_sheet(data).rows == expected
