"""The dated way of one promise, for the firm's page and the staff's."""

from __future__ import annotations

from commitments.choices import FOUND, State
from commitments.models import Promise
from core.clock import local_date
from core.pieces import Step
from core.words import iso_date

_DONE_CHECKING = (*FOUND, State.ARCHIVED, State.PROPOSED, State.NOTICED)


def track(promise: Promise) -> list[Step]:
    """Signed, papers brought, checked, heard, found, filed: with the day on which each happened or is due."""
    if promise.state == State.TAKEN_BACK:
        return [
            Step("签署", "done", iso_date(promise.signed_on)),
            Step("已撤回", "bad", note=promise.taken_back_reason),
        ]
    steps = [Step("签署", "done", iso_date(promise.signed_on))]
    papers = list(promise.missing_papers.all())
    if papers:
        steps.append(_papers(papers))
    steps.append(_check(promise))
    breach = next(iter(promise.breaches.all()), None)
    if breach is not None and breach.outcome != "dropped":
        words = f"至 {iso_date(breach.statement_until)}" if breach.statement_until else ""
        state = "done" if breach.outcome else "now" if promise.state == State.NOTICED else "todo"
        steps.append(Step("告知和陈述", state, words, "已陈述" if breach.stated_at else ""))
    steps.append(
        Step("履行认定", "done", iso_date(promise.found_on), promise.get_fulfilment_display())
        if promise.fulfilment
        else Step("履行认定")
    )
    steps.append(Step("归档", "done" if promise.state == State.ARCHIVED else "todo"))
    return steps


def _papers(papers: list) -> Step:
    left = [paper for paper in papers if paper.paper_id is None]
    if left:
        return Step("补交材料", "now", f"{iso_date(min(p.due_on for p in left))} 前", f"还缺 {len(left)} 份")
    return Step("补交材料", "done", iso_date(max(local_date(p.received_at) for p in papers)))


def _check(promise: Promise) -> Step:
    if promise.state in _DONE_CHECKING:
        return Step("核查", "done")
    open_one = next((check for check in promise.checks.all() if check.done_at is None), None)
    due = open_one.due_on if open_one else promise.check_due
    if due is None:
        return Step("核查", "todo", note=f"免核查：{promise.check_waiver}")
    return Step("核查", "now" if promise.state == State.CHECKING else "todo", f"{iso_date(due)} 前")
