"""The applicant's side: a draft that is kept, two papers, a promise, handing in, completing, taking back, asking for review."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from accounts.models import Section
from audit.services import deed
from core import clock, settings_store
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotReady
from core.masking import scrub
from core.papers.taking import Taken, take
from core.text import clean
from members.selectors import acts_for
from records.choices import EvidenceVariant, MarkKind, Nature
from records.models import CreditRecord, Evidence
from records.services.marks import unmark
from repair.choices import OPEN, Channel, Hindrance, PaperKind, State
from repair.facts import eligibility_of
from repair.models import Application, Paper
from repair.parameters import REVIEW_DAYS
from repair.promise import promise_text
from repair.services.steps import (
    end_pause,
    locked,
    may_write,
    need_text,
    next_number,
    note_step,
    set_clocks,
    tell,
    workdays_after,
)

if TYPE_CHECKING:
    from accounts.models import User

SOURCE = "repair"
_STAND_IN = ("履行", "缴款", "缴纳", "缴费", "罚没收据", "整改", "结案")
"""Words in the title of a paper the bureau holds by which it proves that the duties are done."""


def application_start(
    *, actor: User, record: CreditRecord, channel: str = Channel.PORTAL, channel_number: str = ""
) -> Application:
    """Open a draft, or give the open one of this record. Papers the bureau holds are attached at once.

    Forbidden for whoever neither acts for the subject nor works at the window; NotReady when nothing can be repaired here.
    """
    _may_start(actor, record, channel)
    with deed(actor=actor, code="repair.application.drafted") as draft:
        row = (
            CreditRecord.objects.select_for_update(of=("self",))
            .select_related("item__section", "subject")
            .get(pk=record.pk)
        )
        found = Application.objects.filter(record=row, state__in=OPEN).first()
        if found is not None:
            draft.obj = found
            if found.channel != channel and found.state == State.DRAFT:
                raise Duplicate("这条记录已经有一份没有提交的申请，请在原来的渠道继续。", code="E-REP-03")
            return found
        answer = eligibility_of(row)
        if not answer.answers or any(one.code == Hindrance.OWNER for one in answer.missing):
            raise NotReady(answer.headline, code="E-REP-04")
        draft.obj = made = Application.objects.create(
            number=next_number(clock.today()), record=row, subject=row.subject, section=_section(row), channel=channel,
            channel_number=clean(channel_number)[:60], created_by=actor, created_at=clock.now(),
        )  # fmt: skip
        _attach_held(actor, made)
    return made


def application_save(
    *,
    actor: User,
    application: Application,
    fulfilled_on: date | None = None,
    court_on: date | None = None,
    statement: str = "",
    signer: str = "",
) -> Application:
    """Keep what was typed, complete or not. Signing is typing one's name under the promise; an empty name takes it back."""
    today = clock.today()
    with deed(actor=actor, code="repair.application.saved", obj=application):
        row = locked(actor, application, "save")
        for day, field in ((fulfilled_on, "fulfilled_on"), (court_on, "court_on")):
            if day is not None and not row.record.event_date <= day <= today:
                raise DomainError("日期应当在决定作出之日到今天之间，请检查。", code="E-REP-05", field=field)
        row.fulfilled_on, row.court_on = fulfilled_on, court_on
        row.statement, signer = scrub(clean(statement))[:500], clean(signer)[:60]
        if signer != row.promise_signer or (signer and not row.promised_at):
            row.promise_signer = signer
            row.promised_at = clock.now() if signer else None
            row.promise_text = promise_text(row.record, _bureau(), today) if signer else ""
        row.save()
    return row


def paper_add(
    *, actor: User, application: Application, kind: str, content: bytes, filename: str, title: str = ""
) -> Paper:
    """Keep one paper: pdf, jpg, png, ofd or docx of at most 20 MB, known by its bytes. Earlier ones stay."""
    if kind not in PaperKind.values or kind == PaperKind.HELD:
        raise DomainError("请选择是哪一种材料。", code="E-REP-06", field="kind")
    taken = take(content, filename)
    with deed(actor=actor, code="repair.paper.added", obj=application) as draft:
        row = locked(actor, application, "save")
        paper = paper_keep(actor=actor, application=row, kind=kind, taken=taken, title=title)
        draft.extra = {"kind": kind, "sha256": taken.sha256}
    return paper


def paper_keep(*, actor: User, application: Application, kind: str, taken: Taken, title: str = "") -> Paper:
    """Keep a paper of an application inside the caller's deed, which has checked right and state. The same file is kept once."""
    if Paper.objects.filter(application=application, sha256=taken.sha256, removed_at=None).exists():
        raise Duplicate("这份文件已经上传过，不需要重复上传。", code="E-REP-06", field="file")
    return Paper.objects.create(
        application=application, kind=kind, title=(scrub(clean(title)) or str(PaperKind(kind).label))[:200],
        file=ContentFile(taken.content, name="paper"), filename=taken.filename, media_type=taken.kind.media_type,
        size=len(taken.content), sha256=taken.sha256, round=round_of(application), added_by=actor, added_at=clock.now(),
    )  # fmt: skip


def paper_remove(*, actor: User, application: Application, paper: Paper) -> Paper:
    """Take back a paper of the present round; what was handed in before stays."""
    with deed(actor=actor, code="repair.paper.removed", obj=application):
        row = locked(actor, application, "save")
        found = Paper.objects.select_for_update().get(pk=paper.pk, application=row)
        if found.held_id is not None or found.round != round_of(row):
            raise InvalidTransition("已经提交过的材料和本局已有的材料留存，不能移除；可以再补充新的。", code="E-REP-06")
        if found.removed_at is None:
            found.removed_at = clock.now()
            found.save(update_fields=["removed_at"])
    return found


def lacking(application: Application) -> list[DomainError]:
    """What an application still lacks before it can be handed in, each with its field."""
    found: list[DomainError] = []
    answer = eligibility_of(application.record, application=application)
    for one in answer.missing:
        if one.code in (Hindrance.TIME, Hindrance.FRAUD, Hindrance.OWNER):
            found.append(NotReady(f"{one.text}。依据：{one.basis}", code="E-REP-04"))
    if not answer.answers:
        found.append(NotReady(answer.headline, code="E-REP-04"))
    papers = set(application.papers.filter(removed_at=None).values_list("kind", flat=True))
    if application.court_on is None and application.fulfilled_on is None:
        found.append(DomainError("请填写履行完毕的日期。", code="E-REP-07", field="fulfilled_on"))
    if application.court_on is not None and PaperKind.COURT not in papers:
        found.append(DomainError("请上传人民法院的裁定书。", code="E-REP-07", field="other"))
    if application.court_on is None and PaperKind.FULFILMENT not in papers:
        found.append(DomainError("请上传履行完毕证明，如缴款凭证、整改证明。", code="E-REP-07", field="file"))
    if not application.promise_signer:
        found.append(DomainError("请在信用修复承诺书下填写承诺人姓名。", code="E-REP-07", field="signer"))
    return found


def application_submit(*, actor: User, application: Application) -> Application:
    """Hand in, or hand in again after completing; the clock starts, or goes on. Raises the first thing that is lacking."""
    with deed(actor=actor, code="repair.application.submitted", obj=application):
        row = locked(actor, application, "submit")
        problems = lacking(row)
        if problems:
            raise problems[0]
        again = row.state == State.SUPPLEMENT
        now, today = clock.now(), clock.today()
        if again:
            end_pause(row, today)
        else:
            row.submitted_at, row.submitted_on = now, today
        set_clocks(row)
        row.state = State.SUBMITTED
        row.save()
        note_step(actor, row, "submit", "补正后再次提交" if again else row.get_channel_display())
        tell(row, "申请已收到。", f"本局 {row.accept_due:%Y-%m-%d} 前决定是否受理")
    return row


def application_withdraw(*, actor: User, application: Application, reason: str = "") -> Application:
    """The applicant takes it back; nothing is held against it, and it may apply again."""
    with deed(actor=actor, code="repair.application.withdrawn", obj=application, reason=reason):
        row = locked(actor, application, "withdraw")
        row.state = State.WITHDRAWN
        end_pause(row, clock.today())
        row.save(update_fields=["state"])
        note_step(actor, row, "withdraw", scrub(clean(reason)))
        unmark(actor=actor, record=row.record, kind=MarkKind.REPAIRING, source_type=SOURCE, source_id=row.pk)
    return row


def review_ask(*, actor: User, application: Application, reason: str) -> Application:
    """Ask once that another person looks at a refusal again (复核)."""
    reason = need_text(reason, "reason", "为什么申请复核")
    with deed(actor=actor, code="repair.application.review_asked", obj=application, reason=reason):
        row = locked(actor, application, "ask_review")
        today = clock.today()
        row.state, row.review_reason, row.review_asked_on = State.REVIEWING, reason, today
        row.review_due = workdays_after(today, REVIEW_DAYS).on
        row.save()
        note_step(actor, row, "ask_review", reason)
        tell(row, "复核申请已收到。", f"本局 {row.review_due:%Y-%m-%d} 前作出复核决定")
    return row


def may_open(actor: User, application: Application) -> bool:
    """Whether the person may read it as applicant."""
    return may_write(actor, application)


def _may_start(actor: User, record: CreditRecord, channel: str) -> None:
    if channel not in Channel.values:
        raise DomainError("请选择申请渠道。", code="E-REP-03", field="channel")
    if record.nature != Nature.ADVERSE:
        raise NotReady("这不是失信信息，不需要修复。", code="E-REP-04")
    if channel == Channel.PORTAL:
        if not acts_for(actor, record.subject):
            raise Forbidden("您没有代表这个主体办理的身份，不能为它申请修复。")
    elif not actor.has_perm("repair.handle_repair"):
        raise Forbidden("窗口代办修复申请需要相应权限，请联系科室负责人。")
    elif not actor.has_perm("repair.view_all_repairs") and record.item.section_id != actor.section_id:
        raise Forbidden("这条记录由其他科室办理修复，请转请该科室登记。")


def _attach_held(actor: User, application: Application) -> None:
    """What the bureau already has is not asked for again: the penalty decision, and proof of fulfilment if it is on file."""
    held = Evidence.objects.filter(
        record=application.record, variant=EvidenceVariant.ORIGINAL, withdrawn_at=None
    ).order_by("pk")  # fmt: skip
    for paper in held:
        proof = any(word in paper.title for word in _STAND_IN)
        Paper.objects.create(
            application=application, kind=PaperKind.FULFILMENT if proof else PaperKind.HELD, title=paper.title, held=paper,
            size=paper.size, added_by=actor, added_at=clock.now(),
        )  # fmt: skip


def _section(record: CreditRecord) -> Section:
    """Who answers for the catalogue item; the credit office where nobody does."""
    return record.item.section or Section.objects.get(code="credit-office")


def round_of(application: Application) -> int:
    """Which time of handing in the papers of now belong to."""
    return 1 + application.steps.filter(move="submit").count()


def _bureau() -> str:
    return str(settings_store.get("bureau.name") or "巫山县司法局")
