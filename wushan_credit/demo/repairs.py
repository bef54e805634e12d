"""Repairs of the demo: one firm may apply, one application is in hand, one record is repaired, one was refused; two notices were served.

Letters went out by mail; what was repaired turns out to rest on a false paper.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from accounts.models import User
from core import clock
from members.selectors import users_of
from notices.models import Dispatch
from notices.services import dispatch_register
from records.models import CreditRecord
from repair.models import Application
from repair.services import applying, deciding, handling, notices, revoking, syncing
from repair.services.steps import may_write
from wushan_credit.demo.cast import Institution
from wushan_credit.demo.papers import pdf


def play(today: date, users: dict[str, User], places: list[Institution]) -> None:
    """The firm `firm1` keeps a record that may be repaired now; its older one, shared only, is the application in hand."""
    clerk, chief = users["clerk2"], users["reviewer2"]
    _serve_notices(today, clerk)
    mine = users["firm1"].memberships.get().subject
    repaired, refused = _others(today, mine.pk)
    with _at(today, 20):
        row = _apply(clerk, repaired, "credit_china", today - timedelta(days=40))
    with _at(today, 18):
        handling.application_accept(actor=clerk, application=row)
    with _at(today, 14):
        handling.application_propose(
            actor=clerk, application=row, proposal="grant", reason="核对了缴款凭证和整改报告，义务已经履行完毕。"
        )
    with _at(today, 13):
        row = deciding.application_grant(
            actor=chief, application=row, reason="最短公示期已满，义务已履行，承诺书已签署。"
        )
    with _at(today, 10):
        first, second, *_ = row.syncs.order_by("pk")
        syncing.sync_done(
            actor=clerk, item=first, done_on=clock.today(), content=pdf(["核对截图（演示）"]), filename="截图.pdf"
        )
        syncing.sync_explain(actor=clerk, item=second, note="经查询，该网站没有归集这条信息。")
    _send_letters(today, clerk, row)
    _taken_back(today, clerk, row)
    with _at(today, 30):
        row = _apply(clerk, refused, "window", today - timedelta(days=31))
    with _at(today, 29):
        handling.application_accept(actor=clerk, application=row)
    with _at(today, 22):
        handling.application_propose(
            actor=clerk, application=row, proposal="refuse", reason="罚款只缴纳了一部分，整改没有完成。"
        )
    with _at(today, 21):
        deciding.application_refuse(
            actor=chief, application=row, ground="duties", reason="处罚决定确定的罚款尚未缴清，全部缴清后可以再申请。"
        )
    _in_hand(today, users["firm1"], clerk, mine.pk)


def _send_letters(today: date, clerk: User, row: Application) -> None:
    """The decision went to the party by mail and came back signed; the site that handed the application on has no slip yet."""
    with _at(today, 12):
        for owed in Dispatch.objects.filter(paper_id__in=row.letters.values("pk"), paper_type="repair.letter"):
            dispatch_register(
                actor=clerk, dispatch=owed, way="mail", sent_on=clock.today(), receipt_number=f"EMS{1000000 + owed.pk}"
            )
    with _at(today, 9):
        party = Dispatch.objects.get(
            paper_id=row.letters.get(kind="granted").pk, paper_type="repair.letter", addressee=row.record.party_name
        )
        dispatch_register(
            actor=clerk, dispatch=party, way="mail", sent_on=today - timedelta(days=12), receipt_number=party.receipt_number,
            served_on=clock.today(), received_by="前台", content=pdf(["送达回证（演示）", party.addressee]), filename="回证.pdf",
        )  # fmt: skip


def _taken_back(today: date, clerk: User, row: Application) -> None:
    """It turned out later that a paper was false: the notice is made and has to be served."""
    with _at(today, 1):
        revoking.revocation_open(
            actor=clerk, application=row, ground="false",
            facts="经向收款银行核实，申请时提交的缴款凭证不是该行出具，罚款尚欠一部分没有缴纳。",
            content=pdf(["核实函（演示）", row.record.document_number]), filename="核实函.pdf",
        )  # fmt: skip


def _serve_notices(today: date, clerk: User) -> None:
    """The two newest general penalties of law firms: decision and notice served together."""
    newest = CreditRecord.objects.public().filter(kind="penalty", party_is_person=False, severity="general").newest()
    for record in newest.filter(event_date__lt=today - timedelta(days=14))[:2]:
        with clock.override(datetime.combine(record.event_date + timedelta(days=5), time(15, 0))):
            made = notices.notice_make(actor=clerk, record=record)
            notices.notice_serve(
                actor=clerk,
                notice=made,
                on=clock.today(),
                way="hand",
                served_to="本所负责人",
                note="与处罚决定书一并送达",
            )


def _others(today: date, mine: int) -> tuple[CreditRecord, CreditRecord]:
    """Two records of the past year that may be repaired, of two other subjects; the first has no account and gets paper."""
    rows = CreditRecord.objects.public().filter(
        kind="penalty", event_date__lt=today - timedelta(days=200), party_is_person=False
    )
    found: dict[int, CreditRecord] = {}
    for record in rows.exclude(subject_id=mine).select_related("item", "subject").newest():
        found.setdefault(record.subject_id, record)
    first = next(one for one in found.values() if not users_of(one.subject))
    return first, next(one for one in found.values() if one != first)


def _in_hand(today: date, head: User, clerk: User, subject: int) -> None:
    record = CreditRecord.objects.filter(subject_id=subject, nature="adverse", disclosure="shared").first()
    if record is None:
        return
    with _at(today, 6):
        row = _apply(head, record, "portal", today - timedelta(days=60))
    with _at(today, 4):
        handling.application_accept(actor=clerk, application=row)


def _apply(actor: User, record: CreditRecord, channel: str, fulfilled: date) -> Application:
    row = applying.application_start(actor=actor, record=record, channel=channel)
    assert may_write(actor, row)
    applying.paper_add(
        actor=actor, application=row, kind="fulfilment", filename="缴款凭证.pdf",
        content=pdf(["演示文书 缴款凭证", record.document_number, f"缴款人：{record.party_name}"]),
    )  # fmt: skip
    applying.application_save(
        actor=actor, application=row, fulfilled_on=max(fulfilled, record.event_date), statement="已缴清罚款，完成整改。",
        signer="演示负责人",
    )  # fmt: skip
    return applying.application_submit(actor=actor, application=row)


def _at(today: date, days_ago: int) -> clock.override:  # type: ignore[valid-type]
    return clock.override(datetime.combine(today - timedelta(days=days_ago), time(10, 30)))
