"""Round trips of short lists whose rows have no opaque number of their own, each row changed by a service that says itself what is wrong.

The number of a row is made from its key. What the form would say is found by doing it and taking it back: the service is the rule.
"""

from __future__ import annotations

import uuid
from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from accounts.models import Section
from core.errors import DomainError, Forbidden
from exchange.roundtrip import ID, VERSION, Listing, Present, Roundtrip, TripColumn

_NAMES = uuid.uuid5(uuid.NAMESPACE_DNS, "rows.wushan-credit.invalid")


class SmallTrip(Roundtrip):
    """A list short enough to be read whole. Subclasses give the table, its rows, how one reads and who changes it."""

    table: tuple[TripColumn, ...]
    history: tuple[str, str] | None = None
    """App and name of the events of the rows, for what was said before."""

    @abstractmethod
    def objects(self, user: Any, *, lock: int | None = None) -> Iterable[Any]:
        """The rows this person may change, in order; with `lock` the one of this pk alone, locked."""

    @abstractmethod
    def cells(self, row: Any) -> dict[str, str]:
        """The texts of a row, or of a former state of it."""

    @abstractmethod
    def values(self, row: Any, changes: Mapping[str, str]) -> dict[str, Any]:
        """The typed texts as the service takes them. DomainError for what cannot be understood."""

    @abstractmethod
    def save(self, user: Any, row: Any, values: dict[str, Any], reason: str) -> None:
        """Change the row by its service."""

    def known(self, user: Any) -> Iterable[Any]:
        """Rows that may come back: those that go out, and those that went out and may not be changed any more."""
        return self.objects(user)

    def key(self, row: Any) -> str:
        """What names the row for good."""
        return str(row.pk)

    def name(self, row: Any) -> str:
        return str(row)

    def why(self, row: Any) -> str:
        """Why the row may not be changed now; "" when it may."""
        return ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if taken := {ID, VERSION} & {column.key for column in cls.table}:
            raise ValueError(f"{cls.slug}: {taken} are the keys of every round trip")

    # -- the round trip ----------------------------------------------------------------------------------------------
    def ways_out(self, user: Any) -> Sequence[tuple[str, Mapping[str, str]]]:
        return [(f"全部{self.noun}", {})] if any(True for _ in self.objects(user)) else []

    def listing(self, user: Any, params: Mapping[str, str], limit: int) -> Listing:
        rows = [self.shown_row(row) for row in self.objects(user)]
        return Listing("", len(rows), lambda: iter(rows))

    def variant_of(self, ids: Collection[UUID]) -> str:
        return ""

    def columns(self, variant: str) -> tuple[TripColumn, ...]:
        return self.table

    def rows(self, user: Any, variant: str, ids: Collection[UUID]) -> Iterable[Present]:
        wanted = {str(one) for one in ids}
        return [row for row in map(self.shown_row, self.known(user)) if row.public_id in wanted]

    def past(self, variant: str, pks: Collection[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
        if self.history is None:
            return
        events: Any = apps.get_model(*self.history).objects
        for event in events.filter(pgh_obj_id__in=list(pks)).order_by("-pgh_id"):
            yield event.pgh_obj_id, self.cells(event)

    def judge(self, user: Any, row: Present, changes: Mapping[str, str]) -> bool:
        with transaction.atomic():
            before = self._locked(user, row)
            self.save(user, before, self.values(before, changes), _TRIED)
            differs = self.shown_row(self._locked(user, row)).version != row.version
            transaction.set_rollback(True)
        return differs

    def apply(self, user: Any, variant: str, row: Present, changes: Mapping[str, str], reason: str) -> None:
        now = self._locked(user, row)
        self.check_still(row, self.shown_row(now))
        self.save(user, now, self.values(now, changes), reason)

    def shown_row(self, row: Any) -> Present:
        number = uuid.uuid5(_NAMES, f"{self.slug}:{self.key(row)}")
        return self.present(self.table, row.pk, number, self.name(row), self.cells(row), self.why(row))

    def _locked(self, user: Any, row: Present) -> Any:
        found = next(iter(self.objects(user, lock=row.pk)), None)
        if found is None:
            raise Forbidden(f"“{row.name}”不在您能修改的范围。请联系科室负责人。")
        return found


_TRIED = "核对差异时试算，不写入"


def yes_no(text: str, field: str) -> bool:
    """是 or 否; DomainError for anything else."""
    if text not in ("是", "否"):
        raise DomainError("请填“是”或“否”。", code="E-RT-09", field=field)
    return text == "是"


def said(value: bool) -> str:
    """A yes or no as a cell says it."""
    return "是" if value else "否"


def whole_number(text: str, field: str) -> int:
    """A whole number; DomainError for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DomainError("请填整数。", code="E-RT-09", field=field)
    return int(text)


def one_of(labels: Mapping[str, Any], text: str, field: str) -> Any:
    """The value behind a label; DomainError for a label that does not exist."""
    try:
        return labels[text]
    except KeyError:
        raise DomainError(f"没有“{text}”这一项，请从列表中选择。", code="E-RT-09", field=field) from None


def section_named(text: str) -> Section | None:
    """The section in use with this name, None for an empty text. DomainError when there is none."""
    found = Section.objects.filter(name=text, active=True).first() if text else None
    if text and found is None:
        raise DomainError(f"没有叫“{text}”的在用科室。请写科室的全称。", code="E-RT-09", field="section")
    return found
