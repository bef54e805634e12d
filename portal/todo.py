"""What a firm or a practitioner has to do, gathered from all parts of the portal for its home page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from core.staff import LEVELS, DeskItem

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import Subject

Source = Callable[["Subject", "User", date], Iterable[DeskItem]]
_sources: list[Source] = []


def todo_items(source: Source) -> Source:
    """Register a source of things to do: source(subject, user, on) gives DeskItems. Its module is imported by the part's urls.py."""
    if source not in _sources:
        _sources.append(source)
    return source


def todo_for(subject: Subject, user: User, on: date) -> list[DeskItem]:
    """Everything to be done for the subject, the most pressing first."""
    items = [item for source in _sources for item in source(subject, user, on)]
    return sorted(items, key=lambda item: (LEVELS.index(item.level_on(on)), item.due or date.max, item.title))
