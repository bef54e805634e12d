"""What a header row was understood to mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from publicity.standard.engine import Standard
from publicity.standard.findings import Finding


class Column(NamedTuple):
    """One column that is read. how: exact | code | bracket | near (a character is missing) | instead (a weaker name, such as 处罚生效期
    for the day of decision) | other (the other kind's header) | more (a further column joined into the same field)."""

    at: int
    header: str
    field: str
    how: str


class Remark(NamedTuple):
    """A finding about the header, with the column it is about (None = the whole row)."""

    at: int | None
    header: str
    finding: Finding


class Ignored(NamedTuple):
    """A column that is known and left out, with the reason."""

    at: int
    header: str
    reason: str


@dataclass
class HeaderReading:
    """What one header row means under one standard. Refused when something in it is not understood or said twice."""

    standard: Standard
    columns: list[Column] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    unknown: list[Ignored] = field(default_factory=list)
    doubles: list[Ignored] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    wrong_kind: str = ""

    @property
    def findings(self) -> list[Finding]:
        """Everything said about the header."""
        return [remark.finding for remark in self.remarks]

    @property
    def refused(self) -> bool:
        """True when rows below this header must not be read."""
        return bool(self.unknown or self.doubles or self.wrong_kind)

    @property
    def fields(self) -> dict[str, int]:
        """Field code → place of its (first) column."""
        return {column.field: column.at for column in self.columns if column.how != "more"}

    def header_of(self, code: str) -> str:
        """The header as it stands in the sheet, the standard's own where the sheet has no such column."""
        return next(
            (column.header for column in self.columns if column.field == code), self.standard.by_code[code].header
        )

    def order(self, width: int) -> list[str | None]:
        """Field codes by place, for Standard.checker; None where a column is not read."""
        places: list[str | None] = [None] * width
        for code, at in self.fields.items():
            places[at] = code
        return places

    @property
    def merged(self) -> dict[int, list[int]]:
        """Place of a field's first column → places of the columns joined into it."""
        first = self.fields
        joined: dict[int, list[int]] = {}
        for column in self.columns:
            if column.how == "more":
                joined.setdefault(first[column.field], []).append(column.at)
        return joined
