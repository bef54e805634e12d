"""One module for each part of the house: its addresses, their sample objects, and what it adds to the world of the walk.

A part has `DOORS` (route name → Door), `LISTS`, `SAMPLES` (route name → parameters from the world), and `furnish(world)`, all optional.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


def parts() -> list[ModuleType]:
    """All parts, by name."""
    return [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]


def gathered(name: str) -> dict[str, Any]:
    """The tables called `name` of all parts, as one."""
    return {key: value for part in parts() for key, value in getattr(part, name, {}).items()}
