"""Quoting a cell inside a message: short, on one line, and never with an identity, telephone or bank number."""

from __future__ import annotations

from core.masking import scrub

_LONGEST = 30


def quote(text: object) -> str:
    """The value between Chinese quotes, scrubbed and cut to a readable length."""
    line = scrub(" ".join(str(text).split()))
    return f"“{line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}”"
