"""Which penalties are major decisions that need a legal review on file before they are reported (行政处罚法第五十八条)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class MajorRule:
    """Words that make a penalty major, and the amounts (万元) from which a fine is large, for units and for persons."""

    words: tuple[str, ...]
    fine_unit: Decimal
    fine_person: Decimal


def is_major(rule: MajorRule, *, texts: Iterable[str], fine: Decimal | None, person: bool) -> bool:
    """True when any text names a major kind of penalty, or the fine (万元) reaches the amount."""
    if fine is not None and fine >= (rule.fine_person if person else rule.fine_unit):
        return True
    return any(word in text for text in texts for word in rule.words)
