"""The compiled standard and its checker: one rule set for the form, the workbook and the API.

Compiling turns the declarations into readers and checks once; checking a row is then look-ups per cell and a few dozen
short functions. No database, no settings: what the rules may know of the world comes in the Context.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core import clock
from core.text import fold
from publicity.standard import (  # noqa: F401 - importing a module of rules registers them
    rules_cell,
    rules_dates,
    rules_document,
    rules_file,
    rules_money,
    rules_party,
    rules_required,
    rules_text,
)
from publicity.standard.binding import Binding, Row
from publicity.standard.cells import Memory, as_text, reader
from publicity.standard.context import Context
from publicity.standard.enums import EnumReader
from publicity.standard.findings import WARNING, Finding, Key, Value, Verdict
from publicity.standard.ledger import Ledger, Run
from publicity.standard.looks import is_org_name, is_person_name
from publicity.standard.registry import Rule, rules_of
from publicity.standard.spec import PARTY_LABELS, Field, field_of

_NOTHING: frozenset[int] = frozenset()


def compile_standard(spec: Mapping[str, Any]) -> Standard:
    """The standard of one edition and kind, from its declaration (file or tables). BadStandard when it cannot be used."""
    return Standard(spec)


class Standard:
    """One edition of one kind, ready to make checkers. Two standards from equal declarations are equal."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self.spec = spec
        self.kind: str = spec["kind"]
        self.edition: str = spec["edition"]
        self.name: str = spec["name"]
        self.fields: tuple[Field, ...] = tuple(field_of(field) for field in spec["fields"])
        self.codes: tuple[str, ...] = tuple(field.code for field in self.fields)
        self.by_code: dict[str, Field] = dict(zip(self.codes, self.fields, strict=True))
        self.roles: dict[str, str] = {field.role: field.code for field in self.fields}
        slots = {code: i for i, code in enumerate(self.codes)}
        enums = {field.code: EnumReader(field) for field in self.fields if field.enum}
        self.shared: dict[str, Any] = {
            "slots": slots,
            "roles": {role: slots[code] for role, code in self.roles.items()},
            "enums": enums,
            "labels": frozenset(
                name
                for field in self.fields
                for header in (field.header, *field.synonyms)
                for name in (header, fold(header))
            ),
            "category_words": frozenset(enums[self.roles["category"]].values)
            if "category" in self.roles and self.roles["category"] in enums
            else frozenset(),
            "limits": spec.get("limits", {}),
        }
        self.checker(
            Context()
        )  # a declaration that no checker can be made from is refused here, not at the first import

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standard) and (self.kind, self.edition, self.fields) == (
            other.kind,
            other.edition,
            other.fields,
        )

    def __hash__(self) -> int:
        return hash((self.kind, self.edition))

    def __repr__(self) -> str:
        return f"<Standard {self.kind} {self.edition}>"

    def field_for(self, role: str) -> Field | None:
        """The field in a role, None where the standard has none."""
        return self.by_code[self.roles[role]] if role in self.roles else None

    def checker(
        self, context: Context | None = None, columns: Sequence[str | None] | None = None, run: Run | None = None
    ) -> Checker:
        """A checker for rows whose cells stand in this order of field codes (None = a column not read); all fields by default.
        run: what is remembered of other sheets of the same workbook."""
        return Checker(self, context or Context(), self.codes if columns is None else columns, run)

    def check_record(self, values: Mapping[str, Any], context: Context | None = None) -> Verdict:
        """Check one record given by field code (form, API). Codes the standard does not know are errors."""
        verdict = self.checker(context).check([values.get(code) for code in self.codes])
        for code in values:
            if code not in self.by_code:
                shown = str(code)[:40]
                verdict.findings.append(
                    rules_file.UNKNOWN_COLUMN("", f"{self.name}里没有“{shown}”这个字段，请删去或改正字段代码。")
                )
        return verdict


class Checker:
    """Checks rows one after the other. Remembers what it read per distinct cell, and the keys of the rows of this run."""

    def __init__(
        self, standard: Standard, context: Context, columns: Sequence[str | None], run: Run | None = None
    ) -> None:
        self.standard = standard
        self.context = context
        slots = standard.shared["slots"]
        self._columns = [(at, slots[code]) for at, code in enumerate(columns) if code is not None]
        mapped = frozenset(slot for _, slot in self._columns)
        today = context.today or clock.today()
        self._bind = Binding(standard.kind, standard.fields, context, mapped, standard.shared, today)
        self._blank: Row = [*("" if field.is_text else None for field in standard.fields), "", _NOTHING]
        self._plan = [(at, slot, self._memory(standard.fields[slot])) for at, slot in self._columns]
        self._checks = [check for rule in rules_of("row") for check in _row_checks(rule, self._bind)]
        self._width = max((at for at, _ in self._columns), default=-1) + 1
        self._kind_of_party = _party_reader(self._bind)
        self.ledger = Ledger(standard, context, run)

    def _memory(self, field: Field) -> Memory:
        concerned = [rule for rule in rules_of("cell") if field.role in rule.roles or field.type in rule.types]
        built = [rule.build(rule, self._bind, field) for rule in concerned if rule.build]
        checks = [check for check in built if check is not None]
        return Memory(reader(field, checks, self.standard.shared["enums"].get(field.code)))

    def check(self, cells: Sequence[Any], row: int = 0) -> Verdict:
        """Judge one row. With a row number it is also compared with the earlier rows of this run."""
        verdict = self.judge(cells, row)
        self.ledger.compare([verdict])
        return verdict

    def check_rows(self, rows: Iterable[tuple[int, Sequence[Any]]]) -> list[Verdict]:
        """Judge a chunk of (row number, cells); the ledger and the subjects are asked once for the whole chunk."""
        verdicts = [self.judge(cells, row) for row, cells in rows]
        self.ledger.compare(verdicts)
        return verdicts

    def judge(self, cells: Sequence[Any], row: int = 0) -> Verdict:
        """The verdict on one row by itself, without looking at other rows, the ledger or the subjects."""
        if len(cells) < self._width:
            cells = [*cells, *[None] * (self._width - len(cells))]
        values = self._blank[:]
        found: list[Finding] = []
        bad: set[int] | None = None
        try:
            for at, slot, memory in self._plan:
                values[slot], said, unreadable = memory[cells[at]]
                if said is not None:  # an unreadable cell always has something said about it
                    found.extend(said)
                    if unreadable:
                        bad = bad or set()
                        bad.add(slot)
        except TypeError:
            if all(map(_is_plain, cells)):
                raise
            # a cell that cannot be remembered, such as a list in an API body, is read as its text
            return self.judge([cell if _is_plain(cell) else as_text(repr(cell)) for cell in cells], row)
        bind = self._bind
        if bad:
            values[bind.bad_slot] = frozenset(bad)
        values[bind.party_slot] = self._kind_of_party(values)
        for check in self._checks:
            said = check(values)
            if said is not None:
                if type(said) is Finding:
                    found.append(said)
                else:
                    found.extend(said)
        if found and self.context.overrides:
            found = [_lifted(finding, row, self.context.overrides) for finding in found]
        party = values[bind.party_slot]
        return Verdict(
            row, dict(zip(self.standard.codes, values, strict=False)), party, self.ledger.key_of(values), found
        )


def _is_plain(cell: Any) -> bool:
    try:
        hash(cell)
    except TypeError:
        return False
    return True


def _row_checks(rule: Rule, bind: Binding) -> list[Callable[[Row], Any]]:
    return list(rule.build(rule, bind)) if bind.has(*rule.needs) and rule.build else []


def _lifted(finding: Finding, row: int, overrides: Mapping[object, str]) -> Finding:
    """An overridable error becomes a warning where a person gave a reason, for this row or for the field of a single record."""
    if not finding.overridable:
        return finding
    reason = overrides.get((row, finding.field)) or overrides.get(finding.field)
    if not reason or not reason.strip():
        return finding
    message = f"{finding.message}（已由经办人确认保留，理由：{reason.strip()[:100]}）"
    return finding._replace(level=WARNING, message=message, overridable=False)


def _party_reader(bind: Binding) -> Callable[[Row], str]:
    """How the kind of party is told: from its own column; else from the template, the code, the papers, the name.

    Where the sheet has no column for it, the derived kind is also written into the row's value.
    """
    kind_slot = bind.slot("party_kind") if bind.has("party_kind") else None
    own_column = bind.is_mapped("party_kind")
    keys: Mapping[str, str] = bind.enums[bind.code("party_kind")].keys if kind_slot is not None else {}
    uscc, identity, name = (bind.slot(role) if bind.has(role) else None for role in ("uscc", "id_number", "party_name"))
    template = bind.context.party or _template_party(bind)

    def derive(row: Row) -> str:
        code: Value = row[uscc] if uscc is not None else ""
        if code:
            return "sole" if str(code).startswith("92") else "legal"
        if template:
            return template
        if identity is not None and (row[identity] or identity in row[bind.bad_slot]):
            return "natural"
        called = str(row[name]) if name is not None else ""
        return "legal" if is_org_name(called) else "natural" if is_person_name(called) else ""

    def read(row: Row) -> str:
        if own_column and kind_slot is not None:
            return keys.get(row[kind_slot], "") or derive(row)
        party = derive(row)
        if kind_slot is not None and party:
            row[kind_slot] = PARTY_LABELS[party]
        return party

    return read


def _template_party(bind: Binding) -> str:
    """A sheet with only one of the two kinds of columns is the platform's template for that kind of party."""
    organisations, persons = bind.is_mapped("uscc"), bind.is_mapped("id_number")
    return "" if organisations == persons else "legal" if organisations else "natural"


__all__ = ["Checker", "Key", "Standard", "compile_standard"]
