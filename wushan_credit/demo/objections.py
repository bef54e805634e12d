"""Objections of the demo: one being checked, one answered and open to review, replies beside records, and what the public reported."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from accounts.models import User
from core import clock
from members.selectors import current
from objections.models import Objection
from objections.services import handling
from objections.services.filing import objection_file
from objections.services.replies import reply_show, reply_write
from objections.services.reports import report_answer, report_file, report_take
from records.corrections import authors_of
from records.models import CreditRecord

_PAPER = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def play(today: date, users: dict[str, User]) -> None:
    """Play the objections, the oldest first; firm1 and firm2 act for the first two institutions."""
    office = users["credit"]
    mine = _records(users["firm1"], office)
    with _at(today, 12):
        answered = _file(users["firm1"], mine[0], "决定书送达日期写错，应以送达回证为准", "谭文静")
        handling.objection_accept(actor=office, objection=answered)
        handling.objection_check(actor=office, objection=answered)
    with _at(today, 8):
        handling.objection_decide(
            actor=office, objection=answered, outcome="keep",
            reason="经核对送达回证原件，公示的日期与回证一致；您提出的是寄出日期。",
        )  # fmt: skip
    with _at(today, 2):
        open_one = _file(users["firm1"], mine[1], "决定书载明的内容与网上公示的不一致，请核对原件", "周未央")
        handling.objection_accept(actor=office, objection=open_one)
    with _at(today, 5):
        shown = reply_write(
            actor=users["firm2"],
            record=_records(users["firm2"], office)[0],
            text="我所已于当月完成整改，并向主管机关报告。",
        )
        reply_show(actor=office, reply=shown)
    with _at(today, 1):
        reply_write(actor=users["firm1"], record=mine[0], text="我所尊重核查结论，相关材料已存档备查。")
    _public(today, users["clerk"], mine[2])


def _public(today: date, clerk: User, record: CreditRecord) -> None:
    page = f"/decisions/{record.public_id}/"
    with _at(today, 6):
        report, _ = report_file(page=page, what="网页上的机关名称少了一个字，应为全称", record=record, name="陈先生")
        report_take(actor=clerk, report=report)
    with _at(today, 4):
        report_answer(actor=clerk, report=report, result="right", answer="经核实，网页与决定书的落款一致，感谢关注。")
    with _at(today, 1):
        report_file(page="/about/", what="“公示多久”里有一处标点错误，请核对", contact="023-57683333")


def _records(member: User, handler: User) -> list[CreditRecord]:
    """Public records of whom the person acts for, in whose making the handler had no part."""
    rows: QuerySet[CreditRecord] = CreditRecord.objects.public().filter(subject=current(member)[0].subject, marks=None)
    return [row for row in rows.select_related("subject").order_by("id") if handler.pk not in authors_of(row)]


def _file(member: User, record: CreditRecord, statement: str, name: str) -> Objection:
    return objection_file(
        actor=member, record=record, statement=statement, wanted={}, applicant_name=name, applicant_phone="023-57681234",
        papers=[(_PAPER, "送达回证.pdf")],
    )  # fmt: skip


def _at(today: date, days: int):  # noqa: ANN202 - clock.override's own context manager
    return clock.override(datetime.combine(today - timedelta(days=days), time(10, 20), tzinfo=clock.SHANGHAI))
