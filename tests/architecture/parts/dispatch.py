"""Papers that go out of the house, and the proof that they arrived."""

from __future__ import annotations

from typing import Any

from tests.architecture.doors import OWN, READERS, Door

DOORS = {
    "admin:dispatches": Door(READERS, "文书送达"),
    "admin:dispatch": Door(OWN, "登记一份文书的送达"),
    "admin:dispatch_slip": Door(OWN, "打印送达回证"),
    "admin:dispatch_proof": Door(OWN, "送达回证扫描件"),
}
SAMPLES = {
    name: lambda world: {"pk": world.dispatch.pk}
    for name in ("admin:dispatch", "admin:dispatch_slip", "admin:dispatch_proof")
}


def furnish(world: Any) -> None:
    """A paper of the world's section that was served with a signed return slip."""
    from core import clock
    from notices.services import dispatch_owe, dispatch_register

    row = dispatch_owe(
        paper=world.firm,
        title="更正通知",
        number="GZ-样例",
        addressee="样例单位",
        link="/admin/",
        section=world.section,
    )
    world.dispatch = dispatch_register(
        actor=world.people["clerk"], dispatch=row, way="hand", sent_on=clock.today(), served_on=clock.today(),
        received_by="样例收件人", content=b"%PDF-1.7 sample", filename="回证.pdf",
    )  # fmt: skip
