"""The rules' register: every rule has a code, words for people and a sample that it refuses, so that a page can list them all
and a test can prove that none is dead.

Four scopes: `cell` rules look at one value (and are remembered per value), `parse` rules speak while a cell is being read,
`row` rules compare the fields of a row, `file` rules need the file, the header or the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from publicity.standard.findings import ERROR, NOTE, WARNING, Finding

CERTAINTY_LABELS = {"S": "有公开来源", "K": "业内通行，待确认", "U": "未见正式文本，待确认", "O": "本系统约定"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A row that the rule must speak about: changes to the good sample row of `kind`, by role, as raw cells."""

    change: Mapping[str, Any]
    kind: str = "penalty"
    party: str = "legal"
    edition: str = "2018"
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Calling it makes a finding with its code and level; `build` makes the check for one standard and context."""

    code: str
    title: str
    why: str
    scope: str
    level: str = ERROR
    roles: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    source: str = ""
    certainty: str = "K"
    example: str = ""
    samples: tuple[Sample, ...] = ()
    build: Callable[..., Any] | None = None

    def __call__(
        self,
        field_code: str,
        message: str,
        suggestion: str | None = None,
        *,
        level: str = "",
        overridable: bool = False,
    ) -> Finding:
        """The finding this rule makes about one field ("" for the whole row)."""
        return Finding(self.code, field_code, level or self.level, message, suggestion, overridable)


RULES: dict[str, Rule] = {}


def _keep(rule: Rule) -> Rule:
    if rule.code in RULES:
        raise ValueError(f"two rules carry the code {rule.code}")
    RULES[rule.code] = rule
    return rule


def _level(code: str) -> str:
    return {"W": WARNING, "N": NOTE}.get(code[0], ERROR)


def spoken(code: str, title: str, why: str, *, scope: str = "parse", level: str = "", **more: Any) -> Rule:
    """Register a rule that speaks from inside a reader (scope parse) or about a file or sheet (scope file)."""
    return _keep(Rule(code, title, why, scope, level or _level(code), **more))


def cell_rule(code: str, title: str, why: str, *, level: str = "", **more: Any) -> Callable[[Callable[..., Any]], Rule]:
    """Register `build(say, bind, field)` → check(value) → Finding | None, for the fields named by `roles` or `types`."""

    def keep(build: Callable[..., Any]) -> Rule:
        return _keep(Rule(code, title, why, "cell", level or _level(code), build=build, **more))

    return keep


def row_rule(code: str, title: str, why: str, *, level: str = "", **more: Any) -> Callable[[Callable[..., Any]], Rule]:
    """Register `build(say, bind)`, a generator of check(row) → Finding | list | None. Left out where a role of `needs` is absent."""

    def keep(build: Callable[..., Any]) -> Rule:
        return _keep(Rule(code, title, why, "row", level or _level(code), build=build, **more))

    return keep


def rules_of(scope: str) -> list[Rule]:
    """The registered rules of one scope, in the order of registration."""
    return [rule for rule in RULES.values() if rule.scope == scope]
