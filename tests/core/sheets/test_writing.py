"""Writing: codes stay text, nothing runs as a formula, drop-downs survive Excel, a large export keeps its memory flat."""

import csv
import io
import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets.reading import read_workbook
from core.sheets.writing import (
    Column,
    SheetSpec,
    guarded,
    is_dangerous,
    numbered,
    sheet_names,
    write_csv,
    write_workbook,
)

CODE = "912301296656869590"
FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")']


def written(*sheets: SheetSpec, guide=()) -> bytes:
    buffer = io.BytesIO()
    write_workbook(buffer, sheets, guide=guide)
    return buffer.getvalue()


def one_sheet(columns, rows, **options) -> bytes:
    return written(SheetSpec("数据", columns, rows, **options))


def test_what_is_written_is_read_back_the_same():
    rows = [["某某所", CODE, "0012", "2026-03-09"], ["", "文字", "第一行\n第二行", "末"]]
    data = one_sheet([Column("名称"), Column("代码"), Column("编号"), Column("日期")], rows)
    [sheet] = read_workbook(data).sheets
    assert sheet.rows == [["名称", "代码", "编号", "日期"], *rows]


def test_codes_and_dates_are_text_and_money_is_a_number():
    columns = [Column("代码"), Column("日期"), Column("金额", kind="number"), Column("时间"), Column("是否")]
    data = one_sheet(columns, [[CODE, date(2026, 3, 9), Decimal("0.200000"), datetime(2026, 3, 9, 8, 30), True]])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    code, day, money, moment, truth = sheet[2]
    assert (code.value, code.data_type, code.number_format) == (CODE, "s", "@")
    assert (day.value, day.number_format) == ("2026-03-09", "@")
    assert (money.value, money.data_type) == (0.2, "n")
    assert (moment.value, truth.value) == ("2026-03-09 08:30:00", "TRUE")


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_a_person_typed_becomes_a_formula(text):
    data = one_sheet([Column(text), Column("b")], [[text, 1]])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.data_type for cell in (sheet["A1"], sheet["A2"])] == ["s", "s"]
    assert sheet["A2"].quotePrefix
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not any("externalLink" in name for name in archive.namelist())


@given(st.text(max_size=50))
def test_any_text_can_be_written_and_the_workbook_opens(text):
    data = one_sheet([Column("a"), Column("b")], [[text, "末"]])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet["B2"].value == "末"
    assert sheet["A2"].data_type in ("s", "n")


def test_control_characters_and_endless_texts_are_made_storable():
    data = one_sheet([Column("a")], [["坏\x00\x0b字\ud800符"], ["长" * 40_000]])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet["A2"].value == "坏字符"
    assert len(sheet["A3"].value) == 32_767


def test_a_template_has_guide_hints_and_drop_downs_on_a_hidden_sheet():
    kinds, states = tuple(f"类别{i}－很长的名称" for i in range(60)), ("有效", "无效")
    columns = [
        Column("许可类别", choices=kinds, required=True, hint="必填：从下拉中选择"),
        Column("当前状态", choices=states),
        Column("再选一次", choices=kinds),
    ]
    data = written(SheetSpec("许可", columns, hints=True), guide=["一、不要改动表头。", "=二"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["填表说明", "许可", "字典"]
    assert book["字典"].sheet_state == "hidden"
    sheet = book["许可"]
    assert [c.value for c in sheet[1]] == ["许可类别＊", "当前状态", "再选一次"]
    assert sheet["A2"].value == "必填：从下拉中选择"
    assert sheet.freeze_panes == "A3"
    sources = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert sources["A3:A20001"] == "'字典'!$A$2:$A$61"
    assert sources["B3:B20001"] == "'字典'!$B$2:$B$3"
    assert sources["C3:C20001"] == sources["A3:A20001"]
    assert book["字典"]["A61"].value == kinds[-1]
    assert [s.name for s in read_workbook(data).sheets] == ["许可"]


def test_empty_columns_of_a_template_are_text_already():
    sheet = openpyxl.load_workbook(io.BytesIO(one_sheet([Column("代码")], []))).active
    with_style = sheet.column_dimensions["A"]
    assert with_style.number_format == "@"


def test_sheet_names_are_made_legal_and_different():
    assert sheet_names(["行政许可[2026]:*?/\\'", "行政许可2026", "", "长" * 40, "长" * 40]) == [
        "行政许可2026",
        "行政许可2026(2)",
        "数据",
        "长" * 31,
        "长" * 27 + "(2)",
    ]


def test_rows_can_be_numbered():
    assert list(numbered([["a"], ["b"]])) == [[1, "a"], [2, "b"]]


def test_csv_opens_in_excel_and_runs_nothing():
    buffer = io.StringIO(newline="")
    write_csv(buffer, ["名称", "说明"], [["某某，所", text] for text in FORMULAS])
    rows = list(csv.reader(io.StringIO(buffer.getvalue(), newline="")))
    assert rows[0] == ["名称", "说明"]
    for row, text in zip(rows[1:], FORMULAS, strict=True):
        assert row == ["某某，所", "'" + text]


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (-5, "-5"),
        (Decimal("-0.5"), "-0.5"),
        ("-5", "-5"),
        ("+8613812345678", "+8613812345678"),
        ("-", "'-"),
        (None, ""),
        (0.2, "0.2"),
    ],
)
def test_plain_numbers_need_no_apostrophe(value, field):
    assert guarded(value) == field


def test_csv_and_back_again():
    buffer = io.StringIO(newline="")
    write_csv(buffer, ["名称", "说明"], [["某某所", "=1+1"]])
    [sheet] = read_workbook(buffer.getvalue().encode("utf-8-sig"), filename="a.csv").sheets
    assert sheet.rows[1] == ["某某所", "=1+1"]


@given(st.text(max_size=20))
def test_a_guarded_field_never_begins_like_a_formula(text):
    assert not is_dangerous(guarded(text))


def test_memory_stays_flat_over_a_long_export(tmp_path):
    def peak(count: int) -> int:
        tracemalloc.start()
        rows = ([f"某某所{n}", CODE] for n in range(count))
        write_workbook(tmp_path / "out.xlsx", [SheetSpec("数据", [Column("名称"), Column("代码")], rows)])
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(8_000) < 1.5 * peak(1_000) + 200_000


def test_the_quick_way_and_the_templates_way_store_the_same_cells():
    """A drop-down sends a sheet the long way; the cells must not tell."""
    rows = [
        ["a&b<c>\"d'", CODE, Decimal("0.2"), date(2026, 3, 9)], [" 前后空格 ", "_x0041_", -5, None], ["两\n行\r三\t四", "=1+1", 1e-7, True],
        ["－全角", "", 123456789012345, "末"],
    ]  # fmt: skip

    def cells(choices):
        columns = [Column("甲", choices=choices), Column("乙"), Column("丙", kind="number"), Column("丁")]
        sheet = openpyxl.load_workbook(io.BytesIO(one_sheet(columns, rows)))["数据"]
        return [
            (c.value, c.data_type, c.number_format, c.quotePrefix)
            for row in sheet.iter_rows()
            for c in row
            if c.value is not None
        ]

    assert cells(()) == cells(("是", "否"))


@given(st.lists(st.lists(st.text(max_size=8), min_size=3, max_size=3), max_size=4))
def test_whatever_is_typed_is_read_back_as_it_was_stored(rows):
    from core.sheets.cells import storable

    [sheet] = read_workbook(
        one_sheet([Column("甲"), Column("乙"), Column("丙")], [[*row, "末"][:3] for row in rows])
    ).sheets
    wanted = [[storable(text).replace("\r\n", "\n").replace("\r", "\n") for text in row] for row in rows]
    found = [
        [*(str(cell).replace("\r\n", "\n").replace("\r", "\n") for cell in row), "", "", ""][:3]
        for row in sheet.rows[1:]
    ]
    for read in (wanted, found):  # blank rows at the end may be there or not
        while read and not any(read[-1]):
            read.pop()
    assert found == wanted


def test_the_same_rows_give_the_same_bytes():
    assert one_sheet([Column("a")], [["甲"]]) == one_sheet([Column("a")], [["甲"]])
