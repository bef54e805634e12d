"""A decision of the demo was found wrong after its file had gone to the platform: corrected here at once, told there after the receipt."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from accounts.models import User
from core import clock
from publicity.models import Decision
from publicity.services.entry import raw_values_of
from publicity.services.events import decision_correct
from publicity.services.standards import roles_of


def play(today: date, users: dict[str, User]) -> None:
    """The newest licence that waits for its receipt; nothing when there is none."""
    clerk = users["clerk"]
    waiting = Decision.objects.visible_to(clerk).filter(kind_id="licence", state="reported").order_by("pk").last()
    if waiting is None:
        return
    content = roles_of(waiting.edition)["content"]
    values = raw_values_of(waiting, secrets=True) | {
        content: f"{waiting.data.get(content, '准予')}（自发证之日起生效）"
    }
    with clock.override(datetime.combine(today - timedelta(days=1), time(9, 30))):
        decision_correct(
            actor=clerk, decision=waiting, raw_values=values, reason="核对许可证存根，许可内容漏写生效时间",
            overrides=waiting.overrides,
        )  # fmt: skip
