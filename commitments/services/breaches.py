"""A breach from its notice to its decision: told, heard, decided by somebody else, with printed consequences only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from accounts.roles import REVIEWER
from audit.services import Actor, deed, person_id
from commitments import rules
from commitments.choices import FULFILMENT, CheckCause, Fault, Outcome, PaperPurpose
from commitments.dates import workdays_later
from commitments.findings import record_of_breach
from commitments.models import Breach, Promise, PromiseCheck
from commitments.parameters import OVERDUE_CHECK_WORKDAYS, STATEMENT_WORKDAYS
from commitments.services.common import locked_promise, open_breach, tell_party, tell_section, words
from commitments.services.papers import paper_keep
from commitments.transitions import PROMISE_MOVES
from core import clock, settings_store
from core.errors import DomainError, Forbidden, NotReady
from core.identifiers import docnumber
from core.words import cn_date
from records.services.opening import record_open

if TYPE_CHECKING:
    from accounts.models import User

_RESULTS = dict(FULFILMENT)


def breach_notify(*, actor: Actor, promise: Promise, number: str, text: str) -> Breach:
    """Serve the notice: what is to be found, why, and until when the promisor may speak (commitments.statement_workdays)."""
    text = words(text, "告知书正文", "text", least=20, most=4000)
    with deed(actor=actor, code="commitments.breach.noticed", obj=promise) as draft:
        locked = locked_promise(actor, promise, "notify")
        breach = open_breach(locked)
        on = clock.today()
        breach.notice_number, breach.notice_text = _number(number, "number"), text
        breach.noticed_on, breach.noticed_by_id = on, person_id(actor)
        breach.statement_until = workdays_later(on, int(settings_store.get(STATEMENT_WORKDAYS)))
        breach.save()
        locked.state = PROMISE_MOVES["notify"].target
        locked.save(update_fields=["state", "saved_at"])
        draft.extra = {"until": breach.statement_until.isoformat()}
        params = {
            "code": locked.code, "result": _RESULTS[breach.result], "text": text, "until": cn_date(breach.statement_until),
        }  # fmt: skip
        tell_party(locked, "commitments.breach_notice", params, key=f"breach:{breach.pk}:notice")
    return breach


def breach_state(
    *, actor: User, promise: Promise, statement: str, content: bytes = b"", filename: str = "", at_window: bool = False
) -> Breach:
    """The promisor says everything there is to say, with a paper if there is one. Once, and until the last day of the window.

    at_window: the staff write down, or take in on paper, what somebody says who came in person.
    """
    statement = words(statement, "陈述、申辩的内容", "statement", least=5, most=4000)
    with deed(actor=actor, code="commitments.breach.stated", obj=promise) as draft:
        locked = locked_promise(actor, promise, "state", at_window=at_window)
        breach = open_breach(locked)
        if breach.stated_at is not None:
            raise NotReady("已经收到过您的陈述申辩。需要补充的，请联系受理科室。", code="E-CN-07", field="statement")
        if breach.statement_until is not None and clock.today() > breach.statement_until:
            raise NotReady(
                f"陈述期已于 {cn_date(breach.statement_until)} 届满。认定作出后可以提出异议。",
                code="E-CN-07",
                field="statement",
            )
        if content:
            breach.statement_paper = paper_keep(
                actor=actor, promise=locked, purpose=PaperPurpose.STATEMENT, content=content, filename=filename
            )
        breach.statement, breach.stated_at, breach.stated_by = statement, clock.now(), actor
        breach.save()
        draft.extra = {"paper": bool(content), "at_window": at_window}
        params = {"code": locked.code, "party": locked.party_name}
        tell_section(locked.section, REVIEWER, locked, "commitments.stated", params, key=f"breach:{breach.pk}:stated")
    return breach


def breach_uphold(
    *, actor: Actor, promise: Promise, number: str, fault: str, reasons: str, liabilities: Sequence[str]
) -> Breach:
    """Find the breach as it was told, neither more nor less. Only consequences that the promise itself prints (F05.2).

    Raises Forbidden for whoever proposed or served it, NotReady inside the statement window, DomainError without reasons,
    document number or with a consequence that is not printed.
    """
    reasons = words(reasons, "认定理由和对陈述的答复", "reasons", least=10, most=4000)
    if fault not in Fault.values:
        raise DomainError("请选择违诺性质：不实承诺，或者未履行承诺。", code="E-CN-08", field="fault")
    with deed(actor=actor, code="commitments.breach.decided", obj=promise, reason=reasons[:200]) as draft:
        open_one = Breach.objects.filter(promise=promise, outcome="").first()
        locked = locked_promise(actor, promise, f"uphold_{open_one.result if open_one else 'broken'}")
        breach = open_breach(locked)
        _another_person(actor, breach)
        _after_the_window(breach)
        _check_liabilities(locked, liabilities)
        breach.outcome, breach.fault, breach.reasons = Outcome.UPHELD, fault, reasons
        breach.document_number, breach.liabilities = _number(number, "number"), "\n".join(liabilities)
        breach.decided_by_id, breach.decided_on = person_id(actor), clock.today()
        breach.save()
        locked.state = locked.fulfilment = PROMISE_MOVES[f"uphold_{breach.result}"].target
        locked.found_on = breach.decided_on
        locked.save()
        breach.promise = locked
        record = record_open(actor=actor, finding=record_of_breach(breach))
        draft.extra = {"result": breach.result, "fault": fault, "record": record.pk}
        then = f"认定书文号 {breach.document_number}。对认定有异议的，可以提出异议；纠正之后可以申请信用修复。"
        params = {"code": locked.code, "result": _RESULTS[locked.fulfilment], "next": then}
        tell_party(locked, "commitments.found", params, key=f"promise:{locked.pk}:found")
    return breach


def breach_drop(*, actor: Actor, promise: Promise, reasons: str) -> Breach:
    """Do not find a breach; the promise goes back to be checked. Also by somebody else than who proposed it."""
    reasons = words(reasons, "不予认定的理由", "reasons", least=10, most=4000)
    with deed(actor=actor, code="commitments.breach.dropped", obj=promise, reason=reasons[:200]):
        locked = locked_promise(actor, promise, "drop")
        breach = open_breach(locked)
        _another_person(actor, breach)
        breach.outcome, breach.reasons = Outcome.DROPPED, reasons
        breach.decided_by_id, breach.decided_on = person_id(actor), clock.today()
        breach.save()
        due = workdays_later(clock.today(), int(settings_store.get(OVERDUE_CHECK_WORKDAYS)))
        PromiseCheck.objects.create(promise=locked, cause=CheckCause.AGAIN, due_on=due)
        locked.state = PROMISE_MOVES["drop"].target
        locked.save(update_fields=["state", "saved_at"])
    return breach


def _another_person(actor: Actor, breach: Breach) -> None:
    if actor.pk in (breach.found_by_id, breach.noticed_by_id):
        raise Forbidden("提出或者送达告知的人不能作出认定，须由本科室其他有认定权限的人员办理。", code="E-CN-09")


def _after_the_window(breach: Breach) -> None:
    if breach.statement_until is None:
        raise NotReady("还没有送达拟认定告知书，不能认定。", code="E-CN-10")
    if not rules.window_over(breach.statement_until, breach.stated_at is not None, clock.today()):
        raise NotReady(
            f"陈述期到 {cn_date(breach.statement_until)} 才结束，当事人也还没有陈述。请等期满或者收到陈述之后再认定。",
            code="E-CN-10",
        )


def _check_liabilities(promise: Promise, liabilities: Sequence[str]) -> None:
    if not liabilities:
        raise DomainError("请至少选择一项承诺书载明的违诺责任。", code="E-CN-11", field="liabilities")
    if foreign := rules.unprinted(liabilities, promise.liability):
        raise DomainError(
            f"承诺书没有载明“{foreign[0]}”，不能追究。只能选择承诺书载明的违诺责任。",
            code="E-CN-11",
            field="liabilities",
        )


def _number(text: str, field: str) -> str:
    try:
        return docnumber.normalise(text).text
    except DomainError as error:
        raise DomainError(error.message, code=error.code, field=field) from error
