"""Checking stored decisions again by the rules of today, before they leave the house."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from publicity.models import Decision, StandardEdition
from publicity.services.standards import standard_of
from publicity.services.world import World
from publicity.standard.findings import ERROR, Finding


def stored_values(decision: Decision) -> dict[str, str]:
    """The canonical texts of a decision by field code, identity numbers included. For checks and files, never for pages."""
    return {**decision.data, **(json.loads(decision.secrets) if decision.secrets else {})}


def recheck(edition: StandardEdition, decisions: Sequence[Decision]) -> dict[int, list[Finding]]:
    """Errors by decision; decisions without errors are not in the answer. Confirmed exceptions stay confirmed."""
    standard = standard_of(edition)
    overrides: dict[object, str] = {
        (row, code): reason for row, one in enumerate(decisions, start=1) for code, reason in one.overrides.items()
    }
    known_world = World(edition, overrides=overrides).context
    checker = standard.checker(replace(known_world, known=None))  # a stored row must not meet itself
    rows = []
    for number, decision in enumerate(decisions, start=1):
        values = stored_values(decision)
        rows.append((number, [values.get(code) for code in standard.codes]))
    return {
        decision.pk: errors
        for decision, verdict in zip(decisions, checker.check_rows(rows), strict=True)
        if (errors := verdict.of_level(ERROR))
    }
