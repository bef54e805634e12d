"""The certified matters and the wordings of the letters as workbooks that come back changed. A changed wording is its next version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from commitments.choices import Risk
from commitments.models import CertifiedMatter, PromiseTemplate
from commitments.services.catalogue import MANAGE, matter_save, template_publish
from exchange.roundtrip import TripColumn
from exchange.small_trip import SmallTrip, one_of, said, section_named, yes_no

_RISKS = {str(risk.label): str(risk.value) for risk in Risk}
_RISK = (
    TripColumn("risk", "风险", "免核查的，须写免核查理由。", True, listed=tuple(_RISKS), width=10),
    TripColumn("check_waiver", "免核查理由", "风险为“免核查”的填写，至少 5 个字。", True, longest=200, width=24),
    TripColumn("section", "责任科室", "写科室的全称。", True, width=22),
)
_MATTER_TEXTS = ("name", "proof", "basis", "content", "verification", "consequence", "not_for", "check_waiver")
_TEMPLATE_TEXTS = ("title", "summary", "content", "liability", "basis", "check_waiver")
#: What a new version takes over from the last one.
_KEPT = ("kind", "kind_other", "variables", "public_level", "validity_months", "papers_workdays", "in_use")


class MatterTrip(SmallTrip):
    """证明事项目录: those in use."""

    slug, title, noun, perm = "matters", "证明事项目录", "证明事项", MANAGE
    pages = ("commitments_matters",)
    table = (
        TripColumn("code", "编码", "保存后不能修改。", width=12),
        TripColumn("name", "办理事项", "", True, longest=120, width=30),
        TripColumn("proof", "免予提交的证明", "", True, longest=200, width=30),
        TripColumn("basis", "设定依据", "", True, longest=300, width=36),
        TripColumn("content", "需要承诺的内容", "", True, longest=2000, lines=True, width=40),
        TripColumn("verification", "核查方式", "", True, longest=300, width=30),
        TripColumn(
            "consequence",
            "不实承诺的后果",
            "每行一项；以后只能追究这里写明的后果。",
            True,
            longest=2000,
            lines=True,
            width=40,
        ),
        TripColumn("not_for", "不适用的对象", "", True, longest=300, width=30),
        *_RISK,
        TripColumn("confirmed", "依据已确认", "已经法制机构确认的填“是”。", True, listed=("是", "否"), width=10),
    )
    history = ("commitments", "CertifiedMatterEvent")
    guide = ("修改只影响以后的承诺；已经签署的承诺书不变。新增和停用在页面上办理。",)

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[CertifiedMatter]:
        rows = CertifiedMatter.objects.select_related("section")
        return (
            rows.select_for_update(of=("self",)).filter(pk=lock)
            if lock
            else rows.filter(valid_until=None).order_by("code")
        )

    def cells(self, row: Any) -> dict[str, str]:
        return {
            "code": row.code, **{name: getattr(row, name) for name in _MATTER_TEXTS}, "risk": str(Risk(row.risk).label),
            "section": row.section.name, "confirmed": said(row.confirmed),
        }  # fmt: skip

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        now = self.cells(row) | dict(changes)
        return {name: now[name] for name in _MATTER_TEXTS} | {
            "risk": one_of(_RISKS, now["risk"], "risk"), "confirmed": yes_no(now["confirmed"], "confirmed"),
            "section": _section(now["section"]) if "section" in changes else row.section,
        }  # fmt: skip

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        matter_save(actor=user, matter=row, facts=values, reason=reason)


class TemplateTrip(SmallTrip):
    """承诺书模板: the last version of each wording. What comes back is published as the next one, from today."""

    slug, title, noun, perm = "wordings", "承诺书模板", "承诺书", MANAGE
    pages = ("commitments_templates",)
    table = (
        TripColumn("code", "编码", "不能修改。", width=16),
        TripColumn("edition", "第几版", "写入后自动加一。", width=8),
        TripColumn("title", "承诺书名称", "", True, longest=120, width=30),
        TripColumn("summary", "什么时候用", "", True, longest=200, width=34),
        TripColumn("content", "承诺内容", "填写项写成 {代号}。", True, longest=4000, lines=True, width=50),
        TripColumn(
            "liability", "违诺责任", "每行一项；以后只能追究这里写明的责任。", True, longest=4000, lines=True, width=50
        ),
        TripColumn("basis", "依据", "", True, longest=300, width=34),
        *_RISK,
    )
    guide = ("写入后成为新的版本，今天启用；已经签署的承诺书不变。填写项、公开类型、期限和停用在页面上修改。",)

    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[PromiseTemplate]:
        rows = PromiseTemplate.objects.select_related("section")
        if lock:
            code = PromiseTemplate.objects.filter(pk=lock).values("code")
            return rows.filter(code__in=code).order_by("-version")[:1]
        return rows.order_by("code", "-version").distinct("code")

    def key(self, row: Any) -> str:
        return str(row.code)

    def name(self, row: Any) -> str:
        return str(row.title)

    def past(self, variant: str, pks: Collection[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
        newest = dict(PromiseTemplate.objects.filter(pk__in=list(pks)).values_list("code", "pk"))
        for row in PromiseTemplate.objects.select_related("section").filter(code__in=newest).order_by("-version"):
            yield newest[row.code], self.cells(row)

    def cells(self, row: Any) -> dict[str, str]:
        return {
            "code": row.code, "edition": str(row.version), **{name: getattr(row, name) for name in _TEMPLATE_TEXTS},
            "risk": str(Risk(row.risk).label), "section": row.section.name,
        }  # fmt: skip

    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        now = self.cells(row) | dict(changes)
        return {name: getattr(row, name) for name in _KEPT} | {name: now[name] for name in _TEMPLATE_TEXTS} | {
            "risk": one_of(_RISKS, now["risk"], "risk"), "section": _section(now["section"]) if "section" in changes else row.section,
        }  # fmt: skip

    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        template_publish(actor=user, code=row.code, facts=values, reason=reason)


def _section(text: str) -> Any:
    """The section; here one is always needed."""
    return section_named(text or "（空）")
