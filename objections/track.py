"""The dated track of an objection, the same for the party and the staff: what happened, what comes next and by when."""

from __future__ import annotations

from datetime import date, datetime

from core.clock import SHANGHAI
from core.pieces import Row, Step
from core.words import cn_date
from objections.choices import Outcome, State
from objections.models import ErrorReport, Objection

#: In which step of the track an objection is; later ones have all of them behind.
_NOW = {State.SUBMITTED: 1, State.ACCEPTED: 2, State.CHECKING: 2, State.DECIDED: 4}


def track(row: Objection) -> list[Step]:
    """提出并标注 → 受理 → 核查 → 结论 → 告知 → 复核. Days that lie ahead are last days."""
    if row.state == State.REFUSED:
        return [_filed(row), Step("不予受理", "bad", _day(row.decided_at), row.get_refusal_cause_display())]
    if row.state == State.RECALLED:
        return [_filed(row), Step("已撤回", "bad", _day(row.recalled_at))]
    now = _NOW.get(State(row.state), 5)
    steps = [
        _filed(row),
        Step("受理", _state(1, now), _day(row.accepted_at)),
        Step("核查", _state(2, now), _day(row.checking_at), "" if row.handler_id is None else "由未经手的人员核查"),
        Step(_result("结论", row.outcome), _state(3, now), _day(row.decided_at) or _by(row.due_on)),
        Step("告知", _state(4, now), _day(row.told_at), row.get_told_way_display()),
    ]
    return [*steps, _review(row)]


def next_step(row: Objection) -> str:
    """What happens now and by when, in one sentence."""
    if row.state in (State.SUBMITTED, State.ACCEPTED, State.CHECKING):
        doubt = "（该年放假安排公布后可能调整）" if row.due_provisional else ""
        return f"记录已标注“异议处理中”。本局在{cn_date(row.due_on)}前核查并告知结论{doubt}；到期没有结论的，当天上报分管领导。"
    if row.state == State.DECIDED:
        return "结论已经生效，正在告知当事人。"
    if row.state == State.TOLD and row.review_until:
        return f"对结论不服的，可以在{cn_date(row.review_until)}前申请一次复核。"
    if row.state == State.REVIEWING and row.review_due_on:
        return f"由另一名工作人员复核，{cn_date(row.review_due_on)}前答复。复核期间继续标注“异议处理中”。"
    if row.state == State.REVIEWED:
        return "复核是本局的最终答复。不服的，可以依法申请行政复议或者提起行政诉讼。"
    if row.state == State.REFUSED:
        return "有新的事实和材料的，可以再次提出。"
    return "异议不再办理。"


def facts(row: Objection) -> list[Row]:
    """What was said and answered, for the party and the staff."""
    lines = [
        Row("记录", f"{row.record.document_number or '无文号'}　{row.record.title}"),
        Row("当事人", row.subject.name),
        Row("提出", f"{_moment(row.submitted_at)}，{row.get_way_display()}，经办人 {row.applicant_name}"),
        Row("事实和理由", row.statement),
    ]
    if row.outcome:
        lines.append(Row("结论", f"{row.get_outcome_display()}（{_moment(row.decided_at)}）"))
    if row.state == State.REFUSED:
        lines.append(Row("不予受理", row.get_refusal_cause_display()))
    if row.reason:
        lines.append(Row("理由", row.reason))
    if row.told_at:
        note = f"：{row.told_note}" if row.told_note else ""
        lines.append(Row("告知", f"{_moment(row.told_at)}，{row.get_told_way_display()}{note}"))
    if row.review_asked_at:
        lines.append(Row("申请复核", f"{_moment(row.review_asked_at)}：{row.review_statement}"))
    if row.review_outcome:
        said = f"{row.get_review_outcome_display()}（{_moment(row.reviewed_at)}）：{row.review_reason}"
        lines.append(Row("复核结论", said))
    if row.erratum:
        lines.append(Row("更正声明", row.erratum))
    return lines


def report_words(report: ErrorReport) -> str:
    """Where an error report stands, for whoever made it."""
    if report.answered_at:
        return f"{_moment(report.answered_at)} 答复：{report.get_result_display()}。{report.answer}"
    begun = "正在核实" if report.taken_at else "已经收到，等待核实"
    return f"{begun}，{cn_date(report.due_on)}前答复。"


def _filed(row: Objection) -> Step:
    return Step("提出并标注", "done", _day(row.submitted_at))


def _review(row: Objection) -> Step:
    if row.state == State.REVIEWED:
        return Step(_result("复核", row.review_outcome), "done", _day(row.reviewed_at))
    if row.state == State.REVIEWING:
        return Step("复核", "now", _by(row.review_due_on))
    return Step("复核（可选，一次）", "todo", f"{_by(row.review_until)}申请" if row.review_until else "")


def _state(place: int, now: int) -> str:
    return "now" if place == now else "done" if place < now else "todo"


def _result(noun: str, outcome: str) -> str:
    return f"{noun}：{Outcome(outcome).label}" if outcome else noun


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d}" if moment else ""


def _by(day: date | None) -> str:
    return f"{day:%Y-%m-%d} 前" if day else ""


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""
