"""The worked example of docs/algorithms/rates.md, executed as it stands there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from audit.services import SYSTEM
from core import clock
from core.calendar_service import load_calendar
from publicity import deadlines
from publicity.services.rates import rates_report
from tests.factories import make_decision

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "rates.md").read_text("utf-8")
EXAMPLE = PAGE.split("## Worked example", 1)[1]
ON = date(2026, 3, 20)


def table(head: str) -> list[list[str]]:
    """The rows of the table of the example whose first column is called so."""
    lines = EXAMPLE.split(f"| {head} |", 1)[1].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.django_db
def test_the_worked_example_is_true():
    calendar, rows = load_calendar(), table("决定日期")
    for decided, state, reported, accepted, _ in rows:
        day = date.fromisoformat(decided)
        clocks = deadlines.clocks_for(day, calendar, internal_days=7, official_workdays=7)
        make_decision(
            decided_on=day, state=state, due_internal=clocks.due_internal, act_by=clocks.act_by,
            due_official=clocks.due_official, first_reported_on=reported or None, accepted_on=accepted or None,
            exempt_reason="secret" if state == "exempt" else "", exempt_note="涉密" if state == "exempt" else "",
        )  # fmt: skip
    with clock.override(ON):
        report = rates_report(actor=SYSTEM, since=date(2026, 3, 1), until=date(2026, 3, 31))
    assert len(rows) == 11
    for name, value in table("number"):
        assert getattr(report.counts, name) == int(value), name
    said = dict(re.findall(r"(?:^|[,\s])([^\s,]+率[^\s]*) \d+ ÷ \d+ = ([\d.]+%)", EXAMPLE))
    assert said == {rate.label: rate.text for rate in report.rates[:4]}
