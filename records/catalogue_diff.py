"""What a new edition changes, before it takes effect: entries added, changed field by field, and ended. Pure.

Entries are rows of words by column key, as people read them in the workbook; the same comparison serves the catalogue and the
data standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.pieces import Change

Entry = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One entry that is new, changed or gone. `changes` holds the fields that differ, old → new."""

    code: str
    name: str
    changes: tuple[Change, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code, "name": self.name,
            "changes": [{"label": one.label, "before": one.before, "after": one.after} for one in self.changes],
        }  # fmt: skip


@dataclass(frozen=True)
class Diff:
    """The whole difference. `reordered`: the entries that stay stand in another order."""

    added: tuple[Line, ...]
    changed: tuple[Line, ...]
    ended: tuple[Line, ...]
    unchanged: int
    reordered: bool = False

    @property
    def empty(self) -> bool:
        """True when nothing at all would change."""
        return not (self.added or self.changed or self.ended or self.reordered)

    def as_json(self) -> dict[str, Any]:
        """For the page: lists of lines by kind of change."""
        return {
            "added": [line.as_json() for line in self.added],
            "changed": [line.as_json() for line in self.changed],
            "ended": [line.as_json() for line in self.ended],
            "unchanged": self.unchanged,
            "reordered": self.reordered,
            "empty": self.empty,
        }


def diff(old: Sequence[Entry], new: Sequence[Entry], columns: Iterable[tuple[str, str]], *, name: str = "name") -> Diff:
    """Compare entries by their `code`. columns: (key, Chinese label) of what is compared; name: the key that names a line."""
    before = {entry["code"]: entry for entry in old}
    after = {entry["code"]: entry for entry in new}
    labels = [(key, label) for key, label in columns if key != "code"]
    changed = []
    for code, entry in after.items():
        if code in before and (changes := _changes(before[code], entry, labels)):
            changed.append(Line(code, entry[name], changes))
    return Diff(
        added=tuple(
            Line(code, entry[name], _filled(entry, labels, name)) for code, entry in after.items() if code not in before
        ),
        changed=tuple(changed),
        ended=tuple(Line(code, entry[name]) for code, entry in before.items() if code not in after),
        unchanged=sum(code in before for code in after) - len(changed),
        reordered=[code for code in before if code in after] != [code for code in after if code in before],
    )


def _changes(before: Entry, after: Entry, labels: list[tuple[str, str]]) -> tuple[Change, ...]:
    return tuple(
        Change(label, before.get(key, ""), after.get(key, ""))
        for key, label in labels
        if before.get(key, "") != after.get(key, "")
    )


def _filled(entry: Entry, labels: list[tuple[str, str]], name: str) -> tuple[Change, ...]:
    """A new entry shows everything it says."""
    return tuple(Change(label, "", entry[key]) for key, label in labels if key != name and entry.get(key))
