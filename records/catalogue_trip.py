"""The collection tasks of the catalogue, and the open ties of people to institutions, as workbooks that come back changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from core import clock
from core.errors import DomainError
from exchange.roundtrip import TripColumn
from exchange.small_trip import SmallTrip, one_of, section_named, whole_number
from records.choices import AffiliationRole
from records.models import Affiliation, CatalogueItem
from records.services.affiliations import ENTER, affiliation_close
from records.services.catalogue import PERM, item_assign, items_on

_CYCLES = {str(cycle.label): str(cycle.value) for cycle in CatalogueItem.Cycle}
#: How long a tie that ended is still told apart from one that never was.
_REMEMBERED = timedelta(days=365)


class CatalogueTrip(SmallTrip):
    """归集任务: the bureau's part of each item in force. The law's part comes with a new edition, compared and adopted as a whole."""

    slug, title, noun, perm = "tasks", "归集任务", "事项", PERM
    pages = ("records_catalogue",)
    table = (
        TripColumn("code", "事项编码", "随目录版本，不能在这里改。", width=14),
        TripColumn("name", "事项", "随目录版本，不能在这里改。", width=34),
        TripColumn("edition", "目录版本", "随目录版本，不能在这里改。", versioned=False, width=30),
        TripColumn("section", "责任科室", "写科室的全称；还没有分给科室的留空。", True, width=22),
        TripColumn("source", "来源", "数据从哪里来。", True, longest=200, width=30),
        TripColumn("cycle", "周期", "", True, listed=tuple(_CYCLES), width=12),
        TripColumn("due_day", "次月截止日", "1 至 28。", True, width=12),
    )
    history = ("records", "CatalogueItemEvent")
    guide = ("事项名称、依据、公开范围和保存期限随目录版本，请在“归集目录”页面导入新版本。",)

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[CatalogueItem]:
        if lock:
            return (
                CatalogueItem.objects.select_related("section", "edition")
                .select_for_update(of=("self",))
                .filter(pk=lock)
            )
        return items_on(clock.today())

    def cells(self, row: Any) -> dict[str, str]:
        return {
            "code": row.code, "name": row.name, "edition": row.edition.name, "section": row.section.name if row.section_id else "",
            "source": row.source, "cycle": str(CatalogueItem.Cycle(row.cycle).label), "due_day": str(row.due_day),
        }  # fmt: skip

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        now = self.cells(row) | dict(changes)
        return {
            "section": section_named(now["section"]) if "section" in changes else row.section, "source": now["source"],
            "cycle": one_of(_CYCLES, now["cycle"], "cycle"), "due_day": whole_number(now["due_day"], "due_day"),
        }  # fmt: skip

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        item_assign(actor=user, item=row, reason=reason, **values)


class TieTrip(SmallTrip):
    """任职关系 that are open: many end on one day when a firm closes. A tie is never rewritten: it ends, and another begins."""

    slug, title, noun, perm = "ties", "任职关系", "任职关系", ENTER
    pages = ()
    table = (
        TripColumn("person", "人员", "要改人员的，请终止后重新登记。", width=16),
        TripColumn("institution", "机构", "要改机构的，请终止后重新登记。", width=34),
        TripColumn("role", "身份", "要改身份的，请终止后重新登记。", width=14),
        TripColumn("since", "起始日期", "登记以后不能改。", width=14),
        TripColumn("source", "依据文书", "登记以后不能改。", width=34, free=True),
        TripColumn(
            "until", "终止日期", "任职的最后一天，写成 2026-03-02 这样；不能晚于今天。", True, longest=10, width=14
        ),
        TripColumn("end_source", "终止依据", "文书的名称和文号（至少 4 个字）。", True, longest=300, width=34),
    )
    history = ("records", "AffiliationEvent")
    guide = ("只能填“终止日期”和“终止依据”，两栏一起填。新的任职关系在档案页面上登记。",)

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[Affiliation]:
        rows = Affiliation.objects.select_related("person", "institution").defer(
            "person__id_number", "institution__id_number"
        )
        if lock:
            return rows.select_for_update(of=("self",)).filter(pk=lock)
        return rows.filter(until=None).order_by("institution__pinyin", "institution_id", "role", "person__pinyin", "pk")

    def known(self, user: Any) -> Iterable[Affiliation]:
        since = clock.today() - _REMEMBERED
        ended = Affiliation.objects.select_related("person", "institution").filter(until__gte=since)
        return [*self.objects(user), *ended.defer("person__id_number", "institution__id_number")]

    def why(self, row: Any) -> str:
        return f"这项任职已于 {row.until:%Y-%m-%d} 终止，不能再改。" if row.until else ""

    def cells(self, row: Any) -> dict[str, str]:
        return {
            "person": row.person.name, "institution": row.institution.name, "role": str(AffiliationRole(row.role).label),
            "since": row.since.isoformat(), "source": row.source, "until": row.until.isoformat() if row.until else "",
            "end_source": row.end_source,
        }  # fmt: skip

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        try:
            until = date.fromisoformat(changes.get("until", "").replace("/", "-"))
        except ValueError:
            words = "请写明终止日期，写成 2026-03-02 这样。"
            raise DomainError(words, code="E-DATE-01", field="until") from None
        return {"until": until, "source": changes.get("end_source", "")}

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        affiliation_close(actor=user, affiliation=row, **values)
