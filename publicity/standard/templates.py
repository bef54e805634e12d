"""Writing canonical values into a platform's template: columns in its order, every cell in the form the platform reads.

Written and read back, a row gives the same values. Codes and days are text, so that no spreadsheet changes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from publicity.standard.engine import Standard
from publicity.standard.findings import Value, value_text
from publicity.standard.spec import PARTY_LABELS, Field


@dataclass(frozen=True)
class Template:
    """One template of the platform. columns: (field, header as the template spells it), in its order; party: whom it is for."""

    name: str
    label: str
    party: tuple[str, ...]
    columns: tuple[tuple[Field, str], ...]

    @property
    def headers(self) -> list[str]:
        """The header row."""
        return [header for _, header in self.columns]

    @property
    def codes(self) -> list[str]:
        """Field codes in the order of the columns."""
        return [field.code for field, _ in self.columns]

    def row(self, values: Mapping[str, Value]) -> list[str]:
        """The cells of one decision."""
        return [cell_of(field, values.get(field.code)) for field, _ in self.columns]

    def hints(self) -> list[str]:
        """The second header row: required or not, and the filling note."""
        return [hint_of(field) for field, _ in self.columns]


def cell_of(field: Field, value: Value) -> str:
    """One canonical value as a platform's cell: 2026/03/09, 2099/12/31 for 长期, money without idle zeros, "" for blank."""
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    return value_text(value)


def hint_of(field: Field) -> str:
    """The hint under a header of a workbook to be filled in."""
    if field.required == "always":
        need = (
            "必填"
            if len(field.applies_to) == len(PARTY_LABELS)
            else f"{'、'.join(PARTY_LABELS[kind] for kind in field.applies_to)}必填"
        )
    else:
        need = "选填" if field.required == "never" else "条件必填"
    example = f" 示例：{field.example}" if field.example else ""
    return f"（{need}）{field.help}{example}"


def templates_of(standard: Standard) -> dict[str, Template]:
    """The templates an edition knows, by name."""
    return {
        name: Template(
            name,
            one["label"],
            tuple(one["party"]),
            tuple((standard.by_code[code], header) for code, header in one["columns"]),
        )
        for name, one in standard.spec.get("templates", {}).items()
    }


def template_for(standard: Standard, party: str) -> Template:
    """The template a party's decisions go into: the one for that kind of party alone, else the whole table. KeyError without one."""
    fitting = [one for one in templates_of(standard).values() if party in one.party]
    if not fitting:
        raise KeyError(f"{standard.kind} {standard.edition} has no template for {party!r}")
    return min(fitting, key=lambda one: len(one.party))


def read_back(template: Template, standard: Standard, rows: Sequence[Sequence[str]]) -> list[dict[str, Value]]:
    """The canonical values of written cells, as the import would read them: proof that a file says what was meant."""
    checker = standard.checker(columns=template.codes)
    return [checker.judge(row).values for row in rows]
