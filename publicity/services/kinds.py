"""Kinds of decision: opened with their first data standard, switched on and off, given to sections."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Section
from audit.services import Actor, deed
from core.errors import DomainError, Forbidden
from publicity.models import Decision, DecisionKind
from records.models import CatalogueItem
from records.services.catalogue import need_reason, warn_of_ending

PERM = "publicity.manage_standard"
E_KIND = "E-STD-20"
#: Addresses of the standard's own pages, which a kind's code must not take.
RESERVED = ("new", "import", "edition")


@dataclass(frozen=True)
class KindFacts:
    """A new kind as its form states it. `sections` are codes of the sections that answer for it."""

    code: str
    name: str
    cycle: str
    item_code: str
    nature: str
    sections: tuple[str, ...] = ()
    order: int = 100


def kind_problems(facts: KindFacts, first_day: date) -> Iterable[DomainError]:
    """Why a kind cannot be opened as stated."""
    taken = DecisionKind.objects.filter(pk=facts.code).first()
    if taken:
        yield DomainError(
            f"代码“{facts.code}”已经是“{taken.name}”。要改它的标准，请上传新版本。", code=E_KIND, field="kind_code"
        )
    if facts.code in RESERVED:
        yield DomainError(f"代码“{facts.code}”是系统保留的词，请换一个。", code=E_KIND, field="kind_code")
    if DecisionKind.objects.filter(name=facts.name).exists():
        yield DomainError(
            f"已经有叫“{facts.name}”的种类。请换一个名称，或上传它的新版本。", code=E_KIND, field="kind_name"
        )
    if not item_in_force(facts.item_code, first_day):
        yield DomainError(
            f"{first_day} 没有施行中的目录事项“{facts.item_code}”，登记的决定不能归集。请先在“归集目录”增加事项，或改启用日期。",
            code=E_KIND, field="item_code",
        )  # fmt: skip


def item_in_force(code: str, day: date) -> bool:
    """Whether a catalogue item with this code is in force on a day."""
    items = CatalogueItem.objects.filter(code=code, valid_from__lte=day)
    return items.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)).exists()


def kind_open(facts: KindFacts) -> DecisionKind:
    """Make the kind. Runs inside the caller's deed, which has checked right and problems."""
    kind = DecisionKind(
        code=facts.code,
        name=facts.name,
        cycle=facts.cycle,
        item_code=facts.item_code,
        nature=facts.nature,
        order=facts.order,
    )
    kind.full_clean()
    kind.save(force_insert=True)
    kind.sections.set(Section.objects.filter(code__in=facts.sections))
    return kind


def kind_change(
    *,
    actor: Actor,
    kind: DecisionKind,
    four_eyes: bool,
    active: bool,
    sections: Collection[Section],
    order: int,
    reason: str,
) -> DecisionKind:
    """Change how a kind is handled here: who answers, whether imports need a second pair of eyes, whether it is in use.

    A kind with decisions that are still on their way cannot be switched off.
    """
    if not actor.has_perm(PERM):
        raise Forbidden("维护决定种类由信用办办理，您没有这项权限。")
    need_reason(reason)
    with deed(actor=actor, code="publicity.kind.changed", obj=kind, reason=reason) as draft:
        locked = DecisionKind.objects.select_for_update().get(pk=kind.pk)
        if locked.active and not active:
            _nothing_open(locked)
        before = _state(locked)
        locked.four_eyes, locked.active, locked.order = four_eyes, active, order
        locked.save(update_fields=["four_eyes", "active", "order"])
        locked.sections.set(sections)
        draft.extra = {"before": before, "after": _state(locked)}
    return locked


def _nothing_open(kind: DecisionKind) -> None:
    waiting = Decision.objects.filter(
        kind=kind, state__in=("draft", "pending", "returned", "ready", "exported", "rejected")
    ).count()
    if waiting:
        raise DomainError(
            f"“{kind.name}”还有 {waiting} 件决定没有报送完，不能停用。请先办完，或登记不报送、作废。",
            code=E_KIND,
            field="active",
        )


def _state(kind: DecisionKind) -> dict[str, object]:
    return {
        "启用": kind.active, "导入须审核": kind.four_eyes, "排序": kind.order,
        "责任科室": list(kind.sections.values_list("name", flat=True)),
    }  # fmt: skip


@warn_of_ending
def kinds_without_item(codes: Collection[str], day: date) -> Iterable[str]:
    """Kinds in use whose catalogue item ends with an edition."""
    for kind in DecisionKind.objects.filter(active=True, item_code__in=codes):
        yield f"决定种类“{kind.name}”用的是事项 {kind.item_code}，从 {day} 起的决定将不能登记。请保留这个事项，或停用这个种类。"
