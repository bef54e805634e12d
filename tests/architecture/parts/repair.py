"""Credit repair: for everybody, in the portal, at the bureau."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.architecture.doors import EVERYBODY, OWN, OWN_WORK, POST_ONLY, READERS, WORKERS, Door

MEMBERS, OWNER = "FGP", "F"

DOORS = {
    "website:repair": Door(EVERYBODY, "信用修复指南"),
    "website:repair_check": Door(EVERYBODY, "信用修复自查"),
    "website:repair_verify": Door(EVERYBODY, "核验修复文书"),
    "website:removals": Door(EVERYBODY, "停止公示的信息"),
    "public-api:removals": Door(EVERYBODY, "公开接口：停止公示的信息"),
    "portal:repairs": Door(MEMBERS, "信用修复（本机构、本人）"),
    "portal:repair_record": Door(OWNER, "能不能修复、什么时候能"),
    "portal:repair_record_dates": Door(OWNER, "修复日期（日历文件）"),
    "portal:repair_start": Door(OWNER, "开始申请修复", POST_ONLY),
    "portal:repair": Door(OWNER, "一件修复申请"),
    "portal:repair_fill": Door(OWNER, "填写修复申请"),
    "portal:repair_check": Door(OWNER, "核对修复申请"),
    "portal:repair_done": Door(OWNER, "修复申请已提交"),
    "portal:repair_dates": Door(OWNER, "修复申请期限（日历文件）"),
    "portal:repair_paper": Door(OWNER, "本机构提交的修复材料"),
    "portal:repair_letter": Door(OWNER, "修复决定书、证明"),
    "portal:repair_revocation": Door(OWNER, "拟撤销修复：确认告知书、陈述申辩"),
    "admin:repair_cases": Door(READERS, "信用修复"),
    "admin:repair_case": Door(OWN, "办理一件修复申请"),
    "admin:repair_revoke": Door(OWN_WORK, "提出撤销修复"),
    "admin:repair_revocation": Door(OWN, "办理一件撤销修复"),
    "admin:repair_case_paper": Door(OWN, "修复材料"),
    "admin:repair_case_letter": Door(OWN, "修复文书"),
    "admin:repair_case_proof": Door(OWN, "同步核对截图"),
    "admin:repair_window": Door(WORKERS, "窗口代办修复"),
    "admin:repair_fill": Door(OWN_WORK, "代填修复申请"),
    "admin:repair_notices": Door(WORKERS, "信用修复告知书"),
    "admin:repair_notice": Door(OWN_WORK, "一份信用修复告知书"),
    "admin:repair_notice_pdf": Door(OWN_WORK, "打印信用修复告知书"),
}
SAMPLES = {
    "portal:repair_record": lambda w: {"public_id": w.repair_record.public_id},
    "portal:repair_record_dates": lambda w: {"public_id": w.repair_record.public_id},
    "portal:repair_start": lambda w: {"public_id": w.repair_record.public_id},
    "portal:repair": lambda w: {"public_id": w.repair_granted.public_id},
    "portal:repair_fill": lambda w: {"public_id": w.repair_draft.public_id},
    "portal:repair_check": lambda w: {"public_id": w.repair_draft.public_id},
    "portal:repair_done": lambda w: {"public_id": w.repair_sent.public_id},
    "portal:repair_dates": lambda w: {"public_id": w.repair_sent.public_id},
    "portal:repair_paper": lambda w: _with(w, "paper_id", w.repair_granted.papers.get(kind="fulfilment").public_id),
    "portal:repair_letter": lambda w: _with(w, "letter_id", w.repair_granted.letters.first().pk),
    "admin:repair_case": lambda w: {"public_id": w.repair_granted.public_id},
    "admin:repair_case_paper": lambda w: _with(w, "paper_id", w.repair_granted.papers.get(kind="fulfilment").public_id),
    "admin:repair_case_letter": lambda w: _with(w, "letter_id", w.repair_granted.letters.first().pk),
    "admin:repair_case_proof": lambda w: _with(w, "item_id", w.repair_granted.syncs.exclude(proof="").get().pk),
    "portal:repair_revocation": lambda w: {"public_id": w.repair_revocation.public_id},
    "admin:repair_revoke": lambda w: {"public_id": w.repair_granted.public_id},
    "admin:repair_revocation": lambda w: {"public_id": w.repair_revocation.public_id},
    "admin:repair_fill": lambda w: {"public_id": w.repair_window.public_id},
    "admin:repair_notice": lambda w: {"public_id": w.repair_record.public_id},
    "admin:repair_notice_pdf": lambda w: {"public_id": w.repair_record.public_id},
}


def _with(world: Any, name: str, value: Any) -> dict[str, Any]:
    return {"public_id": world.repair_granted.public_id, name: value}


def furnish(world: Any) -> None:
    """Records of the first firm whose catalogue item belongs to the section of the world, and applications at three stages."""
    from repair.services import applying, deciding, handling, notices, revoking, syncing
    from tests.factories import make_item, make_record, make_user

    item = make_item("XZ-YL", section=world.section)
    day = date(2026, 4, 20)
    records = [
        make_record(
            subject=world.firm, item=item, event_date=day, publish_from=day, publish_until=day + timedelta(days=364)
        )
        for _ in range(5)
    ]
    world.repair_record = records[0]
    head, clerk = world.people["firm1"], world.people["clerk"]
    notices.notice_make(actor=clerk, record=records[0])
    world.repair_draft = applying.application_start(actor=head, record=records[1])
    world.repair_sent = _sent(head, records[2])
    world.repair_window = applying.application_start(actor=clerk, record=records[3], channel="window")
    row = _sent(head, records[4])
    handling.application_accept(actor=clerk, application=row)
    handling.application_propose(actor=clerk, application=row, proposal="grant", reason="材料齐全，情况属实")
    world.repair_granted = deciding.application_grant(
        actor=make_user("审核员", section=world.section), application=row, reason="符合信用修复条件"
    )
    syncing.sync_done(
        actor=clerk, item=row.syncs.first(), done_on=_today(), content=b"%PDF-1.7 sample", filename="截图.pdf"
    )
    world.repair_revocation = revoking.revocation_open(
        actor=clerk, application=world.repair_granted, ground="false", facts="样例：缴款凭证经核实系伪造",
        content=b"%PDF-1.7 proof", filename="核实函.pdf",
    )  # fmt: skip


def _sent(head: Any, record: Any) -> Any:
    from repair.services import applying

    row = applying.application_start(actor=head, record=record)
    applying.paper_add(
        actor=head, application=row, kind="fulfilment", content=b"%PDF-1.7 sample", filename="缴款凭证.pdf"
    )
    applying.application_save(actor=head, application=row, fulfilled_on=date(2026, 5, 20), signer="样例负责人")
    return applying.application_submit(actor=head, application=row)


def _today() -> date:
    from core import clock

    return clock.today()
