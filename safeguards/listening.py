"""Bulk reading is noticed while it happens; everything else by the watch of every ten minutes."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from audit.signals import looked
from safeguards.watching import RULES, is_hot


@receiver(looked, dispatch_uid="safeguards.looked")
def watch_at_once(sender: Any, actor_id: int, deed: str, **kwargs: Any) -> None:
    """One look into the person's latest entries; the full watch only where the number is reached."""
    hot = [rule for rule in RULES if rule.at_once and deed in rule.deeds and is_hot(rule, actor_id)]
    if hot:
        from safeguards.services.alerts import watch

        watch(rules=hot, person_id=actor_id)
