"""The after-check: begun, and closed by its result. A kept promise is recorded just as a broken one is."""

from __future__ import annotations

from audit.services import Actor, deed, person_id
from commitments.choices import FULFILMENT, State
from commitments.findings import record_of_kept
from commitments.models import Breach, Promise, PromiseCheck
from commitments.services.common import locked_promise, open_check, tell_party, words
from commitments.transitions import PROMISE_MOVES
from core import clock
from core.errors import DomainError
from records.services.opening import record_open

_RESULTS = dict(FULFILMENT)


def check_start(*, actor: Actor, promise: Promise) -> Promise:
    """Take a check up. A promise that needs none (免核查) gets one all the same when somebody begins it."""
    with deed(actor=actor, code="commitments.check.started", obj=promise):
        locked = locked_promise(actor, promise, "check")
        _check_of(locked)
        _to(locked, "check")
    return locked


def check_keep(*, actor: Actor, promise: Promise, method: str, finding: str) -> Promise:
    """Close the check: everything was kept. Opens a positive credit record."""
    finding = words(finding, "核查情况", "finding")
    method = words(method, "核查方式", "method", least=2, most=200, lines=False)
    with deed(actor=actor, code="commitments.promise.kept", obj=promise, reason=finding[:200]):
        locked = locked_promise(actor, promise, "keep")
        _done(actor, locked, str(State.KEPT), method, finding)
        locked.fulfilment, locked.found_on = State.KEPT, clock.today()
        _to(locked, "keep")
        record_open(actor=actor, finding=record_of_kept(locked))
        _tell_found(locked, "这次守信履约已经记入信用记录。")
    return locked


def check_propose(
    *, actor: Actor, promise: Promise, method: str, finding: str, result: str, unfulfilled: str
) -> Breach:
    """Close the check with a proposal: partly or not kept. Nothing is found yet; notice, window and another person follow."""
    if result not in (State.PARTIAL, State.BROKEN):
        raise DomainError("请选择：部分履行，或者全部未履行。", code="E-CN-06", field="result")
    finding = words(finding, "查明的事实和证据", "finding", least=10)
    unfulfilled = words(unfulfilled, "哪些承诺没有履行", "unfulfilled")
    method = words(method, "核查方式", "method", least=2, most=200, lines=False)
    with deed(actor=actor, code="commitments.breach.proposed", obj=promise, reason=finding[:200]) as draft:
        locked = locked_promise(actor, promise, "propose")
        check = _done(actor, locked, result, method, finding)
        breach = Breach.objects.create(
            promise=locked, check_done=check, result=result, unfulfilled=unfulfilled, finding=finding,
            found_by_id=person_id(actor), found_at=clock.now(),
        )  # fmt: skip
        _to(locked, "propose")
        draft.extra = {"result": result}
    return breach


def promise_archive(*, actor: Actor, promise: Promise) -> Promise:
    """File a promise whose fulfilment was found; the finding stays what it is."""
    with deed(actor=actor, code="commitments.promise.archived", obj=promise):
        locked = locked_promise(actor, promise, "archive")
        _to(locked, "archive")
    return locked


def _check_of(promise: Promise) -> PromiseCheck:
    check = open_check(promise)
    return check or PromiseCheck.objects.create(promise=promise, due_on=promise.check_due or clock.today())


def _done(actor: Actor, promise: Promise, result: str, method: str, finding: str) -> PromiseCheck:
    check = _check_of(promise)
    check.result, check.method, check.finding = result, method, finding
    check.done_by_id, check.done_at = person_id(actor), clock.now()
    check.save()
    return check


def _to(promise: Promise, move: str) -> None:
    promise.state = PROMISE_MOVES[move].target
    promise.save()


def _tell_found(promise: Promise, then: str) -> None:
    params = {"code": promise.code, "result": _RESULTS[promise.fulfilment], "next": then}
    tell_party(promise, "commitments.found", params, key=f"promise:{promise.pk}:found")
