"""From what fell due to one message per person: who hears of which stage, and the words of the message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.roles import CLERK, CREDIT_OFFICE, LEADER, REVIEWER
from core.masking import mask_name
from core.words import countdown
from publicity.choices import Stage
from publicity.models import Decision
from publicity.services.people import Directory

#: Most pressing first. Of several stages of one clock that fell due together the first of this list speaks.
ORDER = (Stage.OVERDUE, Stage.WITHDRAW, Stage.T0, Stage.T1, Stage.NO_RECEIPT, Stage.T3, Stage.T5)
#: From which stage on people above the clerk hear of it. A withdrawal is the reviewers' own deed.
REVIEWERS_FROM = (Stage.OVERDUE, Stage.WITHDRAW, Stage.T0, Stage.T1)
LEADERS_FROM = (Stage.OVERDUE, Stage.T0)
CREDIT_OFFICE_FROM = (Stage.OVERDUE,)

WORDS = {
    Stage.OVERDUE: "已逾期未上报",
    Stage.WITHDRAW: "变更、撤销后待撤回公示",
    Stage.T0: "今天是最迟办理日",
    Stage.T1: "下一个工作日到期",
    Stage.NO_RECEIPT: "已上报未收到回执",
    Stage.T3: "3 天内到期",
    Stage.T5: "5 天内到期",
}
SHOWN = 8


@dataclass(frozen=True)
class Line:
    """Decisions of one section, author and stage that are spoken of now; `sample` holds the most pressing ones."""

    section_id: int
    author_id: int | None
    stage: str
    count: int
    sample: tuple[int, ...]


@dataclass(frozen=True)
class Digest:
    """What one person is told: how many decisions, the most pressing stage in words, and a line per stage with the nearest."""

    recipient: int
    count: int
    headline: str
    body: str


def recipients(line: Line, people: Directory) -> list[int]:
    """Everybody who hears of a line: clerk, then reviewers, leaders and 信用办 by stage; deputies of absent people too."""
    found = people.clerks(line.author_id, line.section_id)
    stage = Stage(line.stage)
    if stage == Stage.NO_RECEIPT:
        found = found + people.in_section(CLERK, line.section_id)
    if stage in REVIEWERS_FROM:
        found = found + people.in_section(REVIEWER, line.section_id)
    if stage in LEADERS_FROM:
        found = found + people.everywhere(LEADER)
    if stage in CREDIT_OFFICE_FROM:
        found = found + people.everywhere(CREDIT_OFFICE)
    return people.with_deputies(found)


def digests(lines: Iterable[Line], people: Directory, on: date) -> list[Digest]:
    """One digest per person. Two queries, whatever the number of decisions."""
    by_person: dict[int, list[Line]] = {}
    for line in lines:
        for person in recipients(line, people):
            by_person.setdefault(person, []).append(line)
    wanted = {pk for lines in by_person.values() for line in lines for pk in line.sample}
    shown = Decision.objects.only("id", "number", "title", "act_by", "party_kind", "party_name").in_bulk(wanted)
    return [_digest(person, lines, shown, on) for person, lines in sorted(by_person.items())]


def _digest(person: int, lines: list[Line], decisions: Mapping[int, Decision], on: date) -> Digest:
    by_stage: dict[str, list[Line]] = {}
    for line in lines:
        by_stage.setdefault(line.stage, []).append(line)
    total = sum(line.count for line in lines)
    stages = [stage for stage in ORDER if stage in by_stage]
    parts = []
    for stage in stages:
        of_stage = by_stage[stage]
        parts.append(f"{WORDS[stage]}：{sum(line.count for line in of_stage)} 件")
        nearest = sorted((decisions[pk] for line in of_stage for pk in line.sample), key=lambda d: (d.act_by, d.pk))
        parts.extend(f"　{_one(decision, stage, on)}" for decision in nearest[:SHOWN])
    return Digest(person, total, WORDS[stages[0]], "\n".join(parts))


def _one(decision: Decision, stage: str, on: date) -> str:
    """One decision in words. Names of natural persons are masked: the message may leave the house by e-mail."""
    name = mask_name(decision.party_name) if decision.party_kind == "natural" else decision.party_name
    left = countdown(decision.act_by, on)
    when = f"，{left.left}（{left.day}）" if left and stage not in (Stage.NO_RECEIPT, Stage.WITHDRAW) else ""
    return f"{decision.number} {name}{when}"
