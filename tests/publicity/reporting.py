"""Decisions on their way to the platform, for the tests of reporting."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import User
from accounts.roles import CLERK, REVIEWER
from publicity.models import Decision
from publicity.services.entry import decision_enter
from publicity.services.moves import decision_approve
from publicity.services.submissions import Made, submission_make
from tests.factories import make_section, make_user
from tests.publicity.rows import row_of

TODAY = UNTIL = date(2026, 9, 1)
FIRM = "重庆晨光律师事务所"
NUMBER = "巫山司罚决字〔2026〕{}号"
ID_NUMBER = "110101199003074530"


def ready(
    number: int = 1, *, kind: str = "penalty", party: str = "legal", clerk: User | None = None, **change: Any
) -> Decision:
    """A decision that came in by the form and was approved by a second person."""
    mark = {"penalty": "巫山司罚决字", "licence": "巫山司许"}[kind]
    section = make_section("legal-affairs")
    values = row_of(kind, party, doc_number=f"{mark}〔2026〕{number}号", **change)
    author = clerk or make_user(CLERK, section=section)
    decision = decision_enter(actor=author, kind=kind, raw_values=values)
    return decision_approve(actor=make_user(REVIEWER, section=section), decision=decision)


def make(actor: User, kind: str = "penalty", since: date | None = None, until: date = UNTIL) -> Made:
    """Submit everything that is ready."""
    return submission_make(actor=actor, kind=kind, since=since, until=until)
