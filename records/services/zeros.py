"""Sign that a catalogue item had nothing in a period, or take the signature back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from accounts.models import Section
from audit.services import Actor, deed, person_id
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotReady
from records import coverage
from records.models import CatalogueItem, ItemZero
from records.services.coverage import cell_at, may_act

PERM = "records.sign_item_zero"
MIN_REASON = 5
E_ZERO = "E-COV-01"


def zero_sign(*, actor: Actor, code: str, section: Section, day: date) -> ItemZero:
    """Sign that the period of item `code` which holds `day` had nothing to collect in this section.

    Raises Forbidden (not one's own section, or no right), NotReady (the period is not over), DomainError (there is something, or
    the item is accounted for elsewhere), Duplicate.
    """
    _may(actor, section)
    with deed(actor=actor, code="records.zero.signed") as draft:
        cell = _signable(cell_at(code=code, section=section.pk, day=day), section)
        zero = ItemZero(
            item=_item(cell), section=section, first=cell.period.first, last=cell.period.last, statement=_statement(cell),
            signed_by_id=person_id(actor), signed_at=clock.now(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                zero.save(force_insert=True)
        except IntegrityError as error:
            raise _already(cell) from error
        draft.obj = zero
    return zero


def zeros_sign(*, actor: Actor, chosen: Sequence[tuple[str, Section, date]]) -> list[ItemZero]:
    """Sign several at once: all of them, or none with the first reason why not."""
    if not chosen:
        raise DomainError("还没有勾选要签署的事项。请先勾选，再签署。", code=E_ZERO)
    with transaction.atomic():
        return [zero_sign(actor=actor, code=code, section=section, day=day) for code, section, day in chosen]


def zero_take_back(*, actor: Actor, zero: ItemZero, reason: str) -> ItemZero:
    """Take a signature back with the reason; the period is open again."""
    _may(actor, zero.section)
    if len(reason.strip()) < MIN_REASON:
        raise DomainError("请写明撤回的理由（至少 5 个字）。", code="E-STATE-02", field="reason")
    with deed(actor=actor, code="records.zero.taken_back", obj=zero, reason=reason):
        locked = ItemZero.objects.select_for_update().get(pk=zero.pk)
        if locked.taken_back_at:
            raise InvalidTransition("这份零归集声明已经撤回过。", code="E-STATE-01")
        locked.taken_back_at, locked.taken_back_reason = clock.now(), reason.strip()[:200]
        locked.save(update_fields=["taken_back_at", "taken_back_reason"])
    return locked


def _may(actor: Actor, section: Section) -> None:
    if not actor.has_perm(PERM):
        raise Forbidden("您没有签署零归集的权限，请联系科室负责人。")
    if not may_act(actor, section.pk):
        raise Forbidden(f"{section.name}的事项由该科室签署，您不能代办。")


def _signable(cell: coverage.Cell | None, section: Section) -> coverage.Cell:
    """The cell, when a zero may be signed for it."""
    if cell is None:
        raise DomainError(f"{section.name}没有这项归集任务。请在“归集目录”核对责任科室。", code=E_ZERO)
    if cell.line.ref:
        raise DomainError(f"{cell.line.name}的零申报在“月结”里签署。", code=E_ZERO)
    if cell.zero:
        raise _already(cell)
    if cell.count.collected or cell.count.waiting:
        raise DomainError(
            f"{cell.period.label}已归集{cell.line.name} {cell.count.collected} 条，不能签署零归集。", code=E_ZERO
        )
    if not cell.period.is_over(cell.on):
        raise NotReady(
            f"{cell.period.label}还没有结束，{cell.period.last:%Y-%m-%d} 之后才能签署零归集。", code="E-COV-02"
        )
    if not cell.owed:
        raise DomainError(f"{cell.line.name}在{cell.period.label}不需要归集，不用签署。", code=E_ZERO)
    return cell


def _already(cell: coverage.Cell) -> Duplicate:
    return Duplicate(f"{cell.line.name}{cell.period.label}的零归集已经签署过。如需修改，请先撤回。", code="E-COV-03")


def _item(cell: coverage.Cell) -> CatalogueItem:
    """The item in force at the end of the period, or the last one that was in force within it."""
    items = CatalogueItem.objects.filter(code=cell.line.code, valid_from__lte=cell.period.last)
    return items.order_by("-valid_from", "-pk")[:1].get()


def _statement(cell: coverage.Cell) -> str:
    return f"{cell.period.label}，巫山县司法局（{cell.line.section_name}）{cell.period.word}没有发生{cell.line.name}。"
