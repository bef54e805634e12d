"""When the demo's decisions were made, entered and reported: three years, drawn with a fixed seed.

Everything counts back from today, so that something is always due tomorrow.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from wushan_credit.demo import rows
from wushan_credit.demo.cast import Institution, Person

YEARS_BACK = 3
LATE_BATCHES = (7, 31)
"""Batches that were entered too late, so that the rates have something to explain."""


@dataclass
class Batch:
    """Rows of one kind that a clerk imports on one day, and the day they were sent to the platform."""

    kind: str
    entered: date
    sent: date
    rows: list[dict[str, str]] = field(default_factory=list)


class Numbers:
    """Next document number by kind and year; a number can be left out to make a gap."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, int], int] = {}

    def take(self, kind: str, year: int) -> str:
        key = (kind, year)
        self._last[key] = self._last.get(key, 0) + 1
        return rows.number(kind, year, self._last[key])

    def skip(self, kind: str, year: int) -> None:
        self._last[(kind, year)] = self._last.get((kind, year), 0) + 1


def history(today: date, places: list[Institution], people: list[Person], numbers: Numbers) -> list[Batch]:
    """Batches from three years ago until about a month ago, oldest first, each within the seven days except two."""
    dice = random.Random(20220829)
    offices = [place for place in places if place.kind == "service_office"]
    workers = [person for person in people if person.kind == "service_worker"]
    homes = {place.uscc: place for place in places}
    batches: list[Batch] = []
    day = date(today.year - YEARS_BACK, today.month, 5)
    while day < today - timedelta(days=34):
        batches.append(_licences(day, dice, offices, workers, homes, numbers, late=len(batches) in LATE_BATCHES))
        if day.month % 2 == 0:
            batches.append(_inspections(day + timedelta(days=3), dice, places, numbers))
        if day.month in (3, 7, 10):
            batches.append(_penalties(day + timedelta(days=8), dice, places, numbers))
        if day.month == 1:
            batches.append(_rewards(day + timedelta(days=10), dice, places, numbers))
        day += timedelta(days=dice.choice((26, 29, 31, 33)))
    return batches


def _licences(
    day: date,
    dice: random.Random,
    offices: list[Institution],
    workers: list[Person],
    homes: dict[str, Institution],
    numbers: Numbers,
    *,
    late: bool,
) -> Batch:
    batch = _batch("licence", day, delay=15 if late else 3)
    for offset in range(dice.randint(2, 4)):
        decided = day + timedelta(days=offset // 2)
        doc = numbers.take("licence", decided.year)
        if dice.random() < 0.35:
            what = dice.choice(("负责人", "住所", "名称"))
            batch.rows.append(rows.office_licence(dice.choice(offices), doc, decided, what=what))
        else:
            person = dice.choice(workers)
            batch.rows.append(
                rows.worker_licence(person, homes[person.institution], doc, decided, change=dice.random() < 0.5)
            )
    return batch


def _penalties(day: date, dice: random.Random, places: list[Institution], numbers: Numbers) -> Batch:
    batch = _batch("penalty", day)
    firms = [place for place in places if place.kind in ("law_firm", "service_office")]
    for offence in dice.sample(range(len(rows.OFFENCES)), 2):
        place = dice.choice([firm for firm in firms if (firm.kind == "service_office") == (offence >= 3)])
        batch.rows.append(rows.penalty(place, numbers.take("penalty", day.year), day, offence))
    return batch


def _inspections(day: date, dice: random.Random, places: list[Institution], numbers: Numbers) -> Batch:
    batch = _batch("inspection", day)
    for place in dice.sample(places, 3):
        batch.rows.append(rows.inspection(place, numbers.take("inspection", day.year), day, dice.random() < 0.7))
    return batch


def _rewards(day: date, dice: random.Random, places: list[Institution], numbers: Numbers) -> Batch:
    batch = _batch("reward", day)
    for place in dice.sample(places, 3):
        batch.rows.append(rows.reward(place, numbers.take("reward", day.year), day))
    return batch


def _batch(kind: str, day: date, delay: int = 3) -> Batch:
    return Batch(kind, day + timedelta(days=delay), day + timedelta(days=delay + 1))
