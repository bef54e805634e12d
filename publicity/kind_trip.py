"""The kinds of decision as a workbook that comes back changed: how each is handled here. Its fields come with an edition of its standard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import DomainError
from exchange.roundtrip import TripColumn
from exchange.small_trip import SmallTrip, said, section_named, whole_number, yes_no
from publicity.models import DecisionKind
from publicity.services.kinds import PERM, kind_change

_YES_NO = ("是", "否")


class KindTrip(SmallTrip):
    """决定种类: who answers, whether imports need a second pair of eyes, the order, whether it is in use."""

    slug, title, noun, perm = "kinds", "决定种类", "种类", PERM
    pages = ("publicity_standard", "publicity_decisionkind_changelist")
    table = (
        TripColumn("code", "代码", "不能修改。", width=16),
        TripColumn("name", "名称", "不能修改。", width=20),
        TripColumn("sections", "责任科室", "写科室的全称，几个之间用顿号隔开。", True, longest=300, width=40),
        TripColumn("four_eyes", "导入须审核", "填“是”的，导入后由他人审核。", True, listed=_YES_NO, width=12),
        TripColumn("order", "排序", "整数，小的在前。", True, width=8),
        TripColumn("active", "启用", "还有没办完的决定时不能停用。", True, listed=_YES_NO, width=8),
    )
    history = ("publicity", "DecisionKindEvent")
    guide = ("报送周期、目录事项和性质随种类固定；字段和规则请在“数据标准”页面导入新版本。",)

    def objects(self, user: Any, *, lock: Any = None) -> Iterable[DecisionKind]:
        if lock:
            return DecisionKind.objects.select_for_update().filter(pk=lock)
        return DecisionKind.objects.prefetch_related("sections").order_by("order", "name")

    def cells(self, row: Any) -> dict[str, str]:
        kind = row if isinstance(row, DecisionKind) else DecisionKind(pk=row.code)  # history does not keep who answered
        return {
            "code": row.code, "name": row.name, "sections": "、".join(sorted(one.name for one in kind.sections.all())),
            "four_eyes": said(row.four_eyes), "order": str(row.order), "active": said(row.active),
        }  # fmt: skip

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        now = self.cells(row) | dict(changes)
        return {
            "sections": _sections(now["sections"]) if "sections" in changes else list(row.sections.all()),
            "four_eyes": yes_no(now["four_eyes"], "four_eyes"), "order": whole_number(now["order"], "order"),
            "active": yes_no(now["active"], "active"),
        }  # fmt: skip

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        kind_change(actor=user, kind=row, reason=reason, **values)


def _sections(text: str) -> list[Any]:
    try:
        return [one for part in text.replace("，", "、").split("、") if (one := section_named(part.strip()))]
    except DomainError as error:
        raise DomainError(error.message, code=error.code, field="sections") from None
