"""What a check says: findings about one row, and the verdict that holds them together with the row's canonical values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from core.masking import mask_id

ERROR, WARNING, NOTE = "error", "warning", "note"
LEVEL_LABELS = {ERROR: "错误", WARNING: "提醒", NOTE: "说明"}

#: A canonical value of a field: text ("" when blank), money in 万元 or a day (None when blank).
Value = str | Decimal | date | None


class Finding(NamedTuple):
    """One thing said about one cell, or about the row when `field` is empty.

    code: stable code of the rule; level: error | warning | note; message: plain Chinese, what – why – how, never with an identity
    number; suggestion: the value one click would put in, None without one; overridable: a person may keep the value with a reason.
    """

    code: str
    field: str
    level: str
    message: str
    suggestion: str | None = None
    overridable: bool = False


class Key(NamedTuple):
    """What makes a decision one decision: kind, number, party (code, identity number or folded name) and certificate number.

    One number may stand on forty parties, so the number alone is no key. `party` may be an identity number: it stays in
    memory for look-ups and is never shown, so the representation masks it.
    """

    kind: str
    number: str
    party: str
    certificate: str = ""

    def __repr__(self) -> str:
        return f"Key({self.kind!r}, {self.number!r}, {mask_id(self.party)!r}, {self.certificate!r})"


class Verdict:
    """The answer to one row. `values` has every field of the standard by code, in canonical form, also when refused."""

    __slots__ = ("findings", "key", "party", "row", "unchanged", "values")

    def __init__(
        self, row: int, values: dict[str, Value], party: str, key: Key | None, findings: list[Finding]
    ) -> None:
        self.row = row
        self.values = values
        self.party = party  # "legal", "natural", "sole", or "" when it could not be told
        self.key = key
        self.findings = findings
        self.unchanged = ""  # "file": repeats an earlier row of this file; "ledger": already there, nothing to do

    @property
    def good(self) -> bool:
        """True when nothing refuses the row."""
        return not any(finding.level == ERROR for finding in self.findings)

    def of_level(self, level: str) -> list[Finding]:
        """The findings of one level, in the order they were found."""
        return [finding for finding in self.findings if finding.level == level]

    @property
    def codes(self) -> list[str]:
        """Codes of all findings, for tests and answers of the API."""
        return [finding.code for finding in self.findings]


def value_text(value: Value) -> str:
    """The one way a canonical value is written as text: days as 2026-03-09, money without exponent or idle zeros."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    return value


def texts(values: Mapping[str, Value], without: Iterable[str] = ()) -> dict[str, str]:
    """Canonical values as text by field code, blank ones left out: what the ledger stores and compares."""
    skip = set(without)
    return {code: value_text(value) for code, value in values.items() if code not in skip and value not in (None, "")}
