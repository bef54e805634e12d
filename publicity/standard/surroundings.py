"""Which editions of the standard are in use: the application's, from its tables, or the shipped ones where none were named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from publicity.standard.engine import Standard, compile_standard
from publicity.standard.spec import shipped_specs

Standards = Callable[[], Sequence[Standard]]

_source: list[Standards] = []


def set_standards(source: Standards) -> None:
    """Name the function () → the compiled standards in use, of every kind and edition. Called once when the application is ready."""
    _source[:] = [source]


def standards_in_use() -> list[Standard]:
    """The compiled standards in use."""
    return list(_source[0]()) if _source else list(shipped_standards())


@lru_cache(maxsize=1)
def shipped_standards() -> tuple[Standard, ...]:
    """The standards shipped with the product, compiled once."""
    return tuple(compile_standard(spec) for spec in shipped_specs())
