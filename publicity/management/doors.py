"""What the commands of reporting share: days and people named on the command line, errors told in words."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from accounts.models import User
from audit.services import SYSTEM, Actor
from core.errors import DomainError

REFUSED = 2


def day(text: str) -> date:
    """A day on the command line, 2026-03-02."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"日期“{text}”写法不对，请写成 2026-03-02 这样。") from None


def actor_named(username: str) -> Actor:
    """The person with this log-in name, the machine itself for none. DomainError for somebody unknown."""
    if not username:
        return SYSTEM
    actor = User.objects.filter(username=username, is_active=True).first()
    if actor is None:
        raise DomainError(f"没有名为“{username}”的在用账号，请核对 --actor。", code="forbidden")
    return actor


def as_json(facts: dict[str, Any]) -> str:
    """One JSON object on one line, Chinese as it is."""
    return json.dumps(facts, ensure_ascii=False)
