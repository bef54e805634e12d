"""Comparing verdicts with what is already there: earlier rows of the run, the ledger, the subjects' files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from core.text import fold
from publicity.standard import rules_file
from publicity.standard.context import Context
from publicity.standard.findings import Key, Value, Verdict

if TYPE_CHECKING:
    from publicity.standard.engine import Standard


class Run:
    """What is remembered of the rows of one run: place and content of every key, the first name of every code. Several sheets of
    one workbook share it. Only numbers are kept per row, so memory stays small."""

    __slots__ = ("names", "seen", "sheet")

    def __init__(self) -> None:
        self.sheet = ""
        self.seen: dict[Key, tuple[str, int, int]] = {}
        self.names: dict[str, str] = {}


class Ledger:
    """The rows of the run so far, and the look-ups of the context."""

    def __init__(self, standard: Standard, context: Context, run: Run | None = None) -> None:
        self._standard = standard
        self._context = context
        self._run = run or Run()
        roles = standard.shared["roles"]
        self._slots = [roles.get(role) for role in ("doc_number", "uscc", "id_number", "party_name", "certificate_no")]
        self.recall: Callable[[int], Sequence[Value] | None] = lambda row: None
        """Row number → the canonical values of that row, to say what differs between two rows of a file."""

    def key_of(self, row: Sequence[Any]) -> Key | None:
        """The key of a row, None while number or party are missing."""
        number, uscc, identity, name, certificate = (row[slot] if slot is not None else "" for slot in self._slots)
        party = uscc or identity or (fold(name) if name else "")
        if not party or not (number or certificate):
            return None
        return Key(self._standard.kind, number, party, certificate or "")

    def compare(self, verdicts: Sequence[Verdict]) -> None:
        """Add what the earlier rows, the ledger and the subjects say about these verdicts."""
        for verdict in verdicts:
            if verdict.row and verdict.key is not None:
                self._with_earlier_rows(verdict)
        self._with_ledger(verdicts)
        self._with_subjects(verdicts)
        self._with_holders(verdicts)
        if self._context.more is not None:
            self._context.more(verdicts)

    def _with_earlier_rows(self, verdict: Verdict) -> None:
        assert verdict.key is not None
        values = tuple(verdict.values.values())
        here = (self._run.sheet, verdict.row, hash(values))
        sheet, row, content = first = self._run.seen.setdefault(verdict.key, here)
        if first is here:
            self._one_name_per_code(verdict)
            return
        place = f"第{row}行" if sheet == self._run.sheet else f"工作表“{sheet}”第{row}行"
        if content == here[2]:
            verdict.unchanged = "file"
            verdict.findings.append(rules_file.UNCHANGED("", f"与{place}完全相同，只登记一次。"))
        else:
            earlier = self.recall(row) if sheet == self._run.sheet else None
            fields = self._standard.fields
            verdict.findings.append(
                rules_file.against_row(fields, list(values), list(earlier) if earlier else None, place)
            )

    def _one_name_per_code(self, verdict: Verdict) -> None:
        code, name = verdict.values.get(self._standard.roles.get("uscc", "")), self._name(verdict)
        if not code or not name:
            return
        first = self._run.names.setdefault(str(code), name)
        if first != name and fold(first) != fold(name):
            words = f"代码“{code}”在前面的行里写的是“{first}”，这一行是“{name}”。请照证照核对名称和代码；更过名的，用决定当日的名称。"
            verdict.findings.append(rules_file.TWO_NAMES(self._standard.roles["party_name"], words))

    def _name(self, verdict: Verdict) -> str:
        return str(verdict.values.get(self._standard.roles.get("party_name", "")) or "")

    def _with_ledger(self, verdicts: Sequence[Verdict]) -> None:
        if self._context.known is None:
            return
        keys = {verdict.key for verdict in verdicts if verdict.key is not None and not verdict.unchanged}
        stored = self._context.known(keys) if keys else {}
        for verdict in verdicts:
            if verdict.unchanged or verdict.key is None or verdict.key not in stored:
                continue
            finding = rules_file.against_ledger(self._standard.fields, verdict.values, stored[verdict.key])
            verdict.findings.append(finding)
            if finding.code == rules_file.UNCHANGED.code:
                verdict.unchanged = "ledger"

    def _with_subjects(self, verdicts: Sequence[Verdict]) -> None:
        code_field = self._standard.roles.get("uscc")
        if self._context.subjects is None or code_field is None:
            return
        codes = {str(verdict.values[code_field]) for verdict in verdicts if verdict.values[code_field]}
        known = self._context.subjects(codes) if codes else {}
        day_field, name_field = self._standard.roles.get("decided_on", ""), self._standard.roles["party_name"]
        for verdict in verdicts:
            facts = known.get(str(verdict.values[code_field])) if verdict.values[code_field] else None
            name = self._name(verdict)
            if facts is not None and name:
                verdict.findings += rules_file.against_subject(
                    day_field, name_field, name, verdict.values.get(day_field), facts
                )

    def _with_holders(self, verdicts: Sequence[Verdict]) -> None:
        field = self._standard.roles.get("certificate_no")
        if self._context.holders is None or field is None:
            return
        numbers = {
            str(verdict.values[field]) for verdict in verdicts if verdict.values[field] and verdict.party == "natural"
        }
        holders = self._context.holders(numbers) if numbers else {}
        for verdict in verdicts:
            holder = holders.get(str(verdict.values[field]), "")
            name = self._name(verdict)
            if holder and name and fold(holder) != fold(name):
                words = f"许可编号登记在“{holder[:1]}*”名下，不是这一行的相对人。请照证件核对编号和姓名。"
                verdict.findings.append(rules_file.HOLDER(field, words))
