"""The holiday tables delivered with the product: one JSON file, each year with the notices it was taken from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from core.workdays import Calendar

_FILE = Path(__file__).with_name("data") / "holidays.json"

OFF = "off"
MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """One day that differs from the weekly rhythm. kind: off | makeup."""

    date: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One complete year as announced; source: the numbers of the notices of 国务院办公厅."""

    year: int
    source: str
    rows: tuple[HolidayRow, ...]


@lru_cache(maxsize=1)
def delivered_years() -> tuple[HolidayYear, ...]:
    """All years in the file, oldest first."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(_year(int(year), entry) for year, entry in sorted(data.items()))


def calendar_of(years: tuple[HolidayYear, ...]) -> Calendar:
    """A pure calendar of the given years."""
    rows = [row for year in years for row in year.rows]
    return Calendar.of(
        holidays=(row.date for row in rows if row.kind == OFF),
        makeups=(row.date for row in rows if row.kind == MAKEUP),
        years=(year.year for year in years),
    )


def _year(year: int, entry: dict[str, object]) -> HolidayYear:
    rows: list[HolidayRow] = []
    for kind in (OFF, MAKEUP):
        days = entry[kind]
        assert isinstance(days, dict)
        rows += [HolidayRow(date.fromisoformat(day), kind, name) for day, name in days.items()]
    return HolidayYear(year, str(entry["source"]), tuple(sorted(rows, key=lambda row: row.date)))
