"""The last weeks of the demo: one case of everything that a desk can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.models import User
from core import clock
from core.calendar_service import load_calendar
from publicity.deadlines import clocks_for
from publicity.models import Decision
from publicity.services import moves
from publicity.services.entry import decision_enter
from publicity.services.events import decision_event
from publicity.services.submissions import submission_make, submission_mark_sent
from wushan_credit.demo import rows
from wushan_credit.demo.calendar_of_cases import Numbers
from wushan_credit.demo.cast import Institution, Person

ImportBatch = Callable[..., object]


@dataclass
class Stage:
    """Everything the scenes need."""

    today: date
    users: dict[str, User]
    firms: list[Institution]
    offices: list[Institution]
    workers: list[Person]
    homes: dict[str, Institution]
    numbers: Numbers
    import_batch: ImportBatch
    taken: int = 0

    def at(self, days_ago: int, hour: int = 10) -> clock.override:  # type: ignore[valid-type]
        return clock.override(datetime.combine(self.today - timedelta(days=days_ago), time(hour)))

    def licence(self, decided: date) -> dict[str, str]:
        person = self.workers[self.taken % len(self.workers)]
        self.taken += 1
        return rows.worker_licence(
            person, self.homes[person.institution], self.numbers.take("licence", decided.year), decided, change=True
        )

    def penalty(self, decided: date, offence: int) -> dict[str, str]:
        firm = self.firms[self.taken % len(self.firms)]
        self.taken += 1
        return rows.penalty(firm, self.numbers.take("penalty", decided.year), decided, offence)


def play(
    today: date,
    users: dict[str, User],
    places: list[Institution],
    people: list[Person],
    numbers: Numbers,
    *,
    import_batch: ImportBatch,
) -> None:
    """Play all scenes, oldest decision first, so that the numbers run with the days."""
    stage = Stage(
        today,
        users,
        [p for p in places if p.kind == "law_firm"],
        [p for p in places if p.kind == "service_office"],
        [p for p in people if p.kind == "service_worker"],
        {p.uscc: p for p in places},
        numbers,
        import_batch,
    )
    _revoked(stage)
    _rejected(stage)
    _without_receipt(stage)
    _exempt(stage)
    _late(stage)
    numbers.skip("penalty", today.year)  # a decision that nobody entered: the series shows the gap
    _major_without_review(stage)
    _due_soon(stage)
    _on_the_way(stage)


def _revoked(stage: Stage) -> None:
    """A penalty that was revoked yesterday: its display is suspended, the three-day clock runs."""
    decided = stage.today - timedelta(days=26)
    with stage.at(24):
        stage.import_batch(
            "penalty",
            [stage.penalty(decided, 1), stage.penalty(decided, 2)],
            stage.users["clerk2"],
            "十月处罚决定.xlsx",
        )
    decision = Decision.objects.filter(kind="penalty", decided_on=decided).order_by("id").first()
    with stage.at(23):
        _sent(stage, "penalty", 23)
    with stage.at(1):
        decision_event(
            actor=stage.users["reviewer2"],
            decision=decision,
            kind="revocation",
            happened_on=stage.today - timedelta(days=1),
            document_number=f"巫山府复〔{stage.today.year}〕12号",
            reason="复议机关认定程序违法，决定撤销原处罚。",
        )


def _rejected(stage: Stage) -> None:
    """The platform sent one licence back: the name did not match its own library."""
    from wushan_credit.demo.story import report

    decided = stage.today - timedelta(days=18)
    with stage.at(16):
        place = stage.offices[2]
        stage.import_batch(
            "licence",
            [
                stage.licence(decided),
                rows.office_licence(place, stage.numbers.take("licence", decided.year), decided, what="住所"),
            ],
            stage.users["clerk"],
            "许可决定登记表.xlsx",
        )
    number = Decision.objects.filter(kind="licence", party_code=place.uscc).order_by("-id").first().number
    with stage.at(15):
        report("licence", stage.users["clerk"], clock.today(), {number: "未查询到主体或查询到的主体信息不匹配"})


def _without_receipt(stage: Stage) -> None:
    """Sent six days ago, and the platform has not answered."""
    decided = stage.today - timedelta(days=9)
    with stage.at(7):
        stage.import_batch(
            "licence",
            [stage.licence(decided), stage.licence(decided)],
            stage.users["clerk"],
            "许可决定登记表（二）.xlsx",
        )
    with stage.at(6):
        _sent(stage, "licence", 6)


def _exempt(stage: Stage) -> None:
    """A warning given on the spot stays in the ledger and is not reported."""
    decided = stage.today - timedelta(days=12)
    with stage.at(11):
        decision = decision_enter(
            actor=stage.users["clerk2"],
            kind="penalty",
            raw_values=stage.penalty(decided, 0),
            answers={"slight": True},
        )
        moves.decision_exempt(
            actor=stage.users["reviewer2"],
            decision=decision,
            why="simple",
            reason="适用简易程序当场作出的警告，依规定不归集公示。",
        )


def _late(stage: Stage) -> None:
    """Decided ten days ago and still not reported."""
    decided = stage.today - timedelta(days=10)
    with stage.at(3):
        decision = decision_enter(actor=stage.users["clerk2"], kind="penalty", raw_values=stage.penalty(decided, 3))
        moves.decision_approve(actor=stage.users["reviewer2"], decision=decision)


def _major_without_review(stage: Stage) -> None:
    """A reorganisation of business that may not be reported before its legal review is on file."""
    decided = stage.today - timedelta(days=4)
    firm = stage.firms[5]
    with stage.at(2):
        decision = decision_enter(
            actor=stage.users["clerk2"],
            kind="penalty",
            raw_values=rows.major_penalty(firm, stage.numbers.take("penalty", decided.year), decided),
        )
        moves.decision_approve(actor=stage.users["reviewer2"], decision=decision)


def _due_soon(stage: Stage) -> None:
    """Licences that must be reported today, tomorrow and in the next days."""
    calendar = load_calendar()
    wanted = []
    for days_ago in (8, 7, 6, 5, 4, 3):
        decided = stage.today - timedelta(days=days_ago)
        act_by = clocks_for(decided, calendar, internal_days=7, official_workdays=7).act_by
        if act_by >= stage.today:
            wanted.append(decided)
    for decided in wanted:
        with clock.override(datetime.combine(decided + timedelta(days=1), time(15))):
            decision = decision_enter(actor=stage.users["clerk"], kind="licence", raw_values=stage.licence(decided))
            moves.decision_approve(actor=stage.users["reviewer"], decision=decision)


def _on_the_way(stage: Stage) -> None:
    """A draft, one waiting for the reviewer, one sent back; and a workbook that waits for confirmation."""
    decided = stage.today - timedelta(days=2)
    with stage.at(1):
        clerk, reviewer = stage.users["clerk"], stage.users["reviewer"]
        decision_enter(actor=clerk, kind="licence", raw_values=stage.licence(decided))
        returned = decision_enter(actor=clerk, kind="licence", raw_values=stage.licence(decided))
        moves.decision_return(actor=reviewer, decision=returned, reason="许可内容没有写明执业机构，请补充后再提交。")
        draft = {key: value for key, value in stage.licence(decided).items() if key not in ("XK_NR", "XK_XKBH")}
        decision_enter(actor=clerk, kind="licence", raw_values=draft, state="draft")


def _sent(stage: Stage, kind: str, days_ago: int) -> None:
    clerk = stage.users["clerk" if kind == "licence" else "clerk2"]
    day = stage.today - timedelta(days=days_ago)
    made = submission_make(actor=clerk, kind=kind, since=None, until=day)
    submission_mark_sent(actor=clerk, submission=made.submission, sent_on=day)
