"""Play the demo: three years of imports, submissions and receipts, then a present in which something is always to be done."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from accounts.models import Section, User
from audit.services.seals import seal_history
from core import clock
from core.errors import DomainError
from core.sheets.writing import Column, SheetSpec, write_workbook
from exchange.models import Job
from exchange.services.running import run_now
from publicity.importing.confirming import import_confirm, start_check
from publicity.models import Decision, DecisionKind
from publicity.receipts_reading import Entry
from publicity.services.months import month_close, month_state, month_states, zero_declare
from publicity.services.receipts import receipt_take
from publicity.services.reminders import remind
from publicity.services.standards import edition_for, spec_of
from publicity.services.submissions import submission_make, submission_mark_sent
from records.coverage import MISSING
from records.services.coverage import coverage
from records.services.zeros import zero_sign
from wushan_credit.demo import bureau, cast, lookups, members, mending, objections, present, promises, repairs
from wushan_credit.demo.bureau import open_bureau, open_files
from wushan_credit.demo.calendar_of_cases import Batch, Numbers, history
from wushan_credit.demo.papers import bring_papers

Say = Callable[[str, int, int], None]
CLERK_OF = {"licence": "clerk", "penalty": "clerk2"}
REVIEWER_OF = {"approval": "reviewer", "legal-affairs": "reviewer2", "public-legal-service": "reviewer3"}


def play(say: Say) -> None:
    """Load everything. `say(title, done, total)` is told about progress."""
    today = clock.today()
    users = open_bureau()
    places = cast.institutions()
    people = cast.people(places)
    say("建立机构和人员档案", 0, 1)
    open_files(places, people)
    numbers = Numbers()
    batches = history(today, places, people, numbers)
    for index, batch in enumerate(batches):
        say("登记和报送三年的决定", index, len(batches))
        _live(batch, users)
    present.play(today, users, places, people, numbers, import_batch=import_batch)
    members.play(today, users, places, people)
    lookups.play(today, users, places)
    repairs.play(today, users, places)
    promises.play(today, users, places)
    objections.play(today, users)
    mending.play(today, users)
    bring_papers(users["clerk2"])
    say("签署月结", 0, 1)
    _close_months(today, users)
    remind(on=today)
    seal_history()


def import_batch(kind: str, rows: list[dict[str, str]], user: User, filename: str) -> Job:
    """Import rows as a clerk does: a workbook, checked, then confirmed."""
    job = run_now(start_check(actor=user, kind=kind, file=workbook(kind, rows), filename=filename, queue=False).pk)
    if job.bad:
        raise DomainError(f"演示数据有误：{list(job.rows.values_list('row', 'findings')[:3])}")
    import_confirm(actor=user, job=job, mode="good", signed=True, queue=False)
    return run_now(job.pk)


def workbook(kind: str, rows: list[dict[str, str]]) -> bytes:
    """Rows by field code as a workbook under the standard's own headers."""
    fields = [(field["code"], field["header"]) for field in spec_of(edition_for(kind, on=clock.today()))["fields"]]
    used = [(code, header) for code, header in fields if any(row.get(code) for row in rows)]
    buffer = io.BytesIO()
    sheet = SheetSpec(
        "数据", [Column(header) for _, header in used], [[row.get(code, "") for code, _ in used] for row in rows]
    )
    write_workbook(buffer, [sheet])
    return buffer.getvalue()


def _live(batch: Batch, users: dict[str, User]) -> None:
    clerk = users[CLERK_OF.get(batch.kind, "clerk3")]
    with clock.override(_at(batch.entered, 10)):
        import_batch(
            batch.kind,
            batch.rows,
            clerk,
            f"{batch.entered:%Y年%m月}{DecisionKind.objects.get(pk=batch.kind).name}.xlsx",
        )
        _file_reviews(users)
    with clock.override(_at(batch.sent, 9)):
        report(batch.kind, clerk, batch.sent)


def report(kind: str, clerk: User, on: date, reject: dict[str, str] | None = None) -> None:
    """Make the file, send it the same day, take the platform's answer; `reject` gives reasons by document number."""
    submission = submission_make(actor=clerk, kind=kind, since=None, until=on).submission
    submission_mark_sent(actor=clerk, submission=submission, sent_on=on)
    rows = submission.rows.select_related("decision")
    entries = [
        Entry(
            row.row,
            number=row.decision.number,
            code=row.decision.party_code,
            name=row.decision.party_name,
            certificate=row.decision.certificate,
            result="rejected" if (reject or {}).get(row.decision.number) else "accepted",
            words="退回" if (reject or {}).get(row.decision.number) else "入库",
            rule="1001" if (reject or {}).get(row.decision.number) else "",
            reason=(reject or {}).get(row.decision.number, ""),
        )
        for row in rows
    ]
    receipt_take(actor=clerk, submission=submission, entries=entries)


def _file_reviews(users: dict[str, User]) -> None:
    """Major penalties of the past have their legal review on file."""
    from publicity.services.moves import decision_legal_review

    for decision in Decision.objects.filter(major=True, legal_review_number="", state="ready"):
        decision_legal_review(
            actor=users["reviewer2"],
            decision=decision,
            number=f"巫山司法审〔{decision.decided_on.year}〕{decision.sequence}号",
            on=decision.decided_on - timedelta(days=2),
            opinion="事实清楚、证据确凿、程序合法，同意处罚意见。",
        )


def _close_months(today: date, users: dict[str, User]) -> None:
    """Every month until two months ago is signed; last month still waits for the reviewers. First what was empty, kinds and
    other items of the catalogue alike: a month is closed only when everything of its section is accounted for."""
    until = (today.replace(day=1) - timedelta(days=1)).replace(day=1) - timedelta(days=1)
    since = date(until.year - 1, until.month, 1)
    bureau.set_parameter("records.coverage_since", f"{since:%Y-%m}")
    sections = {section.pk: section for section in Section.objects.all()}
    states = month_states(actor=users["credit"], since=since, until=until, on=today)
    for state in states:
        if state.close is None and state.is_empty and not state.blockers:
            zero_declare(
                actor=_signer(users, state.section), kind=state.kind, section=state.section, month=state.period.first
            )
    for cell in coverage(actor=users["credit"], first=since, last=until, on=today):
        if cell.state == MISSING and not cell.line.ref and cell.period.last <= until:
            section = sections[cell.line.section]
            zero_sign(actor=_signer(users, section), code=cell.line.code, section=section, day=cell.period.first)
    for state in states:
        found = month_state(kind=state.kind, section=state.section, month=state.period.first, on=today)
        if found.close is None and not found.is_empty and not found.blockers:
            month_close(
                actor=_signer(users, state.section), kind=state.kind, section=state.section, month=state.period.first
            )


def _signer(users: dict[str, User], section: Section) -> User:
    """The section's own reviewer; the credit office for sections that have none."""
    return users[REVIEWER_OF.get(section.code, "credit")]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20))
