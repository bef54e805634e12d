"""The platform's receipt: matched row by row with what was sent. Nothing is guessed, nothing is applied twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from core.sheets.reading import read_workbook
from core.text import fold
from publicity.choices import DecisionState, RowState, SubmissionState
from publicity.models import Decision, Submission, SubmissionRow
from publicity.receipts_reading import ACCEPTED, REJECTED, Entry, ReceiptTable, number_key, read_pasted, read_table
from publicity.services.followups import receipt_arrived
from publicity.services.people import directory
from publicity.services.submissions import locked_submission, set_sent
from publicity.services.telling import tell_rejected

PERM = "publicity.take_receipt"
NO_REASON = "平台未写明原因"


@dataclass(frozen=True)
class Answer:
    """One row of the receipt and the row of the submission it answers."""

    entry: Entry
    row: SubmissionRow


@dataclass(frozen=True)
class Open:
    """One row of the receipt that could not be applied, and why."""

    entry: Entry
    why: str


@dataclass
class Match:
    """What a receipt says about one submission, before anything is written."""

    submission: Submission
    accepted: list[Answer] = field(default_factory=list)
    rejected: list[Answer] = field(default_factory=list)
    already: list[Answer] = field(default_factory=list)
    unmatched: list[Open] = field(default_factory=list)
    unanswered: list[SubmissionRow] = field(default_factory=list)
    sent_on: date | None = None
    sent_words: str = ""

    @property
    def applies(self) -> int:
        return len(self.accepted) + len(self.rejected)

    def as_json(self) -> dict[str, Any]:
        """For the command's --json."""
        return {
            "submission": self.submission.number, "accepted": len(self.accepted), "rejected": len(self.rejected),
            "already": len(self.already), "unanswered": len(self.unanswered),
            "sent_on": self.sent_on.isoformat() if self.sent_on else None, "sent_words": self.sent_words,
            "unmatched": [{"row": one.entry.row, "number": one.entry.number, "why": one.why} for one in self.unmatched],
            "rejections": [
                {"number": one.row.decision.number, "code": one.entry.rule, "message": one.entry.reason}
                for one in self.rejected
            ],
        }  # fmt: skip


def receipt_read(content: bytes, filename: str = "") -> ReceiptTable:
    """The rows of a receipt file (.xlsx, .xls, .csv); all visible sheets. NotUnderstood in Chinese when it cannot be read."""
    book = read_workbook(content, filename=filename)
    tables = [read_table(sheet.numbered_rows()) for sheet in book.sheets]
    whole = tables[0]
    for table in tables[1:]:
        whole.entries.extend(table.entries)
    return whole


def receipt_read_text(text: str) -> ReceiptTable:
    """The rows of a receipt that was pasted."""
    return read_pasted(text)


def receipt_match(*, submission: Submission, entries: Iterable[Entry]) -> Match:
    """Compare a receipt with a submission. Reads only."""
    match, rows = Match(submission), list(submission.rows.exclude(state=RowState.CANCELLED).select_related("decision"))
    index, answered = _Index(rows), dict[int, Entry]()
    for entry in entries:
        found = index.find(entry)
        if isinstance(found, str):
            match.unmatched.append(Open(entry, found))
            continue
        earlier = answered.setdefault(found.pk, entry)
        if earlier is not entry:
            if earlier.result != entry.result:
                match.unmatched.append(
                    Open(entry, f"与回执第 {earlier.row} 行说的是同一件决定，但结果相反，请向平台核实。")
                )
            continue
        _sort(match, Answer(entry, found))
    match.unanswered = [row for row in rows if row.pk not in answered and row.state == RowState.WAITING]
    _when_sent(match)
    return match


def receipt_take(*, actor: Actor, submission: Submission, entries: Sequence[Entry]) -> Match:
    """Apply a receipt: 入库 or 被退回 for every matched row that still waits. The same receipt again changes nothing.

    A receipt proves that the file was sent: where nobody marked it, the day is the receipt's own report date, else the day of export.
    """
    if not actor.has_perm(PERM):
        raise Forbidden("您没有登记回执的权限，请联系科室负责人。")
    with deed(actor=actor, code="publicity.receipt.taken", obj=submission) as draft:
        locked = locked_submission(actor, submission)
        if locked.state == SubmissionState.CANCELLED:
            raise InvalidTransition(f"批次 {locked.number} 已经作废，不能登记回执。请核对批次号。", code="E-STATE-01")
        list(locked.rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        match = receipt_match(submission=locked, entries=entries)
        if not (match.applies or match.already):
            raise DomainError(_nothing_matches(match), code="E-RCP-02", field="file")
        if match.sent_on and locked.state == SubmissionState.MADE:
            set_sent(actor, locked, match.sent_on)
        _apply(match)
        if not locked.rows.filter(state=RowState.WAITING).exists() and locked.state != SubmissionState.ANSWERED:
            locked.state, locked.answered_at = SubmissionState.ANSWERED, clock.now()
            locked.save(update_fields=["state", "answered_at"])
        draft.extra = {
            "accepted": len(match.accepted), "rejected": len(match.rejected), "unmatched": len(match.unmatched),
            "already": len(match.already), "sent_words": match.sent_words,
        }  # fmt: skip
        _tell(match)
    return match


def _apply(match: Match) -> None:
    """Write the answers, a bounded number of statements whatever the size of the receipt."""
    moment, today = clock.now(), clock.today()
    rows = [*_answered(match.accepted, RowState.ACCEPTED), *_answered(match.rejected, RowState.REJECTED)]
    for row in rows:
        row.answered_at = moment
    SubmissionRow.objects.bulk_update(rows, ["state", "answered_at", "platform_code", "message"], batch_size=1000)
    sent = (DecisionState.EXPORTED, DecisionState.REPORTED)
    _of(match.accepted, sent).update(state=DecisionState.ACCEPTED, accepted_on=today, updated_at=moment)
    _of(match.rejected, sent).update(state=DecisionState.REJECTED, updated_at=moment)
    receipt_arrived(
        accepted=[one.row.decision_id for one in match.accepted], rejected=[one.row.decision_id for one in match.rejected]
    )  # fmt: skip


def _answered(answers: Iterable[Answer], state: str) -> Iterator[SubmissionRow]:
    for answer in answers:
        answer.row.state = state
        if state == RowState.REJECTED:
            answer.row.platform_code, answer.row.message = answer.entry.rule, answer.entry.reason or NO_REASON
        yield answer.row


def _of(answers: Iterable[Answer], states: Sequence[str]) -> Any:
    return Decision.objects.filter(pk__in=[answer.row.decision_id for answer in answers], state__in=states)


def _tell(match: Match) -> None:
    if match.rejected:
        tell_rejected([answer.row for answer in match.rejected], people=directory(clock.today()))


def _sort(match: Match, answer: Answer) -> None:
    """Where one matched row belongs: applied, known already, or contradicting what was said before."""
    entry, row = answer.entry, answer.row
    if entry.result not in (ACCEPTED, REJECTED):
        match.unmatched.append(Open(entry, f"看不懂结果“{entry.words or '空白'}”，不知道是入库还是退回，请人工核对。"))
    elif row.state == RowState.WAITING:
        (match.accepted if entry.result == ACCEPTED else match.rejected).append(answer)
    elif row.state == entry.result:
        match.already.append(answer)
    else:
        match.unmatched.append(Open(entry, f"此前的回执是“{row.get_state_display()}”，与这次相反，请向平台核实。"))


def _when_sent(match: Match) -> None:
    """The day the file was sent, where nobody has said it; and how we know."""
    submission = match.submission
    if submission.state != SubmissionState.MADE or not match.applies:
        return
    answers = [*match.accepted, *match.rejected]
    told = sorted({answer.entry.reported_on for answer in answers if answer.entry.reported_on})
    moments = [answer.row.decision.exported_at for answer in answers]
    exported = clock.local_date(max(moment for moment in moments if moment))
    match.sent_on = told[0] if told and exported <= told[0] <= clock.today() else exported
    source = "回执中的上报日期" if match.sent_on in told else "文件导出日期（回执没有写明可用的上报日期）"
    match.sent_words = f"批次 {submission.number} 没有标记上报，按{source} {match.sent_on:%Y-%m-%d} 记为上报日。"


def _nothing_matches(match: Match) -> str:
    lines = [f"第 {one.entry.row} 行：{one.why}" for one in match.unmatched[:3]]
    return f"回执里没有一行能与批次 {match.submission.number} 对上，没有登记。请核对批次号。" + "".join(lines)


class _Index:
    """The rows of a submission by number and by certificate; the party decides among several."""

    def __init__(self, rows: Sequence[SubmissionRow]) -> None:
        self._by_number: dict[str, list[SubmissionRow]] = {}
        self._by_certificate: dict[str, list[SubmissionRow]] = {}
        for row in rows:
            if number := row.as_sent("number"):
                self._by_number.setdefault(number_key(number), []).append(row)
            if certificate := row.as_sent("certificate"):
                self._by_certificate.setdefault(certificate, []).append(row)

    def find(self, entry: Entry) -> SubmissionRow | str:
        """The one row that an entry means, or in words why there is none."""
        rows = self._by_number.get(entry.number) if entry.number else None
        if rows is None and entry.certificate:
            rows = self._by_certificate.get(entry.certificate)
        if not rows:
            return f"本批次没有文号“{entry.number or entry.certificate or '空白'}”。"
        mine = [row for row in rows if _same_party(entry, row)]
        if not mine:
            return f"文号“{entry.number}”在本批次，但相对人不同，请核对名称或代码。"
        if len(mine) > 1 and entry.certificate:
            mine = [row for row in mine if row.as_sent("certificate") == entry.certificate] or mine
        if len(mine) > 1:
            return f"文号“{entry.number}”在本批次有 {len(mine)} 行，回执没有写明是哪一个相对人或许可编号。"
        return mine[0]


def _same_party(entry: Entry, row: SubmissionRow) -> bool:
    """By code where both have one, else by name; a name the platform masks (张*) fits what it leaves open."""
    if entry.code and (code := row.as_sent("party_code")):
        return entry.code == code
    if not entry.name:
        return True
    given, ours = fold(entry.name), fold(row.as_sent("party_name"))
    if "*" in given:
        pattern = "".join("." if sign == "*" else re.escape(sign) for sign in given)
        return re.fullmatch(pattern, ours) is not None
    return given == ours


def entries_json(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries as plain data, to carry them from the preview to the confirmation."""
    return [
        {**entry.__dict__, "reported_on": entry.reported_on.isoformat() if entry.reported_on else None}
        for entry in entries
    ]


def entries_from_json(rows: Iterable[dict[str, Any]]) -> list[Entry]:
    """The entries again."""
    return [
        replace(Entry(**row), reported_on=date.fromisoformat(row["reported_on"]) if row["reported_on"] else None)
        for row in rows
    ]
