"""Addresses of signing in safely, of unusual reading and of incidents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.architecture.doors import POST_ONLY, STAFF, Door

DOORS = {
    "admin:second_factor": Door(STAFF, "第二重验证（登录第二步）", 302),
    "admin:second_factor_setup": Door(STAFF, "设置第二重验证"),
    "admin:second_factor_codes": Door(STAFF, "重新生成恢复码"),
    "admin:second_factor_off": Door(STAFF, "停用本人第二重验证"),
    "admin:sign_in_end": Door(STAFF, "结束本人在别处的登录", POST_ONLY),
    "admin:safeguards_alerts": Door("UX", "异常查阅"),
    "admin:safeguards_alert": Door("UX", "一次异常查阅"),
    "admin:safeguards_incidents": Door("UX", "安全事件"),
    "admin:safeguards_incident_new": Door("X", "登记安全事件"),
    "admin:safeguards_incident": Door("UX", "一起安全事件"),
    "admin:safeguards_incident_amend": Door("X", "补充安全事件情况"),
    "admin:safeguards_incident_notices": Door("UX", "安全事件的告知草稿"),
}
SAMPLES = {
    "admin:safeguards_alert": lambda w: {"pk": w.alert.pk},
    "admin:safeguards_incident": lambda w: {"pk": w.incident.pk},
    "admin:safeguards_incident_amend": lambda w: {"pk": w.incident.pk},
    "admin:safeguards_incident_notices": lambda w: {"pk": w.incident.pk},
}


def furnish(world: Any) -> None:
    """An open alert and an open incident."""
    from core import clock
    from safeguards.models import Alert
    from safeguards.services import Facts, incident_open

    now, clerk = clock.now(), world.people["clerk"]
    world.alert = Alert.objects.create(
        rule="bulk", key=f"user:{clerk.pk}", person=clerk, who=str(clerk), what="短时间内查看不公开信息 60 次",
        first_at=now - timedelta(minutes=9), last_at=now, count=60, raised_at=now,
    )  # fmt: skip
    facts = Facts(
        kind="abuse", title="样例事件", facts="样例", data_kinds="姓名", discovered_at=now - timedelta(hours=1), suspect=clerk,
        since=now - timedelta(hours=2), until=now,
    )  # fmt: skip
    world.incident = incident_open(actor=world.people["security"], facts=facts)
