"""Papers that go out of the house: owed when they are made, sent on a day in a way, served with something that proves it (送达回证)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Section, User
from audit.services import deed
from core import clock, settings_store
from core.calendar_service import load_calendar
from core.errors import CalendarYearMissing, DomainError, Forbidden, InvalidTransition
from core.masking import scrub
from core.papers.taking import PICTURES, take
from core.text import clean
from notices.choices import ServedBy
from notices.dispatch_querysets import REGISTER
from notices.models import Dispatch
from notices.parameters import DISPATCH_DAYS
from notices.signals import paper_served


def dispatch_owe(
    *, paper: Any, title: str, number: str, addressee: str, link: str, section: Section | None, about: str = "",
    part: str = "", starts_clock: bool = False,
) -> Dispatch:  # fmt: skip
    """Put a finished paper on the list of what must go out, inside the deed that makes it. One paper, one addressee: one line.

    `part` tells several papers of one object apart ("review"); the type of the paper is then “app.model:part”.
    """
    made, _ = Dispatch.objects.get_or_create(
        paper_type=paper_type(paper, part), paper_id=paper.pk, addressee=clean(addressee)[:200],
        defaults={
            "title": title[:120], "number": number[:60], "about": about[:200], "link": link[:300], "section": section,
            "starts_clock": starts_clock, "made_at": clock.now(), "due_on": _due(clock.today()),
        },
    )  # fmt: skip
    return made


def dispatch_register(
    *, actor: User, dispatch: Dispatch, way: str, sent_on: date, receipt_number: str = "", served_on: date | None = None,
    received_by: str = "", note: str = "", content: bytes = b"", filename: str = "",
) -> Dispatch:  # fmt: skip
    """Put on record that a paper went out, and (now or later) that it arrived.

    Mail needs its number; service needs who received it and what proves it: a number or a scan of the return slip. Service is final.
    Raises Forbidden, InvalidTransition (arrived or closed before), DomainError with the field.
    """
    receipt_number, received_by = clean(receipt_number)[:60], clean(received_by)[:60]
    with deed(actor=actor, code="notices.dispatch.registered", obj=dispatch) as draft:
        row = _open(actor, dispatch)
        _check(row, way, sent_on, receipt_number, served_on, received_by, bool(content) or bool(row.proof))
        row.way, row.sent_on, row.receipt_number = way, sent_on, receipt_number
        row.served_on, row.received_by = served_on, received_by if served_on else ""
        row.note = scrub(clean(note))[:300]
        if content:
            _keep_proof(row, content, filename)
        _enter(actor, row)
        draft.extra = {"way": str(ServedBy(way).label), "served_on": served_on.isoformat() if served_on else ""}
    return row


def dispatch_confirm(*, actor: User, dispatch: Dispatch) -> Dispatch:
    """The addressee confirms on the portal that it has the paper and takes it electronically. The caller has checked whom it acts for."""
    with deed(actor=actor, code="notices.dispatch.registered", obj=dispatch) as draft:
        row = _locked(dispatch)
        if row.sent_on is None:
            row.sent_on = clock.today()
        row.way, row.served_on = ServedBy.ELECTRONIC, clock.today()
        row.received_by, row.note = str(actor)[:60], "受送达人在网上确认收到，同意以电子方式送达"
        _enter(actor, row)
        draft.extra = {"way": str(ServedBy.ELECTRONIC.label), "served_on": row.served_on.isoformat()}
    return row


def dispatch_close(*, actor: User, dispatch: Dispatch, reason: str, told: bool = False) -> Dispatch:
    """Say why a paper no longer has to go out; refused where a term runs from its service, unless its maker says that the addressee
    was `told` in another lawful way."""
    reason = scrub(clean(reason))[:300]
    if len(reason) < 5:
        raise DomainError("请写明为什么不再送达（至少 5 个字）。", code="E-STATE-02", field="reason")
    with deed(actor=actor, code="notices.dispatch.closed", obj=dispatch, reason=reason):
        row = _open(actor, dispatch)
        if row.starts_clock and not told:
            raise InvalidTransition("当事人的期限从送达起算，这份文书必须送达，不能注销。", code="E-STATE-01")
        row.closed_at, row.closed_reason = clock.now(), reason
        row.save(update_fields=["closed_at", "closed_reason"])
    return row


def paper_type(paper: Any, part: str = "") -> str:
    """How the register names what a paper is: “repair.letter”, “objections.objection:review”."""
    name = paper if isinstance(paper, str) else paper._meta.label_lower
    return f"{name}:{part}" if part else name


def _open(actor: User, dispatch: Dispatch) -> Dispatch:
    if not actor.has_perm(REGISTER):
        raise Forbidden("登记文书送达需要相应权限，请联系科室负责人。")
    if not Dispatch.objects.visible_to(actor).filter(pk=dispatch.pk).exists():
        raise Forbidden("这份文书由其他科室送达，您不能登记。")
    return _locked(dispatch)


def _locked(dispatch: Dispatch) -> Dispatch:
    row = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    if row.served_on is not None:
        raise InvalidTransition(f"已经登记 {row.served_on:%Y-%m-%d} 送达，不能再登记。", code="E-STATE-01")
    if row.closed_at is not None:
        raise InvalidTransition(f"已经注明不再送达：{row.closed_reason}", code="E-STATE-01")
    return row


def _enter(actor: User, row: Dispatch) -> None:
    row.entered_by, row.entered_at = actor, clock.now()
    row.save()
    if row.served_on is not None:
        paper_served.send(sender=Dispatch, dispatch=row, actor=actor)


def _check(
    row: Dispatch, way: str, sent_on: date, receipt: str, served_on: date | None, received_by: str, proved: bool
) -> None:
    if way not in ServedBy.values:
        raise DomainError("请选择送达方式。", code="E-DIS-01", field="way")
    if not clock.local_date(row.made_at) <= sent_on <= clock.today():
        raise DomainError("发出日期应当在文书做好之日到今天之间。", code="E-DIS-01", field="sent_on")
    if way == ServedBy.MAIL and not receipt:
        raise DomainError("邮寄的请填写邮件号，凭它查询签收情况。", code="E-DIS-01", field="receipt_number")
    if served_on is None:
        return
    if not sent_on <= served_on <= clock.today():
        raise DomainError("送达日期应当在发出日期到今天之间。", code="E-DIS-01", field="served_on")
    if len(received_by) < 2:
        raise DomainError(
            "请填写签收人（留置、公告送达的写明见证人或者公告处）。", code="E-DIS-01", field="received_by"
        )
    if way != ServedBy.ELECTRONIC and not receipt and not proved:
        raise DomainError("请填写送达回证编号，或者上传送达回证。", code="E-DIS-01", field="receipt_number")


def _keep_proof(row: Dispatch, content: bytes, filename: str) -> None:
    taken = take(content, filename, only=PICTURES, noun="送达回证", field="proof")
    row.proof = ContentFile(taken.content, name="proof")
    row.proof_name, row.proof_type, row.proof_sha256 = taken.filename, taken.kind.media_type, taken.sha256


def _due(on: date) -> date:
    """The last day to send; by weekdays where a year's holidays are missing, for this is the bureau's own term."""
    try:
        return load_calendar().add(on, int(settings_store.get(DISPATCH_DAYS)))
    except CalendarYearMissing:
        return date.fromordinal(on.toordinal() + int(settings_store.get(DISPATCH_DAYS)))
