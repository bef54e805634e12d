"""Workbooks handed in, each with one wrong cell, so that there are pages of jobs and marked answers to open."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from openpyxl import load_workbook


def import_job(clerk: Any, decision: Any) -> Any:
    """A checked workbook of decisions with one bad row."""
    from exchange.services.running import run_now
    from publicity.importing.confirming import start_check
    from wushan_credit.demo.story import workbook

    row = {code: value for code, value in decision.data.items() if code != "XK_NR"}
    content = workbook("licence", [row])
    return run_now(start_check(actor=clerk, kind="licence", file=content, filename="样例.xlsx", queue=False).pk)


def catalogue_job(person: Any, edition: Any) -> Any:
    """The catalogue in force as a new edition."""
    from records.catalogue_sheet import write_edition
    from records.services import catalogue
    from records.services.catalogue_import import edition_hand_in

    buffer = io.BytesIO()
    write_edition(buffer, catalogue.edition_items(edition), catalogue.section_names())
    facts = catalogue.EditionFacts(
        scope=edition.scope, name="样例目录", code="sample-2027", basis="样例〔2026〕1号", valid_from=date(2027, 1, 1), confirmed=False
    )  # fmt: skip
    return edition_hand_in(actor=person, facts=facts, file=_spoilt(buffer), filename="样例目录.xlsx")


def standard_job(person: Any) -> Any:
    """The data standard in force as a new edition."""
    from publicity.services.standard_import import StandardFacts, newest_standard, standard_hand_in
    from publicity.services.standards import spec_of
    from publicity.standard_sheet import write_standard

    buffer = io.BytesIO()
    write_standard(buffer, spec_of(newest_standard("reward")))
    facts = StandardFacts(
        "reward", code="sample-2027", name="样例标准", basis="样例〔2026〕2号", valid_from=date(2027, 1, 1), confirmed=False
    )  # fmt: skip
    return standard_hand_in(actor=person, facts=facts, file=_spoilt(buffer), filename="样例标准.xlsx")


def papers(clerk: Any, record: Any) -> dict[str, Any]:
    """An original and its redacted copy behind a record."""
    from records.services.evidence import evidence_add
    from wushan_credit.demo.papers import pdf

    original = evidence_add(actor=clerk, record=record, content=pdf(["original"]), filename="a.pdf", title="决定书")
    redacted = evidence_add(
        actor=clerk, record=record, content=pdf(["redacted"]), filename="b.pdf", title="决定书", variant="redacted", redacted_of=original,
    )  # fmt: skip
    return {"original": original, "redacted": redacted}


def _spoilt(buffer: io.BytesIO) -> bytes:
    """The workbook with its last row's second cell emptied."""
    book, target = load_workbook(io.BytesIO(buffer.getvalue())), io.BytesIO()
    sheet = max(book.worksheets, key=lambda one: one.max_row * one.max_column if one.sheet_state == "visible" else 0)
    sheet.cell(sheet.max_row, 2).value = ""
    book.save(target)
    return target.getvalue()
