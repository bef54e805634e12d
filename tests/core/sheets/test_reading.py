"""Reading: whatever an office sends is read at its true row numbers, or refused in words."""

import io
import random
import time
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from core.errors import NotUnderstood
from core.sheets import guards
from core.sheets.cells import cell_text, column_index, column_letters, has_lost_digits, is_number
from core.sheets.reading import read_workbook
from tests.core.sheets import samples

DATA = Path(__file__).parents[2] / "data"
HEADER, ROW = ["行政相对人名称", "文号"], ["某某所", "巫山司罚决字〔2026〕3号"]


def read_through(data: bytes, filename: str = "", **limits) -> None:
    for sheet in read_workbook(data, filename=filename, **limits).sheets:
        list(sheet.numbered_rows())


def refused(data: bytes, filename: str = "表.xlsx", **limits) -> NotUnderstood:
    with pytest.raises(NotUnderstood) as raised:
        read_through(data, filename, **limits)
    assert raised.value.message.endswith("。")
    assert raised.value.code.startswith("file_")
    return raised.value


def only_sheet(data: bytes, filename: str = ""):
    [sheet] = read_workbook(data, filename=filename).sheets
    return sheet


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


class TestLimits:
    """Small files that unfold into large ones are stopped before a parser sees them."""

    def test_size(self):
        assert "20 MB" in refused(b"a,b\n" * 6_000_000).message
        assert "1 MB" in refused(b"a,b\n" * 300_000, max_bytes=1024 * 1024).message

    def test_a_path_is_not_read_beyond_the_limit(self, tmp_path):
        path = tmp_path / "大.csv"
        path.write_bytes(b"a,b\n" * 300_000)
        with pytest.raises(NotUnderstood, match="上限"):
            read_workbook(path, max_bytes=1024 * 1024)

    def test_rows(self, monkeypatch):
        monkeypatch.setattr("core.sheets.delimited.MAX_ROWS", 10)
        assert "10 行" in refused(b"a,b\n" * 11).message
        cell = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x</t></is></c></row>'
        data = samples.with_sheet_xml(cell.format(1) + cell.format(200_001))
        assert refused(data).code == "file_too_large"

    @pytest.mark.parametrize(
        "xml",
        [
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="XFD200000"><v>1</v></c></row>',
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="XFD1048576"><v>1</v></c></row>',
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c s="0" r="ZZZ150000"><v>1</v></c></row>',
            '<row r="150000"><c r="XFC150000"><v>1</v></c>'
            + "<c><v>1</v></c>" * 20
            + "</row>"
            + '<row r="1"><c r="A1"><v>1</v></c></row>',
        ],
    )
    def test_a_far_cell_does_not_unfold_the_sheet(self, xml):
        before = time.perf_counter()
        assert refused(samples.with_sheet_xml(xml)).code == "file_too_large"
        assert time.perf_counter() - before < 2

    def test_cells_without_address_are_measured_too(self):
        row = "<row>" + "<c><v>1</v></c>" * 300 + "</row>"
        data = samples.with_sheet_xml(row * 2 + '<row r="150000"><c r="A150000"><v>1</v></c></row>')
        assert refused(data).code == "file_too_large"
        small = samples.with_sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row>")
        assert only_sheet(small).rows == [[1, 2]]

    @pytest.mark.parametrize(
        "table",
        [
            '<table:table-row table:number-rows-repeated="100000">'
            + samples.ods_cell("x", 'table:number-columns-repeated="1000"')
            + "</table:table-row>",
            '<table:table-row table:number-rows-repeated="300000">' + samples.ods_cell("x") + "</table:table-row>",
        ],
    )
    def test_repeated_cells_in_ods_are_multiplied_out_first(self, table):
        data = samples.ods(f"<table:table table:name='a'>{table}</table:table>")
        assert len(data) < 2000
        assert refused(data).code == "file_too_large"

    def test_an_archive_that_unfolds_too_far(self):
        data = samples.repacked(samples.xlsx(HEADER), {"xl/media/x.bin": b"\0" * (guards.MAX_UNPACKED + 1 - 10_000)})
        assert len(data) < 2 * 1024 * 1024
        assert refused(data).code == "file_too_large"

    def test_an_old_workbook_that_announces_more_than_it_holds(self):
        original = (DATA / "old_format.xls").read_bytes()
        dimensions = original.index(b"\x00\x02\x0e\x00") + 4
        for patch in (
            b"\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\xff\x00",
            b"\x09\x00\x00\x00\x01\x00\x00\x00\x00\x00\x04\x00",
        ):
            data = original[:dimensions] + patch + original[dimensions + len(patch) :]
            assert refused(data).code == "file_damaged"
        strings = original.index(b"\xfc\x00") + 8
        assert refused(original[:strings] + b"\xff\xff\xff\x7f" + original[strings + 4 :]).code == "file_damaged"

    def test_an_old_workbook_with_a_far_cell(self):
        original = (DATA / "old_format.xls").read_bytes()
        cell = original.index(b"\xfd\x00\x0a\x00") + 4
        far = original[:cell] + b"\xff\xff\xff\xff" + original[cell + 4 :]
        assert refused(far).code == "file_too_large"

    def test_entities_and_document_types_are_refused(self):
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        body = "<Worksheet ss:Name='a'><Table><Row><Cell><Data ss:Type='String'>&b;</Data></Cell></Row></Table></Worksheet>"
        assert refused(samples.spreadsheetml(body, doctype=bomb)).code == "file_unsafe"
        content = samples.ods("").replace(b"", b"")
        evil = (samples.ODS_HEAD + samples.ODS_TAIL).replace(
            "<office:document-content", bomb + "<office:document-content", 1
        )
        assert refused(samples.repacked(content, {"content.xml": evil.encode()})).code == "file_unsafe"

    @pytest.mark.parametrize("attribute", ["ss:Index='99999999'", "ss:Index='x'"])
    def test_absurd_places_in_xml_tables(self, attribute):
        body = f"<Worksheet ss:Name='a'><Table><Row {attribute}><Cell><Data ss:Type='String'>x</Data></Cell></Row></Table></Worksheet>"
        refused(samples.spreadsheetml(body))
        body = f"<Worksheet ss:Name='a'><Table><Row><Cell {attribute}><Data ss:Type='String'>x</Data></Cell></Row></Table></Worksheet>"
        refused(samples.spreadsheetml(body))

    def test_damaged_files_are_refused_and_never_crash(self):
        """Files cut and scratched at random places: read, or refused in words."""
        rng = random.Random(20260309)
        originals = [samples.xlsx(HEADER, ROW, [1, 0.5]), (DATA / "old_format.xls").read_bytes()]
        for original in originals:
            for _ in range(150):
                data = bytearray(original[: rng.randrange(1, len(original))] if rng.random() < 0.3 else original)
                for _ in range(rng.randrange(1, 6)):
                    data[rng.randrange(len(data))] = rng.randrange(256)
                with suppress(NotUnderstood):
                    read_through(bytes(data))


def test_ten_thousand_rows_are_read_within_a_second():
    """The budget is 0.3 s on the reference machine; the test leaves room for a busy one."""
    data = samples.large_xlsx(10_001, 28)
    start = time.perf_counter()
    sheet = only_sheet(data)
    count = sum(1 for _ in sheet.numbered_rows())
    assert count == 10_001
    assert time.perf_counter() - start < 1.5


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
