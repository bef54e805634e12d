"""Addresses of objections, replies, correction letters and the public's error reports."""

from __future__ import annotations

from typing import Any

from tests.architecture.doors import CHIEFS, EVERYBODY, READERS, WORKERS, Door

DOORS = {
    "admin:objections": Door(READERS, "异议"),
    "admin:objections_objection_page": Door(READERS, "一件异议"),
    "admin:objections_paper": Door(READERS, "查阅异议材料"),
    "admin:objections_window": Door(WORKERS, "窗口登记异议"),
    "admin:objections_window_new": Door(WORKERS, "登记一条记录的异议"),
    "admin:objections_reports": Door(WORKERS, "公众纠错"),
    "admin:objections_report_page": Door(WORKERS, "一件公众纠错"),
    "admin:objections_replies": Door(CHIEFS, "当事人回应"),
    "admin:objections_reply_page": Door(CHIEFS, "审查当事人回应"),
    "admin:objections_letters": Door(READERS, "更正通知"),
    "admin:objections_letter_page": Door(READERS, "一份更正通知"),
    "portal:objections": Door("FGP", "异议与回应"),
    "portal:objection_new": Door("F", "提出异议（本机构的记录）"),
    "portal:objection": Door("F", "一件异议（本机构的）"),
    "portal:objection_done": Door("F", "异议已提交（本机构的）"),
    "portal:objection_paper": Door("F", "异议材料（本机构的）"),
    "portal:reply": Door("F", "对记录作出回应（本机构的）"),
    "website:objections": Door(EVERYBODY, "异议与纠错"),
    "website:errata": Door(EVERYBODY, "更正声明"),
    "website:report_page": Door(EVERYBODY, "公众纠错：网页"),
    "website:report_error": Door(EVERYBODY, "公众纠错：一条记录"),
    "website:track_report": Door(EVERYBODY, "查纠错结果"),
}


def _objection(world: Any) -> dict[str, Any]:
    return {"public_id": world.objection.public_id}


def _record(world: Any) -> dict[str, Any]:
    return {"public_id": world.objected.public_id}


SAMPLES = {
    "admin:objections_objection_page": _objection,
    "admin:objections_paper": lambda w: {"public_id": w.objection.papers.get().public_id},
    "admin:objections_window_new": _record,
    "admin:objections_report_page": lambda w: {"number": w.error_report.number},
    "admin:objections_reply_page": lambda w: {"public_id": w.reply.public_id},
    "admin:objections_letter_page": lambda w: {"number": w.letter.number},
    "portal:objection_new": _record,
    "portal:objection": _objection,
    "portal:objection_done": _objection,
    "portal:objection_paper": lambda w: {
        "public_id": w.objection.public_id,
        "paper_id": w.objection.papers.get().public_id,
    },
    "portal:reply": _record,
    "website:report_error": _record,
}


def furnish(world: Any) -> None:
    """The first firm objects to one of its public records, which the public reports too; its reader gets a letter."""
    from core import clock
    from objections.services.filing import objection_file
    from objections.services.letters import Change, Recipient, send
    from objections.services.replies import reply_write
    from objections.services.reports import report_file
    from records.models import CreditRecord

    firm = (
        CreditRecord.objects.public(clock.today())
        .filter(subject=world.firm)
        .exclude(objections__state__in=("submitted", "accepted", "checking", "reviewing"))
    )
    world.objected = firm.exclude(replies__state="pending").earliest("pk")
    world.objection = objection_file(
        actor=world.people["firm1"], record=world.objected, statement="决定书载明的内容与网上不一致", wanted={}, applicant_name="样例经办",
        papers=[(b"%PDF-1.7 sample", "sample.pdf")],
    )  # fmt: skip
    world.reply = reply_write(actor=world.people["firm1"], record=world.objected, text="我所已经完成整改并报备。")
    world.error_report, _ = report_file(page="/about/", what="电话号码写错了一位")
    clerk = world.people["clerk"]
    change = Change(world.objected, "sample", "corrected", "样例理由，经核对决定书", {"事由": ["甲", "乙"]})
    (world.letter,) = send(change, [Recipient(clerk.display_name, "file", clock.today(), "样例事项", clerk)])
