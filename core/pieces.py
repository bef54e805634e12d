"""What a page hands to a piece (templates/pieces/): small records with names, so that no template guesses keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Step:
    """One step of a way: `state` is done | now | todo | bad, `when` a date or words."""

    title: str
    state: str = "todo"
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a definition list: field, value, and where the value comes from (来源)."""

    label: str
    value: Any = ""
    source: str = ""


@dataclass(frozen=True)
class Change:
    """One field that changed: Chinese name, before, after (both already fit to be read by this person)."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of a timeline or a history: when, what, who, why, and what changed."""

    when: datetime | date | str
    title: str
    who: str = ""
    detail: str = ""
    reason: str = ""
    changes: Sequence[Change] = ()
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; the last one has no url."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Series:
    """One line or one set of bars."""

    name: str
    values: Sequence[float | int | None]


@dataclass(frozen=True)
class Chart:
    """A chart and its table from one set of numbers.

    title says the finding; `kind` is line | bar | hbar; `target` draws a line to reach (100 for a rate);
    `unit` stands behind each number; `label_title` heads the first column of the table.
    """

    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    kind: str = "line"
    unit: str = ""
    target: float | None = None
    label_title: str = "月份"
    urls: Sequence[str] = field(default_factory=tuple)

    def payload(self) -> dict[str, Any]:
        """What static/js/charts.js reads."""
        return {
            "kind": self.kind,
            "labels": list(self.labels),
            "series": [{"name": line.name, "values": list(line.values)} for line in self.series],
            "unit": self.unit,
            "target": self.target,
        }

    def rows(self) -> list[dict[str, Any]]:
        """The table under the chart: a label, its link, one value per series."""
        urls = list(self.urls) + [""] * (len(self.labels) - len(self.urls))
        return [
            {
                "label": label,
                "url": urls[index],
                "cells": [(line.name, line.values[index]) for line in self.series],
            }
            for index, label in enumerate(self.labels)
        ]


@dataclass(frozen=True)
class HeatDay:
    """A day of the deadline calendar; `heat` 0–4 by count."""

    day: date
    count: int = 0
    heat: int = 0
    rest: bool = False
    url: str = ""


def heat_weeks(
    counts: Mapping[date, int],
    *,
    start: date,
    weeks: int,
    rest_days: Iterable[date] = (),
    url: str = "",
) -> list[list[HeatDay]]:
    """Weeks (Monday first) from the week of `start`, each day with its count; `url` gets the ISO date appended."""
    monday, rest = start - timedelta(days=start.weekday()), set(rest_days)

    def one(day: date) -> HeatDay:
        number = counts.get(day, 0)
        heat = 0 if not number else min(4, 1 + (number > 1) + (number > 3) + (number > 7))
        return HeatDay(
            day,
            number,
            heat,
            day in rest,
            f"{url}{day.isoformat()}" if url and number else "",
        )

    return [[one(monday + timedelta(days=7 * week + n)) for n in range(7)] for week in range(weeks)]
