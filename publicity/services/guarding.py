"""The wrong-person guard: an adverse record is attached only where two identifiers agree, or a person says why.

The rules of the standard compare a known code with the names on its file (E-ID-05). Here stands what they cannot see: a code
nobody knows beside a name that somebody bears, or nearly bears.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.masking import mask_name
from core.text import fold
from publicity.services.world import World
from publicity.standard.findings import ERROR, WARNING, Finding, Verdict
from publicity.standard.quoting import quote
from publicity.standard.registry import spoken
from publicity.standard.rules_file import NAME_OF_CODE
from records.models import SubjectName
from records.near_names import Holder, NameIndex, differing

NEAR_NAME = spoken(
    "E-ID-20", "与已建档主体的名称几乎相同", "一字之差可能把别人的处罚记到另一家名下；失信信息须名称、代码两项相符，或者写明理由后保留。",
    scope="file", source="错记主体造成损失的公开案例；本局内控", certainty="S", example="档案里有“重庆巫霞律师事务所”，表里是“重庆巫峡律师事务所”",
)  # fmt: skip
_SHOWN = 3


class Guard:
    """One guard per run; the names on file are read once, when the first unknown party comes."""

    def __init__(self, world: World, roles: Mapping[str, str]) -> None:
        self._world = world
        self._roles = roles
        self._adverse = world.house.kind.nature == "adverse"
        self._index: NameIndex | None = None
        self._said: dict[tuple[str, str], Finding | None] = {}

    def look(self, verdicts: Sequence[Verdict]) -> None:
        """Add a finding to every verdict whose party may be mistaken. A bounded number of queries per chunk."""
        self._organisations(verdicts)
        self._persons(verdicts)

    def _organisations(self, verdicts: Sequence[Verdict]) -> None:
        code_field, name_field = self._roles.get("uscc", ""), self._roles["party_name"]
        named = [v for v in verdicts if v.party != "natural" and v.values.get(code_field) and v.values.get(name_field)]
        codes = {str(verdict.values[code_field]) for verdict in named}
        known = self._world.subjects(codes) if codes else {}
        for verdict in named:
            code, name = str(verdict.values[code_field]), str(verdict.values[name_field])
            if code in known:
                continue
            if (code, name) not in self._said:
                self._said[code, name] = self._compare(name_field, code, name)
            finding = self._said[code, name]
            if finding is not None:
                verdict.findings.append(self._lifted(finding, verdict.row))

    def _compare(self, field: str, code: str, name: str) -> Finding | None:
        holders = self._names().near(name)[:_SHOWN]
        if not holders:
            return None
        same = next((holder for holder in holders if fold(holder.name) == fold(name)), None)
        if same is not None:
            words = f"“{name}”已经建档，登记的代码是“{same.code}”，这里的代码是“{code}”。请照证照核对代码；确是同名的另一家，请写明理由。"
            return self._finding(field, words, None)
        others = "、".join(f"{_marked(holder.name, name)}（{holder.code}）" for holder in holders)
        words = f"代码“{code}”还没有建档，而{quote(name)}与已建档的{others}只差一两个字或读音相同。请逐字核对是不是同一家；确是另一家的，请写明理由。"
        return self._finding(field, words, holders[0].name)

    def _finding(self, field: str, words: str, suggestion: str | None) -> Finding:
        return NEAR_NAME(field, words, suggestion, level=ERROR if self._adverse else WARNING, overridable=self._adverse)

    def _persons(self, verdicts: Sequence[Verdict]) -> None:
        number_field, name_field = self._roles.get("id_number", ""), self._roles["party_name"]
        named = [
            v for v in verdicts if v.party == "natural" and v.values.get(number_field) and v.values.get(name_field)
        ]
        if not named:
            return
        known = self._world.persons({str(verdict.values[number_field]) for verdict in named})
        for verdict in named:
            facts = known.get(str(verdict.values[number_field]))
            name = str(verdict.values[name_field])
            if facts is None or any(fold(span.name) == fold(name) for span in facts.names):
                continue
            words = f"这个证件号码登记在“{mask_name(facts.names[-1].name)}”名下，这里的姓名是“{name}”。请照证件核对姓名和号码；更过名的，请写明理由。"
            finding = NAME_OF_CODE(
                name_field, words, level=ERROR if self._adverse else WARNING, overridable=self._adverse
            )
            verdict.findings.append(self._lifted(finding, verdict.row))

    def _lifted(self, finding: Finding, row: int) -> Finding:
        overrides = self._world.context.overrides
        reason = (overrides.get((row, finding.field)) or overrides.get(finding.field) or "").strip()
        if not (finding.overridable and reason):
            return finding
        return finding._replace(
            level=WARNING, overridable=False, message=f"{finding.message}（已由经办人确认保留，理由：{reason[:100]}）"
        )

    def _names(self) -> NameIndex:
        if self._index is None:
            rows = SubjectName.objects.exclude(subject__uscc="").values_list("subject_id", "name", "subject__uscc")
            self._index = NameIndex(Holder(*row) for row in rows.iterator(2000))
        return self._index


def _marked(name: str, other: str) -> str:
    """The name with the characters that differ in 【】."""
    return "“" + "".join(f"【{piece}】" if differs else piece for piece, differs in differing(name, other)) + "”"
