"""One check for the form, the workbook and the API: the standard's rules, the house's knowledge, the facts that follow.

A row is good when it has no finding of level error, whichever door it came through; the codes are the same at every door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.errors import DomainError
from core.masking import mask_id, scrub
from core.text import clean
from publicity.assembly import DecisionFacts, assemble
from publicity.models import Decision, StandardEdition
from publicity.services.guarding import Guard
from publicity.services.standards import standard_of
from publicity.services.world import World
from publicity.standard.engine import Standard
from publicity.standard.findings import ERROR, Finding, Verdict
from publicity.standard.registry import spoken

NO_GROUND = spoken(
    "E-CL-06", "决定当日没有施行中的目录事项", "没有法律依据和目录事项的信息依法不得归集；目录版本由信用办维护。",
    scope="file", source="《全国公共信用信息基础目录》；《重庆市社会信用条例》", certainty="S", example="决定日期早于目录施行日期",
)  # fmt: skip

MIN_REASON = 5
SECRET_FORMATS = ("id_number",)


class Refused(DomainError):
    """The rules refuse a decision. `findings` holds everything that was said about it, errors first."""

    default_code = "refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(findings, key=lambda finding: finding.level != ERROR)
        errors = [finding for finding in self.findings if finding.level == ERROR]
        first = errors[0] if errors else self.findings[0]
        words = first.message if len(errors) < 2 else f"有 {len(errors)} 处需要修改。第一处：{first.message}"
        super().__init__(words, code=first.code if len(errors) == 1 else "", field=first.field or None)

    def __reduce__(self) -> tuple[type[Refused], tuple[list[Finding]]]:
        return (Refused, (self.findings,))


class Judge:
    """Judges rows of one edition in one run; chunks of a sheet or a single record. From its making on, the context of its
    world ends every chunk with what only the house can say."""

    def __init__(self, edition: StandardEdition, world: World) -> None:
        self.edition = edition
        self.standard: Standard = standard_of(edition)
        self.world = world
        self._guard = Guard(world, self.standard.roles)
        self._assembled: dict[int, DecisionFacts] = {}
        world.context.more = self._complete

    def record(self, values: Mapping[str, Any]) -> Verdict:
        """The verdict on one record by field code."""
        return self.standard.check_record(values, self.world.context)

    def facts_of(self, verdict: Verdict) -> DecisionFacts:
        """What a good row of the last chunk means for ledger and file. KeyError for any other row."""
        return self._assembled[id(verdict)]

    def facts(self, verdict: Verdict, answers: Mapping[str, bool] | None = None) -> DecisionFacts | None:
        """The same with a person's answers about publicity, or for an incomplete draft. None, with a finding, when the law
        gives no ground for it that day."""
        try:
            return assemble(self.world.house, verdict.values, answers)
        except DomainError as error:
            field = self.standard.roles.get("decided_on", "")
            verdict.findings.append(NO_GROUND(field, error.message)._replace(code=error.code or NO_GROUND.code))
            return None

    def _complete(self, verdicts: Sequence[Verdict]) -> None:
        self._guard.look(verdicts)
        self._assembled = {}
        for verdict in verdicts:
            if verdict.good and not verdict.unchanged:
                facts = self.facts(verdict)
                if facts is not None:
                    self._assembled[id(verdict)] = facts


def check_values(
    *, edition: StandardEdition, values: Mapping[str, Any], overrides: Mapping[str, str] | None = None,
    itself: Decision | None = None, answers: Mapping[str, bool] | None = None,
) -> Verdict:  # fmt: skip
    """Check one record from the form or the API: field code → raw value. Writes nothing.

    `overrides` are reasons by field code; only those of at least five characters that lift something count. `itself` is
    the decision being changed, which must not be found as its own duplicate.
    """
    verdict, _facts = judge_values(edition=edition, values=values, overrides=overrides, itself=itself, answers=answers)
    return verdict


def judge_values(
    *, edition: StandardEdition, values: Mapping[str, Any], overrides: Mapping[str, str] | None = None,
    itself: Decision | None = None, answers: Mapping[str, bool] | None = None,
) -> tuple[Verdict, DecisionFacts | None]:  # fmt: skip
    """As `check_values`, and the facts of a row that is good."""
    reasons = _reasons(overrides)
    judge = Judge(edition, World(edition, overrides=reasons, but=itself))
    verdict = judge.record(values)
    return verdict, judge.facts(verdict, answers) if verdict.good else None


def used_overrides(
    edition: StandardEdition, values: Mapping[str, Any], overrides: Mapping[str, str] | None, itself: Decision | None
) -> dict[str, str]:
    """Those reasons that lift a finding which may be lifted; the rest is not kept."""
    wanted = _reasons(overrides)
    if not wanted:
        return {}
    verdict = check_values(edition=edition, values=values, itself=itself)
    liftable = {finding.field for finding in verdict.findings if finding.overridable and finding.level == ERROR}
    return {field: text for field, text in wanted.items() if field in liftable}


def _reasons(overrides: Mapping[str, str] | None) -> dict[str, str]:
    """Reasons long enough to be one, in clean text."""
    cleaned = {field: scrub(clean(text)) for field, text in (overrides or {}).items()}
    return {field: text for field, text in cleaned.items() if len(text) >= MIN_REASON}


def finding_dict(standard: Standard, finding: Finding) -> dict[str, Any]:
    """A finding as the API and the job pages give it. Proposals for identity numbers are masked, free text is scrubbed."""
    spec = standard.by_code.get(finding.field)
    suggestion = finding.suggestion
    if suggestion is not None:
        secret = spec is not None and spec.format in SECRET_FORMATS
        suggestion = mask_id(suggestion) if secret else scrub(suggestion)
    return {
        "field": finding.field,
        "header": spec.header if spec else "",
        "code": finding.code,
        "level": finding.level,
        "message": scrub(finding.message),
        "suggestion": suggestion,
        "overridable": finding.overridable,
    }
