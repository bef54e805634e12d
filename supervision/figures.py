"""查询量与触发反馈率: what each number counts, and the numbers of a period by section and month. See docs/algorithms/lookups.md."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from accounts.models import Section, User
from core.errors import DomainError
from publicity.rates import Rate
from supervision.choices import Scene
from supervision.models import LookUp, Matter

#: A hit of an older round was replaced by a fresh look; it is answered there.
_HIT = Q(hit=True, round=F("matter__round"))
MEASURES: dict[str, tuple[str, str, Q]] = {
    "looked": ("查询量", "完成的查询，重新查询另计一次", Q()),
    "hits": ("触发", "查到守信或失信记录的主体，重新查询过的只计最后一次", _HIT),
    "answered": ("已反馈", "触发中已经登记处理的", _HIT & Q(feedback__isnull=False)),
    "silent": ("未反馈", "触发中还没有登记处理的", _HIT & Q(feedback__isnull=True)),
}
#: Decided matters in which everybody needed had been looked up before.
_USED = Q(exception_by__isnull=True, looks__gt=0)
MATTER_MEASURES: dict[str, tuple[str, str, Q]] = {
    "decided": ("已决定事项", "期间内登记了决定的事项", Q()),
    "used": ("先查后定", "决定前查过信用状况、没有用例外的事项", _USED),
}
NO_HIT, NO_MATTER = "无触发", "无已决定事项"


@dataclass(frozen=True)
class Counts:
    """Numbers of look-ups, each the length of a list."""

    looked: int = 0
    hits: int = 0
    answered: int = 0
    silent: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def rate(self) -> Rate:
        """触发反馈率; 无触发 when there was nothing to answer."""
        return Rate(
            "answered", "触发反馈率", "已反馈 ÷ 触发", self.answered, self.hits, "answered", "hits", when_nothing=NO_HIT
        )


@dataclass(frozen=True)
class Line:
    """One line of a breakdown: key for the filter, name to read, counts."""

    key: str
    label: str
    counts: Counts


@dataclass(frozen=True)
class LookUpReport:
    """Everything the page shows of one period."""

    since: date
    until: date
    total: Counts
    sections: tuple[Line, ...]
    months: tuple[Line, ...]
    scenes: tuple[tuple[str, str, Rate], ...]


def report(*, actor: User, since: date, until: date, section: int | None = None) -> LookUpReport:
    """Look-ups made, and matters decided, between two days (inclusive) that the actor may see; three queries."""
    if until < since:
        raise DomainError("结束日期早于开始日期，请交换两个日期。", code="E-DT-02", field="until")
    numbers = {
        name: Count("pk", filter=condition) if condition else Count("pk")
        for name, (_, _, condition) in MEASURES.items()
    }
    rows = (
        looked(actor, since, until, section)
        .values(owner=F("matter__section"), month=TruncMonth("looked_on"))
        .annotate(**numbers)
        .order_by("matter__section__order", "matter__section", "month")
    )
    cells = [(row["owner"], row["month"], Counts(**{name: row[name] for name in asdict(Counts())})) for row in rows]
    names = dict(Section.objects.values_list("pk", "name"))
    by_section = _grouped((owner, counts) for owner, _, counts in cells)
    by_month = _grouped((month, counts) for _, month, counts in cells)
    return LookUpReport(
        since, until, sum((counts for *_, counts in cells), Counts()),
        tuple(Line(str(key), names[key], counts) for key, counts in by_section.items()),
        tuple(Line(f"{key:%Y-%m}", f"{key:%Y-%m}", by_month[key]) for key in sorted(by_month)),
        _scenes(actor, since, until, section),
    )  # fmt: skip


def looked(actor: User, since: date, until: date, section: int | None = None, measure: str = "looked") -> Any:
    """The look-ups behind one number, by the same definition as the number."""
    rows = LookUp.objects.visible_to(actor).done().filter(MEASURES[measure][2], looked_on__range=(since, until))
    return rows.filter(matter__section_id=section) if section else rows


def decided(
    actor: User, since: date, until: date, section: int | None = None, measure: str = "decided", scene: str = ""
) -> Any:
    """The matters behind one number."""
    looks = Count("lookups", filter=Q(lookups__round=F("round"), lookups__looked_on__lte=F("decided_on")))
    rows = (
        Matter.objects.visible_to(actor)
        .annotate(looks=looks)
        .filter(MATTER_MEASURES[measure][2], decided_on__range=(since, until))
    )
    if scene:
        rows = rows.filter(scene=scene)
    return rows.filter(section_id=section) if section else rows


def _scenes(actor: User, since: date, until: date, section: int | None) -> tuple[tuple[str, str, Rate], ...]:
    """应用率 by scene: how often a decision was taken after looking (F22.1)."""
    seen: dict[str, list[bool]] = {}
    for scene, exception, looks in decided(actor, since, until, section).values_list("scene", "exception_by", "looks"):
        seen.setdefault(scene, []).append(exception is None and looks > 0)
    return tuple(
        (
            scene,
            label,
            Rate(
                "used",
                "应用率",
                "先查后定 ÷ 已决定事项",
                sum(seen.get(scene, [])),
                len(seen.get(scene, [])),
                "used",
                "decided",
                when_nothing=NO_MATTER,
            ),
        )
        for scene, label in Scene.choices
    )


def _grouped(pairs: Any) -> dict[Any, Counts]:
    found: dict[Any, Counts] = {}
    for key, counts in pairs:
        found[key] = found.get(key, Counts()) + counts
    return found
