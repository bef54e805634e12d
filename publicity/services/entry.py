"""Register, change and correct one decision: the form and the API. The workbook writes the same facts set-based."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from publicity.assembly import DecisionFacts
from publicity.choices import DecisionState
from publicity.models import Decision, DecisionKind, StandardEdition
from publicity.services import ledger
from publicity.services.checking import Judge, Refused, judge_values, used_overrides
from publicity.services.ledger import Provenance
from publicity.services.standards import edition_for
from publicity.services.world import World, is_same_party
from publicity.standard.findings import ERROR, Finding, Verdict

#: A draft may leave these open; everything that is filled in must be right.
_INCOMPLETE = ("E-REQ-01", "E-REQ-02", "E-CL-04", "E-CL-05")
#: Roles without which a decision does not stand in the ledger at all.
_DRAFT_NEEDS = ("doc_number", "party_name", "decided_on")
CHANGEABLE = (DecisionState.DRAFT, DecisionState.RETURNED)


class AlreadyThere(Duplicate):
    """Exactly this decision is registered already; nothing was changed. `decision` is the one that is there."""

    default_code = "E-DOC-04"

    def __init__(self, decision: Decision | None) -> None:
        super().__init__("台账里已有这件决定，内容相同，没有重复登记。", field="doc_number")
        self.decision = decision

    def __reduce__(self) -> tuple[type[AlreadyThere], tuple[None]]:
        return (AlreadyThere, (None,))


def decision_enter(
    *, actor: User, kind: str, raw_values: Mapping[str, Any], edition: StandardEdition | None = None,
    state: str = DecisionState.PENDING, answers: Mapping[str, bool] | None = None,
    overrides: Mapping[str, str] | None = None, provenance: Provenance | None = None,
) -> Decision:  # fmt: skip
    """Register one decision, as a draft or handed to the reviewer (`state` draft or pending).

    A draft may be incomplete but needs number, party and day: it counts in the denominator at once. Raises Refused with
    all findings, AlreadyThere for an identical decision, Forbidden, NotReady.
    """
    if state not in (DecisionState.DRAFT, DecisionState.PENDING):
        raise DomainError("登记时只能保存为草稿或提交审核。", code="E-STATE-01", field="state")
    section_id = section_for(actor, DecisionKind.objects.get(pk=kind))
    edition = edition or edition_for(kind, on=clock.today())
    lifted = used_overrides(edition, raw_values, overrides, None)
    facts = _facts(edition, raw_values, state=state, answers=answers, overrides=lifted)
    with deed(actor=actor, code="publicity.decision.entered", extra={"state": str(state)}) as draft:
        decision = ledger.insert(
            actor=actor, section_id=section_id, edition=edition, facts=facts, state=state,
            provenance=provenance or Provenance("form"), overrides=lifted, answers=answers,
        )  # fmt: skip
        draft.obj = decision
    return decision


def decision_change(
    *, actor: User, decision: Decision, raw_values: Mapping[str, Any], answers: Mapping[str, bool] | None = None,
    overrides: Mapping[str, str] | None = None,
) -> Decision:  # fmt: skip
    """Change a draft or a returned entry. Everything else is corrected (publicity.services.events.decision_correct)."""
    if not actor.has_perm("publicity.enter_decision"):
        raise Forbidden("登记和修改决定需要经办员权限，您的账号没有。")
    with deed(actor=actor, code="publicity.decision.changed", obj=decision):
        row = Decision.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=decision.pk).first()
        if row is None:
            raise Forbidden("这件决定不属于您的科室，您不能修改。如需修改，请联系责任科室。")
        if row.state not in CHANGEABLE:
            raise InvalidTransition(
                f"这件决定现在是“{row.get_state_display()}”，不能直接修改。已审核的请用“更正”。", code="E-STATE-01"
            )
        lifted = used_overrides(row.edition, raw_values, overrides, row)
        facts = _facts(
            row.edition, raw_values, state=DecisionState.DRAFT, answers=answers, overrides=lifted, itself=row
        )
        row.overrides, row.publicity_answers = lifted, dict(answers or {})
        return ledger.rewrite(actor=actor, decision=row, edition=row.edition, facts=facts)


def decision_rewrite(
    *, actor: Actor, decision: Decision, raw_values: Mapping[str, Any], overrides: Mapping[str, str] | None = None
) -> Decision:
    """Check corrected values by every rule and write them over a locked row. Runs inside the caller's deed, which has
    already checked right and move and set the row's new state."""
    lifted = used_overrides(decision.edition, raw_values, overrides, decision)
    facts = _facts(
        decision.edition, raw_values, state=DecisionState.PENDING, answers=decision.publicity_answers,
        overrides=lifted, itself=decision,
    )  # fmt: skip
    decision.overrides = lifted
    return ledger.rewrite(actor=actor, decision=decision, edition=decision.edition, facts=facts)


def change_check(*, decision: Decision, raw_values: Mapping[str, Any]) -> bool:
    """What the rules would say to changed values of a stored decision, without writing: False when nothing would differ, else True
    or Refused. A draft or a returned entry may stay incomplete; everything else must pass every rule."""
    state = DecisionState.DRAFT if decision.state in CHANGEABLE else DecisionState.PENDING
    lifted = used_overrides(decision.edition, raw_values, decision.overrides, decision)
    facts = _facts(
        decision.edition, raw_values, state=state, answers=decision.publicity_answers, overrides=lifted, itself=decision
    )
    return dict(facts.data) != decision.data


def checked_facts(decision: Decision) -> DecisionFacts:
    """The facts of a stored decision after checking it by every rule as of today. Refused when it breaks one."""
    return _facts(
        decision.edition, raw_values_of(decision, secrets=True), state=DecisionState.PENDING,
        answers=decision.publicity_answers, overrides=decision.overrides, itself=decision,
    )  # fmt: skip


def raw_values_of(decision: Decision, *, secrets: bool) -> dict[str, str]:
    """The stored values by field code; identity numbers only when asked for, never for a page."""
    values = dict(decision.data)
    if secrets and decision.secrets:
        values |= json.loads(decision.secrets)
    return values


def section_for(actor: User, kind: DecisionKind) -> int:
    """The section that answers for what this person registers: the own one; for people without a section, the kind's."""
    if not actor.has_perm("publicity.enter_decision"):
        raise Forbidden("登记决定需要经办员权限，您的账号没有。请联系科室负责人。")
    if actor.section_id:
        return actor.section_id
    responsible = kind.sections.order_by("order", "pk").first()
    if responsible is None:
        raise DomainError(
            f"您的账号没有科室，“{kind.name}”也没有设定责任科室，无法确定由谁负责。请系统管理员为账号设定科室。",
            code="E-SEC-01",
        )
    return responsible.pk


def _facts(
    edition: StandardEdition, values: Mapping[str, Any], *, state: str, answers: Mapping[str, bool] | None,
    overrides: Mapping[str, str], itself: Decision | None = None,
) -> DecisionFacts:  # fmt: skip
    if state == DecisionState.DRAFT:
        return _draft_facts(edition, values, answers, overrides, itself)
    verdict, facts = judge_values(edition=edition, values=values, overrides=overrides, itself=itself, answers=answers)
    _stop(verdict, verdict.findings)
    if facts is None:
        raise Refused(verdict.findings)
    return facts


def _draft_facts(
    edition: StandardEdition, values: Mapping[str, Any], answers: Mapping[str, bool] | None,
    overrides: Mapping[str, str], itself: Decision | None,
) -> DecisionFacts:  # fmt: skip
    """Facts of an entry that is not complete yet."""
    judge = Judge(edition, World(edition, overrides=overrides, but=itself))
    verdict = judge.record(values)
    needed = {judge.standard.roles.get(role, "") for role in _DRAFT_NEEDS}
    _stop(verdict, [f for f in verdict.findings if f.code not in _INCOMPLETE or f.field in needed])
    facts = judge.facts(verdict, answers)
    if facts is None:
        raise Refused(verdict.findings)
    return facts


def _stop(verdict: Verdict, findings: Iterable[Finding]) -> None:
    """Raise when one of these findings is an error, or when exactly this decision is there already."""
    found = list(findings)
    if any(finding.level == ERROR for finding in found):
        raise Refused(found)
    if verdict.unchanged:
        raise AlreadyThere(_existing(verdict))


def _existing(verdict: Verdict) -> Decision | None:
    """The decision in the ledger that a row repeats."""
    key = verdict.key
    assert key is not None
    rows = Decision.objects.filter(kind_id=key.kind, number=key.number, certificate=key.certificate)
    return next((row for row in rows.exclude(state="void") if is_same_party(key.party, row.party_key)), None)


__all__ = [
    "CHANGEABLE",
    "AlreadyThere",
    "Refused",
    "change_check",
    "checked_facts",
    "decision_change",
    "decision_enter",
    "decision_rewrite",
    "raw_values_of",
    "section_for",
]
