"""The answer to the clerk: the own workbook with the wrong cells marked and explained, and a summary sheet."""

from __future__ import annotations

import tempfile
from pathlib import Path

from core import clock
from core.sheets.findings import Summary
from core.sheets.marking import mark_workbook
from publicity.standard.findings import ERROR, LEVEL_LABELS
from publicity.standard.sheets import SheetReport, WorkbookReport


def write_marked(source: bytes, filename: str, report: WorkbookReport, target: Path) -> None:
    """Write the marked workbook. With several sheets all are marked; the summary sheet lists the one with the most errors and
    counts the others. NotUnderstood when the source cannot be read; ValueError when no sheet was found in it."""
    if not report.sheets:
        raise ValueError("nothing was checked")
    *others, last = sorted(report.sheets, key=lambda one: len(one.of_level(ERROR)))
    data = source
    with tempfile.TemporaryDirectory() as folder:
        for one in others:
            step = Path(folder) / "step.xlsx"
            _mark(data, filename, one, _about_header(one), step)
            data = step.read_bytes()
    remarks = [*report.notes, *_about_header(last)]
    for one in reversed(others):
        remarks += [_counts(one), *_about_header(one)]
    _mark(data, filename, last, remarks, target)


def _mark(data: bytes, filename: str, sheet: SheetReport, remarks: list[str], target: Path) -> None:
    summary = Summary(
        filename=filename,
        sheet=sheet.name,
        header_row=max(sheet.header_row, 1),
        checked_rows=sheet.checked_rows,
        checked_at=f"{clock.now():%Y-%m-%d %H:%M}",
        remarks=remarks,
    )
    findings = [place.for_marking() for place in sheet.places if place.row > summary.header_row]
    mark_workbook(data, target, findings=findings, summary=summary)


def _about_header(sheet: SheetReport) -> list[str]:
    """What was said about the header and above it stands on the summary sheet: the header row itself is left as it was."""
    spoken = [place.finding for place in sheet.places if place.row <= max(sheet.header_row, 1)]
    return [f"{LEVEL_LABELS[one.level]}（{one.code}）：{one.message}" for one in spoken]


def _counts(sheet: SheetReport) -> str:
    counts = f"共{sheet.rows}行，通过{sheet.good}行，需修改{sheet.refused}行"
    return f"工作表“{sheet.name}”：{counts}，见该表的“检查结果”“问题说明”两列。"
