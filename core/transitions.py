"""Allowed moves between states: one table per noun, one check for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import InvalidTransition


@dataclass(frozen=True)
class Move:
    """One deed that changes a state.

    `sources` may be left by it, `target` is reached, `perm` is needed, `label` is the verb on the button,
    `consequence` says in words what happens, `reason` whether a written reason is required. `forward` moves lead on the way: the
    first one is the page's main button, a way out never is.
    """

    code: str
    label: str
    sources: tuple[str, ...]
    target: str
    perm: str
    consequence: str = ""
    reason: bool = False
    danger: bool = False
    forward: bool = True


@dataclass(frozen=True)
class MoveTable:
    """All moves of one noun. `labels` maps a state to its Chinese name for messages."""

    noun: str
    labels: Mapping[str, str]
    moves: tuple[Move, ...]
    _by_code: dict[str, Move] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {move.code: move for move in self.moves})

    def __getitem__(self, code: str) -> Move:
        return self._by_code[code]

    def allowed(self, current: str) -> list[Move]:
        """Moves that may leave the state `current`."""
        return [move for move in self.moves if current in move.sources]

    def check(self, current: str, code: str) -> Move:
        """Return the move, or raise InvalidTransition naming both states in Chinese."""
        move = self._by_code[code]
        if current in move.sources:
            return move
        now, wanted = (
            self.labels.get(current, current),
            "、".join(self.labels.get(s, s) for s in move.sources),
        )
        raise InvalidTransition(
            f"{self.noun}目前是“{now}”，不能“{move.label}”；只有“{wanted}”才可以。请刷新页面查看最新状态。",
            code="E-STATE-01",
        )
