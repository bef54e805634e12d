"""Limits: small files that unfold into large ones, damaged and hostile files are stopped before a parser sees them."""

import random
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest

from core.errors import NotUnderstood
from core.sheets import guards
from core.sheets.reading import read_workbook
from tests.core.sheets import samples
from tests.core.sheets.samples import only_sheet, read_through, refused

DATA = Path(__file__).parents[2] / "data"
HEADER, ROW = ["行政相对人名称", "文号"], ["某某所", "巫山司罚决字〔2026〕3号"]


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
        "cell",
        [
            '<c r="XFD150000"><v>1</v></c>',
            '<c s="0" r="XFD150000"><v>1</v></c>',
            "<c r='XFD150000'><v>1</v></c>",
            '<c\nr = "xfd150000"><v>1</v></c>',
            '<c r="XFD1048576"><v>1</v></c>',
            '<c r="XFC150000"><v>1</v></c><c><v>1</v></c>',
            '<c r="XFD150000" t="inlineStr"><is><t>x</t></is></c>',
        ],
    )
    @pytest.mark.parametrize("path", ["xl/worksheets/sheet1.xml", "xl/elsewhere.xml"])
    def test_a_far_cell_does_not_unfold_the_sheet(self, cell, path):
        data = samples.with_sheet_xml(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row>', path=path)
        tracemalloc.start()
        assert refused(data).code == "file_too_large"
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 20_000_000  # the rectangle of that cell would be two thousand million cells

    def test_cells_without_address_are_measured_too(self):
        row = "<row>" + "<c><v>1</v></c>" * 300 + "</row>"
        data = samples.with_sheet_xml(row * 2 + '<row r="150000"><c><v>1</v></c></row>')
        assert refused(data).code == "file_too_large"
        small = samples.with_sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row>")
        assert only_sheet(small).rows == [[1, 2]]

    def test_a_far_column_alone_is_no_harm(self):
        data = samples.with_sheet_xml('<row r="7"><c r="A7"><v>1</v></c><c r="XFD7"><v>2</v></c></row>')
        rows = only_sheet(data).rows
        assert (len(rows), len(rows[6]), rows[6][-1]) == (7, 16_384, 2)

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
