"""What apps above want to know of the calendar: how many of their deadlines a new year would move, and that it was loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.dispatch import Signal

from core.workdays import Calendar


@dataclass(frozen=True)
class Effect:
    """`count` things named by `label` (进行中的决定的期限) that get another day."""

    label: str
    count: int


Estimate = Callable[[Calendar, Calendar], Effect]
_estimates: list[Estimate] = []

# Sent after commit when a year was loaded or replaced; gives `year`. Listeners compute their deadlines anew.
calendar_changed = Signal()


def calendar_effect(estimate: Estimate) -> Estimate:
    """Register an estimate(calendar now, calendar as it would be); it reads and writes nothing."""
    _estimates.append(estimate)
    return estimate


def effects(now: Calendar, then: Calendar) -> list[Effect]:
    """What all apps say a change of the calendar would move; only what is not zero."""
    found = [estimate(now, then) for estimate in _estimates]
    return [effect for effect in found if effect.count]
