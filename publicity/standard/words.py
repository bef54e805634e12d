"""Word lists the rules go by. They are data: a new ending or placeholder needs no change of code."""

from __future__ import annotations

import json
from functools import lru_cache

from publicity.standard.spec import DATA


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    return json.loads((DATA / "words.json").read_text(encoding="utf-8"))


def words(name: str) -> tuple[str, ...]:
    """A list by name, in its order."""
    return tuple(_lists()[name])
