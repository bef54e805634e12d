"""Why somebody opens the non-public part of a file: one of a closed list, for a numbered matter, for half an hour.

L17, 网络安全法: reading what is not public needs a purpose, and each look is kept with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core import clock
from core.errors import DomainError
from core.text import clean

PURPOSES: dict[str, str] = {
    "approval": "审批核查",
    "supervision": "日常监管",
    "complaint": "投诉举报办理",
    "report": "信用报告",
    "objection": "异议修复办理",
    "audit": "审计检查",
}
LASTS = timedelta(minutes=30)
_KEY = "records.purposes"


@dataclass(frozen=True)
class Purpose:
    """What was stated: the purpose in words, the number of the matter, and until when it holds."""

    label: str
    matter: str
    until: datetime


def state(session: Any, *, subject_id: int, purpose: str, matter: str) -> Purpose:
    """Keep a purpose for this subject in this session, for LASTS from now. Raises DomainError when it is not complete."""
    matter = checked_matter(purpose, matter)
    now = clock.now()
    kept = {key: value for key, value in session.get(_KEY, {}).items() if _until(value) > now}
    until = now + LASTS
    kept[str(subject_id)] = {"purpose": purpose, "matter": matter, "until": until.isoformat()}
    session[_KEY] = kept
    return Purpose(PURPOSES[purpose], matter, until)


def checked_matter(purpose: str, matter: str) -> str:
    """The number of the matter in clean writing. DomainError when it is none, or the purpose is not one of the list."""
    if purpose not in PURPOSES:
        raise DomainError("请选择查阅目的。", code="E-AUD-02", field="purpose")
    matter = clean(matter)
    if len(matter) < 2 or len(matter) > 100:
        raise DomainError(
            "请填写事项编号（2 至 100 个字），例如受理号、检查通知书文号。", code="E-AUD-02", field="matter"
        )
    return matter


def stated(session: Any, subject_id: int) -> Purpose | None:
    """The purpose that holds now for this subject, or None: then nothing non-public may be shown."""
    value = session.get(_KEY, {}).get(str(subject_id))
    if value is None or _until(value) <= clock.now():
        return None
    return Purpose(PURPOSES[value["purpose"]], value["matter"], _until(value))


def _until(value: dict[str, str]) -> datetime:
    return datetime.fromisoformat(value["until"])
