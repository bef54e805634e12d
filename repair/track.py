"""Where an application stands, as the applicant and the bureau see it: dated steps, what is next, what happened, dates to keep."""

from __future__ import annotations

from datetime import date

from core.clock import SHANGHAI, local_date
from core.ics import Day
from core.pieces import Entry, Row, Step
from core.words import cn_date
from repair.choices import OVER, PauseCause, RevocationState, State
from repair.eligibility import Eligibility
from repair.models import Application, Pause, Revocation
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
    _S.REVOKED: ("修复已撤销", 4),
}
#: Steps of taking a repair back, among the others on the track.
_REVOKING = {
    "revoke_open": "提出撤销修复", "revoke_serve": "拟撤销告知书送达", "revoke_state": "陈述申辩", "revoke_weigh": "提出撤销核查意见",
    "revoke_drop": "不予撤销，修复继续有效",
}  # fmt: skip
_TONES = {
    "revoke": "red",
    "revoke_open": "orange",
    "revoke_drop": "green",
    "restore": "green",
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
            Step(title, "bad", _end(row)),
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


def _end(row: Application) -> str:
    """The day under the last step of a way that went wrong."""
    if row.state == _S.REVIEWING:
        return _by(row.review_due)
    if row.state == _S.REVOKED:
        done = row.revocations.filter(state="revoked").values_list("decided_on", flat=True).first()
        return _day(done)
    return _day(row.decided_on or row.closed_on)


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
        _S.REVOKED: "修复已经撤销，信息恢复使用。可以申请行政复议、提起行政诉讼；不得再申请的期间见撤销决定书。",
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
        if not with_people and step.move in ("propose", "return", "revoke_weigh"):
            continue
        who = str(step.by) if with_people and step.by else ""
        found.append(
            Entry(
                step.at.astimezone(SHANGHAI),
                _REVOKING.get(step.move) or REPAIR_MOVES[step.move].label,
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


def revoking_steps(one: Revocation) -> list[Step]:
    """The way of taking a repair back, with its dates."""
    state = RevocationState(one.state)
    titles = ("提出", "送达告知书", "陈述申辩", "核查", "决定")
    dates = (
        _day(local_date(one.opened_at)), _day(one.served_on),
        _day(local_date(one.stated_at)) if one.stated_at else _by(one.statement_until), _day(one.weighed_on), _day(one.decided_on),
    )  # fmt: skip
    place = {"noticed": 1, "hearing": 2 if one.stated_at is None else 3, "weighed": 4}.get(state, 5)
    found = [
        Step(title, "done" if number < place else "now" if number == place else "todo", dates[number])
        for number, title in enumerate(titles)
    ]
    if place == 5:
        if one.served_on is None:
            found = found[:1]
        end = "bad" if state == RevocationState.REVOKED else "done"
        found = [*found[:-1], Step(one.get_state_display(), end, _day(one.annulled_on or one.decided_on))]
    return found


def revoking_next(one: Revocation) -> str:
    """What happens next, by whom and by when, in one sentence."""
    return {
        RevocationState.NOTICED: "拟撤销告知书送达后，从次日起计算陈述申辩的期限。作出决定之前，修复继续有效。",
        RevocationState.HEARING: "已经收到陈述申辩，本局核查后由另外的人决定。"
        if one.stated_at
        else f"{_date(one.statement_until)} 前可以陈述申辩，期满后本局核查。",
        RevocationState.WEIGHED: "核查完毕，由另外的人决定。",
        RevocationState.REVOKED: f"修复已经撤销，信息恢复使用。{_date(one.barred_until)} 前不得再申请修复。",
        RevocationState.DROPPED: "不予撤销，信用修复继续有效。",
        RevocationState.ANNULLED: "撤销决定已经失效，信用修复恢复有效。",
    }[RevocationState(one.state)]


def revoking_facts(one: Revocation, *, with_people: bool) -> list[Row]:
    """What was found, said, answered and decided. The subject reads no names of clerks, and the answer only with the decision."""
    record = one.application.record
    lines = [
        Row("决定文号", record.document_number), Row("撤销的情形", one.get_ground_display()), Row("查明的事实和证据", one.facts),
    ]  # fmt: skip
    if with_people:
        lines.append(Row("提出", f"{one.handler}　{local_date(one.opened_at):%Y-%m-%d}"))
    if one.served_on:
        lines.append(Row("告知书送达", cn_date(one.served_on)))
    if one.statement:
        lines.append(Row("陈述申辩", one.statement))
    if one.answer and (with_people or one.decided_on):
        lines.append(Row("核查意见和答复", one.answer))
    if one.decided_on:
        who = f"　{one.decided_by}" if with_people else ""
        lines.append(Row("决定", f"{cn_date(one.decided_on)}{who}　{one.reason}"))
    if one.annul_document:
        lines.append(Row("撤销决定失效", f"{one.annul_document}　{one.annul_reason}"))
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
