"""What the platform still has to be told after the bureau has mended its own pages."""

from __future__ import annotations

from typing import Any

from tests.architecture.doors import OWN, READERS, Door

DOORS = {
    "admin:publicity_followups": Door(READERS, "平台后续"),
    "admin:publicity_followup": Door(OWN, "一件平台后续"),
}
SAMPLES = {"admin:publicity_followup": lambda world: {"pk": world.followup.pk}}


def furnish(world: Any) -> None:
    """A decision of the section whose file is out was corrected."""
    from publicity.services.followups import correction_queue

    row = world.submission.rows.filter(decision__section=world.section).first()
    world.followup = correction_queue(decision=row.decision, reason="样例：事由写错")
