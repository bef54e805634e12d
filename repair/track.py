"""Where an application stands, as the applicant and the bureau see it: dated steps, what is next, what happened, dates to keep."""

from __future__ import annotations

from datetime import date

from core.clock import SHANGHAI
from core.ics import Day
from core.pieces import Entry, Row, Step
from core.words import cn_date
from repair.choices import OVER, PauseCause, State
from repair.eligibility import Eligibility
from repair.models import Application, Pause
from repair.transitions import REPAIR_MOVES

_S = State
_WAY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("填写", (_S.DRAFT,)),
    ("受理", (_S.SUBMITTED, _S.SUPPLEMENT)),
    ("核查", (_S.ACCEPTED,)),
    ("决定", (_S.PROPOSED,)),
    ("同步核对", (_S.SYNCING,)),
    ("办结", (_S.CLOSED,)),
)
_BAD = {
    _S.DECLINED: ("不予受理", 1),
    _S.REFUSED: ("不予修复", 3),
    _S.REVIEWING: ("复核中", 3),
    _S.UPHELD: ("不予修复，复核维持", 3),
}
_TONES = {
    "grant": "green",
    "overturn": "green",
    "close": "green",
    "refuse": "red",
    "decline": "red",
    "uphold": "red",
    "supplement": "orange",
}


def steps(row: Application) -> list[Step]:
    """The way with its dates: those that are past, and those by which the bureau must act."""
    dates = [
        _day(row.submitted_on) if row.submitted_on else "",
        _day(row.accepted_on) if row.accepted_on else _by(row.accept_due),
        _day(row.proposed_on) if row.proposed_on else "",
        _day(row.decided_on) if row.decided_on else _by(row.decide_due),
        _by(row.sync_due) if row.state == _S.SYNCING else "",
        _day(row.closed_on) if row.closed_on else "",
    ]
    if row.state in _BAD:
        title, place = _BAD[State(row.state)]
        done = [Step(_WAY[n][0], "done", dates[n]) for n in range(place)]
        return [
            *done,
            Step(
                title,
                "bad",
                _day(row.decided_on or row.closed_on) if row.state != _S.REVIEWING else _by(row.review_due),
            ),
        ]
    place = next((n for n, (_, states) in enumerate(_WAY) if row.state in states), 0)
    found = []
    for number, (title, _) in enumerate(_WAY):
        look = "done" if number < place or row.state == _S.CLOSED else "now" if number == place else "todo"
        if row.state == _S.WITHDRAWN:
            look = "todo"
        if row.state == _S.SUPPLEMENT and number == 1:
            title, look = "补正", "bad"
        found.append(Step(title, look, dates[number]))
    return found


def what_next(row: Application) -> str:
    """What happens next, by whom and by when, in one sentence."""
    pause = open_pause(row)
    if row.state == _S.ACCEPTED and pause is not None:
        return f"{PauseCause(pause.cause).label}，{pause.since:%Y-%m-%d} 起暂停计算期限；恢复后会通知您新的期限。"
    return {
        _S.DRAFT: "还没有提交。填好的内容已经保存，可以以后再来。",
        _S.SUBMITTED: f"本局 {_date(row.accept_due)} 前决定是否受理。",
        _S.SUPPLEMENT: f"请在 {_date(row.supplement_by)} 前补正：{row.supplement_text}",
        _S.ACCEPTED: f"本局正在核查，{_date(row.decide_due)} 前作出决定。",
        _S.PROPOSED: f"核查完毕，{_date(row.decide_due)} 前作出决定。",
        _S.SYNCING: f"已经修复。本局 {_date(row.sync_due)} 前核对各信用网站是否同步。",
        _S.CLOSED: "全部办结。如果发现还有网站显示这条信息，请告诉本局。",
        _S.REFUSED: "可以申请复核一次；也可以申请行政复议、提起行政诉讼。条件具备后可以再申请。",
        _S.REVIEWING: f"由另外的人复核，{_date(row.review_due)} 前作出复核决定。",
        _S.UPHELD: "可以申请行政复议、提起行政诉讼。条件具备后可以再申请。",
        _S.DECLINED: "对不予受理不服的，见告知书所附救济途径。条件具备后可以再申请。",
        _S.WITHDRAWN: "您已经撤回申请，随时可以再申请。",
    }[State(row.state)]


def due_of(row: Application) -> date | None:
    """The day by which the bureau (or, for completing, the applicant) must act; None while nobody must."""
    if row.state == _S.ACCEPTED and open_pause(row) is not None:
        return None
    return {
        _S.SUBMITTED: row.accept_due, _S.SUPPLEMENT: row.supplement_by, _S.ACCEPTED: row.decide_due,
        _S.PROPOSED: row.decide_due, _S.REVIEWING: row.review_due, _S.SYNCING: row.sync_due,
    }.get(State(row.state))  # fmt: skip


def open_pause(row: Application) -> Pause | None:
    """The time during which the clock stands still now; from the rows read beforehand, if they were."""
    return next((pause for pause in row.pauses.all() if pause.until is None), None)


def entries(row: Application, *, with_people: bool) -> list[Entry]:
    """What happened, newest first. The applicant reads no names of clerks, and not what passes inside the bureau."""
    found = []
    for step in row.steps.select_related("by").order_by("-id"):
        if not with_people and step.move in ("propose", "return"):
            continue
        who = str(step.by) if with_people and step.by else ""
        found.append(
            Entry(
                step.at.astimezone(SHANGHAI),
                REPAIR_MOVES[step.move].label,
                who,
                step.note,
                tone=_TONES.get(step.move, ""),
            )
        )
    return found


def facts(row: Application) -> list[Row]:
    """The application in a few lines."""
    record = row.record
    lines = [
        Row("申请编号", row.number), Row("决定文号", record.document_number), Row("事由", record.title),
        Row("认定机关", record.authority), Row("认定日期", cn_date(record.event_date)), Row("申请渠道", row.get_channel_display()),
    ]  # fmt: skip
    if row.fulfilled_on:
        lines.append(Row("履行完毕", cn_date(row.fulfilled_on), row.statement))
    if row.court_on:
        lines.append(Row("法院裁定", cn_date(row.court_on)))
    if row.promise_signer:
        lines.append(
            Row(
                "信用修复承诺",
                row.promise_signer,
                f"{row.promised_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 承诺" if row.promised_at else "",
            )
        )
    if row.due_provisional and row.state not in OVER:
        lines.append(Row("期限", "缺少放假安排，按周末推算，待核"))
    if row.extended_on:
        lines.append(Row("延长期限", f"{row.extended_days} 个工作日", row.extended_reason))
    if row.decision_reason:
        lines.append(
            Row("决定", f"{_date(row.decided_on or row.closed_on)}　{row.decision_reason}", row.get_ground_display())
        )
    if row.review_answer:
        lines.append(Row("复核决定", f"{_date(row.reviewed_on)}　{row.review_answer}"))
    return lines


def days_of_record(public_id: object, document: str, answer: Eligibility, url: str) -> list[Day]:
    """Dates to keep for a record: the first day to apply, and the day after which publicity has ended by itself."""
    days = []
    if answer.earliest is not None:
        days.append(
            Day(
                f"repair-{public_id}@wushan-credit",
                answer.earliest,
                f"可以申请信用修复：{document}",
                answer.headline,
                url,
            )
        )
    if answer.own is not None and answer.own.ends is not None:
        text = "不申请修复的，公示到这一天为止，次日起自动停止。"
        days.append(Day(f"ends-{public_id}@wushan-credit", answer.own.ends, f"公示期最后一日：{document}", text, url))
    return days


def days_of_application(row: Application, url: str) -> list[Day]:
    """The next date of an application."""
    due = due_of(row)
    if due is None:
        return []
    return [
        Day(
            f"repair-{row.public_id}@wushan-credit",
            due,
            f"修复申请 {row.number}：{row.get_state_display()}",
            what_next(row),
            url,
        )
    ]


def _date(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else "期限待定"


def _day(day: date | None) -> str:
    return f"{day:%m-%d}" if day else ""


def _by(day: date | None) -> str:
    return f"{day:%m-%d}前" if day else ""
