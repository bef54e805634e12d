"""Submissions: what is ready goes into one file in the platform's columns, is marked as sent, or is taken back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from audit.services import Actor, deed, saw
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition, NotReady
from exchange.services.exports import export_note
from publicity.choices import DecisionState, RowState, SubmissionState
from publicity.exporting import ExportRow, left_behind, write_submission
from publicity.models import Decision, DecisionKind, StandardEdition, Submission, SubmissionRow
from publicity.services.followups import file_cancelled, file_sent
from publicity.services.ledger import taken_off
from publicity.services.people import own_section
from publicity.services.rechecking import recheck, stored_values
from publicity.services.rejections import REJECTED_BEFORE, rejections_hit
from publicity.services.standards import edition_for, standard_of
from publicity.standard.findings import Finding

PERM = "publicity.submit_decisions"
EXPORT = "publicity.submission"
_LOCK = "publicity.submission"
_ENTRY_WORDS = {
    DecisionState.DRAFT: "还是草稿，请登记人提交审核。",
    DecisionState.PENDING: "还没有审核，请审核员处理。",
    DecisionState.RETURNED: "审核员已退回，请登记人修改后再提交。",
    DecisionState.REJECTED: "平台退回后尚未更正，更正后才能重报。",
}


@dataclass(frozen=True)
class LeftOut:
    """A decision of the period that does not go into the file: `code` taken_off | legal_review | rules | edition | entry | rejected."""

    decision: Decision
    code: str
    reason: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a submission would hold, what stays behind and why, and fields for which the template has no column."""

    kind: DecisionKind
    edition: StandardEdition
    since: date | None
    until: date
    ready: tuple[Decision, ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A submission and what stayed behind."""

    submission: Submission
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...]


def submissions_visible_to(user: Actor) -> QuerySet[Submission]:
    """Submissions that hold a decision of the user's own section, or all with the right to see every section."""
    if not user.has_perm("publicity.view_submission"):
        return Submission.objects.none()
    if user.has_perm("publicity.view_all_sections"):
        return Submission.objects.all()
    own = SubmissionRow.objects.filter(decision__section_id=own_section(user))
    return Submission.objects.filter(pk__in=own.values("submission_id"))


def submission_plan(
    *, actor: Actor, kind: str, since: date | None, until: date, edition: StandardEdition | None = None
) -> Plan:
    """What `submission_make` would do now. Decisions of the kind made in the period (all up to `until` without `since`)."""
    return _plan(actor, kind, since, until, edition, lock=False)


def submission_make(
    *, actor: Actor, kind: str, since: date | None, until: date, edition: StandardEdition | None = None
) -> Made:
    """Write everything that is ready into one file and move it to 已导出. NotReady, with every reason, when nothing is.

    Two people at once: the second waits for the first and finds only what is left, so no decision is in two files.
    """
    if not actor.has_perm(PERM):
        raise Forbidden("您没有生成报送文件的权限，请联系科室负责人。")
    if since and until < since:
        raise DomainError("结束日期早于开始日期，请交换两个日期。", code="E-DT-02", field="until")
    with deed(actor=actor, code="publicity.submission.made") as draft:
        _lock()
        plan = _plan(actor, kind, since, until, edition, lock=True)
        if not plan.ready:
            raise NotReady(_nothing_ready(plan), code="E-SUB-01")
        _count_hits(plan)
        submission = _write(actor, plan)
        draft.obj = submission
        draft.extra = {"rows": submission.row_count, "left_out": len(plan.left_out), "sha256": submission.sha256}
    return Made(submission, plan.left_out, plan.remarks)


def submission_mark_sent(*, actor: Actor, submission: Submission, sent_on: date) -> Submission:
    """Say that the file was handed to the platform on a day. The day counts as first report only for rows never sent before."""
    if not actor.has_perm(PERM):
        raise Forbidden("您没有标记上报的权限，请联系科室负责人。")
    with deed(actor=actor, code="publicity.submission.sent", obj=submission):
        locked = locked_submission(actor, submission)
        if locked.state != SubmissionState.MADE:
            raise InvalidTransition(
                f"批次 {locked.number} 目前是“{locked.get_state_display()}”，不能再标记上报。", code="E-STATE-01"
            )
        set_sent(actor, locked, sent_on)
    return locked


def submission_cancel(*, actor: Actor, submission: Submission, reason: str) -> Submission:
    """Take back a file that was never sent: its decisions are 可报送 again. The file and its rows stay as proof."""
    if not actor.has_perm(PERM):
        raise Forbidden("您没有作废报送批次的权限，请联系科室负责人。")
    if len(reason.strip()) < 5:
        raise DomainError("请写明作废的理由（至少 5 个字）。", code="E-STATE-02", field="reason")
    with deed(actor=actor, code="publicity.submission.cancelled", obj=submission, reason=reason):
        locked = locked_submission(actor, submission)
        if locked.state != SubmissionState.MADE:
            raise InvalidTransition(
                "只有还没有上报的批次才能作废；已经上报的，等平台回执后更正重报。", code="E-STATE-01"
            )
        rows = locked.rows.filter(state=RowState.WAITING)
        file_cancelled(submission=locked, decisions=rows.values_list("decision_id", flat=True))
        _decisions(rows, DecisionState.EXPORTED).update(
            state=DecisionState.READY, exported_at=None, updated_at=clock.now()
        )
        rows.update(state=RowState.CANCELLED)
        locked.state = SubmissionState.CANCELLED
        locked.save(update_fields=["state"])
    return locked


def submission_open(*, actor: Actor, submission: Submission, purpose: str) -> bytes:
    """The bytes of the file, checked against its digest; look and export are registered, for the file holds identity numbers.

    It carries no watermark sheet: the platform refuses workbooks with sheets it does not know. Its digest is the submission's.
    """
    found = submissions_visible_to(actor).filter(pk=submission.pk).first()
    if found is None or not actor.has_perm(PERM):
        raise Forbidden("您没有下载这个报送文件的权限。")
    with found.file.open("rb") as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise DomainError(
            f"批次 {found.number} 的文件与生成时不一致，可能被改动过。请不要上报，并报告系统管理员。", code="E-SUB-03"
        )
    saw(actor=actor, deed="export", obj=found, purpose=purpose)
    if actor.pk is not None:  # the machine takes nothing out: its own runs are in the register of looks
        export_note(
        actor=actor, kind=EXPORT, title=f"报送文件 {found.number}", rows=found.row_count, sha256=found.sha256, purpose="reporting",
        matter=f"{purpose}（{found.number}）", filename=f"{found.number}.xlsx",
    )  # fmt: skip
    return content


# -- shared with receipts --------------------------------------------------------------------------------------------
def locked_submission(actor: Actor, submission: Submission) -> Submission:
    """The row under lock; Forbidden when the actor may not see it."""
    row = submissions_visible_to(actor).select_for_update().filter(pk=submission.pk).first()
    if row is None:
        raise Forbidden("这个批次不含您科室的决定，您不能办理。")
    return row


def set_sent(actor: Actor, submission: Submission, sent_on: date) -> None:
    """Move the waiting rows of a locked submission to 已上报 as of a day, inside the caller's deed."""
    if sent_on > clock.today():
        raise DomainError("上报日期不能晚于今天。", code="E-DT-01", field="sent_on")
    made = submission.rows.aggregate(at=Max("decision__exported_at"))["at"]
    if made and sent_on < clock.local_date(made):
        raise DomainError(
            f"上报日期早于文件生成日期（{clock.local_date(made):%Y-%m-%d}），请核对。", code="E-DT-01", field="sent_on"
        )
    _decisions(submission.rows.filter(state=RowState.WAITING), DecisionState.EXPORTED).update(
        state=DecisionState.REPORTED, first_reported_on=Coalesce("first_reported_on", sent_on), updated_at=clock.now()
    )
    file_sent(submission=submission, sent_on=sent_on)
    submission.state, submission.sent_on, submission.sent_by_id = SubmissionState.SENT, sent_on, actor.pk
    submission.save(update_fields=["state", "sent_on", "sent_by"])


def system_user() -> User:
    """The account under which the machine's own submissions are kept. Nobody can log in with it."""
    user, made = User.objects.get_or_create(username="system", defaults={"display_name": "系统", "is_active": False})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


# -- gathering and writing -------------------------------------------------------------------------------------------
def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])


def _decisions(rows: QuerySet[SubmissionRow], state: str) -> QuerySet[Decision]:
    return Decision.objects.filter(pk__in=rows.values("decision_id"), state=state)


def _plan(
    actor: Actor, kind: str, since: date | None, until: date, edition: StandardEdition | None, *, lock: bool
) -> Plan:
    edition = edition or edition_for(kind, on=clock.today())
    rows = Decision.objects.visible_to(actor).filter(kind_id=kind, decided_on__lte=until).order_by("decided_on", "pk")
    if since:
        rows = rows.filter(decided_on__gte=since)
    wanted = rows.filter(state=DecisionState.READY)
    ready, left_out = _sorted_out(edition, list(wanted.select_for_update(of=("self",)) if lock else wanted))
    left_out += [
        LeftOut(
            one, "rejected" if one.state == DecisionState.REJECTED else "entry", _ENTRY_WORDS[DecisionState(one.state)]
        )
        for one in rows.filter(state__in=_ENTRY_WORDS)
    ]
    remarks = _remarks(edition, ready)
    return Plan(edition.kind, edition, since, until, tuple(ready), tuple(left_out), remarks)


def _sorted_out(edition: StandardEdition, decisions: Sequence[Decision]) -> tuple[list[Decision], list[LeftOut]]:
    """What may go: not taken off, reviewed where the law asks for it, of this edition, without any error by today's rules."""
    left_out, candidates = [], []
    withdrawn = taken_off(decisions)
    for one in decisions:
        if one.pk in withdrawn:
            words = f"公示记录已撤下（{withdrawn[one.pk]}），不再报送。请由审核员登记“决定不报送”。"
            left_out.append(LeftOut(one, "taken_off", words))
        elif one.major and not (one.legal_review_number and one.legal_review_on):
            words = "重大执法决定还没有法制审核意见（行政处罚法第五十八条），登记审核意见后才能报送。"
            left_out.append(LeftOut(one, "legal_review", words))
        elif one.edition_id != edition.pk:
            words = f"按“{one.edition}”登记，与本次的“{edition}”不同，请选择该版本另行生成。"
            left_out.append(LeftOut(one, "edition", words))
        else:
            candidates.append(one)
    errors = recheck(edition, candidates)
    for one in candidates:
        if one.pk in errors:
            found = errors[one.pk]
            words = "；".join(finding.message for finding in found[:3]) + ("……" if len(found) > 3 else "")
            left_out.append(LeftOut(one, "rules", f"不再符合校验规则：{words}", tuple(found)))
    return [one for one in candidates if one.pk not in errors], left_out


def _count_hits(plan: Plan) -> None:
    """Learnt rules that stopped a row here count it (同类问题已拦 n 次)."""
    rejections_hit(
        plan.kind.code,
        [
            (finding.field, one.decision.data.get(finding.field, ""))
            for one in plan.left_out
            for finding in one.findings
            if finding.code == REJECTED_BEFORE
        ],
    )


def _export_rows(decisions: Sequence[Decision]) -> list[ExportRow]:
    return [ExportRow(one.pk, one.party_kind, stored_values(one)) for one in decisions]


def _remarks(edition: StandardEdition, decisions: Sequence[Decision]) -> tuple[str, ...]:
    numbers = {one.pk: one.number for one in decisions}
    lost = left_behind(standard_of(edition), edition.kind.name, _export_rows(decisions))
    return tuple(f"{numbers[pk]}：平台模板没有“{'、'.join(headers)}”列，该内容不报送。" for pk, headers in lost)


def _write(actor: Actor, plan: Plan) -> Submission:
    buffer, moment = io.BytesIO(), clock.now()
    placed = write_submission(buffer, standard_of(plan.edition), plan.kind.name, _export_rows(plan.ready))
    content = buffer.getvalue()
    submission = Submission(
        number=_next_number(moment.date()), kind=plan.kind, edition=plan.edition,
        since=plan.since or min(one.decided_on for one in plan.ready), until=plan.until,
        sha256=hashlib.sha256(content).hexdigest(), row_count=len(placed), created_by_id=actor.pk or system_user().pk,
    )  # fmt: skip
    submission.file.save(f"{submission.number}.xlsx", ContentFile(content), save=False)
    submission.save(force_insert=True)
    SubmissionRow.objects.bulk_create(
        SubmissionRow(submission=submission, decision_id=one.decision, sheet=one.sheet, row=one.row, digest=one.digest)
        for one in placed
    )
    Decision.objects.filter(pk__in=[one.pk for one in plan.ready]).update(
        state=DecisionState.EXPORTED, exported_at=moment, updated_at=moment
    )
    return submission


def _next_number(day: date) -> str:
    """BS-20261122-01: the day and a running number of that day; the caller holds the lock."""
    head = f"BS-{day:%Y%m%d}-"
    taken = Submission.objects.filter(number__startswith=head).values_list("number", flat=True)
    return f"{head}{max((int(number.rsplit('-', 1)[1]) for number in taken), default=0) + 1:02d}"


def _nothing_ready(plan: Plan) -> str:
    if not plan.left_out:
        return "这段时间没有可报送的决定：没有登记，或者都已经导出、上报。"
    lines = [f"{one.decision.number}：{one.reason}" for one in plan.left_out[:5]]
    more = f"等 {len(plan.left_out)} 件。" if len(plan.left_out) > 5 else ""
    return f"没有可报送的决定。{''.join(lines)}{more}"
