"""The public's error reports: anybody may say what is wrong, without log-in; staff look into it and answer."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from audit.services import Visitor, deed
from core import clock, crypto
from core.errors import DomainError, Forbidden
from core.masking import scrub
from core.text import clean
from objections.choices import ReportAnswer
from objections.clocks import due_after
from objections.models import ErrorReport
from objections.parameters import ANSWER_DAYS
from objections.services.filing import next_number
from objections.transitions import REPORT_MOVES

if TYPE_CHECKING:
    from accounts.models import User
    from records.models import CreditRecord

PUBLIC = Visitor("公众")
MIN_WORDS, MOST_WORDS, MOST_LINKS = 5, 500, 2
CODE_LENGTH = 10
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PURPOSE = "objections.report"


def report_file(
    *, actor: Visitor = PUBLIC, page: str, what: str, record: CreditRecord | None = None, name: str = "", contact: str = ""
) -> tuple[ErrorReport, str]:  # fmt: skip
    """Take a report in; gives it with the code that finds its answer. Only the code's keyed hash is kept, the contact is encrypted."""
    words = scrub(clean(what))
    if len(words) < MIN_WORDS:
        raise DomainError("请写明错在哪里、应当怎样（至少 5 个字）。", code="E-OBJ-11", field="what")
    if len(words) > MOST_WORDS:
        raise DomainError(
            f"最多 {MOST_WORDS} 个字，现在有 {len(words)} 个字，请精简后再提交。", code="E-OBJ-11", field="what"
        )
    if words.lower().count("http") > MOST_LINKS:
        raise DomainError("链接太多，像是广告。请只写明错在哪里。", code="E-OBJ-12", field="what")
    code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    with deed(actor=actor, code="objections.report.filed") as draft:
        draft.obj = report = ErrorReport.objects.create(
            number=next_number(ErrorReport, "JC"), code_hash=crypto.blind_index(_PURPOSE, code), record=record,
            page=page[:200], what=words, name=scrub(clean(name))[:80], contact=clean(contact)[:80], made_at=clock.now(),
            due_on=due_after(clock.today(), ANSWER_DAYS).on,
        )  # fmt: skip
    return report, code


def report_find(number: str, code: str) -> ErrorReport | None:
    """The report of this number and code; None for anything wrong, whatever is wrong."""
    hashes = crypto.blind_indexes(_PURPOSE, clean(code).upper())
    return ErrorReport.objects.filter(number=clean(number).upper(), code_hash__in=hashes).first()


def report_take(*, actor: User, report: ErrorReport) -> ErrorReport:
    """Begin to look into it; whoever does is named."""
    with deed(actor=actor, code="objections.report.taken", obj=report):
        row = _locked(actor, report, "take")
        row.state, row.taken_by, row.taken_at = REPORT_MOVES["take"].target, actor, clock.now()
        row.save(update_fields=["state", "taken_by", "taken_at"])
    return row


def report_answer(*, actor: User, report: ErrorReport, result: str, answer: str) -> ErrorReport:
    """Answer in words that the reporter reads. What is right is corrected at its source, not here."""
    words = scrub(clean(answer))[:500]
    if result not in ReportAnswer.values:
        raise DomainError("请选择核实结果。", code="E-OBJ-13", field="result")
    if len(words) < MIN_WORDS:
        raise DomainError("请写明答复（至少 5 个字），提出的人会看到。", code="E-OBJ-13", field="answer")
    with deed(actor=actor, code="objections.report.answered", obj=report, reason=words):
        row = _locked(actor, report, "answer")
        row.state, row.result, row.answer = REPORT_MOVES["answer"].target, result, words
        row.answered_by, row.answered_at = actor, clock.now()
        row.save(update_fields=["state", "result", "answer", "answered_by", "answered_at"])
    return row


def _locked(actor: User, report: ErrorReport, code: str) -> ErrorReport:
    move = REPORT_MOVES[code]
    if not actor.has_perm(move.perm):
        raise Forbidden("您没有处理公众纠错的权限，请联系科室负责人。")
    row = ErrorReport.objects.select_for_update().get(pk=report.pk)
    REPORT_MOVES.check(row.state, code)
    return row
