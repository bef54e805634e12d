"""What a rule sees when it is built: where the fields stand in a row, what the sheet has, and the context."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from publicity.standard.context import Context
from publicity.standard.spec import Field

Row = list[Any]
"""Canonical values by slot; at `party_slot` the kind of party, at `bad_slot` the set of slots filled but unreadable."""


class Binding:
    """One standard, one context, one set of columns: everything a rule may ask while its check is being made."""

    def __init__(
        self,
        kind: str,
        fields: tuple[Field, ...],
        context: Context,
        mapped: frozenset[int],
        shared: Mapping[str, Any],
        today: date,
    ) -> None:
        self.kind = kind
        self.fields = fields
        self.context = context
        self.mapped = mapped
        self.today = today
        self.labels: frozenset[str] = shared["labels"]
        self.category_words: frozenset[str] = shared["category_words"]
        self.limits: Mapping[str, Any] = shared["limits"]
        self.enums: Mapping[str, Any] = shared["enums"]
        self.slot_of_code: Mapping[str, int] = shared["slots"]
        self._slot_of_role: Mapping[str, int] = shared["roles"]
        self.party_slot = len(fields)
        self.bad_slot = len(fields) + 1

    def has(self, *roles: str) -> bool:
        """Does the standard have fields in all these roles?"""
        return all(role in self._slot_of_role for role in roles)

    def slot(self, role: str) -> int:
        """Place of a role in the row."""
        return self._slot_of_role[role]

    def field(self, role: str) -> Field:
        """The field in a role."""
        return self.fields[self._slot_of_role[role]]

    def code(self, role: str) -> str:
        """Field code of a role, as findings name it."""
        return self.field(role).code

    def is_mapped(self, role: str) -> bool:
        """Has the sheet a column for the role? Without one the value is always blank."""
        return role in self._slot_of_role and self._slot_of_role[role] in self.mapped

    def marks(self, role: str) -> Mapping[str, frozenset[str]]:
        """Canonical value → marks of its words (fine, confiscation, licence, revocation) for an enumeration."""
        return self.enums[self.code(role)].marks

    @property
    def money_sanity(self) -> Decimal | None:
        """The amount in 万元 above which 元 is suspected; None switches the question off."""
        if self.context.money_sanity is not None:
            return self.context.money_sanity
        limit = self.limits.get("money_sanity_wan")
        return Decimal(limit["value"]) if limit else None
