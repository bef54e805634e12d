"""What the clerk gets back: counts, what to mend first, every bad row, and the own workbook with the wrong cells marked."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from core.masking import mask_name, scrub
from core.sheets.cells import storable
from core.sheets.findings import groups
from exchange.models import Job, JobRow
from exchange.services.running import Checked
from publicity.models import StandardEdition
from publicity.services.standards import standard_of
from publicity.standard.engine import Standard
from publicity.standard.findings import ERROR, NOTE, WARNING
from publicity.standard.reports import write_marked
from publicity.standard.sheets import Place, SheetReport, WorkbookReport

MOST_ROWS = 5000
"""So many bad rows are kept one by one; the marked workbook has them all."""
MOST_GROUPS = 60
_RANK = (ERROR, WARNING, NOTE)


def checked(
    job: Job, report: WorkbookReport, data: bytes, edition: StandardEdition, rejections: Counter[str]
) -> Checked:
    """The whole answer to one check. The marked workbook is only made when there is something to mend or to look at."""
    standard = standard_of(edition)
    rows = [row for sheet in report.sheets for row in _rows(sheet, standard)]
    errors = any(row.level == ERROR for row in rows) or not report.readable
    remarks = any(row.level == WARNING for row in rows)
    return Checked(
        total=report.total("rows"),
        good=report.total("good"),
        bad=report.total("refused"),
        warnings=sum(row.level == WARNING for row in rows),
        unchanged=report.total("unchanged"),
        summary=_summary(report, edition, rejections),
        rows=sorted(rows, key=lambda row: _RANK.index(row.level))[:MOST_ROWS],
        report=_marked(job, report, data) if report.sheets and (errors or remarks) else b"",
    )


def _rows(sheet: SheetReport, standard: Standard) -> list[JobRow]:
    """One JobRow for every row with an error or a warning. Nothing in it shows an identity number."""
    by_row: dict[int, list[Place]] = {}
    for place in sheet.places:
        by_row.setdefault(place.row, []).append(place)
    made = []
    for number, places in by_row.items():
        worst = min((place.finding.level for place in places), key=_RANK.index)
        if worst != NOTE:
            places.sort(key=lambda place: _RANK.index(place.finding.level))
            title = sheet_title(standard, places)
            made.append(
                JobRow(sheet=sheet.name[:60], row=number, level=worst, title=title, findings=list(map(entry, places)))
            )
    return made


def sheet_title(standard: Standard, places: list[Place]) -> str:
    """A few words by which the clerk recognises the row, as far as its findings name party or number."""
    name = standard.roles.get("party_name")
    for place in places:
        if place.finding.field == name and place.value:
            return mask_name(place.value) if len(place.value) <= 4 else storable(scrub(place.value))[:200]
    return ""


def entry(place: Place) -> dict[str, Any]:
    """One finding as the job keeps it: masked, with the column as the clerk wrote it."""
    shown = place.for_marking()
    return {
        "field": place.finding.field,
        "header": place.header,
        "column": place.column,
        "code": place.finding.code,
        "level": place.finding.level,
        "message": storable(scrub(place.finding.message)),
        "value": storable(shown.shown_value)[:200],
        "suggestion": storable(shown.shown_proposal) or None,
        "overridable": place.finding.overridable,
    }


def _summary(report: WorkbookReport, edition: StandardEdition, rejections: Counter[str]) -> dict[str, Any]:
    unknown = [one.header for sheet in report.sheets if sheet.header for one in sheet.header.unknown]
    wrong = next((sheet.header.wrong_kind for sheet in report.sheets if sheet.header), "")
    return {
        "edition": edition.code,
        "edition_name": edition.name,
        "readable": report.readable,
        "wrong_kind": wrong,
        "unknown_headers": unknown,
        "notes": [scrub(note) for note in report.notes],
        "sheets": [
            {"name": one.name, "header_row": one.header_row, "rows": one.rows, "good": one.good, "refused": one.refused}
            for one in report.sheets
        ],
        "groups": _groups(report),
        "rejections": dict(rejections),
    }


def _groups(report: WorkbookReport) -> list[dict[str, Any]]:
    """The same problem in the same column together: what mends the most comes first."""
    places = [place for sheet in report.sheets for place in sheet.places]
    found = groups([place.for_marking() for place in places])
    return [
        {
            "code": group.code,
            "level": group.level,
            "header": group.header,
            "count": len(group.findings),
            "places": group.places,
            "message": storable(scrub(group.findings[0].message)),
            "value": storable(group.findings[0].shown_value)[:120],
            "suggestion": group.findings[0].shown_proposal,
        }
        for group in found[:MOST_GROUPS]
    ]


def _marked(job: Job, report: WorkbookReport, data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.xlsx"
        write_marked(data, job.filename, report, target)
        return target.read_bytes()
